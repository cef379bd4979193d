"""The values of the barrier: its states, what it remembers, and one scan as the table sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from gate.core.commands import Json
from gate.core.debounce import Inputs
from gate.core.model import Input, Output
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
    EMERGENCY = "emergency"
    FAULT = "fault"


RAISED = frozenset({State.OPEN, State.PASSING, State.CLEAR, State.HELD, State.LATCHED})
"""States in which the boom stands at its open limit."""

IDLE_CREDIT = frozenset({State.BOOT, State.STOPPED, State.EMERGENCY, State.FAULT, State.LATCHED})
"""States that keep no credit and take none (barrier.md §4, invariant 21)."""


class Demand(StrEnum):
    """What an order asks of the table once; opening and holding are credits and `hold`."""

    CLOSE = "close"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Hold:
    """The boom is wanted up: by whom, why, until when (POSIX for people, monotonic for us)."""

    actor: str
    reason: str
    until: float
    ends: float


@dataclass(frozen=True, slots=True)
class Barrier:
    """Everything the barrier knows between two scans.

    `credits` are ids of claims and orders not yet used by a passage, `credited_at` when the newest
    came. `cause` explains the state. `latch` forbids closing until a reset. `raised_at` is when
    the boom was last told to rise. `trusted`: the safety loop has proved itself since start.
    """

    state: State = State.BOOT
    since: float = 0.0
    cause: str | None = None
    credits: tuple[str, ...] = ()
    credited_at: float = 0.0
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
    how the machine knows its deadline without owning a timer.
    """

    barrier: Barrier
    settings: LaneSettings
    inputs: Inputs
    now: float
    demand: Demand | None = None
    request: Output | None = None
    notes: list[Note] = field(default_factory=list)
    waiting_for: list[float] = field(default_factory=list)

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
    def veto(self) -> Veto:
        """What the output stage must not do in this scan."""
        barrier = self.barrier
        closing = (
            not barrier.trusted
            or self.obstructed
            or self.on(Input.FIRE)
            or self.conflict
            or barrier.latch is not None
            or barrier.hold is not None
        )
        return Veto(all=self.on(Input.STOP), closing=closing)

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

    def alarm(self, code: str, **detail: Json) -> Self:
        """Raise an alarm, once until the state that caused it is left."""
        if code not in self.barrier.alarmed:
            self.set(alarmed=self.barrier.alarmed | {code})
            self.note("alarm.raised", None, alarm=code, **detail)
        return self

    def set(self, **changes: object) -> Self:
        """Change what the barrier remembers."""
        self.barrier = replace(self.barrier, **changes)  # type: ignore[arg-type] # names are checked by the tests of every row
        return self

    def go(self, state: State, cause: str | None = None) -> Self:
        """Enter a state; states that keep no credit drop it here, whoever leads into them."""
        self.set(state=state, since=self.now, cause=cause, alarmed=frozenset())
        if state in IDLE_CREDIT:
            self.set(credits=())
        return self

    def raise_boom(self, cause: str | None = None) -> Self:
        """Ask for the open pulse."""
        self.request = Output.OPEN
        self.set(raised_at=self.now, retried=False)
        if cause is not None:
            self.go(State.OPENING, cause).note("boom.opening")
        return self

    def lower_boom(self) -> Self:
        """Ask for the close pulse."""
        self.request = Output.CLOSE
        return self.go(State.CLOSING, self.barrier.cause).note("boom.closing")
