"""RDM6300 / RDM630: 125 kHz EM4100 tags at 9600 8N1 (protocols.md §1).

A frame is 14 bytes: STX, ten hex digits of the tag, two of the checksum, ETX; upper case, as the
makers document and every capture shows. The checksum is the XOR of the tag's five bytes. The frame
repeats every 50-65 ms while the tag is in the field.

Eight bits of checksum let noise through now and then: these modules report phantom tags with no
card near. The commonest, all zeros, is dropped here; for the others the core asks for equal reads.
"""

import re
from functools import reduce
from operator import xor

from gate.core.model import Credential, Medium
from hardware.protocols.decoder import Faults, Reading

STX, ETX = 0x02, 0x03
LENGTH = 14
PHANTOM = "0000000000"

_FRAME = re.compile(rb"\x02([0-9A-F]{10})([0-9A-F]{2})\x03")
_TAG = re.compile(r"[0-9A-F]{10}")


def encode(tag: str) -> bytes:
    """Return the frame the reader sends for a tag of ten hex digits; ValueError for another."""
    digits = tag.upper()
    if _TAG.fullmatch(digits) is None:
        raise ValueError(f"not a tag of ten hexadecimal digits: {tag!r}")
    return b"\x02%s%02X\x03" % (digits.encode("ascii"), _checksum(digits))


class Rdm6300:
    """Decoder of one reader. Between calls it holds less than one frame, beginning with STX."""

    def __init__(self) -> None:
        self.faults = Faults()
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Reading]:
        """Return the tags whose frames these bytes complete; repeats come too."""
        self._pending += data
        readings = []
        self._skip_to_stx()
        while len(self._pending) >= LENGTH:
            frame = bytes(self._pending[:LENGTH])
            tag = _tag(frame)
            if tag is None:
                # One byte only: the good frame may begin inside the broken one.
                self.faults.bad_frames += frame[-1] == ETX
                self._drop(1)
            else:
                del self._pending[:LENGTH]
                readings.append(Reading(Credential(Medium.TAG, tag)))
            self._skip_to_stx()
        return readings

    def flush(self) -> list[Reading]:
        """Forget a frame that will not be finished."""
        self._drop(len(self._pending))
        return []

    def _skip_to_stx(self) -> None:
        start = self._pending.find(STX)
        self._drop(len(self._pending) if start < 0 else start)

    def _drop(self, count: int) -> None:
        self.faults.dropped_bytes += count
        del self._pending[:count]


def _tag(frame: bytes) -> str | None:
    """Return the tag of a good frame, None when anything about the frame is wrong."""
    match = _FRAME.fullmatch(frame)
    if match is None:
        return None
    tag, checksum = match[1].decode("ascii"), int(match[2], 16)
    return tag if checksum == _checksum(tag) and tag != PHANTOM else None


def _checksum(tag: str) -> int:
    return reduce(xor, bytes.fromhex(tag))
