"""Invelion, Rodinbell and other "R2000" readers, 115200 8N1, some 38400 (../README.md §4g).

A frame is A0, the length of all behind it, an address, a command, data and a byte that brings the
sum to zero. One command is one round: a record per tag (antenna and frequency in a byte, PC, EPC,
RSSI above -129 dBm), then a summary. A frame of length 4 is an error, of length 0A the summary.
"""

from dataclasses import dataclass

from hardware.protocols.checksums import complement_of, sum_of
from hardware.protocols.decoder import Dialogue, Reading
from hardware.protocols.epc import epc_of, pc_of, tag_reading, take_epc
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

HEAD, ANY = 0xA0, 0xFF
REAL_TIME, BY_SESSION = 0x89, 0x8B
_COMMANDS = {REAL_TIME, BY_SESSION}
"""All that is asked of readers here: other answers are noise, which eight bits let through."""

_AROUND = 2
_SHORTEST_INSIDE, _LONGEST_INSIDE = 3, 255
_OF_ERROR, _OF_SUMMARY = 1, 7
_ZERO_DBM = 129


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart."""

    address: int
    command: int
    data: bytes

    @property
    def tags_in_round(self) -> int | None:
        """How many reads a round made, if this is the summary of one."""
        ends = len(self.data) == _OF_SUMMARY
        return int.from_bytes(self.data[3:], "big") if ends else None


def command(code: int, data: bytes = b"", address: int = ANY) -> bytes:
    """Return the bytes that ask a reader for something."""
    frame = bytes([HEAD, len(data) + _SHORTEST_INSIDE, address, code]) + data
    return frame + bytes([complement_of(frame)])


def encode(tag: str, rssi: int = -82, antenna: int = 1, code: int = REAL_TIME) -> bytes:
    """Return the record of a tag; ValueError for what is no EPC."""
    epc = epc_of(tag)
    data = bytes([antenna - 1]) + pc_of(epc) + epc + bytes([rssi + _ZERO_DBM])
    return command(code, data, address=1)


def encode_summary(reads: int, code: int = REAL_TIME) -> bytes:
    """Return what ends a round."""
    return command(code, bytes(3) + reads.to_bytes(4, "big"), address=1)


def parse(frame: bytes) -> Frame:
    """Take a frame apart; ValueError when its sum is wrong."""
    if sum_of(frame):
        raise ValueError(f"wrong sum: {frame.hex()}")
    return Frame(frame[2], frame[3], frame[4:-1])


def _size(pending: bytearray) -> int | None:
    command_at = 3
    if len(pending) <= command_at:
        return None
    can_be = pending[1] >= _SHORTEST_INSIDE and pending[command_at] in _COMMANDS
    return _AROUND + pending[1] if can_be else 0


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if len(frame.data) <= _OF_ERROR or frame.tags_in_round is not None:
        return []
    fields = Fields(frame.data)
    antenna = (fields.number() & 3) + 1
    _pc, epc = take_epc(fields)
    rssi = fields.number() - _ZERO_DBM
    fields.end()
    return [tag_reading(epc, antenna=antenna, rssi=float(rssi))]


LAYOUT = Layout(_AROUND + _LONGEST_INSIDE, _size, _read, HEAD)

DIALOGUE = Dialogue(start=(), polls=(command(REAL_TIME, bytes([1])),), pause=0.02, patience=0.5)
