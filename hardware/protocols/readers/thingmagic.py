"""ThingMagic M6e, Nano: UHF modules, 115200 8N1 (../README.md §4h).

A frame is FF, the length of the data, an operation, in answers a status of two bytes, data and a
CRC of its own kind, high byte first. A module that streams reports each tag under operation 22 with
status 0000, and under 0400 that it lives, once a second. It must be told to start after each power
cut; region, power and antenna are the maker's tool's to set and store.
"""

from dataclasses import dataclass

from hardware.protocols.checksums import crc_thingmagic
from hardware.protocols.decoder import Dialogue, Reading
from hardware.protocols.epc import crc_bytes, epc_of, pc_of, tag_reading, take_checked_epc
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

HEAD = 0xFF
VERSION, STREAMED, SET_PROTOCOL, SEARCH = 0x03, 0x22, 0x93, 0x2F
GOOD, ALIVE = 0x0000, 0x0400

_AROUND = 7
_LONGEST_INSIDE = 248
_STREAM_OPTIONS = bytes.fromhex("10001B01FF")
"""What is told of each streamed tag, as asked for by `START`: option, flags, all kinds of data."""
_GEN2 = 0x05
_ABOUT_EPC = 4
"""Bytes of PC and CRC."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An answer taken apart."""

    operation: int
    status: int
    data: bytes


def command(operation: int, data: bytes = b"") -> bytes:
    """Return the bytes that tell a module something."""
    return _sealed(bytes([len(data), operation]) + data)


def encode(tag: str, rssi: int = -60, antenna: int = 0x11) -> bytes:
    """Return the report of a streamed tag; ValueError for what is no EPC."""
    epc = epc_of(tag)
    pc = pc_of(epc)
    frequency, time, phase = 923_200, 0, 0
    seen = (
        bytes([1, 1])  # one tag, seen once
        + rssi.to_bytes(1, "big", signed=True)
        + bytes([antenna])
        + frequency.to_bytes(3, "big")
        + time.to_bytes(4, "big")
        + phase.to_bytes(2, "big")
        + bytes([_GEN2])
        + bytes(3)  # no embedded data, pins as they are
    )
    bits = (len(epc) + _ABOUT_EPC) * 8
    stored = bits.to_bytes(2, "big") + pc + epc + crc_bytes(pc, epc)
    return answer(STREAMED, GOOD, _STREAM_OPTIONS + seen + stored)


def answer(operation: int, status: int, data: bytes = b"") -> bytes:
    """Return the bytes a module answers or reports with."""
    return _sealed(bytes([len(data), operation]) + status.to_bytes(2, "big") + data)


def parse(frame: bytes) -> Frame:
    """Take an answer apart; ValueError when its CRC is wrong."""
    if int.from_bytes(frame[-2:], "big") != crc_thingmagic(frame[1:-2]):
        raise ValueError(f"wrong CRC: {frame.hex()}")
    return Frame(frame[2], int.from_bytes(frame[3:5], "big"), frame[5:-2])


def _sealed(content: bytes) -> bytes:
    return bytes([HEAD]) + content + crc_thingmagic(content).to_bytes(2, "big")


def _size(pending: bytearray) -> int | None:
    if len(pending) == 1:
        return None
    return _AROUND + pending[1] if pending[1] <= _LONGEST_INSIDE else 0


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if frame.operation != STREAMED or frame.status != GOOD:
        return []
    fields = Fields(frame.data)
    if fields.take(len(_STREAM_OPTIONS)) != _STREAM_OPTIONS:
        raise ValueError(f"not what was asked to be told of tags: {data.hex()}")
    _tags, _times, rssi, antenna = *fields.take(2), fields.signed(), fields.number()
    _frequency, _time, _phase, _protocol = (fields.number(size) for size in (3, 4, 2, 1))
    fields.take(_bytes(fields))  # embedded data
    _pins = fields.number()
    stored = Fields(fields.take(_bytes(fields)))
    fields.end()
    epc = take_checked_epc(stored)
    stored.end()
    return [tag_reading(epc, antenna=antenna, rssi=float(rssi))]


def _bytes(fields: Fields) -> int:
    """Read a length that is given in bits."""
    return (fields.number(2) + 7) // 8


START = command(SEARCH, bytes.fromhex("00000122000005072210001B03E801FF"))
"""Read Gen2 tags for ever and report each one; as the maker's own tool sends it."""

STOP = command(SEARCH, bytes.fromhex("000002"))

LAYOUT = Layout(_AROUND + _LONGEST_INSIDE, _size, _read, HEAD)

DIALOGUE = Dialogue(
    start=(STOP, command(SET_PROTOCOL, bytes([0, _GEN2])), START),
    polls=(START,),
    pause=5.0,
    patience=5.0,
    stop=(STOP,),
)
