"""The catalogue of orders: what each one needs to know, who may give it, why it can be refused.

Pages, API, command line and MQTT take from here what can be ordered and have its arguments checked
here. What people read of an order stands in `gate/words/orders.py`, by its action. Whether a lane
would refuse an order now, and why, is answered by `possible` in `gate/core/lane/orders.py` alone.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from gate.core.values.events import Action, OrderGiven
from gate.core.values.model import Output
from gate.core.values.plates import canonical

LONGEST_REASON: Final = 200
"""Characters of a reason."""

LONGEST_HOLD: Final = 12 * 3600
"""Seconds for which a person may hold a boom up at one time, on a page or through the API."""

MOST_INSIDE: Final = 99_999
"""The highest count that is taken for a count, not for a slip of the finger."""


class Scope(StrEnum):
    """What an order is about."""

    LANE = "lane"
    SITE = "site"  # it names a lane only to be handed on


class Duty(StrEnum):
    """Whose work it is to give an order; `gate/web/access/places.py` says which roles do it."""

    GUARD = "guard"  # let vehicles through, one by one
    SUPERVISE = "supervise"  # decide for everybody at once
    TEST = "test"  # look after the hardware


class Argument(StrEnum):
    """What an order may need to know beside its lane, or what may be wrong with it."""

    REASON = "reason"
    UNTIL = "until"  # POSIX seconds
    CLAIM = "claim"  # of the vehicle that waits
    PLATE = "plate"  # as written by a person
    CORRECTION = "correction"  # see `Correction`
    ALARM = "alarm"
    OUTPUT = "output"
    SEEN = "seen"  # somebody has looked at the boom, and the area under it is clear


Raw = str | float
Arguments = Mapping[Argument, Raw | None]
"""Arguments as they came; one that is None or empty was not given."""

NO_ARGUMENTS: Final[Arguments] = MappingProxyType({})


class OrderError(ValueError):
    """An order cannot be given as it stands: `argument` is wrong, the text says what to do.

    `refusal` is the code that the controller would answer with.
    """

    def __init__(self, argument: Argument, refusal: str, cure: str) -> None:
        super().__init__(cure)
        self.argument = argument
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Counted:
    """So many vehicles are in a zone; without one, in that of the order's lane."""

    count: int
    zone: str | None = None

    def __str__(self) -> str:
        return _in_zone(self.zone, str(self.count))


@dataclass(frozen=True, slots=True)
class Located:
    """This vehicle is inside a zone, or is not; without one, that of the order's lane."""

    vehicle: int
    inside: bool
    zone: str | None = None

    def __str__(self) -> str:
        return _in_zone(self.zone, f"{'in' if self.inside else 'out'}:{self.vehicle}")


Correction = Counted | Located
"""What somebody has seen, written like `42`, `parkir=42`, `in:7` or `parkir=out:7`."""

_CORRECTION: Final = re.compile(
    r"(?:(?P<zone>[A-Za-z0-9-]+)=)?(?:(?P<count>\d{1,5})|(?P<way>in|out):(?P<vehicle>\d{1,18}))"
)


def _in_zone(zone: str | None, seen: str) -> str:
    return seen if zone is None else f"{zone}={seen}"


def read_correction(text: str) -> Correction:
    """Read a correction; ValueError when it is none."""
    found = _CORRECTION.fullmatch(text)
    if found is None:
        raise ValueError(f"not a correction: {text}")
    if found["count"] is not None:
        return Counted(int(found["count"]), found["zone"])
    return Located(int(found["vehicle"]), found["way"] == "in", found["zone"])


Put = Callable[[OrderGiven, Raw], OrderGiven]
"""Puts an argument into an order as it is carried; ValueError when it is none."""


def _put_end(order: OrderGiven, raw: Raw) -> OrderGiven:
    end = float(raw)
    if not math.isfinite(end):
        raise ValueError(raw)
    return replace(order, until=end)


def _put_claim(order: OrderGiven, raw: Raw) -> OrderGiven:
    return replace(order, claim=str(raw))


