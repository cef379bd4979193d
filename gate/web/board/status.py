"""What the controller says about itself: `status.json`, read as it is written."""

import json
from pathlib import Path
from typing import Final, TypedDict, cast

from gate.core.values.model import Instant
from gate.web.board.health import Broker, ClockHealth, Disk, Reader

FRESH_FOR: Final = 3.0
"""Seconds (CLOCK_MONOTONIC) after which a silent controller counts as not running."""


class Travel(TypedDict):
    """Seconds the boom was seen to take."""

    open: float
    close: float


class Lockdown(TypedDict):
    """Who locked a lane down; `since` is POSIX seconds."""

    actor: str
    reason: str
    since: float


class Held(TypedDict):
    """Who holds the boom up; `until` is POSIX seconds, None = for ever.

    A `passive` hold keeps a raised boom up and does not raise it; one that was `resumed` had been
    interrupted.
    """

    actor: str
    reason: str
    until: float | None
    mode: str
    passive: bool
    resumed: bool


class Powers(TypedDict):
    """What the lane's wiring lets the gate promise: keep up, lower, turn round, halt."""

    hold: bool
    close: bool
    lift: bool
    stop: bool


class Room(TypedDict):
    """How many vehicles are inside, and how many fit in."""

    inside: int
    capacity: int


class Waiting(TypedDict):
    """Who stands at the boom and what the gate thinks of it; `since` is monotonic.

    `withheld` says why a vehicle that may pass has no open boom, as a refusal's code.
    `candidates` are the registered plates that an unclear one may be; `camera_lost`: nothing can
    read a plate here. `inside_since` (POSIX seconds) is when it came in, if it is counted inside;
    `room` is that of the zone the lane leads to, None without a limit.
    """

    claim: str
    since: float
    credentials: list[str]
    confidence: float | None
    vehicle: int | None
    plate: str | None
    granted: bool
    objections: list[str]
    blocked: str | None
    withheld: str | None
    candidates: list[str]
    camera_lost: bool
    inside_since: float | None
    room: Room | None


class LastOrder(TypedDict):
    """The newest order of a lane and how it went; `at` is monotonic."""

    id: str
    action: str
    actor: str
    refusal: str | None
    at: float
    outcome: str


class Refuses(TypedDict):
    """What an order would be refused with now; None = possible."""

    open: str | None
    close: str | None
    hold: str | None
    release: str | None
    free_flow: str | None
    reset: str | None
    lockdown: str | None
    unlock: str | None


class Lane(TypedDict):
    """One lane; `since` is monotonic, `travel` in seconds.

    `assumed`: a limit is not fitted, so one end of the boom's way is known by time only.
    `closes_itself`: the board may lower the boom without us.
    """

    name: str
    direction: str
    wiring: str
    state: str
    cause: str | None
    since: float
    latch: str | None
    fault: str | None
    position: str
    assumed: bool
    closes_itself: bool
    powers: Powers
    travel: Travel
    inputs: dict[str, bool | None]
    outputs: dict[str, bool]
    credit: int
    lockdown: Lockdown | None
    held: Held | None
    waiting: Waiting | None
    last_order: LastOrder | None
    refuses: Refuses


class Alarm(TypedDict):
    """An alarm; moments are POSIX seconds, `acknowledged` an actor, `over`: the cause is gone."""

    id: str
    alarm: str
    lane: str | None
    since: float
    detail: dict[str, object]
    acknowledged: str | None
    acknowledged_at: float | None
    over: bool
    over_at: float | None


class Zone(TypedDict):
    """How full a zone is. `by_category` counts those recognised, the others as `unknown`.

    `capacity` None = no limit, `capacity_of` are the limits of categories. `certainty` is `sure` or
    `unsure`; `off_by` is how wrong `inside` may be, None = it was never checked.
    """

    name: str
    inside: int
    capacity: int | None
    free: int | None
    by_category: dict[str, int]
    capacity_of: dict[str, int]
    certainty: str
    off_by: int | None


class Occupancy(TypedDict):
    """How full the site is: its zones taken together, and each of them."""

    inside: int
    capacity: int | None
    free: int | None
    by_category: dict[str, int]
    certainty: str
    zones: dict[str, Zone]


class Status(TypedDict):
    """The whole file."""

    gate_id: str
    boot_id: str
    monotonic: float
    wall: float
    phase: str
    lanes: dict[str, Lane]
    alarms: list[Alarm]
    reads: dict[str, Reader]
    occupancy: Occupancy | None
    broker: Broker
    clock: ClockHealth
    disk: Disk


def read(path: Path) -> Status | None:
    """Return what the controller last said, None when there is nothing to read.

    The controller replaces the file whole, so what cannot be read is another version's.
    """
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or not Status.__required_keys__ <= found.keys():
        return None
    return cast("Status", found)


def is_alive(
    status: Status | None, boot_id: str, now: Instant, fresh_for: float = FRESH_FOR
) -> bool:
    """Whether the controller that wrote this still speaks."""
    return (
        status is not None
        and status["boot_id"] == boot_id
        and now.monotonic - status["monotonic"] <= fresh_for
    )
