"""ID-2LA, ID-12LA, ID-20LA: 125 kHz EM4100 tags at 9600 8N1 (../README.md §2).

A frame is 16 bytes: STX, ten hex digits of the tag, two of the XOR of its bytes, CR, LF, ETX. It
comes once per presence, so a lost frame is not repeated: do not ask for two equal reads.
"""

from hardware.protocols.decoder import Reading
from hardware.protocols.frames import Layout
from hardware.protocols.readers import rdm6300

_LENGTH = 16
_END = b"\r\n\x03"


def encode(tag: str) -> bytes:
    """Return the frame the reader sends for a tag of ten hex digits; ValueError for another."""
    return b"\x02%s%s" % (rdm6300.encode_bare(tag), _END)


def _size(pending: bytearray) -> int:
    return 0 if len(pending) >= _LENGTH and pending[13:_LENGTH] != _END else _LENGTH


def _read(frame: bytes) -> list[Reading]:
    return rdm6300.BARE.read(frame[1:13])


LAYOUT = Layout(_LENGTH, _size, _read, rdm6300.STX)
