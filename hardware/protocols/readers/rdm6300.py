"""RDM6300 / RDM630 and its clones: 125 kHz EM4100 tags at 9600 8N1 (../README.md §1).

The tag is ten hex digits in upper case, as the makers document and every capture shows. What stands
around them differs:

- `rdm6300`: STX, tag, XOR of its five bytes as two hex digits, ETX;
- `rdm6300_raw13`: STX, tag, the XOR as one raw byte (which may be any, also STX or ETX), ETX;
- `rdm6300_sum`: as the first, but with the sum of the five bytes;
- `em18_bare12`: tag and XOR digits with nothing around them, so that a gap must stand between two.

The frame repeats every 50-65 ms while the tag is in the field. Eight bits of checksum let noise
through now and then: these modules report phantom tags with no card near. The commonest, all zeros,
is dropped here; for the others the core asks for equal reads.
"""

import re
from collections.abc import Callable
from functools import partial

from gate.core.values.model import Credential, Medium
from hardware.protocols.checksums import sum_of, xor_of
from hardware.protocols.decoder import Reading
from hardware.protocols.frames import FrameDecoder, Layout

STX, ETX = 0x02, 0x03
PHANTOM = "0000000000"

_FRAMED = re.compile(rb"\x02([0-9A-F]{10})([0-9A-F]{2})\x03")
_RAW = re.compile(rb"\x02([0-9A-F]{10})(.)\x03", re.DOTALL)
_BARE = re.compile(rb"([0-9A-F]{10})([0-9A-F]{2})")
_TAG = re.compile(r"[0-9A-F]{10}")


def encode(tag: str) -> bytes:
    """Return the frame the reader sends for a tag of ten hex digits; ValueError for another."""
    return b"\x02%s\x03" % encode_bare(tag)


def encode_raw13(tag: str) -> bytes:
    """Return the frame of the clone whose checksum is one raw byte."""
    digits, number = _digits(tag)
    return b"\x02%s%c\x03" % (digits, xor_of(number))


def encode_sum(tag: str) -> bytes:
    """Return the frame of the clone that adds."""
    digits, number = _digits(tag)
    return b"\x02%s%02X\x03" % (digits, sum_of(number))


def encode_bare(tag: str) -> bytes:
    """Return what an EM-18 sends."""
    digits, number = _digits(tag)
    return b"%s%02X" % (digits, xor_of(number))


def _digits(tag: str) -> tuple[bytes, bytes]:
    digits = tag.upper()
    if _TAG.fullmatch(digits) is None:
        raise ValueError(f"not a tag of ten hexadecimal digits: {tag!r}")
    return digits.encode("ascii"), bytes.fromhex(digits)


def _hex(checksum: bytes) -> int:
    return int(checksum, 16)


def _read(
    pattern: re.Pattern[bytes],
    told: Callable[[bytes], int],
    right: Callable[[bytes], int],
    frame: bytes,
) -> list[Reading]:
    match = pattern.fullmatch(frame)
    if match is None:
        raise ValueError(f"not hexadecimal: {frame!r}")
    tag = match[1].decode("ascii")
    if told(match[2]) != right(bytes.fromhex(tag)) or tag == PHANTOM:
        raise ValueError(f"wrong checksum or phantom: {frame!r}")
    return [Reading(Credential(Medium.TAG, tag))]


def _size_framed(pending: bytearray) -> int:
    return _ended(pending, 14)


def _size_raw13(pending: bytearray) -> int:
    return _ended(pending, 13)


def _ended(pending: bytearray, size: int) -> int:
    """Return the size unless something else than ETX stands where the frame ends."""
    return 0 if len(pending) >= size and pending[size - 1] != ETX else size


def _size_bare(pending: bytearray) -> int:
    return 12 if chr(pending[0]) in "0123456789ABCDEF" else 0


LAYOUT = Layout(14, _size_framed, partial(_read, _FRAMED, _hex, xor_of), STX)
RAW13 = Layout(13, _size_raw13, partial(_read, _RAW, ord, xor_of), STX)
SUM = Layout(14, _size_framed, partial(_read, _FRAMED, _hex, sum_of), STX)
BARE = Layout(12, _size_bare, partial(_read, _BARE, _hex, xor_of))


class Rdm6300(FrameDecoder):
    """Decoder of one RDM6300."""

    def __init__(self) -> None:
        super().__init__(LAYOUT)