def _put_plate(order: OrderGiven, raw: Raw) -> OrderGiven:
    return replace(order, value=canonical(str(raw)))


def _put_correction(order: OrderGiven, raw: Raw) -> OrderGiven:
    return replace(order, value=str(read_correction(str(raw))))


def _put_alarm(order: OrderGiven, raw: Raw) -> OrderGiven:
    return replace(order, value=str(raw))


def _put_output(order: OrderGiven, raw: Raw) -> OrderGiven:
    return replace(order, value=Output(str(raw)).value)


def _put_nothing(order: OrderGiven, _raw: Raw) -> OrderGiven:
    return order


class _Reading(NamedTuple):
    """How an argument is read; as text it has at most `longest` characters.

    `refusal` and `cure` tell whoever gave it that it is missing or wrong.
    """

    put: Put
    longest: int
    refusal: str
    cure: str


_READINGS: Final[Mapping[Argument, _Reading]] = {
    Argument.UNTIL: _Reading(_put_end, 0, "malformed", "say when it is to end"),
    Argument.CLAIM: _Reading(_put_claim, 100, "unknown_claim", "name a vehicle that waits"),
    Argument.PLATE: _Reading(_put_plate, 40, "malformed", "write the plate like N 1234 AP"),
    Argument.CORRECTION: _Reading(
        _put_correction,
        100,
        "malformed",
        f"say how many are inside, 0 to {MOST_INSIDE}, or which vehicle is inside or is not",
    ),
    Argument.ALARM: _Reading(_put_alarm, 200, "unknown_alarm", "name an alarm that stands"),
    Argument.OUTPUT: _Reading(_put_output, 20, "unknown_output", "name an output"),
    Argument.SEEN: _Reading(_put_nothing, 0, "malformed", "look at the boom and under it first"),
}


def longest(argument: Argument) -> int:
    """Return how many characters an argument may have."""
    return LONGEST_REASON if argument is Argument.REASON else _READINGS[argument].longest


FROM_ANYONE: Final = frozenset(
    {"busy", "forbidden", "malformed", "stale", "unknown_lane", "duplicate"}
)
"""Refusals that any order can meet: on its way to the lane, or because it came late or twice."""

_NO_MOTION: Final = frozenset({"settling", "emergency", "fault", "maintenance", "commission"})
_WAITING: Final = frozenset({"unknown_claim", "not_possible"})
_HOLDING: Final = _NO_MOTION | {"lockdown", "not_possible", "stopped", "halted", "latched"}


@dataclass(frozen=True, slots=True)
class Order:
    """One kind of order. Its name everywhere is `action`.

    `arguments` says which it needs; the others it may have. `reasoned`: a person says why.
    `remote`: a client of the broker may be allowed to give it; `cover`: Home Assistant's cover too.
    `harmless`: it is taken however late or often it comes. `raises`: it lifts the boom before
    whoever waits. `shown`: the status says for every lane whether it would be refused. `refusals`
    are what it can meet beside those of `FROM_ANYONE`.
    """

    action: Action
    refusals: frozenset[str]
    arguments: Mapping[Argument, bool] = field(default_factory=dict)
    scope: Scope = Scope.LANE
    duty: Duty = Duty.GUARD
    reasoned: bool = False
    remote: bool = False
    cover: bool = False
    harmless: bool = False
    raises: bool = False
    shown: bool = False


NEEDED, OPTIONAL = True, False

