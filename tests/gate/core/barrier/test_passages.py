"""The rows of vehicles under the boom, with a credit and without."""

import pytest

from gate.core.barrier.state import Barrier, State, Under
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import Debounce, Timing
from tests.gate.core.barrier.rig import (
    ARMING,
    BEAM,
    DOWN,
    LOOP,
    UP,
    closed,
    closing,
    passed,
    raised,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


@both
def test_p2_k1_a_vehicle_without_a_credit_is_reported(wiring):
    rig = passed(raised(wiring, "c1")).wait(1.0).on(LOOP)
    assert (rig.state, rig.barrier.under) == (State.PASSING, Under.INTRUDER)

    rig.wait(1.0).off(LOOP)
    assert rig.kinds[-2:] == ["passage.unauthorised", "alarm.raised"]
    assert rig.alarms == ["tailgating"]
    assert rig.state is State.CLEAR


@both
def test_p2_a_tailgater_does_not_use_the_credit_of_the_vehicle_behind_it(wiring):
    rig = passed(raised(wiring, "c1")).wait(1.0).on(LOOP)
    rig.credit("c3")
    rig.wait(1.0).off(LOOP)

    assert rig.kinds.count("passage.unauthorised") == 1
    assert (rig.state, rig.barrier.credits) == (State.OPEN, ("c3",))


@both
def test_p2_a_credit_that_comes_while_the_boom_is_lifted_off_a_tailgater_is_not_the_tailgaters(
    wiring,
):
    rig = closing(wiring).on(LOOP)
    rig.credit("c3")
    rig.wait(1.0).on(UP).off(LOOP)

    assert rig.kinds.count("passage.unauthorised") == 1
    assert rig.barrier.credits == ("c3",)


@both
def test_p3_an_obstacle_that_stays_is_an_alarm_and_never_times_out(wiring):
    rig = raised(wiring, "c1").on(LOOP).wait(299.0)
    assert rig.alarms == []

    rig.wait(86_400.0)
    assert (rig.state, rig.alarms) == (State.PASSING, ["safety_stuck"])

    rig.off(LOOP)
    assert rig.ended == ["safety_stuck"]


def test_l3_a_board_that_closes_before_our_sensor_lets_go_is_not_fought():
    """Boards in parking logic close as soon as their own loop is free."""
    rig = raised(WATCHED, "c1").wait(1.0).on(LOOP).wait(2.0).off(UP).wait(0.45)
    assert rig.state is State.PASSING

    rig.off(LOOP)
    assert rig.claims("passage.done") == ["c1"]
    assert (rig.state, len(rig.pulses)) == (State.CLOSING, 1)


def test_l3_a_sensor_that_lets_go_slowly_is_waited_for_however_short_the_time_for_drift_is():
    rig = raised(WATCHED, "c1", timing=Timing(forced=0.2)).on(LOOP).wait(2.0).off(UP).wait(0.45)

    assert rig.state is State.PASSING


@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_l3_only_the_sensor_that_sees_something_is_waited_for(sensor):
    slow = {other: Debounce(0.1, 5.0) for other in Input} | {sensor: Debounce(0.1, 0.3)}
    rig = raised(WATCHED, "c1", debounce=slow).on(sensor, ARMING).wait(2.0).off(UP)

    assert rig.wait(0.2).state is State.PASSING
    assert rig.wait(0.2).state is State.OPENING


def test_l3_a_board_that_lowers_the_boom_onto_a_vehicle_is_told_to_open():
    rig = raised(WATCHED, "c1").on(LOOP).wait(2.0).off(UP).wait(0.5)

    assert (rig.state, rig.barrier.reopens) == (State.OPENING, 1)
    assert rig.outputs == [Output.OPEN, Output.OPEN]


def test_p1_a_vehicle_that_leaves_while_the_boom_is_lifted_off_it_has_passed():
    rig = raised(WATCHED, "c1").on(LOOP).wait(2.0).off(UP).wait(0.5).off(LOOP)

    assert rig.state is State.OPENING
    assert rig.claims("passage.done") == ["c1"]
    assert rig.wait(1.0).on(UP).state is State.CLEAR


@both
@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_p2_a_tailgater_gone_before_the_boom_is_up_again_is_reported(wiring, sensor):
    rig = closing(wiring).on(sensor).wait(0.6).off(sensor)

    assert (rig.state, rig.alarms) == (State.OPENING, ["tailgating"])
    rig.wait(1.0).on(UP)
    assert rig.kinds.count("passage.unauthorised") == 1


def test_p1_a_vehicle_under_a_boom_the_board_goes_on_lowering_is_accounted_for():
    """Our own sensor blocks; the board, which sees nothing, wins, and then the sensor clears."""
    rig = settled(WATCHED, UP, barrier=Barrier(reopens=4)).on(LOOP).wait(1.0).off(UP).wait(0.6)
    assert rig.state is State.CLOSING

    rig.off(LOOP)
    assert (rig.state, rig.kinds.count("passage.unauthorised")) == (State.CLOSING, 1)


def test_p1_a_vehicle_whose_way_is_known_leaves_nothing_of_it_behind():
    rig = raised(ORDERED, "c1").on(ARMING).wait(0.5).on(LOOP).wait(0.5).off(ARMING, LOOP)

    assert (rig.claims("passage.done"), rig.barrier.heading) == (["c1"], None)


def test_p1_a_loop_that_lets_go_as_the_beam_is_cut_has_seen_the_vehicle():
    rig = closed(ORDERED)
    rig.credit("c1")
    rig.wait(0.4).off(DOWN).wait(1.0).on(LOOP).wait(0.5).show(frozenset({UP, BEAM}))
    rig.wait(1.0).off(BEAM)

    assert rig.claims("passage.done") == ["c1"]
    assert rig.barrier.silent == 0


def test_p1_under_a_board_that_closes_at_once_the_vehicle_behind_is_let_in_again():
    rig = passed(raised(WATCHED, "c1", "c2")).off(UP)

    assert (rig.state, rig.barrier.cause) == (State.OPENING, "c2")
