"""Readers that begin with "CT": CF-RU5300, Syrotech and kin, 115200 8N1 (../README.md §4d).

A frame is CT from the reader or SW to it, the length of all behind it in two bytes, an address, a
command, from the reader a status (01 is good), data and a byte that brings the sum to zero. A
reader that reads by itself reports under command 45: its serial number of seven bytes, the number
of tags, and for each a length, type, antenna, EPC and RSSI of unknown measure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.protocols.checksums import complement_of, sum_of
from hardware.protocols.decoder import Dialogue, Reading
from hardware.protocols.epc import epc_of, tag_reading
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

FROM_READER, TO_READER = b"CT", b"SW"
REPORT, STOP, START, HEARTBEAT = 0x45, 0x40, 0x41, 0xFF
ANY = 0xFF

_BEFORE = 4
_GOOD = 1
_SHORTEST_INSIDE, _LONGEST_INSIDE = 4, 512
_ABOUT_TAG = 3
_SERIAL_NUMBER = 7


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame from the reader, taken apart."""

    address: int
    command: int
    status: int
    data: bytes


def command(code: int, data: bytes = b"", address: int = ANY) -> bytes:
    """Return the bytes that tell a reader something."""
    return _sealed(TO_READER, bytes([address, code]) + data)


def reply(code: int, data: bytes = b"") -> bytes:
    """Return the bytes a reader answers an order with that it follows."""
    return _sealed(FROM_READER, bytes([0, code, _GOOD]) + data)


def encode(tag: str) -> bytes:
    """Return the report of one tag; ValueError for what is no EPC."""
    return encode_report([tag])


def encode_report(
    tags: Iterable[str], serial_number: bytes = bytes(_SERIAL_NUMBER), rssi: int = 0xBC
) -> bytes:
    """Return the report of several tags, all seen by antenna 1."""
    epcs = [epc_of(tag) for tag in tags]
    listed = b"".join(bytes([len(epc) + _ABOUT_TAG, 1, 1]) + epc + bytes([rssi]) for epc in epcs)
    return reply(REPORT, serial_number + bytes([len(epcs)]) + listed)


def parse(frame: bytes) -> Frame:
    """Take a frame apart; ValueError when its sum is wrong."""
    if sum_of(frame):
        raise ValueError(f"wrong sum: {frame.hex()}")
    address, code, status = frame[_BEFORE : _BEFORE + 3]
    return Frame(address, code, status, frame[_BEFORE + 3 : -1])


def _sealed(head: bytes, content: bytes) -> bytes:
    frame = head + (len(content) + 1).to_bytes(2, "big") + content
    return frame + bytes([complement_of(frame)])


def _size(pending: bytearray) -> int | None:
    if not FROM_READER.startswith(pending[:2]):
        return 0
    if len(pending) < _BEFORE:
        return None
    inside = int.from_bytes(pending[2:_BEFORE], "big")
    return _BEFORE + inside if _SHORTEST_INSIDE <= inside <= _LONGEST_INSIDE else 0


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if frame.command != REPORT or frame.status != _GOOD:
        return []
    fields = Fields(frame.data)
    fields.take(_SERIAL_NUMBER)
    readings = [_tag(fields) for _ in range(fields.number())]
    fields.end()
    return readings


def _tag(fields: Fields) -> Reading:
    length, _type, antenna = fields.number(), fields.number(), fields.number()
    return tag_reading(
        fields.take(length - _ABOUT_TAG), antenna=antenna, rssi=float(fields.number())
    )


LAYOUT = Layout(_BEFORE + _LONGEST_INSIDE, _size, _read, FROM_READER[0])

DIALOGUE = Dialogue(
    start=(command(START),),
    polls=(command(START),),
    pause=30.0,
    patience=30.0,
    stop=(command(STOP),),
)
