"""Whatever happens at a lane, in whatever order: no exception, no credit twice, nothing for ever.

`Rig` holds after every event that no credit is earned twice and that no deadline lies behind.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gate.core.barrier.state import State
from gate.core.claims.claim import Stage
from gate.core.claims.evidence import AWAY, FLICKER, MOST_CLAIMS
from gate.core.claims.pairing import MOST_CREDENTIALS
from gate.core.values.events import Action, InputsSampled
from gate.core.values.model import Input, Output, Wiring
from tests.gate.core.barrier.rig import FITTED
from tests.gate.core.rig import (
    A_PLATE,
    A_TAG,
    B_PLATE,
    B_TAG,
    BLOCKED_TAG,
    DOWN,
    GUEST_CODE,
    LANE,
    NO_PLATE,
    NO_TAG,
    STRICT_PLATE,
    STRICT_TAG,
    VEHICLES,
    Rig,
)
from tests.gate.core.vehicles import gone, plate, tag

pytestmark = pytest.mark.walk

CREDENTIALS = (
    A_TAG, A_PLATE, B_TAG, B_PLATE, BLOCKED_TAG, STRICT_TAG, STRICT_PLATE, GUEST_CODE, NO_TAG,
    NO_PLATE,
)  # fmt: skip
sensors = st.sampled_from(list(Input))
sets_of_sensors = st.frozensets(sensors)
credentials = st.sampled_from(CREDENTIALS) | st.integers(0, 50).map(
    lambda number: tag(f"{number:010X}") if number % 2 else plate(f"B{number}XX")
)
pauses = st.sampled_from([0.0, 0.02, 0.3, 0.5, 0.9, 1.0, 2.0, 3.0, 5.0, 31.0, 400.0])


class AnyLane(RuleBasedStateMachine):
    """A lane to which anything may happen."""

    wiring = Wiring.PULSE_OPEN
    fitted = FITTED

    @initialize(sampled=st.booleans(), settled=st.booleans())
    def start(self, sampled, settled):
        self.rig = Rig(self.wiring, fitted=self.fitted, max_credit=2)
        self.orders = []
        if sampled:
            self.rig.sample()
        if settled:
            self.rig.wait(4)

    @rule(credential=credentials, confidence=st.none() | st.floats(0, 1), pause=pauses)
    def read(self, credential, confidence, pause):
        self.rig.read(credential, confidence=confidence)
        self.rig.wait(pause)

    @rule(sensor=sensors, on=st.booleans(), pause=pauses)
    def turn(self, sensor, on, pause):
        self.rig.set(sensor, on=on)
        self.rig.wait(pause)

    @rule(active=sets_of_sensors, unknown=sets_of_sensors)
    def sample_anything(self, active, unknown):
        self.rig.active = active
        self.rig.handle(InputsSampled(LANE, active, unknown))

    @rule(pause=pauses)
    def wait(self, pause):
        self.rig.wait(pause)

    @rule()
    def boom_up_and_vehicle_through(self):
        self.rig.raise_boom()
        self.rig.drive_through()

    @rule()
    def boom_down(self):
        self.rig.lower_boom()

    @rule(
        action=st.sampled_from(list(Action)),
        claim=st.none() | st.integers(0, 30).map(lambda number: f"s-{number}"),
        age=st.sampled_from([0.0, 0.0, 0.0, 4.9, 6.0]),
        until=st.none() | st.sampled_from([-5.0, 20.0, 700.0]),
    )
    def order(self, action, claim, age, until):
        rig = self.rig
        ends = None if until is None else rig.wall + rig.now + until
        name = f"x{len(self.orders)}"
        self.orders.append((action, claim))
        rig.order(action, id=name, claim=claim, issued=rig.now - age, until=ends)

    @rule(number=st.integers(0, 100))
    def order_again(self, number):
        if self.orders:
            number %= len(self.orders)
            action, claim = self.orders[number]
            assert self.rig.order(action, id=f"x{number}", claim=claim) == "duplicate"

    @rule(row=st.sampled_from(VEHICLES), blocked=st.none() | st.just("x"), removed=st.booleans())
    def registry(self, row, blocked, removed):
        self.rig.registry(gone(row.vehicle) if removed else row._replace(blocked=blocked))

    @rule(years=st.sampled_from([-10, 0, 10]), trusted=st.booleans())
    def set_clock(self, years, trusted):
        self.rig.wall += years * 365 * 86_400
        self.rig.trusted = trusted

    @rule(found=st.booleans())
    def reader(self, found):
        if found:
            self.rig.find_reader()
        else:
            self.rig.lose_reader()

    @invariant()
    def credits_are_of_claims_that_know_it(self):
        lane = self.rig.lane
        claims = {claim.id for claim in lane.evidence.claims if claim.credited}
        given = {name for name in lane.barrier.credits if not name.startswith("order:")}
        assert claims == given

    @invariant()
    def states_that_keep_no_credit_have_none(self):
        keeps_none = {State.BOOT, State.STOPPED, State.EMERGENCY, State.FAULT, State.LATCHED}
        assert not (self.rig.state in keeps_none and self.rig.credit)

    @invariant()
    def memory_is_bounded(self):
        evidence = self.rig.lane.evidence
        assert len(evidence.claims) <= MOST_CLAIMS
        assert all(len(claim.seen) <= MOST_CREDENTIALS for claim in evidence.claims)
        assert len(evidence._unconfirmed) <= 1
        assert len(self.rig.lane.alarms.standing) <= 20

    @invariant()
    def at_most_one_relay_is_on(self):
        assert len(self.rig.on & {Output.OPEN, Output.CLOSE}) <= 1

    @invariant()
    def nothing_waits_to_be_decided(self):
        lane = self.rig.site.lanes[LANE]
        assert not (lane._sampled and lane.state.undecided)

    @invariant()
    def only_a_taken_loop_has_a_vehicle_on_it(self):
        evidence = self.rig.lane.evidence
        if self.rig.lane.on_loop is not True and evidence._fell is None:
            assert not any(claim.at_loop for claim in evidence.live())

    def teardown(self):
        """With everybody gone and the boom down, nothing of it all is left."""
        rig = getattr(self, "rig", None)
        if rig is None:
            return
        rig.active = DOWN
        rig.sample()
        rig.wait(800)
        rig.sample()
        assert {claim.stage for claim in rig.lane.evidence.claims} <= {Stage.CREDITED}
        if rig.state is State.CLOSED:
            assert rig.lane.evidence.claims == []


class AnyOwnLane(AnyLane):
    """The same where we order the boom down ourselves."""

    wiring = Wiring.OPEN_CLOSE


class AnyBareLane(AnyLane):
    """The same with the limits only: no loop, no sensor of a passage."""

    fitted = frozenset({Input.CLOSED_LIMIT, Input.OPEN_LIMIT})


class AnyLooplessLane(AnyOwnLane):
    """The same without an arming loop."""

    fitted = FITTED - {Input.ARMING_LOOP}


MACHINES = [AnyLane, AnyOwnLane, AnyBareLane, AnyLooplessLane]
assert AWAY > FLICKER


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_whatever_happens_at_a_lane_it_keeps_its_promises(machine):
    case = machine.TestCase
    case.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
    case("runTest").runTest()
