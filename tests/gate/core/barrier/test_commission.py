"""A technician tries one output."""

from dataclasses import replace

import pytest

from gate.core.barrier import machine
from gate.core.barrier.commission import TRIED
from gate.core.barrier.scan import SILENT
from gate.core.barrier.state import Barrier, Hold, State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from tests.gate.core.barrier.rig import (
    ARMING,
    BEAM,
    DOWN,
    FIRE,
    FITTED,
    INNER,
    LOOP,
    STOP,
    UP,
    Rig,
    closed,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
SIDES = FITTED | {INNER, Input.MOVING, Input.LOOP_FAULT, Input.BOARD_FAULT, Input.MAINTENANCE}
LIGHTS = frozenset({Output.RED, Output.STOP_PERMIT, Output.HOLD, Output.PERMIT})


def trying(rig: Rig, output: Output) -> Rig:
    """Somebody wants to try an output."""
    rig.barrier = replace(rig.barrier, test=output)
    return rig.step()


def refused(rig: Rig) -> str | None:
    return machine.refusal(rig.barrier, rig.settings, rig.inputs(), Action.TEST_OUTPUT)


@pytest.mark.parametrize("wiring", [WATCHED, ORDERED], ids=str)
def test_u1_the_open_relay_is_tried_with_one_pulse(wiring):
    rig = trying(closed(wiring), Output.OPEN)
    assert (rig.state, rig.barrier.cause, rig.relays) == (State.COMMISSION, "open", {Output.OPEN})

    rig.wait(TRIED - 0.1)
    assert (rig.outputs, rig.relays, rig.state) == ([Output.OPEN], frozenset(), State.COMMISSION)
    assert rig.notes[-1].detail == {"output": "open"}


def test_u2_a_trial_ends_by_itself_and_the_lane_settles_as_after_a_start():
    rig = trying(closed(ORDERED, outputs=LIGHTS), Output.RED).wait(TRIED)
    assert (rig.state, rig.barrier.cause, rig.barrier.test) == (State.BOOT, "commission", None)

    rig.wait(3.0)
    assert (rig.state, rig.kinds) == (State.CLOSED, ["boom.testing", "boom.tested", "boom.found"])


@pytest.mark.parametrize("sensor", [LOOP, BEAM, ARMING, INNER, Input.MOVING], ids=str)
def test_u2_whatever_changes_ends_the_trial_and_its_pulse(sensor):
    rig = trying(closed(ORDERED, inputs=SIDES), Output.OPEN).wait(0.1).on(sensor)

    assert (rig.state, rig.relays) == (State.BOOT, frozenset())


def test_u2_a_sensor_that_cannot_be_told_any_more_ends_it():
    rig = trying(closed(ORDERED), Output.OPEN).wait(0.1)
    rig.unknown = frozenset({ARMING})

    assert rig.step().state is State.BOOT


def test_u2_a_trial_that_is_not_wanted_any_more_ends():
    rig = trying(closed(ORDERED), Output.OPEN).wait(0.1)
    rig.barrier = replace(rig.barrier, test=None)

    assert rig.step().state is State.BOOT


@pytest.mark.parametrize(
    ("sensor", "state"),
    [(STOP, State.STOPPED), (FIRE, State.EMERGENCY), (Input.MAINTENANCE, State.MAINTENANCE)],
    ids=str,
)
def test_u2_stop_fire_and_the_maintenance_key_go_before_a_trial(sensor, state):
    rig = trying(closed(WATCHED, inputs=SIDES), Output.OPEN).wait(0.1).on(sensor)

    assert (rig.state, rig.barrier.test) == (state, None)


def test_u2_a_stop_long_ago_does_not_stop_the_lane_after_a_trial():
    rig = closed(ORDERED)
    rig.barrier = replace(rig.barrier, stop_seen=True)

    assert trying(rig, Output.OPEN).wait(10.0).state is State.CLOSED


def test_u1_a_motor_is_tried_upwards_for_as_long_as_a_pulse():
    rig = trying(closed(Wiring.MOTOR), Output.UP)
    assert rig.relays == {Output.UP}

    rig.wait(0.5)
    assert (rig.state, rig.relays) == (State.BOOT, frozenset())


def test_u1_the_stop_permit_is_tried_by_letting_go_of_it():
    rig = closed(ORDERED, outputs=LIGHTS)
    assert Output.STOP_PERMIT in rig.relays

    assert Output.STOP_PERMIT not in trying(rig, Output.STOP_PERMIT).relays


def test_u1_a_step_is_tried_on_a_closed_boom_only():
    assert trying(closed(Wiring.STEP), Output.STEP).outputs == [Output.STEP]

    up = trying(settled(Wiring.STEP, UP), Output.STEP)
    assert (up.state, up.barrier.test, up.outputs) == (State.LATCHED, None, [])


@pytest.mark.parametrize(
    "output", [Output.CLOSE, Output.HOLD, Output.PERMIT, Output.GREEN], ids=str
)
def test_u0_what_lowers_the_boom_or_is_not_fitted_is_never_tried(output):
    rig = trying(closed(ORDERED, outputs=LIGHTS), output)

    assert (rig.state, rig.barrier.test, rig.pulses) == (State.CLOSED, None, [])


def test_u0_a_motor_is_never_tried_downwards():
    rig = trying(closed(Wiring.MOTOR), Output.DOWN)

    assert (rig.state, rig.relays) == (State.CLOSED, frozenset())


def test_u0_what_comes_in_the_way_with_the_order_goes_before_it():
    rig = closed(ORDERED)
    rig.barrier = replace(rig.barrier, test=Output.OPEN)
    rig.on(LOOP)

    assert (rig.state, rig.barrier.test, rig.pulses) == (State.CLOSED, None, [])


def test_u1_a_trial_may_begin_as_the_way_comes_free():
    rig = trying(closed(ORDERED).on(LOOP).wait(1.0).off(LOOP), Output.OPEN)

    assert rig.wait(0.1).state is State.COMMISSION


def test_u1_a_raised_boom_that_nobody_holds_is_tried_too_and_stays_latched():
    rig = trying(settled(ORDERED, UP), Output.OPEN)
    assert rig.state is State.COMMISSION

    rig.wait(10.0)
    assert (rig.state, rig.barrier.latch, rig.outputs) == (
        State.LATCHED,
        "recovery",
        [Output.OPEN],
    )


def test_where_the_boom_does_not_rest_nothing_can_be_tried():
    assert refused(closed(ORDERED)) is None
    assert refused(settled(ORDERED, UP)) is None
    assert refused(settled(ORDERED)) == "not_at_rest"
    assert refused(settled(ORDERED, UP, outputs=LIGHTS)) == "not_at_rest"
    assert refused(closed(ORDERED).off(DOWN)) == "not_at_rest"
    assert refused(closed(ORDERED, inputs=SIDES).on(Input.MOVING)) == "not_at_rest"


@pytest.mark.parametrize(
    ("state", "refusal"), [(State.BOOT, "settling"), (State.COMMISSION, "commission")], ids=str
)
def test_some_states_say_themselves_why_nothing_can_be_tried(state, refusal):
    rig = closed(ORDERED)
    rig.barrier = Barrier(state)

    assert refused(rig) == refusal


@pytest.mark.parametrize(
    "awaited", [{"credits": ("c1",)}, {"hold": Hold("user:1", "acara", 9e9, 9e9, passive=True)}]
)
def test_while_somebody_is_awaited_nothing_can_be_tried(awaited):
    rig = closed(ORDERED)
    rig.barrier = replace(rig.barrier, **awaited)

    assert refused(rig) == "not_at_rest"


@pytest.mark.parametrize("sensor", [LOOP, BEAM, ARMING, INNER], ids=str)
def test_with_anything_in_the_way_nothing_can_be_tried(sensor):
    assert refused(closed(ORDERED, inputs=SIDES).on(sensor)) == "obstructed"


def test_where_nobody_knows_what_is_in_the_way_nothing_can_be_tried():
    rig = closed(ORDERED, inputs=SIDES)
    rig.unknown = frozenset({LOOP})
    assert refused(rig) == "way_unknown"

    for broken in (Input.LOOP_FAULT, Input.BOARD_FAULT):
        assert refused(closed(ORDERED, inputs=SIDES).on(broken)) == "way_unknown"
    rig = closed(ORDERED)
    rig.barrier = replace(rig.barrier, silent=SILENT)
    assert refused(rig) == "way_unknown"


def test_a_lane_under_test_lets_nobody_through():
    rig = trying(closed(ORDERED), Output.OPEN)

    assert rig.credit() == "commission"
