"""What an OSDP reader says of a card → a credential.

Bits come left-justified. Wiegand numbers carry two parity bits around whole bytes, which are
checked and taken off; other lengths are taken as one number, as some card formats have it.
"""

from collections.abc import Mapping

from gate.core.values import plates
from gate.core.values.model import Credential, Medium
from gate.core.values.tags import LONGEST, SHORTEST
from hardware.protocols import wiegand

RAW, WIEGAND = 0, 1
"""Formats; anything else is text for a screen."""


def card(event: Mapping[str, object], medium: Medium) -> Credential:
    """Return what libosdp says was read; ValueError when that is no credential."""
    match event:
        case {"format": int(card_format), "length": int(bits), "data": bytes(data)}:
            return credential(card_format, bits, data, medium)
        case _:
            raise ValueError("not a card")


def credential(card_format: int, bits: int, data: bytes, medium: Medium) -> Credential:
    """Return what was read; ValueError when that is no credential.

    With medium `plate` the reader is a camera, whose bytes are the text it has read.
    """
    if card_format not in {RAW, WIEGAND} or not 0 < bits <= 8 * len(data):
        raise ValueError(f"{bits} bits in format {card_format}: not a card")
    if medium is Medium.PLATE:
        return Credential(medium, plates.canonical(data[: bits // 8].decode("ascii")))
    number = f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"[:bits]
    return Credential(Medium.TAG, _tag(card_format, number))


def _tag(card_format: int, bits: str) -> str:
    whole = len(bits) % 8 == 0
    if len(bits) % 8 == 2 and (card_format == WIEGAND or len(bits) == 26):  # noqa: PLR2004 - parity
        return wiegand.decode(bits)
    size = len(bits) // 8 if whole else len(bits) // 8 + 1
    if not SHORTEST <= size <= LONGEST:
        raise ValueError(f"{len(bits)} bits are no tag number")
    return f"{int(bits, 2):0{2 * size}X}"
