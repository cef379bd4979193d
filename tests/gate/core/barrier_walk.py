"""A walk through everything a barrier and its relays can come to, for the model check.

In each situation every vector of inputs comes with every command that is not refused, and every
move is held against the laws. Moments are kept as ages, no older than the longest timer that asks
for them, and what no row can ask for any more is forgotten: so the situations are finite, and few.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

import pytest

from gate.core import barrier as machine
from gate.core import contactors, output_stage
from gate.core.barrier import Outcome
from gate.core.barrier_state import IDLE_CREDIT, RAISED, Barrier, Demand, Hold, State
from gate.core.contactors import Contactors
from gate.core.debounce import Inputs
from gate.core.model import Input, Output
from gate.core.output_stage import OutputStage
from gate.core.settings import LaneSettings
from tests.gate.core.barrier_laws import Move, broken

UP, DOWN, LOOP = Input.OPEN_LIMIT, Input.CLOSED_LIMIT, Input.SAFETY_LOOP
ARMING, STOP, FIRE = Input.ARMING_LOOP, Input.STOP, Input.FIRE
TICK = 1.0
OLDEST = -4.0
LONG_AGO = -9.0
"""No timer of a model is longer than four ticks; what is older was long ago."""

TIMED = frozenset({State.BOOT, State.OPENING, State.OPEN, State.CLEAR, State.CLOSING})
"""States that ask how long they have lasted."""

RISING = frozenset({State.OPENING, State.EMERGENCY})
"""States that ask when the boom was told to rise."""

DEMANDS = {"close": Demand.CLOSE, "reset": Demand.RESET}
HEARD_IN: Mapping[str, frozenset[State]] = {
    "none": frozenset(State),
    "close": frozenset({State.OPEN, State.PASSING, State.CLEAR, State.HELD}),
    "reset": frozenset({State.CLOSED, State.LATCHED, State.STOPPED, State.FAULT}),
    "hold": frozenset(State) - IDLE_CREDIT,
    "authorise": frozenset(State) - IDLE_CREDIT,
    "order": frozenset({State.STOPPED}),
}
"""Where a command is not refused; an order is an authorisation but after a stop."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the next scan depends on, at moment 0."""

    barrier: Barrier
    relays: OutputStage
    motor: Contactors
    active: frozenset[Input]
    changed: tuple[tuple[Input, float], ...]


@dataclass(slots=True)
class Exploration:
    """A breadth-first walk over everything that can happen."""

    settings: LaneSettings
    came_from: dict[Situation, tuple[Situation, str] | None] = field(default_factory=dict)
    moves: int = 0
    between: Counter[tuple[State, State]] = field(default_factory=Counter)

    def run(self) -> None:
        queue = deque(self._starts())
        self.came_from.update(dict.fromkeys(queue))
        vectors = list(_subsets(self.settings.inputs))
        while queue:
            situation = queue.popleft()
            for command, before in self._commanded(situation.barrier):
                for active in vectors:
                    after = self._move(situation, before, command, active)
                    if after not in self.came_from:
                        self.came_from[after] = situation, _told(command, active)
                        queue.append(after)

    def _starts(self) -> Iterator[Situation]:
        changed = dict.fromkeys(self.settings.inputs, 0.0)
        for latch in (None, "kept"):
            for fault in (None, "kept"):
                boot = Barrier(latch=latch, fault=fault)
                yield _normal(boot, OutputStage(), Contactors(), frozenset(), changed)

    def _commanded(self, barrier: Barrier) -> Iterator[tuple[str, Barrier]]:
        """Give every command that is heard in this state."""
        for command, heard_in in HEARD_IN.items():
            if barrier.state not in heard_in:
                continue
            before = barrier
            powers = self.settings.powers
            if (command == "hold" and not powers.hold) or (command == "close" and not powers.close):
                continue
            if command == "hold":
                before = replace(barrier, hold=Hold("", "", 0.0, TICK + 2.0))
            elif command in {"authorise", "order"}:
                name = f"c{len(barrier.credits)}"
                before, refused = machine.credit(barrier, name, self.settings, TICK)
                if refused is not None:
                    continue
            yield command, before

    def _move(
        self, situation: Situation, before: Barrier, command: str, active: frozenset[Input]
    ) -> Situation:
        """Let one tick pass; every law must hold."""
        changed = _changes(situation, active, self.settings.inputs)
        inputs = Inputs(active, frozenset(), changed)
        demand = DEMANDS.get(command)
        outcome, driven, turned = _scanned(situation, self.settings, before, inputs, demand)
        move = Move(
            self.settings, before, situation.relays, inputs, command == "order", demand, TICK,
            outcome, driven, situation.motor, turned,
        )  # fmt: skip
        self.moves += 1
        self.between[before.state, outcome.barrier.state] += 1
        wrong = list(broken(move))
        if wrong:
            told = f"{self.story(situation)}\n{_told(command, active)} -> {outcome}"
            pytest.fail(f"{wrong}\n{told}\n{driven}\n{turned}")
        after = _normal(outcome.barrier, driven, turned, active, changed)
        if after not in self.came_from:
            spent = turned.spent is not None
            again = machine.step(outcome.barrier, self.settings, inputs, TICK, spent=spent)
            assert again == replace(outcome, request=None, notes=(), ended=frozenset())
        return after

    def story(self, situation: Situation) -> str:
        """Tell how a situation is reached."""
        lines: list[str] = []
        step = self.came_from[situation]
        while step is not None:
            lines.append(f"{step[1]} -> {situation.barrier.state}")
            situation = step[0]
            step = self.came_from[situation]
        return "\n".join(reversed(lines))


