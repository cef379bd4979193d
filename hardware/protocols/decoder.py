"""What every decoder does: bytes in as they come, readings out.

A bad byte or frame is not an error. A decoder drops it, counts it and finds the next good frame by
itself (protocols.md §0.1).
"""

from dataclasses import dataclass
from typing import Protocol

from gate.core.model import Credential, Medium

GAP = 0.040
"""Seconds without a byte after which a frame is over.

Bytes of one frame follow each other within 15 ms, and a USB adapter may hold them back for 16 ms.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One credential as the reader reported it. `confidence` is 0..1 or not given."""

    credential: Credential
    confidence: float | None = None


@dataclass(slots=True)
class Faults:
    """What a decoder has dropped so far: frames that were complete but wrong, and all bytes."""

    bad_frames: int = 0
    dropped_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """What a site says about a reader whose protocol leaves it open.

    `confidence_scale` is the highest confidence the reader reports.
    """

    medium: Medium = Medium.TAG
    pattern: str | None = None
    confidence_scale: float = 1.0


class Decoder(Protocol):
    """Turns a reader's bytes into readings. Never raises, whatever the bytes; keeps few of them."""

    faults: Faults

    def feed(self, data: bytes) -> list[Reading]:
        """Take the next bytes, cut anywhere, and return what they complete."""
        ...

    def flush(self) -> list[Reading]:
        """Settle what is pending: no byte came for `GAP`, or the line was lost."""
        ...
