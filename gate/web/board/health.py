"""What `status.json` says of readers, broker, clock and disk."""

from typing import NotRequired, TypedDict


class Line(TypedDict):
    """What a reader's cable has carried since the controller started; `heard_at` is monotonic.

    `last_bytes` are in hexadecimal. `echoes`: the adapter hands us back what we say.
    """

    frames: int
    bad_frames: int
    dropped_bytes: int
    reads_over: int
    echoes: int
    heard_at: float | None
    last_bytes: str
    antenna: int | None
    rssi: float | None


class Reader(TypedDict):
    """One reader; `reason` says why it is not connected, `at` is monotonic."""

    lane: str
    connected: bool
    reason: str | None
    credential: str | None
    at: float | None
    line: Line


class Broker(TypedDict):
    """Where the events go; `since` is POSIX seconds, `reason` why there is no connection."""

    configured: bool
    connected: bool
    since: float | None
    backlog: int
    reason: NotRequired[str | None]


class ClockHealth(TypedDict):
    """Whether the wall clock may be believed."""

    trusted: bool


class Disk(TypedDict):
    """Whether rows reach the disk."""

    ok: bool
    reason: str | None
    backlog: int
    rescued: NotRequired[dict[str, object] | None]
