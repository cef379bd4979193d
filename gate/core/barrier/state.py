"""The values of the barrier: its states, and what it remembers between two scans."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json
from gate.core.values.model import Output
from gate.core.values.row_kind import RowKind


class State(StrEnum):
    """Where the barrier is (`gate/core/barrier/README.md` §3.3)."""

    BOOT = "boot"
    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"  # up, waiting for the vehicle
    PASSING = "passing"  # something is under the boom
    CLEAR = "clear"  # up, nobody left to wait for
    HELD = "held"
    LATCHED = "latched"
    CLOSING = "closing"
    UNKNOWN = "unknown"  # neither limit
    STOPPED = "stopped"
    MAINTENANCE = "maintenance"
    COMMISSION = "commission"  # a technician tries one output
    EMERGENCY = "emergency"
    FAULT = "fault"


RAISED = frozenset({State.OPEN, State.PASSING, State.CLEAR, State.HELD, State.LATCHED})
"""States in which the boom stands at its open limit."""

POWERLESS = frozenset({State.BOOT, State.STOPPED, State.MAINTENANCE, State.FAULT})
"""States in which no relay that moves the boom may be on."""

WISHLESS = POWERLESS | {State.EMERGENCY, State.COMMISSION}
"""States that end a hold and a demand not served yet: whoever wanted them knew nothing of this."""

IDLE_CREDIT = WISHLESS | {State.LATCHED}
"""States that keep no credit and take none."""

UNDERWAY = frozenset({State.OPENING, State.PASSING, State.CLOSING})
"""States in which a vehicle can be under the boom and unaccounted for."""


class Under(StrEnum):
    """By what right something is under the boom."""

    EXPECTED = "expected"  # came while somebody was awaited, or under a hold
    INTRUDER = "intruder"  # came without a credit


class Heading(StrEnum):
    """Which way a vehicle goes under the boom, told by the loop it covered first."""

    FORWARD = "forward"  # from the arming loop
    BACKWARD = "backward"  # from the inner loop


EXIT = "exit:"
"""How the credits begin that a free exit gave."""

ORDER = "order:"
"""How the credits begin that a person gave to whoever comes."""


class Demand(StrEnum):
    """What an order asks of the table once; opening and holding are credits and `hold`."""

    CLOSE = "close"
    RESET = "reset"


class HoldMode(StrEnum):
    """Why the boom is kept up for everybody."""

    HOLD = "hold"  # a guard holds it
    FREE_FLOW = "free_flow"  # reads are journalled, nobody is turned away
    SCHEDULE = "schedule"  # the lane's plan says so


@dataclass(frozen=True, slots=True)
class Hold:
    """The boom is wanted up: by whom, why, until when (POSIX for people, monotonic for us).

    A `passive` one keeps the boom up but never raises it: it began before we did, or it was
    `resumed` after the barrier had ended it, by a stop, a fault, maintenance or a fire.
    """

    actor: str
    reason: str
    until: float
    ends: float
    mode: HoldMode = HoldMode.HOLD
    passive: bool = False
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Barrier:
    """Everything the barrier knows between two scans.

    `credits` are ids of claims and orders not yet used by a passage; `awaited_since` is when the
    newest came, or when the vehicle before the next one went. `under` is who is under the boom,
    since `under_since` and on its way to `heading`; `went_in_at` is when the last one had gone in.
    `exit_seen` is the rise of the inner loop that was dealt with last. `cause` explains the state.
    `latch` forbids closing until a reset. `raised_at` is when the boom was last told to rise.
    `trusted`: the safety loop has proved itself since start; `silent` counts the passages it did
    not see. `warned_at`: since when people are warned of an unattended closing. `test` is the
    output that a technician tries. `halted`: a person has ordered the boom to stop, and nobody has
    opened or reset it since.
    """

    state: State = State.BOOT
    since: float = 0.0
    cause: str | None = None
    credits: tuple[str, ...] = ()
    awaited_since: float = 0.0
    under: Under | None = None
    under_since: float = float("-inf")
    heading: Heading | None = None
    went_in_at: float = float("-inf")
    exit_seen: float = float("-inf")
    hold: Hold | None = None
    latch: str | None = None
    fault: AlarmCode | None = None
    reopens: int = 0
    raised_at: float = float("-inf")
    retried: bool = False
    loop_seen_occupied: bool = False
    trusted: bool = False
    silent: int = 0
    warned_at: float | None = None
    stop_seen: bool = False
    halted: bool = False
    test: Output | None = None
    alarmed: frozenset[AlarmCode] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a journal row. `claim` is the credit it is about."""

    kind: RowKind
    claim: str | None = None
    detail: Mapping[str, Json] = field(default_factory=dict)
