"""The values of the barrier: its states, what it remembers, and one scan as the table sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from gate.core.commands import Json
from gate.core.debounce import Inputs
from gate.core.model import Input, Output, Wiring
from gate.core.output_stage import Veto
from gate.core.settings import LaneSettings


class State(StrEnum):
    """Where the barrier is (barrier.md §3.3; OPEN's sub-states stand beside it)."""

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
    EMERGENCY = "emergency"
    FAULT = "fault"


RAISED = frozenset({State.OPEN, State.PASSING, State.CLEAR, State.HELD, State.LATCHED})
"""States in which the boom stands at its open limit."""

POWERLESS = frozenset({State.BOOT, State.STOPPED, State.MAINTENANCE, State.FAULT})
"""States in which no relay may be on (barrier.md §4, invariants 4 and 10)."""

WISHLESS = POWERLESS | {State.EMERGENCY}
"""States that end a hold and an unserved demand: nobody could see them who wanted that."""

IDLE_CREDIT = WISHLESS | {State.LATCHED}
"""States that keep no credit and take none (barrier.md §4, invariant 21)."""

UNDERWAY = frozenset({State.OPENING, State.PASSING, State.CLOSING})
"""States in which a vehicle can be under the boom and unaccounted for."""


class Under(StrEnum):
    """By what right something is under the boom."""

    EXPECTED = "expected"  # came while somebody was awaited, or under a hold
    INTRUDER = "intruder"  # came without a credit


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

    A `passive` one keeps the boom up but never raises it: it began before we did.
    """

    actor: str
    reason: str
    until: float
    ends: float
    mode: HoldMode = HoldMode.HOLD
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Barrier:
    """Everything the barrier knows between two scans.

    `credits` are ids of claims and orders not yet used by a passage; `awaited_since` is when the
    newest came, or when the vehicle before the next one went. `under` is who is under the boom.
    `cause` explains the state. `latch` forbids closing until a reset. `raised_at` is when the boom
    was last told to rise. `trusted`: the safety loop has proved itself since start.
    """

    state: State = State.BOOT
    since: float = 0.0
    cause: str | None = None
    credits: tuple[str, ...] = ()
    awaited_since: float = 0.0
    under: Under | None = None
    hold: Hold | None = None
    latch: str | None = None
    fault: str | None = None
    reopens: int = 0
    raised_at: float = float("-inf")
    retried: bool = False
    loop_seen_occupied: bool = False
    trusted: bool = False
    stop_seen: bool = False
    alarmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a journal row. `claim` is the credit it is about."""

    kind: str
    claim: str | None = None
    detail: Mapping[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Scan:
    """One step as the rows see it: the barrier so far, the inputs, and what the rows ask for.

    Lives for one call of `barrier.step`. `due` remembers every moment a guard waits for, which is
    how the machine knows its deadline without owning a timer. `stood` are the alarms that stood at
    any moment of the step.
    """

    barrier: Barrier
    settings: LaneSettings
    inputs: Inputs
    now: float
    demand: Demand | None = None
    request: Output | None = None
    notes: list[Note] = field(default_factory=list)
    waiting_for: list[float] = field(default_factory=list)
    stood: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stood |= self.barrier.alarmed

    def on(self, sensor: Input) -> bool:
        """Whether an input counts as active."""
        return sensor in self.inputs.active

    @property
    def obstructed(self) -> bool:
        """Whether anything is, or may be, under the boom."""
        return self.on(Input.SAFETY_LOOP) or self.on(Input.PHOTOCELL)

    @property
    def conflict(self) -> bool:
        """Whether both limits claim the boom."""
        return self.on(Input.CLOSED_LIMIT) and self.on(Input.OPEN_LIMIT)

    @property
    def board_closes(self) -> bool:
        """Whether the board lowers the boom by itself, and we can but watch and lift."""
        return self.settings.wiring is Wiring.PULSE_OPEN

    @property
    def close_ok(self) -> bool:
        """Whether nothing forbids closing (barrier.md §3.1)."""
        forbidden = (
            self.obstructed
            or self.on(Input.STOP)
            or self.on(Input.FIRE)
            or self.conflict
            or self.barrier.latch is not None
            or self.barrier.hold is not None
        )
        return self.barrier.trusted and not forbidden

    @property
    def veto(self) -> Veto:
        """What the output stage must not do in this scan, whatever the rows asked for."""
        state = self.barrier.state
        return Veto(
            all=self.on(Input.STOP) or self.conflict or state in POWERLESS,
            closing=state is not State.CLOSING or not self.close_ok,
        )

    def due(self, moment: float) -> bool:
        """Whether a moment has come; if not, remember to come back then."""
        if self.now >= moment:
            return True
        self.waiting_for.append(moment)
        return False

    def for_long(self, seconds: float) -> bool:
        """Whether the state has lasted so long."""
        return self.due(self.barrier.since + seconds)

    def lost(self, limit: Input, seconds: float = 0.0) -> bool:
        """Whether a limit has been inactive for so long."""
        return not self.on(limit) and self.due(self.inputs.since(limit) + seconds)

    def take(self, demand: Demand) -> bool:
        """Whether this is what was ordered; a demand serves one row, once."""
        if self.demand is not demand:
            return False
        self.demand = None
        return True

    def note(self, kind: str, claim: str | None = None, **detail: Json) -> Self:
        """Journal something."""
        self.notes.append(Note(kind, claim, detail))
        return self

    def alarm(self, code: str) -> Self:
        """Raise an alarm, once until the state that caused it is left."""
        if code not in self.barrier.alarmed:
            self.stood.add(code)
            self.set(alarmed=self.barrier.alarmed | {code})
            self.note("alarm.raised", None, alarm=code)
        return self

    def calm(self, code: str) -> Self:
        """End an alarm whose cause went while its state lasts."""
        return self.set(alarmed=self.barrier.alarmed - {code})

    def set(self, **changes: object) -> Self:
        """Change what the barrier remembers."""
        self.barrier = replace(self.barrier, **changes)  # type: ignore[arg-type] # names are checked by the tests of every row
        return self

    def go(self, state: State, cause: str | None = None) -> Self:
        """Enter a state. What it does not keep is dropped here, whoever leads into it."""
        barrier = self.barrier
        if state in WISHLESS:
            self.demand = None
        return self.set(
            state=state,
            since=self.now,
            cause=cause,
            alarmed=frozenset(),
            credits=() if state in IDLE_CREDIT else barrier.credits,
            hold=None if state in WISHLESS else barrier.hold,
            under=barrier.under if state in UNDERWAY else None,
        )

    def raise_boom(self) -> Self:
        """Ask for the open pulse, in whatever state."""
        self.request = Output.OPEN
        return self.set(raised_at=self.now, retried=False)

    def open_boom(self, cause: str | None, **detail: Json) -> Self:
        """Raise the boom and watch it come up."""
        return self.raise_boom().go(State.OPENING, cause).note("boom.opening", None, **detail)

    def lower_boom(self) -> Self:
        """Ask for the close pulse, and watch the boom come down."""
        self.request = Output.CLOSE
        return self.go(State.CLOSING, self.barrier.cause).note("boom.closing")


Guard = Callable[[Scan], bool]
"""Whether a row applies to a scan."""

Act = Callable[[Scan], Scan]
"""What a row does to a scan."""
