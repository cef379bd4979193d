"""YRM100, M100, QM100, R200, JRD-4035, EL-UHF-RMT01: UHF modules, 115200 8N1 (../README.md §4f).

A frame is BB, a type (command, reply or notice), a command, the length of the data in two bytes,
data, the sum of all but BB, and 7E. Both BB and 7E occur inside the data. A notice of a tag is RSSI
in dBm, PC, EPC and the EPC's own CRC.
"""

from dataclasses import dataclass

from hardware.protocols.checksums import sum_of
from hardware.protocols.decoder import Dialogue, Reading
from hardware.protocols.epc import crc_bytes, epc_of, pc_of, tag_reading, take_checked_epc
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout

HEAD, END = 0xBB, 0x7E
COMMAND, REPLY, NOTICE = 0x00, 0x01, 0x02
INVENTORY, REPEATED_INVENTORY, STOP, ERROR = 0x22, 0x27, 0x28, 0xFF
_COMMANDS = {INVENTORY, REPEATED_INVENTORY, STOP, ERROR}
NO_TAG = 0x15

_AROUND = 7
_LONGEST_INSIDE = 128


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart."""

    kind: int
    command: int
    data: bytes


def command(code: int, data: bytes = b"") -> bytes:
    """Return the bytes that ask a module for something."""
    return _sealed(COMMAND, code, data)


def repeated_inventory(rounds: int) -> bytes:
    """Return the command for so many rounds without being asked again; then the module stops."""
    return command(REPEATED_INVENTORY, bytes([0x22]) + rounds.to_bytes(2, "big"))


def reply(code: int, data: bytes = b"") -> bytes:
    """Return the bytes a module answers an order with."""
    return _sealed(REPLY, code, data)


def encode(tag: str, rssi: int = -55) -> bytes:
    """Return the notice of a tag; ValueError for what is no EPC."""
    epc = epc_of(tag)
    pc = pc_of(epc)
    data = rssi.to_bytes(1, "big", signed=True) + pc + epc + crc_bytes(pc, epc)
    return _sealed(NOTICE, INVENTORY, data)


def encode_no_tag() -> bytes:
    """Return the answer to a round that found nothing."""
    return reply(ERROR, bytes([NO_TAG]))


def parse(frame: bytes) -> Frame:
    """Take a frame apart; ValueError when its sum is wrong."""
    if frame[-2] != sum_of(frame[1:-2]):
        raise ValueError(f"wrong sum: {frame.hex()}")
    return Frame(frame[1], frame[2], frame[5:-2])


def _sealed(kind: int, code: int, data: bytes) -> bytes:
    inside = bytes([kind, code]) + len(data).to_bytes(2, "big") + data
    return bytes([HEAD]) + inside + bytes([sum_of(inside), END])


def _size(pending: bytearray) -> int | None:
    head = 5
    if len(pending) < head:
        return None
    inside = int.from_bytes(pending[3:head], "big")
    if pending[1] > NOTICE or pending[2] not in _COMMANDS or inside > _LONGEST_INSIDE:
        return 0
    size = _AROUND + inside
    return 0 if len(pending) >= size and pending[size - 1] != END else size


def _read(data: bytes) -> list[Reading]:
    frame = parse(data)
    if frame.kind != NOTICE or frame.command != INVENTORY:
        return []
    fields = Fields(frame.data)
    rssi, epc = fields.signed(), take_checked_epc(fields)
    fields.end()
    return [tag_reading(epc, rssi=float(rssi))]


LAYOUT = Layout(_AROUND + _LONGEST_INSIDE, _size, _read, HEAD)

DIALOGUE = Dialogue(
    start=(command(STOP),),  # it may still be in the rounds somebody else started
    polls=(command(INVENTORY),),
    pause=0.02,
    patience=0.5,
    stop=(),
)
