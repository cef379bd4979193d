"""With a board that works the boom gets where it should in time (invariants 32 and 33)."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.barrier import machine, output_stage
from gate.core.barrier.debounce import Conditioner
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import Barrier, Demand, State
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, LaneSettings, Timing
from tests.gate.core.barrier.rig import FITTED

pytestmark = pytest.mark.walk

TRAVEL, PAUSE, DEAD, SCAN = 3.0, 6.0, 0.5, 0.05
TRAFFIC = (Input.SAFETY_LOOP, Input.PHOTOCELL, Input.ARMING_LOOP)

both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
traffic = st.lists(
    st.tuples(
        st.sampled_from(["arrive", *TRAFFIC]), st.sampled_from([0.05, 0.3, 0.8, 2.0, 4.0, 10.0])
    ),
    max_size=30,
)


class Portal:
    """A faultless boom with its board, and the barrier's core, scanned every 50 ms."""

    def __init__(self, wiring: Wiring) -> None:
        relays = frozenset({Output.OPEN, Output.CLOSE})
        self.settings = LaneSettings("masuk", Direction.IN, wiring, FITTED, relays, Timing())
        self.now = 1000.0
        self.raised = 0.0
        self.heading = 0.0
        self.moves_from = self.closes_at = float("inf")
        self.outside: frozenset[Input] = frozenset()
        self.barrier = Barrier(since=self.now)
        self.relays = OutputStage()
        self.conditioner = Conditioner(self.settings.inputs, DEBOUNCE)
        self.until(lambda: self.barrier.state is State.CLOSED)

    def toggle(self, sensor: Input) -> None:
        self.outside ^= {sensor}

    def arrive(self, name: str) -> None:
        self.barrier, _ = machine.credit(self.barrier, name, self.settings, self.now)

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.scan()

    def until(self, reached: Callable[[], bool], within: float = 60.0) -> float:
        """Scan until it is so; return how long that took."""
        start = self.now
        while not reached():
            assert self.now < start + within, f"still {self.barrier}"
            self.scan()
        return self.now - start

    def scan(self, demand: Demand | None = None) -> None:
        self.now += SCAN
        self._board()
        limits = {Input.OPEN_LIMIT: self.raised >= 1.0, Input.CLOSED_LIMIT: self.raised <= 0.0}
        reached = {limit for limit, there in limits.items() if there}
        self.conditioner.sample(self.outside | reached, frozenset(), self.now)
        inputs, timing = self.conditioner.inputs(self.now), self.settings.timing
        outcome = machine.step(self.barrier, self.settings, inputs, self.now, demand)
        self.barrier, before = outcome.barrier, self.relays.on
        self.relays = output_stage.drive(
            self.relays, outcome.request, outcome.veto, timing, self.now
        )
        if self.relays.on is not before and self.relays.on is not None:
            self._head(1.0 if self.relays.on is Output.OPEN else 0.0)

    def _board(self) -> None:
        """Move, and where the board does so, close by itself when nothing hinders it."""
        if Input.STOP in self.outside:
            self.heading = self.raised
        free = not self.outside.intersection({Input.SAFETY_LOOP, Input.PHOTOCELL, Input.FIRE})
        if self.settings.wiring is Wiring.PULSE_OPEN and self.raised >= 1.0:
            self.closes_at = min(self.closes_at, self.now + PAUSE) if free else float("inf")
            if self.now >= self.closes_at:
                self._head(0.0)
        if not free and self.heading < self.raised:
            self._head(1.0)
        if self.now >= self.moves_from:
            step = SCAN / TRAVEL
            self.raised += max(-step, min(step, self.heading - self.raised))

    def _head(self, heading: float) -> None:
        self.closes_at = float("inf")
        if heading != self.heading:
            self.heading, self.moves_from = heading, self.now + DEAD


def play(portal: Portal, happenings: list[tuple[str, float]]) -> None:
    for number, (happening, seconds) in enumerate(happenings):
        if happening == "arrive":
            portal.arrive(f"c{number}")
        else:
            portal.toggle(Input(happening))
        portal.run(seconds)
    portal.outside = frozenset()


@both
@settings(max_examples=25, deadline=None)
@given(traffic)
def test_32_when_traffic_stops_the_boom_closes(wiring, happenings):
    portal = Portal(wiring)
    play(portal, happenings)
    latched = portal.until(lambda: portal.barrier.state in {State.CLOSED, State.LATCHED}, 60.0)
    if portal.barrier.state is State.LATCHED:
        assert portal.barrier.latch == "obstructed"
        portal.scan(Demand.RESET)
        portal.until(lambda: portal.barrier.state is State.CLOSED, 60.0 - latched)


@both
@settings(max_examples=25, deadline=None)
@given(traffic)
def test_33_fire_raises_the_boom_in_time_and_keeps_it_up_until_a_reset(wiring, happenings):
    portal = Portal(wiring)
    play(portal, happenings)
    portal.toggle(Input.FIRE)

    timing = portal.settings.timing
    raised = timing.dead + timing.pulse_gap + timing.open_max
    portal.until(lambda: portal.raised >= 1.0, raised)
    portal.run(3.0)
    assert portal.raised >= 1.0

    portal.toggle(Input.FIRE)
    portal.run(60.0)
    assert portal.barrier.latch == "emergency"
    if wiring is Wiring.OPEN_CLOSE:
        assert (portal.raised, portal.barrier.state) == (1.0, State.LATCHED)


@both
def test_32_an_abandoned_opening_ends_within_the_times_that_add_up(wiring):
    portal = Portal(wiring)
    portal.arrive("c1")
    portal.until(lambda: portal.barrier.state is State.OPENING)
    took = portal.until(lambda: portal.barrier.state is State.CLOSED)

    timing = portal.settings.timing
    assert took <= 2 * TRAVEL + timing.no_passage + timing.close_delay + timing.dead + 1.0
