"""What the gate is doing now: the one form of it for controller, pages, MQTT and terminal.

`to_json` and `from_json` translate it to and from `status.json` (`systemd/README.md`, "Status"):
each field is a key of that name, in the order of the fields. Moments are POSIX seconds, or those of
CLOCK_MONOTONIC where a docstring says so. States, causes, refusals and alarms are codes as text: a
newer controller may write codes that the reader of its file does not know.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Final, NoReturn, get_args, get_origin, get_type_hints

from gate.core.values.model import Instant
from gate.core.values.settings import Powers

FRESH_FOR: Final = 3.0
"""Seconds (CLOCK_MONOTONIC) after which a silent controller counts as not running."""


@dataclass(frozen=True, slots=True)
class Travel:
    """Seconds the boom was seen to take."""

    open: float
    close: float


@dataclass(frozen=True, slots=True)
class Lockdown:
    """Who locked a lane down, why and since when."""

    actor: str
    reason: str
    since: float


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds the boom up; `until` None = for ever.

    A `passive` hold keeps a raised boom up and does not raise it; one that was `resumed` had been
    interrupted.
    """

    actor: str
    reason: str
    until: float | None
    mode: str
    passive: bool
    resumed: bool


@dataclass(frozen=True, slots=True)
class Room:
    """How many vehicles are inside, and how many fit in."""

    inside: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who stands at the boom and what the gate thinks of it; `since` is monotonic.

    `withheld` says why a vehicle that may pass has no open boom, as a refusal's code.
    `candidates` are the registered plates that an unclear one may be; `camera_lost`: nothing can
    read a plate here. `inside_since` is when it came in, if it is counted inside; `room` is that of
    the zone the lane leads to, None without a limit.
    """

    claim: str
    since: float
    credentials: tuple[str, ...]
    confidence: float | None
    vehicle: int | None
    plate: str | None
    granted: bool
    objections: tuple[str, ...]
    blocked: str | None
    withheld: str | None
    candidates: tuple[str, ...]
    camera_lost: bool
    inside_since: float | None
    room: Room | None


@dataclass(frozen=True, slots=True)
class LastOrder:
    """The newest order of a lane and how it went; `at` is monotonic."""

    id: str
    action: str
    actor: str
    refusal: str | None
    at: float
    outcome: str


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """One lane; `since` is monotonic.

    `assumed`: a limit is not fitted, so one end of the boom's way is known by time only.
    `closes_itself`: the board may lower the boom without us. An input is None while it cannot be
    read. `refuses` has for each order the code it would be refused with now, None = it is possible.
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
    inputs: Mapping[str, bool | None]
    outputs: Mapping[str, bool]
    credit: int
    lockdown: Lockdown | None
    held: Held | None
    waiting: Waiting | None
    last_order: LastOrder | None
    refuses: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class AlarmStatus:
    """An alarm of a lane or, without one, of the gate; `acknowledged` is who has seen it.

    `over`: its cause is gone.
    """

    id: str
    alarm: str
    lane: str | None
    since: float
    detail: Mapping[str, object]
    acknowledged: str | None
    acknowledged_at: float | None
    over: bool
    over_at: float | None


@dataclass(frozen=True, slots=True)
class LineStatus:
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


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """One reader; `reason` says why it is not connected, `at` (monotonic) is its newest read."""

    lane: str
    connected: bool
    reason: str | None
    credential: str | None
    at: float | None
    line: LineStatus


@dataclass(frozen=True, slots=True)
class ZoneStatus:
    """How full a zone is. `by_category` counts those recognised, the others as `unknown`.

    `capacity` None = no limit, `capacity_of` are the limits of categories. `certainty` is `sure` or
    `unsure`; `off_by` is how wrong `inside` may be, None = it was never checked.
    """

    name: str
    inside: int
    capacity: int | None
    free: int | None
    by_category: Mapping[str, int]
    capacity_of: Mapping[str, int]
    certainty: str
    off_by: int | None


@dataclass(frozen=True, slots=True)
class OccupancyStatus:
    """How full the site is: its zones taken together, and each of them."""

    inside: int
    capacity: int | None
    free: int | None
    by_category: Mapping[str, int]
    certainty: str
    zones: Mapping[str, ZoneStatus]


