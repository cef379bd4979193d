"""The seams of the controller, in the gate's words. Hardware and simulator implement them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gate.core.values.commands import Record
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Credential, Input, Instant, Output

ReaderEvent = ReadArrived | ReaderLost | ReaderFound
Submit = Callable[[ReaderEvent], None]


@dataclass(frozen=True, slots=True)
class ReaderHealth:
    """What a reader's line has carried since the start.

    `frames` were right, `bad_frames` complete but wrong, `reads_over` beyond what goes on in a
    second, `echoes` our own words. `heard_at` is the monotonic time of the last byte, `last_bytes`
    the newest few. `antenna` and `rssi` are the newest read's, as its protocol has them.
    """

    frames: int = 0
    bad_frames: int = 0
    dropped_bytes: int = 0
    reads_over: int = 0
    echoes: int = 0
    heard_at: float | None = None
    last_bytes: bytes = b""
    antenna: int | None = None
    rssi: float | None = None


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What is known of a reader. `at` is the monotonic time of its newest read."""

    lane: str
    connected: bool = False
    reason: str | None = None
    credential: Credential | None = None
    at: float | None = None


class ReadSource(Protocol):
    """A reader: submits what it reads, says when it is lost and found, reconnects by itself."""

    @property
    def health(self) -> ReaderHealth:
        """How its line is; costs next to nothing to ask."""
        ...

    async def run(self, submit: Submit) -> None:
        """Read until cancelled; `submit` is called on the loop, garbage never raises."""
        ...


class Answerer(Protocol):
    """A reader that can show what was decided."""

    def answer(self, *, granted: bool) -> None:
        """Show it, soon: no waiting, no exception, and no harm when it cannot."""
        ...


class LaneInputs(Protocol):
    """The inputs of one lane, already in logical sense (active, not high or low)."""

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        """Return (active, unknown) now, raw: no debounce, no blocking, no exception."""
        ...


class Outputs(Protocol):
    """The relays and lamps of one lane. May always turn off by itself, never on."""

    def energise(self, output: Output, at_most: float | None) -> None:
        """Turn on; the driver turns it off after `at_most` seconds even if the loop hangs."""
        ...

    def release(self, output: Output) -> None:
        """Turn off; off already is fine."""
        ...

    def release_all(self) -> None:
        """Turn everything off."""
        ...

    def heartbeat(self) -> None:
        """Let `permit` beat once: it is never a level, and rests when no beat comes."""
        ...


@dataclass(frozen=True, slots=True)
class LaneDevices:
    """What one lane is wired to."""

    inputs: LaneInputs
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class Devices:
    """All hardware of a site, keyed by lane id and reader id. `answerers` are among the readers."""

    lanes: Mapping[str, LaneDevices]
    readers: Mapping[str, ReadSource]
    answerers: Mapping[str, Answerer] = field(default_factory=dict)


class Journal(Protocol):
    """Where rows go. Never blocks, never raises: a full backlog is counted and journalled later."""

    def append(self, record: Record, now: Instant) -> str:
        """Queue a row for the writer and return its event id."""
        ...


class Clock(Protocol):
    """Both clocks of the machine."""

    def now(self) -> Instant:
        """Read both clocks; no disk access."""
        ...
