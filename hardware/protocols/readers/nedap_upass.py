"""Nedap uPASS Target: a UHF reader that sends lines of hexadecimal (../README.md §4i).

The line as delivered is 4001, perhaps an antenna, the tag status of five bytes (80, access, phase,
RSSI), the length of PC and EPC, these two, perhaps other memory with its length. STX and ETX may
stand around. Where a site has changed the template, `text_line` with a pattern reads it.
"""

import re

from hardware.protocols.decoder import Reading
from hardware.protocols.epc import epc_of, pc_of, tag_reading, take_epc
from hardware.protocols.fields import Fields
from hardware.protocols.lines import LineDecoder

PREFIX = "4001"

_LINE = re.compile(rf"{PREFIX}((?:[0-9A-F]{{2}})??)(80[0-9A-F]{{8}})((?:[0-9A-F]{{2}})+)")


def encode(tag: str) -> bytes:
    """Return the line as delivered; ValueError for what is no EPC."""
    epc = epc_of(tag)
    line = f"{PREFIX}80013E0033{len(epc) + 2:02X}{pc_of(epc).hex()}{epc.hex()}".upper()
    return line.encode("ascii") + b"\r\n"


def decoder() -> LineDecoder:
    """Return the decoder of one reader."""
    return LineDecoder(_read)


def _read(line: str) -> Reading:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not a line as delivered: {line!r}")
    antenna, _status, rest = match.groups()
    fields = Fields(bytes.fromhex(rest))
    stored = Fields(fields.take(fields.number()))
    _pc, epc = take_epc(stored)
    stored.end()
    memory = fields.rest()
    if memory and memory[0] != len(memory) - 1:
        raise ValueError(f"length and memory do not go together: {line!r}")
    return tag_reading(epc, antenna=int(antenna, 16) if antenna else None)