@dataclass(frozen=True, slots=True)
class BrokerStatus:
    """Where the events go; `since` is the last change, `reason` why there is no connection."""

    configured: bool
    connected: bool
    since: float | None
    backlog: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClockStatus:
    """Whether the wall clock may be believed."""

    trusted: bool


@dataclass(frozen=True, slots=True)
class DiskStatus:
    """Whether rows reach the disk, how many wait, and by what a damaged database was replaced."""

    ok: bool
    reason: str | None
    backlog: int
    rescued: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole file; `reads` are the readers by name, `monotonic` and `wall` when it was made."""

    gate_id: str
    boot_id: str
    pid: int
    monotonic: float
    wall: float
    phase: str
    lanes: Mapping[str, LaneStatus]
    alarms: tuple[AlarmStatus, ...]
    reads: Mapping[str, ReaderStatus]
    occupancy: OccupancyStatus | None
    broker: BrokerStatus
    clock: ClockStatus
    disk: DiskStatus

    def is_alive(self, boot_id: str, now: Instant, fresh_for: float = FRESH_FOR) -> bool:
        """Whether the controller that made this speaks still, in this boot of the machine."""
        return self.boot_id == boot_id and now.monotonic - self.monotonic <= fresh_for


def to_json(status: Status) -> str:
    """Write a status down, on one line."""
    return json.dumps(status, default=_by_name, separators=(",", ":"))


def from_json(text: str | bytes) -> Status:
    """Read a status; keys it does not know are left out.

    Raises ValueError, which names the place, when a key is missing or a value is of another type.
    """
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    status: Status = _STATUS(found, "status")
    return status


_NAMES: Final[dict[type, tuple[str, ...]]] = {}
"""The fields of each class."""


def _by_name(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


# From a type to the check of a value. A check takes the value and its place, for the error.

_Check = Callable[[object, str], Any]
_LARGEST = sys.float_info.max
_JSON_NAMES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}


def _check_of(kind: Any) -> _Check:  # noqa: ANN401 - a class or a form of typing
    """Return what checks values of a type; a union is one with None."""
    inner = get_args(kind)
    if is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, UnionType):
        (known,) = (each for each in inner if each is not NoneType)
        return _or_none(_check_of(known))
    if get_origin(kind) is tuple:
        return _array(_check_of(inner[0]))
    if get_origin(kind) is Mapping:
        return _mapping(_check_of(inner[1]))
    return _PLAIN[kind]


def _exactly(kind: type) -> _Check:
    def check(value: object, place: str) -> object:
        if type(value) is not kind:  # isinstance would take true for 1
            raise _unexpected(value, place, kind)
        return value

    return check


def _number(value: object, place: str) -> object:
    if type(value) not in {int, float}:
        raise _unexpected(value, place, float)
    if not -_LARGEST <= value <= _LARGEST:  # type: ignore[operator]
        raise ValueError(f"{place}: the number is too large")
    return value


def _or_none(known: _Check) -> _Check:
    return lambda value, place: None if value is None else known(value, place)


def _array(item: _Check) -> _Check:
    def check(value: object, place: str) -> object:
        if not isinstance(value, list):
            raise _unexpected(value, place, list)
        return tuple(item(each, f"{place}[{number}]") for number, each in enumerate(value))

    return check


def _mapping(item: _Check) -> _Check:
    def check(value: object, place: str) -> object:
        if not isinstance(value, dict):
            raise _unexpected(value, place, dict)
        return {key: item(each, f"{place}.{key}") for key, each in value.items()}

    return check


def _record(kind: Any) -> _Check:  # noqa: ANN401 - a dataclass
    types = get_type_hints(kind)
    _NAMES[kind] = tuple(field.name for field in fields(kind))
    checks = {name: _check_of(types[name]) for name in _NAMES[kind]}

    def check(value: object, place: str) -> object:
        if not isinstance(value, dict):
            raise _unexpected(value, place, dict)
        missing = sorted(checks.keys() - value.keys())
        if missing:
            raise ValueError(f"{place}: missing: {', '.join(missing)}")
        return kind(*(item(value[name], f"{place}.{name}") for name, item in checks.items()))

    return check


def _unexpected(value: object, place: str, kind: type) -> ValueError:
    return ValueError(f"{place}: {_JSON_NAMES[kind]} expected, not {_JSON_NAMES[type(value)]}")


_PLAIN: Final[Mapping[Any, _Check]] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: _exactly(int),
    float: _number,
    object: lambda value, _: value,
}
_STATUS: Final = _record(Status)
