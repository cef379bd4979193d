"""Recognising an OSDP reader (README.md §5): one poll, and whether anybody answers it.

All else of OSDP is the library's. A packet is 53, an address (bit 7 set in answers), a length of
all in two bytes, the low one first, a control byte, and at the end a CRC, low byte first.
"""

from binascii import crc_hqx
from collections.abc import Iterator

EVERYBODY = 0x7F
"""The address that every reader answers to; alone on its line, that is."""

_MARK, _HEAD, _ANSWER = 0xFF, 0x53, 0x80
_WITH_CRC, _POLL = 0x04, 0x60
_SHORTEST, _LONGEST = 8, 256
_FIRST_CRC = 0x1D0F


def poll(address: int = EVERYBODY) -> bytes:
    """Return the question whether there is anything new."""
    packet = bytes([_HEAD, address, _SHORTEST, 0, _WITH_CRC, _POLL])
    return bytes([_MARK]) + packet + _crc(packet)


def answer(address: int, code: int) -> bytes:
    """Return what a reader answers without data, such as 40: nothing new."""
    packet = bytes([_HEAD, address | _ANSWER, _SHORTEST, 0, _WITH_CRC, code])
    return packet + _crc(packet)


def answers(came: bytes) -> Iterator[int]:
    """Yield the address of every whole answer among these bytes."""
    for start in range(len(came) - _SHORTEST + 1):
        length = int.from_bytes(came[start + 2 : start + 4], "little")
        packet = came[start : start + length]
        if _SHORTEST <= length <= _LONGEST and len(packet) == length and _is_answer(packet):
            yield packet[1] & EVERYBODY


def _is_answer(packet: bytes) -> bool:
    said = packet[0] == _HEAD and packet[1] & _ANSWER and packet[4] & _WITH_CRC
    return bool(said) and packet[-2:] == _crc(packet[:-2])


def _crc(packet: bytes) -> bytes:
    return crc_hqx(packet, _FIRST_CRC).to_bytes(2, "little")