CATALOGUE: Final[Mapping[Action, Order]] = {
    order.action: order
    for order in (
        Order(
            Action.OPEN,
            _NO_MOTION
            | {"lockdown", "latched", "stopped", "position_unknown", "queue_full", "unknown_claim"},
            {Argument.CLAIM: OPTIONAL},
            reasoned=True,
            remote=True,
            cover=True,
            raises=True,
            shown=True,
        ),
        Order(
            Action.CLOSE,
            _NO_MOTION
            | {"latched", "stopped", "halted"}
            | {"not_possible", "already_closed", "opening", "unknown"},
            reasoned=True,
            remote=True,
            cover=True,
            shown=True,
        ),
        Order(
            Action.STOP,
            frozenset({"not_possible", "emergency"}),
            reasoned=True,
            remote=True,
            cover=True,
            harmless=True,
        ),
        Order(
            Action.HOLD,
            _HOLDING,
            {Argument.UNTIL: NEEDED},
            reasoned=True,
            remote=True,
            raises=True,
            shown=True,
        ),
        Order(Action.RELEASE, frozenset({"not_held"}), remote=True, shown=True),
        Order(
            Action.FREE_FLOW,
            _HOLDING,
            {Argument.UNTIL: NEEDED},
            duty=Duty.SUPERVISE,
            reasoned=True,
            remote=True,
            raises=True,
            shown=True,
        ),
        Order(
            Action.LOCKDOWN,
            frozenset({"lockdown"}),
            duty=Duty.SUPERVISE,
            reasoned=True,
            remote=True,
            shown=True,
        ),
        Order(
            Action.UNLOCK,
            frozenset({"not_locked"}),
            duty=Duty.SUPERVISE,
            reasoned=True,
            remote=True,
            shown=True,
        ),
        # Not remote from here on where it takes eyes on the boom, hands on the relay, or a person
        # who has signed in.
        Order(
            Action.RESET,
            frozenset({"not_latched", "obstructed", "stopped"}),
            {Argument.SEEN: NEEDED},
            reasoned=True,
            shown=True,
        ),
        Order(Action.DISMISS, _WAITING, {Argument.CLAIM: NEEDED}, remote=True),
        Order(
            Action.CORRECT_PLATE,
            _WAITING,
            {Argument.CLAIM: NEEDED, Argument.PLATE: NEEDED},
        ),
        Order(
            Action.CORRECT_OCCUPANCY,
            frozenset({"not_possible", "reason_missing", "unknown_zone", "unknown_vehicle"}),
            {Argument.CLAIM: OPTIONAL, Argument.CORRECTION: NEEDED},
            scope=Scope.SITE,
            reasoned=True,
        ),
        Order(
            Action.ACK_ALARM,
            frozenset({"unknown_alarm"}),
            {Argument.ALARM: NEEDED},
            scope=Scope.SITE,
            remote=True,
        ),
        Order(
            Action.TEST_OUTPUT,
            _NO_MOTION
            | {"not_at_rest", "way_unknown", "obstructed", "unknown_output", "would_lower"},
            {Argument.OUTPUT: NEEDED},
            duty=Duty.TEST,
            reasoned=True,
        ),
    )
}
"""Every order, in the order in which they are listed for people."""


def complete(bare: OrderGiven, arguments: Arguments = NO_ARGUMENTS) -> OrderGiven:
    """Return the order with its arguments; OrderError when one is missing, wrong or not its own."""
    kind = CATALOGUE[bare.action]
    _check_reason(kind, bare.reason)
    given = {name: raw for name, raw in arguments.items() if raw not in {None, "", False}}
    for argument in given.keys() - kind.arguments.keys():
        raise OrderError(argument, "malformed", f"{bare.action} takes no {argument}")
    order = bare
    for argument, needed in kind.arguments.items():
        raw = given.get(argument)
        if raw is not None or needed:
            order = _put(order, argument, raw)
    return order


def _put(order: OrderGiven, argument: Argument, raw: Raw | None) -> OrderGiven:
    reading = _READINGS[argument]
    wrong = OrderError(argument, reading.refusal, reading.cure)
    if raw is None or (isinstance(raw, str) and len(raw) > reading.longest):
        raise wrong
    try:
        return reading.put(order, raw)
    except ValueError:
        raise wrong from None


def _check_reason(kind: Order, reason: str) -> None:
    if len(reason) > LONGEST_REASON or (kind.reasoned and not reason.strip()):
        cure = f"give a reason of at most {LONGEST_REASON} characters"
        raise OrderError(Argument.REASON, "reason_missing", cure)
