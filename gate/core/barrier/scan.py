"""One step of the barrier as its rows see it: the barrier so far, the inputs, what rows ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from gate.core.barrier.debounce import Inputs
from gate.core.barrier.output_stage import Veto
from gate.core.barrier.state import (
    IDLE_CREDIT,
    POWERLESS,
    RAISED,
    UNDERWAY,
    WISHLESS,
    Barrier,
    Demand,
    Note,
    State,
)
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.row_kind import RowKind
from gate.core.values.settings import LaneSettings

SILENT = 5
"""Passages in a row that a safety loop may miss before it counts as dead."""

STILL = 1.0
"""Seconds without motion before a step pulse means what it should."""


@dataclass(slots=True)
class Scan:
    """One step as the rows see it: the barrier so far, the inputs, and what the rows ask for.

    Lives for one call of `barrier.step`. `due` remembers every moment a guard waits for, which is
    how the machine knows its deadline without owning a timer. `spent`: the motor has run for as
    long as it may in one go. `stood` are the alarms that stood at any moment of the step.
    """

    barrier: Barrier
    settings: LaneSettings
    inputs: Inputs
    now: float
    demand: Demand | None = None
    spent: bool = False
    request: Output | None = None
    notes: list[Note] = field(default_factory=list)
    waiting_for: list[float] = field(default_factory=list)
    stood: set[AlarmCode] = field(default_factory=set)

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
    def safety_fault(self) -> bool:
        """Whether what should protect the closing boom cannot be believed."""
        broken = self.on(Input.LOOP_FAULT) or self.on(Input.BOARD_FAULT)
        return broken or self.barrier.silent >= SILENT

    @property
    def kept_up(self) -> bool:
        """Whether the maintained contact keeps the boom up, so that no board may lower it."""
        barrier = self.barrier
        if Output.HOLD not in self.settings.outputs:
            return False
        if barrier.state is State.EMERGENCY:
            return True
        if barrier.state is State.UNKNOWN:  # after what began with the contact closed
            held_before = self.settings.wiring is Wiring.HOLD_OPEN and barrier.cause == "drift"
            return held_before or barrier.cause == "emergency"
        wished = barrier.hold is not None or barrier.latch is not None
        held = self.settings.wiring is Wiring.HOLD_OPEN or wished
        return held and barrier.state in RAISED | {State.OPENING}

    @property
    def board_closes(self) -> bool:
        """Whether the board may lower the boom by itself now, and we can but watch and lift."""
        return self.settings.closes_itself and not self.kept_up

    @property
    def close_ok(self) -> bool:
        """Whether nothing forbids closing (`gate/core/barrier/README.md` §3.1)."""
        barrier = self.barrier
        return barrier.trusted and not (
            self.obstructed
            or self.safety_fault
            or self.inhibited
            or self.on(Input.FIRE)
            or barrier.latch is not None
            or barrier.hold is not None
        )

    @property
    def stopped(self) -> bool:
        """Whether stop is pressed, or was ordered and nobody has ended that yet."""
        return self.on(Input.STOP) or self.halted

    @property
    def halted(self) -> bool:
        """Whether an order to stop stands. Fire ends it, unless it is only taken for granted."""
        return self.barrier.halted and Input.FIRE not in self.inputs.active - self.inputs.unknown

    @property
    def inhibited(self) -> bool:
        """Whether no relay may move the boom at all."""
        lost = self.on(Input.BREAKAWAY) and self.barrier.state is not State.EMERGENCY
        return self.stopped or self.on(Input.MAINTENANCE) or self.conflict or lost

    @property
    def still(self) -> bool:
        """Whether a step pulse would do what we mean: nothing moves, as far as can be told."""
        since = self.inputs.since(Input.MOVING)
        return not self.on(Input.MOVING) and self.due(since + STILL)

    @property
    def veto(self) -> Veto:
        """What the output stage must not do in this scan, whatever the rows asked for."""
        state = self.barrier.state
        shut = state is not State.CLOSING or not self.close_ok
        proved = Input.OPEN_LIMIT if state is State.CLOSING else Input.CLOSED_LIMIT
        return Veto(
            all=self.inhibited or state in POWERLESS,
            closing=shut,
            step=not self.on(proved) or (shut and state is State.CLOSING),
        )

    @property
    def maintained(self) -> frozenset[Output]:
        """The relays that are on as long as the state lasts, and not for a pulse."""
        state, wanted = self.barrier.state, set[Output]()
        resting = {State.BOOT, State.STOPPED, State.MAINTENANCE}
        permitted = state not in resting and self.barrier.test is not Output.STOP_PERMIT
        if permitted and not self.stopped:
            wanted.add(Output.STOP_PERMIT)
        if not self.inhibited:
            if self.kept_up:
                wanted.add(Output.HOLD)
            wanted |= self._motor()
        return self.settings.outputs & wanted

    def _motor(self) -> set[Output]:
        state = self.barrier.state
        rising = state in {State.OPENING, State.EMERGENCY} or self.barrier.test is Output.UP
        if rising and not self.on(Input.OPEN_LIMIT):
            return {Output.UP}
        if state is State.CLOSING and self.close_ok and not self.on(Input.CLOSED_LIMIT):
            return {Output.DOWN}
        return set()

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
        """Whether a limit that is fitted has been inactive for so long."""
        gone = self.fitted(limit) and not self.on(limit)
        return gone and self.due(self.inputs.since(limit) + seconds)

    def take(self, demand: Demand) -> bool:
        """Whether this is what was ordered; a demand serves one row, once."""
        if self.demand is not demand:
            return False
        self.demand = None
        return True

    def note(self, kind: RowKind, claim: str | None = None, **detail: Json) -> Self:
        """Journal something."""
        self.notes.append(Note(kind, claim, detail))
        return self

    def alarm(self, code: AlarmCode) -> Self:
        """Raise an alarm, once until the state that caused it is left."""
        if code not in self.barrier.alarmed:
            self.stood.add(code)
            self.set(alarmed=self.barrier.alarmed | {code})
            self.note(RowKind.ALARM_RAISED, None, alarm=code)
        return self

    def calm(self, code: AlarmCode) -> Self:
        """End an alarm whose cause went while its state lasts."""
        return self.set(alarmed=self.barrier.alarmed - {code})

    def set(self, **changes: object) -> Self:
        """Change what the barrier remembers."""
        self.barrier = replace(self.barrier, **changes)  # type: ignore[arg-type] # names are checked by the tests of every row
        return self

    def fitted(self, sensor: Input) -> bool:
        """Whether there is such a sensor."""
        return sensor in self.settings.inputs

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
            warned_at=None,
            test=barrier.test if state is State.COMMISSION else None,
        )

    def raise_boom(self) -> Self:
        """Ask for the boom to rise, in whatever state."""
        self.request = self._pulse(Output.OPEN)
        return self.set(raised_at=self.now, retried=False)

    def _pulse(self, way: Output) -> Output | None:
        """The relay that a pulse goes to; maintained relays follow the state instead."""
        relays = {Wiring.STEP: Output.STEP, Wiring.HOLD_OPEN: None, Wiring.MOTOR: None}
        return relays.get(self.settings.wiring, way)

    def open_boom(self, cause: str | None, **detail: Json) -> Self:
        """Raise the boom and watch it come up."""
        return self.raise_boom().go(State.OPENING, cause).note(RowKind.BOOM_OPENING, None, **detail)

    def lower_boom(self) -> Self:
        """Ask for the boom to come down, and watch it."""
        self.request = self._pulse(Output.CLOSE)
        return self.go(State.CLOSING, self.barrier.cause).note(RowKind.BOOM_CLOSING)


Guard = Callable[[Scan], bool]
"""Whether a row applies to a scan."""

Act = Callable[[Scan], Scan]
"""What a row does to a scan."""
