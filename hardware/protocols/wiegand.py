"""Wiegand numbers as bits (README.md §0.2, §6).

Around whole bytes stand two parity bits: even over the first half, odd over the second. Wiegand 26
carries three bytes, 34 four, and so on. With the data wires swapped every bit is its opposite, and
then both parities are wrong.
"""

import hashlib
import re

_BITS = re.compile(r"[01](?:[01]{8}){3,32}[01]")
_OPPOSITE = str.maketrans("01", "10")


def encode(tag: str) -> str:
    """Return the bits of a tag in canonical form."""
    size = len(tag) * 4
    bits = f"{int(tag, 16):0{size}b}"
    first, second = bits[: size // 2], bits[size // 2 :]
    return f"{first.count('1') % 2}{bits}{1 - second.count('1') % 2}"


def decode(bits: str) -> str:
    """Return the tag in canonical form; ValueError when length or parity is wrong."""
    if _BITS.fullmatch(bits) is None:
        raise ValueError(f"not 24, 32, 40 … bits between two of parity: {bits!r}")
    tag = _inside(bits)
    if encode(tag) != bits:
        swapped = bits.translate(_OPPOSITE)
        hint = "; the data wires may be swapped" if encode(_inside(swapped)) == swapped else ""
        raise ValueError(f"wrong parity{hint}: {bits}")
    return tag


def decode_swapped(bits: str) -> str:
    """Return the tag of a reader whose data wires are swapped."""
    return decode(bits.translate(_OPPOSITE))


def tag_of_plate(plate: str) -> str:
    """Return what a camera with a Wiegand output sends for a canonical plate, in canonical form.

    It is the low 24 bits of the plate's SHA-1: enrolled as a tag, the plate opens.
    """
    return hashlib.sha1(plate.encode("ascii"), usedforsecurity=False).hexdigest()[-6:].upper()


def _inside(bits: str) -> str:
    return f"{int(bits[1:-1], 2):0{(len(bits) - 2) // 4}X}"
