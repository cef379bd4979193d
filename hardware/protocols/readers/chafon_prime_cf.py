"""Chafon UHF Prime: CF591, CF661, CF691, CF-H and kin, 115200 8N1 (../README.md §4c).

A frame is CF, an address, a command of two bytes, the length of what follows, in replies a status,
data and Reader18's CRC over all before it, high byte first. A tag comes under command 0001 with
status 00: RSSI in tenths of a dBm, antenna, channel, length, EPC. Status 12 ends a round.
"""

from dataclasses import dataclass

from hardware.protocols.checksums import crc_reflected
from hardware.protocols.decoder import Dialogue, Reading
from hardware.protocols.epc import epc_of, tag_reading
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

HEAD, ANY = 0xCF, 0xFF
INVENTORY, STOP, INFORMATION = 0x0001, 0x0002, 0x0070

_AROUND = 7
_LONGEST = _AROUND + 0xFF
_TENTHS = 10
_OF_ORDER = 5
"""Length of our own order to read, which some adapters echo."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart. `content` is what the length counts: in a reply the status is first."""

    address: int
    command: int
    content: bytes


def command(code: int, data: bytes = b"", address: int = ANY) -> bytes:
    """Return the bytes that ask a reader for something."""
    frame = bytes([HEAD, address]) + code.to_bytes(2, "big") + bytes([len(data)]) + data
    return frame + crc_reflected(frame).to_bytes(2, "big")


def encode(tag: str, rssi: float = -63.0, antenna: int = 1) -> bytes:
    """Return the report of a tag; ValueError for what is no EPC."""
    epc = epc_of(tag)
    tenths = round(rssi * _TENTHS).to_bytes(2, "big", signed=True)
    return command(INVENTORY, bytes([0]) + tenths + bytes([antenna, 0, len(epc)]) + epc, address=0)


def parse(frame: bytes) -> Frame:
    """Take a frame apart; ValueError when its CRC is wrong."""
    if int.from_bytes(frame[-2:], "big") != crc_reflected(frame[:-2]):
        raise ValueError(f"wrong CRC: {frame.hex()}")
    return Frame(frame[1], int.from_bytes(frame[2:4], "big"), frame[5:-2])


def _size(pending: bytearray) -> int | None:
    length_at = 4
    if len(pending) <= length_at:
        return None
    return _AROUND + pending[length_at] if pending[2] == 0 else 0  # no command is above 00FF


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if (
        frame.command != INVENTORY
        or frame.content[:1] != b"\x00"
        or len(frame.content) == _OF_ORDER
    ):
        return []
    fields = Fields(frame.content[1:])
    rssi, antenna, _channel = fields.signed(2) / _TENTHS, fields.number(), fields.number()
    epc = fields.take(fields.number())
    fields.end()
    return [tag_reading(epc, antenna=antenna, rssi=rssi)]


START = command(INVENTORY, bytes(_OF_ORDER))
"""Read on until told to stop: by time, without limit."""

LAYOUT = Layout(_LONGEST, _size, _read, HEAD)

DIALOGUE = Dialogue(
    start=(START,), polls=(START,), pause=10.0, patience=10.0, stop=(command(STOP),)
)
