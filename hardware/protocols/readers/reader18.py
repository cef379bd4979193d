"""Reader18: Chafon CF-RU51xx and 52xx, ZK-RFID10x, MS9, RD905 and kin (../README.md §4a).

A frame is a length (of all behind it), an address, a command, in replies a status, data and a CRC,
low byte first. It has no start byte. Usual at 57600 8N1.

In scan mode the reader reports by itself: command EE, status 00, the EPC. In answer mode it replies
to an inventory: a status of 01 to 04, the number of tags, each with its length. A reader left in
answer mode is silent until asked; one in scan mode ignores being asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from hardware.protocols.checksums import crc_reflected
from hardware.protocols.decoder import Dialogue, Reading
from hardware.protocols.epc import epc_of, tag_reading
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

INVENTORY, SINGLE_INVENTORY, SCANNED = 0x01, 0x0F, 0xEE
INFORMATION, SET_BAUD, SET_WORK_MODE, WORK_MODE = 0x21, 0x28, 0x35, 0x36
ANY = 0xFF
"""The address that every reader answers to."""

COMMANDS = frozenset(
    {INVENTORY, SINGLE_INVENTORY, SCANNED, INFORMATION, SET_BAUD, SET_WORK_MODE, WORK_MODE}
)
"""What readers send or are sent here: a length before any other command is noise."""

TAGS_FOLLOW = frozenset({0x01, 0x02, 0x03, 0x04})
"""Statuses of an inventory with tags: done, out of time, more frames to come, out of memory."""

_LONGEST = 256
_COMMAND_ONLY = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart. A command has no status; one with data cannot be told from a reply."""

    address: int
    command: int
    status: int | None
    data: bytes


def command(code: int, data: bytes = b"", address: int = ANY) -> bytes:
    """Return the bytes that ask a reader for something."""
    return _sealed(bytes([address, code]) + data)


def reply(code: int, status: int, data: bytes = b"", address: int = 0) -> bytes:
    """Return the bytes a reader answers with."""
    return _sealed(bytes([address, code, status]) + data)


def encode(tag: str) -> bytes:
    """Return the frame a reader in scan mode sends; ValueError for what is no EPC."""
    return reply(SCANNED, 0, epc_of(tag))


def encode_inventory(tags: Iterable[str], status: int = 1, code: int = INVENTORY) -> bytes:
    """Return the frame a reader in answer mode sends; FB says that there was no tag."""
    epcs = [epc_of(tag) for tag in tags]
    listed = b"".join(bytes([len(epc)]) + epc for epc in epcs)
    return reply(code, status, bytes([len(epcs)]) + listed) if epcs else reply(code, 0xFB)


def scan_mode(quiet: int = 0) -> bytes:
    """Return the command that lets a reader report by itself over its serial line.

    `quiet` are the seconds for which it does not repeat a tag; the rest as a gate's reader has it.
    """
    several_tags, first_address, words = 4, 2, 6
    return command(
        SET_WORK_MODE, bytes([1, 0b0000_0010, several_tags, first_address, words, quiet])
    )


def parse(frame: bytes) -> Frame:
    """Take a frame apart; ValueError when its length or CRC is wrong."""
    fields = Fields(frame)
    if fields.number() != len(frame) - 1 or crc_reflected(frame):
        raise ValueError(f"wrong length or CRC: {frame.hex()}")
    address, code = fields.number(), fields.number()
    status = None if len(frame) == _COMMAND_ONLY + 1 else fields.number()
    return Frame(address, code, status, fields.rest()[:-2])


def _sealed(content: bytes) -> bytes:
    frame = bytes([len(content) + 2]) + content
    return frame + crc_reflected(frame).to_bytes(2, "little")


def size_of(commands: frozenset[int], pending: bytearray) -> int | None:
    """Tell a frame's size if one of these commands stands in it."""
    if pending[0] < _COMMAND_ONLY:
        return 0
    code_at = 2
    if len(pending) <= code_at:
        return None
    return pending[0] + 1 if pending[code_at] in commands else 0


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if frame.command == SCANNED and frame.status == 0:
        return [tag_reading(frame.data)]
    if frame.command in {INVENTORY, SINGLE_INVENTORY} and frame.status in TAGS_FOLLOW:
        return _listed(Fields(frame.data))
    return []


def _listed(fields: Fields) -> list[Reading]:
    readings = [tag_reading(fields.take(fields.number())) for _ in range(fields.number())]
    fields.end()
    return readings


LAYOUT = Layout(_LONGEST, partial(size_of, COMMANDS), _read)

DIALOGUE = Dialogue(
    start=(command(INFORMATION), command(WORK_MODE)),
    polls=(command(INVENTORY),),
    pause=0.05,
    patience=1.5,  # an inventory takes a second as the readers are delivered
)