def _scanned(
    situation: Situation,
    settings: LaneSettings,
    barrier: Barrier,
    inputs: Inputs,
    demand: Demand | None,
) -> tuple[Outcome, OutputStage, Contactors]:
    """Make one scan as a lane does: once more whenever the motor was spent in it, or is not now."""
    driven, turned, notes = situation.relays, situation.motor, ()
    while True:
        spent = turned.spent
        outcome = machine.step(barrier, settings, inputs, TICK, demand, spent=spent is not None)
        driven = output_stage.drive(driven, outcome.request, outcome.veto, settings.timing, TICK)
        turned = contactors.follow(turned, outcome.maintained, settings.timing, TICK)
        notes += outcome.notes
        if spent is turned.spent:
            return replace(outcome, notes=notes), driven, turned
        barrier, demand = outcome.barrier, None


def _told(command: str, active: frozenset[Input]) -> str:
    return f"{command}, {sorted(map(str, active))}"


def _subsets(inputs: frozenset[Input]) -> Iterator[frozenset[Input]]:
    sensors = sorted(inputs)
    sizes = range(len(sensors) + 1)
    return map(frozenset, chain.from_iterable(combinations(sensors, size) for size in sizes))


def _changes(
    situation: Situation, active: frozenset[Input], fitted: frozenset[Input]
) -> dict[Input, float]:
    """Say when each input last changed, as far as it was kept."""
    changed = {
        sensor: TICK if (sensor in active) is not (sensor in situation.active) else moment
        for sensor, moment in situation.changed
    }
    state = situation.barrier.state
    if state in RAISED - {State.LATCHED} and (LOOP in active) is not (state is State.PASSING):
        changed[LOOP] = TICK
    return dict.fromkeys(fitted, LONG_AGO) | changed


def _normal(
    barrier: Barrier,
    relays: OutputStage,
    motor: Contactors,
    active: frozenset[Input],
    changed: Mapping[Input, float],
) -> Situation:
    """Set the clock back to 0 and forget what no row can ask for any more.

    The upper limit is asked since when it is off by a raised boom, and whether it came since the
    boom was told to rise, which a boom still rising has answered; the lower limit is asked by a
    closed boom. Whether the way is free is told by the states of a raised boom.
    """
    asked = {UP: LONG_AGO}
    if UP not in active and barrier.state in RAISED:
        asked[UP] = _aged(changed[UP])
    if barrier.state is State.CLOSED:
        asked[DOWN] = LONG_AGO if DOWN in active else _aged(changed[DOWN])
    if ARMING in changed and barrier.state not in IDLE_CREDIT:
        asked[ARMING] = _fallen(barrier, active, changed[ARMING])
    kept = active.intersection(asked)
    held = Output.HOLD in motor.levels
    ages = tuple(asked.items())
    return Situation(_forgetful(barrier, held=held), _idle(relays), _rested(motor), kept, ages)


def _fallen(barrier: Barrier, active: frozenset[Input], moment: float) -> float:
    """When the arming loop fell, if that was since the boom waits for this credit.

    Only a boom that is up counts from that moment.
    """
    if ARMING in active or not barrier.credits or moment < barrier.awaited_since:
        return LONG_AGO - TICK
    awaited = _awaited(barrier)
    return max(_aged(moment), awaited) if barrier.state is State.OPEN else awaited


def _aged(moment: float) -> float:
    aged = moment - TICK
    return aged if aged >= OLDEST else LONG_AGO


def _rested(motor: Contactors) -> Contactors:
    """A dead time that is over is forgotten, and so is what each scan says anew."""
    ended = motor.ended - TICK
    if ended <= -TICK or motor.last is None:
        motor = replace(motor, last=None, ended=LONG_AGO)
    else:
        motor = replace(motor, ended=ended)
    since = motor.since - TICK if motor.driving is not None else LONG_AGO
    return replace(motor, levels=frozenset(), since=since)


def _forgetful(barrier: Barrier, *, held: bool) -> Barrier:
    """Keep what can be asked for; why the place of a boom is unknown, if its contact is held."""
    state, hold = barrier.state, barrier.hold
    return Barrier(
        state=state,
        since=_aged(barrier.since) if state in TIMED else LONG_AGO,
        cause=barrier.cause if held and state is State.UNKNOWN else None,
        credits=tuple(f"c{number}" for number, _ in enumerate(barrier.credits)),
        awaited_since=_awaited(barrier),
        under=barrier.under,
        hold=None if hold is None else replace(hold, ends=hold.ends - TICK),
        latch=None if barrier.latch is None else "kept",
        fault="kept" if barrier.fault is not None and state is State.BOOT else None,
        reopens=barrier.reopens,
        raised_at=_aged(barrier.raised_at) if state in RISING else LONG_AGO,
        retried=barrier.retried and state is State.OPENING,
        loop_seen_occupied=barrier.loop_seen_occupied and not barrier.trusted,
        trusted=barrier.trusted,
        stop_seen=barrier.stop_seen and state is State.BOOT,
    )


def _awaited(barrier: Barrier) -> float:
    """A boom that waits counts from there, a closing one asks whether it was since; others not."""
    since, awaited = barrier.since, barrier.awaited_since
    if not barrier.credits or awaited < since:
        return LONG_AGO
    if barrier.state is State.OPEN:
        return _aged(awaited)
    return 0.0 if barrier.state is State.CLOSING else LONG_AGO


def _idle(relays: OutputStage) -> OutputStage:
    """A gap that is over is forgotten."""
    if relays.on is not None:
        return OutputStage(relays.on, relays.until - TICK, relays.queued)
    ended = relays.ended - TICK
    if ended <= -TICK:
        return OutputStage(queued=relays.queued)
    return OutputStage(queued=relays.queued, last=relays.last, ended=ended)
