"""Nedap ANPR in its protocolled mode, RS485 at 9600 8N1 (../README.md §6).

A message is 89ABCDEF, a number and a length of four bytes each, the text, the XOR of all that, and
12345678. The order of bytes is not documented, so the length is taken the way it makes sense. What
the camera expects as acknowledgement is not known either: without one it sends again, which does
no harm. The text is the site's template, read as lines are (`text_line`).
"""

from hardware.protocols.checksums import xor_of
from hardware.protocols.decoder import Options, Reading
from hardware.protocols.frames import Layout
from hardware.protocols.lines import LONGEST
from hardware.protocols.readers.text_line import Meaning

HEAD, TAIL = bytes.fromhex("89ABCDEF"), bytes.fromhex("12345678")
_BEFORE = 12
_BEHIND = 5


def encode(text: str, number: int = 1) -> bytes:
    """Return the message the camera sends for a text; ValueError when it is too long."""
    line = text.encode("ascii")
    if len(line) > LONGEST:
        raise ValueError(f"not a text of at most {LONGEST} characters: {text!r}")
    message = HEAD + number.to_bytes(4, "big") + len(line).to_bytes(4, "big") + line
    return message + bytes([xor_of(message)]) + TAIL


def layout(options: Options) -> Layout:
    """Return how messages look at this site; ValueError when its options cannot work."""
    meaning = Meaning(options)

    def read(message: bytes) -> list[Reading]:
        if not message.endswith(TAIL) or xor_of(message[: -len(TAIL)]):
            raise ValueError(f"wrong checksum or end: {message.hex()}")
        return [meaning(message[_BEFORE:-_BEHIND].decode("ascii").strip())]

    return Layout(_BEFORE + LONGEST + _BEHIND, _size, read, HEAD[0])


def _size(pending: bytearray) -> int | None:
    if not HEAD.startswith(pending[:4]):
        return 0
    if len(pending) < _BEFORE:
        return None
    told = bytes(pending[8:_BEFORE])
    text = min(int.from_bytes(told, "big"), int.from_bytes(told, "little"))
    return _BEFORE + text + _BEHIND if 0 < text <= LONGEST else 0
