"""A walk through everything a barrier and its relays can come to, for the model check.

In each situation every vector of inputs comes with every command that is not refused, and every
move is held against the laws.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

import pytest

from gate.core.barrier import contactors, machine, output_stage
from gate.core.barrier.commission import forbidden
from gate.core.barrier.contactors import Contactors
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.machine import Outcome
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import IDLE_CREDIT, RAISED, Barrier, Demand, Hold, State
from gate.core.values.model import Input
from gate.core.values.settings import LaneSettings
from tests.gate.core.barrier.laws import Move, broken
from tests.gate.core.barrier.situation import LONG_AGO, RECOVERY, TICK, Situation, normal

LOOP = Input.SAFETY_LOOP
DEMANDS = {"close": Demand.CLOSE, "reset": Demand.RESET}
POWERS = frozenset({"hold", "close", "stop"})
"""Commands that the wiring must give the power for."""
HEARD_IN: Mapping[str, frozenset[State]] = {
    "none": frozenset(State),
    "close": frozenset({State.OPEN, State.PASSING, State.CLEAR, State.HELD}),
    "reset": frozenset({State.CLOSED, State.LATCHED, State.STOPPED, State.FAULT}),
    "hold": frozenset(State) - IDLE_CREDIT,
    "authorise": frozenset(State) - IDLE_CREDIT,
    "order": frozenset({State.STOPPED}),
    "stop": frozenset(State),
    "distract": frozenset({State.COMMISSION}),
}
"""Where a command is not refused; an order is an authorisation but after a stop.

Any order at all distracts from an output that is tried.
"""
TRIED_IN = frozenset({State.CLOSED, State.LATCHED})


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
        recovers = self.settings.recovery_close
        for latch in (None, "kept", RECOVERY) if recovers else (None, "kept"):
            for fault in (None, "kept"):
                boot, still = Barrier(latch=latch, fault=fault), (OutputStage(), Contactors())
                yield normal(boot, *still, frozenset(), changed, recovers=recovers)

    def _commanded(self, barrier: Barrier) -> Iterator[tuple[str, Barrier]]:
        """Give every command that is heard in this state."""
        for command, heard_in in HEARD_IN.items():
            if barrier.state in heard_in:
                before = self._given(command, barrier)
                if before is not None:
                    yield command, before
        if barrier.state in TRIED_IN:
            for output in sorted(self.settings.outputs):
                if forbidden(output, barrier, self.settings) is None:
                    yield f"test {output}", replace(barrier, test=output)

    def _given(self, command: str, barrier: Barrier) -> Barrier | None:
        """Return the barrier with this command, None where it is refused."""
        powers = self.settings.powers
        if command in POWERS and not getattr(powers, command):
            return None
        match command:
            case "stop":
                deaf = barrier.halted or barrier.state is State.EMERGENCY
                return None if deaf else replace(barrier, halted=True, test=None)
            case "hold":
                return replace(barrier, hold=Hold("", "", 0.0, TICK + 2.0))
            case "authorise" | "order":
                name = f"c{len(barrier.credits)}"
                before, refused = machine.credit(barrier, name, self.settings, TICK)
                return before if refused is None else None
            case "distract":
                return replace(barrier, test=None)
            case _:
                return barrier

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
        recovers = self.settings.recovery_close
        after = normal(outcome.barrier, driven, turned, active, changed, recovers=recovers)
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
