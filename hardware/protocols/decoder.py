"""What every decoder does: bytes in as they come, readings out.

A bad byte or frame is not an error. A decoder drops it, counts it and finds the next good frame by
itself (README.md §0.1).
"""

from dataclasses import dataclass
from typing import Protocol

from gate.core.values.model import Credential, Medium

GAP = 0.040
"""Seconds without a byte after which a frame is over.

Bytes of one frame follow each other within 15 ms, and a USB adapter may hold them back for 16 ms.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One credential as the reader reported it. `confidence` is 0..1 or not given.

    `antenna` is the reader's own number for it. `rssi` is in dBm where the protocol says how, in
    the reader's own measure where it does not.
    """

    credential: Credential
    confidence: float | None = None
    antenna: int | None = None
    rssi: float | None = None


@dataclass(slots=True)
class Faults:
    """What a decoder has dropped so far: frames that were complete but wrong, and all bytes."""

    bad_frames: int = 0
    dropped_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """What a site says about a reader whose protocol leaves it open.

    `confidence_scale` is the highest confidence the reader reports. `ends_by_gap` is for readers
    that send lines without an end, `reversed_bytes` for those that send a tag's last byte first.
    `antennas` is how many of its antennas a reader is asked for, in turn.
    """

    medium: Medium = Medium.TAG
    pattern: str | None = None
    confidence_scale: float = 1.0
    ends_by_gap: bool = False
    reversed_bytes: bool = False
    antennas: int = 1


class Decoder(Protocol):
    """Turns a reader's bytes into readings. Never raises, whatever the bytes; keeps few of them.

    `good_frames` counts those with and without a credential: a reader that answers is alive.
    """

    @property
    def faults(self) -> Faults:
        """What was dropped so far."""
        ...

    @property
    def good_frames(self) -> int:
        """How many frames were whole and right so far."""
        ...

    @property
    def pending(self) -> int:
        """Bytes kept until more come or the gap settles them."""
        ...

    def feed(self, data: bytes) -> list[Reading]:
        """Take the next bytes, cut anywhere, and return what they complete."""
        ...

    def flush(self) -> list[Reading]:
        """Settle what is pending: no byte came for `GAP`, or the line was lost."""
        ...


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a reader must be told so that it reports; each message is sent whole.

    On opening the port `start` goes out, message by message. From then on one of `polls` in turn:
    `pause` seconds after the last byte that came, or `patience` seconds after the last message when
    none came; such a silence begins at `start` again, as the reader may have lost its power. A poll
    asks a reader that answers, and re-arms one that reads on by itself. Before closing, `stop`.

    A reader that has answered counts as lost after `mute` seconds of silence.
    """

    start: tuple[bytes, ...]
    polls: tuple[bytes, ...]
    pause: float
    patience: float
    stop: tuple[bytes, ...] = ()
    mute: float = 10.0
