"""Reader288: Chafon's R2000 readers, framed as Reader18 (../README.md §4b). 57600 or 115200 8N1.

A reply to an inventory has the antenna as a bit (01, 02, 04, 08) before the number of tags, and an
RSSI of unknown measure behind each EPC.
"""

from functools import partial

from hardware.protocols.decoder import Dialogue, Options, Reading
from hardware.protocols.epc import epc_of, tag_reading
from hardware.protocols.fields import Fields
from hardware.protocols.frames import Layout
from hardware.protocols.readers import reader18

_COMMANDS = frozenset({reader18.INVENTORY, reader18.INFORMATION})
_ANTENNAS = {1 << bit: bit + 1 for bit in range(8)}
_SESSION, _BANK_OF_EPC, _NO_MASK, _TARGET_A, _ANTENNA_1, _TENTHS = 0, 1, bytes(3), 0, 0x80, 2
_TAGS_AT_ONCE = 4
"""As an exponent of two, what the inventory is tuned for (Q)."""


def inventory(antenna: int = 1) -> bytes:
    """Return the command that asks for the tags before an antenna, the first being 1."""
    tuned = bytes([_TAGS_AT_ONCE, _SESSION, _BANK_OF_EPC]) + _NO_MASK
    where = bytes([_TARGET_A, _ANTENNA_1 + antenna - 1, _TENTHS])
    return reader18.command(reader18.INVENTORY, tuned + where)


def encode(tag: str, antenna: int = 1, rssi: int = 0x64) -> bytes:
    """Return the frame a reader sends for one tag, more to follow; ValueError for no EPC."""
    epc = epc_of(tag)
    listed = bytes([1 << antenna - 1, 1, len(epc)]) + epc + bytes([rssi])
    return reader18.reply(reader18.INVENTORY, 3, listed)


def _read(data: bytes) -> list[Reading]:
    frame = reader18.parse(data)
    if frame.command == reader18.INVENTORY and frame.status in reader18.TAGS_FOLLOW:
        return _listed(Fields(frame.data))
    return []


def _listed(fields: Fields) -> list[Reading]:
    antenna = _ANTENNAS.get(fields.number())
    readings = [
        tag_reading(fields.take(fields.number()), antenna=antenna, rssi=fields.number())
        for _ in range(fields.number())
    ]
    fields.end()
    return readings


LAYOUT = Layout(256, partial(reader18.size_of, _COMMANDS), _read)


def dialogue(options: Options) -> Dialogue:
    """Return what a reader with so many antennas must be told."""
    return Dialogue(
        start=(reader18.command(reader18.INFORMATION),),
        polls=tuple(inventory(antenna + 1) for antenna in range(options.antennas)),
        pause=0.05,
        patience=1.0,
    )
