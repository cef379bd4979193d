"""Whatever happens, in whatever order and at whatever time, no law is broken.

Raw samples (unknown readings too) go through the debounce, the table and the output stage as in a
lane, with the real timers; scans may come late. A failure shrinks to a short story.
"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from gate.core.barrier import contactors, machine, output_stage
from gate.core.barrier.contactors import Contactors
from gate.core.barrier.debounce import SAFE_WHEN_UNKNOWN, Conditioner
from gate.core.barrier.machine import Outcome
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import RAISED, Barrier, Demand, Hold, State
from gate.core.values.events import Action
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, LaneSettings, Timing
from tests.gate.core.barrier.laws import Move, broken
from tests.gate.core.barrier.rig import FITTED, RELAYS

pytestmark = pytest.mark.walk

SENSORS = st.sampled_from(sorted(FITTED))
SOME_SENSORS = st.frozensets(SENSORS, max_size=3)
RISES = dict.fromkeys(RAISED | {State.OPENING, State.EMERGENCY}, Input.OPEN_LIMIT)
TIMES = st.sampled_from([0.005, 0.02, 0.06, 0.3, 0.6, 1.1, 2.0, 3.5, 9.0, 31.0, 140.0, 310.0])


class BarrierStory(RuleBasedStateMachine):
    """A barrier with its conditioner and its relays, and everything that can befall them."""

    wiring: Wiring
    free_exit = False

    def __init__(self) -> None:
        super().__init__()
        self.settings = LaneSettings(
            "masuk",
            Direction.IN,
            self.wiring,
            FITTED | ({Input.INNER_LOOP} if self.free_exit else set()),
            RELAYS[self.wiring] | {Output.RED, Output.STOP_PERMIT},
            Timing(),
            free_exit=self.free_exit,
        )
        self.now = 1000.0
        self.names = 0
        self.active: frozenset[Input] = frozenset()
        self.unknown: frozenset[Input] = frozenset()
        self.barrier = Barrier()

    @initialize(active=SOME_SENSORS, latch=st.booleans(), fault=st.booleans(), well=st.booleans())
    def power_up(self, active: frozenset[Input], *, latch: bool, fault: bool, well: bool) -> None:
        """All is well in half of the stories, which get further."""
        if well:
            self.active = frozenset({Input.CLOSED_LIMIT})
            self._start(Barrier())
            self.wait(3.5)
            return
        self.active = active
        remembered = Barrier(latch="kept" if latch else None, fault="kept" if fault else None)
        self._start(remembered)

    @rule()
    def restart(self) -> None:
        """Only what the lane remembers survives."""
        kept = self.barrier
        self._start(
            Barrier(latch=kept.latch, fault=kept.fault, halted=kept.halted, reopens=kept.reopens)
        )

    @rule(sensors=SOME_SENSORS)
    def toggle(self, sensors: frozenset[Input]) -> None:
        self.active ^= sensors
        self._sample()

    @rule(limit=st.sampled_from([Input.OPEN_LIMIT, Input.CLOSED_LIMIT, None]))
    def boom_at(self, limit: Input | None) -> None:
        limits = {Input.OPEN_LIMIT, Input.CLOSED_LIMIT}
        self.active = (self.active - limits) | ({limit} if limit is not None else set())
        self._sample()

    @rule()
    def boom_follows(self) -> None:
        """The boom goes where the state sends it."""
        at = RISES.get(self.barrier.state, Input.CLOSED_LIMIT)
        self.boom_at(None)
        self.wait(0.6)
        self.boom_at(at)

    @rule()
    def vehicle_goes_under(self) -> None:
        self.active |= {Input.SAFETY_LOOP}
        self._sample()
        self.wait(0.6)
        self.active -= {Input.SAFETY_LOOP}
        self._sample()

    @precondition(lambda self: self.free_exit)
    @rule(waits=st.booleans())
    def vehicle_leaves(self, *, waits: bool) -> None:
        """Somebody comes up from inside, and goes under the boom or back."""
        self.active |= {Input.INNER_LOOP}
        self._sample()
        self.wait(1.1)
        if not waits:
            self.vehicle_goes_under()
        self.active -= {Input.INNER_LOOP}
        self._sample()

    @rule()
    def look_after_it(self) -> None:
        """Nobody is near, and whatever needs a reset gets it."""
        self.calm()
        self.wait(2.0)
        if self._refused(Action.RESET) is None:
            self._step(Demand.RESET)
        self.wait(3.5)

    @rule()
    def calm(self) -> None:
        """Nobody is near, nothing is pressed, and every contact can be told."""
        self.active &= {Input.OPEN_LIMIT, Input.CLOSED_LIMIT}
        self.unknown = frozenset()
        self._sample()

    @rule(sensor=SENSORS)
    def cannot_be_told(self, sensor: Input) -> None:
        self.unknown ^= {sensor}
        self._sample()

    @rule(seconds=TIMES)
    def wait(self, seconds: float) -> None:
        """Time passes, and every deadline is kept."""
        end = self.now + seconds
        while self.now < end:
            due = [moment for moment in self._deadlines() if moment is not None]
            self.now = max(self.now, min([*due, end]))
            self._step()

    @rule(seconds=TIMES)
    def hang(self, seconds: float) -> None:
        """The next scan comes late."""
        self.now += seconds
        self._step()

    @precondition(lambda self: machine.takes_credit(self.barrier))
    @rule(repeat=st.booleans())
    def authorise(self, *, repeat: bool) -> None:
        self._credit(self._name(repeat=repeat), ordered=False)

    @precondition(lambda self: self._refused(Action.OPEN) is None)
    @rule()
    def order_open(self) -> None:
        self._credit(self._name(repeat=False), ordered=True)

    @precondition(lambda self: self._refused(Action.CLOSE) is None)
    @rule()
    def order_close(self) -> None:
        self._step(Demand.CLOSE)

    @precondition(lambda self: self._refused(Action.RESET) is None)
    @rule()
    def order_reset(self) -> None:
        self._step(Demand.RESET)

    @precondition(lambda self: self.barrier.state is not State.EMERGENCY)
    @rule()
    def order_stop(self) -> None:
        self.barrier = replace(self.barrier, halted=True, test=None)
        self._step()

    @precondition(lambda self: self._refused(Action.HOLD) is None)
    @rule(seconds=TIMES)
    def order_hold(self, seconds: float) -> None:
        hold = Hold("user:1", "acara", 0.0, self.now + seconds)
        self.barrier = replace(self.barrier, hold=hold)
        self._step()

    @precondition(lambda self: self._refused(Action.RELEASE) is None)
    @rule()
    def order_release(self) -> None:
        self.barrier = replace(self.barrier, hold=None)
        self._step()

    @precondition(lambda self: self._refused(Action.TEST_OUTPUT) is None)
    @rule(output=st.sampled_from(sorted(Output)))
    def order_test(self, output: Output) -> None:
        """A technician tries an output; the table itself drops one that may not be tried."""
        self.barrier = replace(self.barrier, test=output)
        self._step()

    @precondition(lambda self: self.barrier.state is State.COMMISSION)
    @rule()
    def order_something_else(self) -> None:
        """No order leaves a trial going on."""
        self.barrier = replace(self.barrier, test=None)
        self._step()
        assert self.barrier.state is State.BOOT

    def _start(self, remembered: Barrier) -> None:
        self.conditioner = Conditioner(self.settings.inputs, DEBOUNCE)
        self.relays, self.motor = OutputStage(), Contactors()
        self.maintained: frozenset[Output] = frozenset()
        self.barrier = replace(remembered, since=self.now)
        self.deadline: float | None = None
        self._sample()

    def _refused(self, action: Action) -> str | None:
        inputs = self.conditioner.inputs(self.now)
        return machine.refusal(self.barrier, self.settings, inputs, action)

    def _name(self, *, repeat: bool) -> str:
        if repeat and self.barrier.credits:
            return self.barrier.credits[0]
        self.names += 1
        return f"c{self.names}"

    def _credit(self, name: str, *, ordered: bool) -> None:
        before = self.barrier
        self.barrier, refused = machine.credit(before, name, self.settings, self.now)
        assert refused is None or self.barrier == before
        assert refused is not None or self.barrier.credits.count(name) == 1
        self._step(ordered=ordered and refused is None)

    def _sample(self) -> None:
        self.conditioner.sample(self.active, self.unknown, self.now)
        self._step()

    def _deadlines(self) -> tuple[float | None, ...]:
        stage = output_stage.deadline(self.relays, self.settings.timing)
        motor = contactors.deadline(self.motor, self.maintained, self.settings.timing)
        return self.conditioner.deadline, self.deadline, stage, motor

    def _step(self, demand: Demand | None = None, *, ordered: bool = False) -> None:
        """Make one scan; hold it against the laws; and a second one must change nothing."""
        timing, inputs = self.settings.timing, self.conditioner.inputs(self.now)
        ran = self.motor.spent
        outcome = self._scan(self.barrier, demand)
        driven = output_stage.drive(self.relays, outcome.request, outcome.veto, timing, self.now)
        turned = contactors.follow(self.motor, outcome.maintained, timing, self.now)
        move = Move(
            self.settings, self.barrier, self.relays, inputs, ordered, demand, self.now, outcome,
            driven, self.motor, turned,
        )  # fmt: skip
        assert list(broken(move)) == []
        assert self.unknown & SAFE_WHEN_UNKNOWN <= inputs.unknown
        self.barrier, self.relays, self.deadline = outcome.barrier, driven, outcome.deadline
        self.motor, self.maintained = turned, outcome.maintained
        if ran is not turned.spent:
            self._step()
            return

        again = self._scan(outcome.barrier, None)
        assert again == replace(outcome, request=None, notes=(), ended=frozenset())
        assert output_stage.drive(driven, None, again.veto, timing, self.now) == driven
        assert contactors.follow(turned, again.maintained, timing, self.now) == turned
        assert all(moment is None or moment > self.now for moment in self._deadlines())

    def _scan(self, barrier: Barrier, demand: Demand | None) -> Outcome:
        inputs, spent = self.conditioner.inputs(self.now), self.motor.spent is not None
        return machine.step(barrier, self.settings, inputs, self.now, demand, spent=spent)


class WatchedStory(BarrierStory):
    """A board that closes by itself."""

    wiring = Wiring.PULSE_OPEN


class OrderedStory(BarrierStory):
    """A board that closes on our order."""

    wiring = Wiring.OPEN_CLOSE


class HeldStory(BarrierStory):
    """A contact that is held as long as the boom is to be up."""

    wiring = Wiring.HOLD_OPEN


class SteppedStory(BarrierStory):
    """One pulse for the next move."""

    wiring = Wiring.STEP


class DrivenStory(BarrierStory):
    """A motor that we switch."""

    wiring = Wiring.MOTOR


class LeavingStory(OrderedStory):
    """The same with a loop inside, whose vehicles are let out unasked."""

    free_exit = True


STORIES = settings(
    max_examples=60,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class TestWatchedStories(WatchedStory.TestCase):
    settings = STORIES


class TestOrderedStories(OrderedStory.TestCase):
    settings = STORIES


class TestHeldStories(HeldStory.TestCase):
    settings = STORIES


class TestSteppedStories(SteppedStory.TestCase):
    settings = STORIES


class TestDrivenStories(DrivenStory.TestCase):
    settings = STORIES


class TestLeavingStories(LeavingStory.TestCase):
    settings = settings(STORIES, max_examples=30)


@pytest.mark.long
@pytest.mark.timeout(7_200)
class TestManyLeavingStories(LeavingStory.TestCase):
    settings = settings(STORIES, max_examples=10_000)


@pytest.mark.long
@pytest.mark.timeout(7_200)
class TestManyWatchedStories(WatchedStory.TestCase):
    settings = settings(STORIES, max_examples=10_000)


@pytest.mark.long
@pytest.mark.timeout(7_200)
class TestManyOrderedStories(OrderedStory.TestCase):
    settings = settings(STORIES, max_examples=10_000)


@pytest.mark.long
@pytest.mark.timeout(7_200)
class TestManyHeldStories(HeldStory.TestCase):
    settings = settings(STORIES, max_examples=10_000)


@pytest.mark.long
@pytest.mark.timeout(7_200)
class TestManySteppedStories(SteppedStory.TestCase):
    settings = settings(STORIES, max_examples=10_000)


@pytest.mark.long
@pytest.mark.timeout(7_200)
class TestManyDrivenStories(DrivenStory.TestCase):
    settings = settings(STORIES, max_examples=10_000)
