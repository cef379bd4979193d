"""Readers that begin with CC FF FF, on toll roads and weighbridges (../README.md §4e).

A frame is CC, an address of two bytes, a group, a return code, the length of the data, data and a
byte that brings the sum to zero. A reader that reads by itself reports under group 20, code 05:
antenna, PC, EPC, mostly the EPC's own CRC, and an RSSI of unknown measure.
"""

from dataclasses import dataclass

from hardware.protocols.checksums import complement_of, sum_of
from hardware.protocols.decoder import Reading
from hardware.protocols.epc import check_epc, crc_bytes, epc_of, pc_of, tag_reading, take_epc
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

HEAD, ANY = 0xCC, 0xFFFF
REPORT = (0x20, 0x05)
"""Group and return code. Nothing is known of other groups, so that they are noise."""

_AROUND = 7
_LONGEST_INSIDE = 64


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart. `kind` is group and return code."""

    address: int
    kind: tuple[int, int]
    data: bytes


def encode(tag: str, rssi: int = 0xBA, *, with_crc: bool = True) -> bytes:
    """Return the report of a tag, seen by antenna 0; ValueError for what is no EPC."""
    epc = epc_of(tag)
    pc = pc_of(epc)
    crc = crc_bytes(pc, epc) if with_crc else b""
    data = bytes([0]) + pc + epc + crc + bytes([rssi])
    frame = bytes([HEAD, 0xFF, 0xFF, *REPORT, len(data)]) + data
    return frame + bytes([complement_of(frame)])


def parse(frame: bytes) -> Frame:
    """Take a frame apart; ValueError when its sum is wrong."""
    if sum_of(frame):
        raise ValueError(f"wrong sum: {frame.hex()}")
    return Frame(int.from_bytes(frame[1:3], "big"), (frame[3], frame[4]), frame[6:-1])


def _size(pending: bytearray) -> int | None:
    length_at = 5
    if len(pending) <= length_at:
        return None
    can_be = pending[3] == REPORT[0] and pending[length_at] <= _LONGEST_INSIDE
    return _AROUND + pending[length_at] if can_be else 0


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if frame.kind != REPORT:
        return []
    fields = Fields(frame.data)
    antenna = fields.number()
    pc, epc = take_epc(fields)
    if fields.left > 1:
        check_epc(pc, epc, fields.take(2))
    rssi = fields.number()
    fields.end()
    return [tag_reading(epc, antenna=antenna, rssi=float(rssi))]


LAYOUT = Layout(_AROUND + _LONGEST_INSIDE, _size, _read, HEAD)
