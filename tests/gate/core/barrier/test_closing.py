"""The rows of a boom on its way down, and of one whose place is unknown."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, Debounce
from tests.gate.core.barrier.rig import (
    ARMING,
    BEAM,
    DOWN,
    FITTED,
    LOOP,
    UP,
    Rig,
    closing,
    passed,
    raised,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


# CLOSING


@both
@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_s1_whatever_comes_under_the_closing_boom_lifts_it(wiring, sensor):
    rig = closing(wiring).on(sensor)

    assert (rig.state, rig.barrier.cause, rig.barrier.reopens) == (State.OPENING, "safety", 1)
    assert rig.kinds == ["boom.opening", "boom.reopened"]
    assert rig.notes[-1].detail == {"sensor": sensor}
    assert rig.wait(1.0).outputs == [Output.OPEN]


@both
def test_s1_of_two_sensors_the_loop_is_named(wiring):
    rig = closing(wiring)
    rig.show(frozenset({LOOP, BEAM}))

    assert rig.notes[-1].detail == {"sensor": LOOP}


@both
def test_s1_an_obstacle_outranks_the_closed_limit(wiring):
    rig = closing(wiring)
    rig.show(frozenset({DOWN, LOOP}))

    assert rig.state is State.OPENING


def test_s1_after_three_reopenings_in_a_row_the_fourth_latches():
    rig = closing(ORDERED)
    for _ in range(3):
        rig.on(BEAM).wait(1.0).on(UP).off(BEAM).wait(3.0)
        assert rig.state is State.CLOSING
        rig.off(UP)
    rig.on(BEAM).wait(1.0).on(UP).off(BEAM)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "obstructed")
    assert rig.wait(600.0).state is State.LATCHED


def test_s1_a_board_that_lowers_the_boom_again_and_again_is_not_fought_for_ever():
    rig = closing(WATCHED)
    for _ in range(4):
        assert rig.on(BEAM).state is State.OPENING
        rig.wait(1.0).on(UP).wait(1.0).off(UP).wait(0.6)
    assert rig.outputs == [Output.OPEN] * 4

    assert (rig.state, rig.alarms) == (State.CLOSING, ["obstructed"])
    rig.on(DOWN)
    assert (rig.state, rig.barrier.reopens) == (State.CLOSED, 0)
    assert "obstructed" in rig.ended


@both
def test_s2_a_credit_lifts_the_closing_boom(wiring):
    rig = closing(wiring)
    rig.credit("c2")

    assert (rig.state, rig.barrier.cause, rig.barrier.reopens) == (State.OPENING, "c2", 0)
    assert rig.wait(1.0).outputs == [Output.OPEN]


def test_s2_a_hold_lifts_the_closing_boom():
    assert closing(ORDERED).hold().barrier.cause == "hold"


def test_s2_a_board_that_closes_in_front_of_a_waiting_vehicle_is_told_to_open():
    rig = raised(WATCHED, "c1").wait(1.0).on(ARMING).wait(1.0).off(UP)

    assert (rig.state, rig.barrier.credits) == (State.OPENING, ("c1",))


def test_s2_a_vehicle_is_not_waited_for_longer_than_a_raised_boom_waits():
    rig = raised(WATCHED, "c1").on(ARMING)
    rig.now = rig.barrier.awaited_since + rig.settings.timing.no_passage

    assert rig.off(UP).state is State.CLOSING


def test_s2_a_board_that_closes_on_nobody_is_not_fought_and_the_credit_ends_with_the_closing():
    rig = raised(WATCHED, "c1").wait(4.0).off(UP)
    assert (rig.state, rig.barrier.credits) == (State.CLOSING, ("c1",))

    rig.wait(3.0).on(DOWN)
    assert (rig.state, rig.barrier.credits) == (State.CLOSED, ())
    assert rig.claims("passage.timeout") == ["c1"]
    assert len(rig.pulses) == 1


@both
def test_s3_the_lower_limit_closes(wiring):
    rig = closing(wiring).wait(2.0).on(DOWN)

    assert (rig.state, rig.kinds) == (State.CLOSED, ["boom.closed"])


def test_s3_only_the_limit_closes_never_the_time():
    assert closing(WATCHED).wait(600.0).state is State.UNKNOWN
    assert closing(ORDERED).wait(600.0).state is State.FAULT


def test_s4_an_ordered_boom_that_does_not_come_down_is_lifted_and_stays_up():
    rig = closing(ORDERED).wait(8.4)
    assert rig.outputs == [Output.OPEN]
    assert rig.alarms == ["close_timeout"]

    rig.wait(2.0).on(UP)
    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "close_timeout")
    assert Output.CLOSE not in rig.wait(600.0).outputs


def test_s4_a_boom_the_board_leaves_half_way_is_a_drift_alarm():
    rig = closing(WATCHED).wait(8.4)

    assert (rig.state, rig.alarms, rig.pulses) == (State.UNKNOWN, ["drift"], [])


def test_s5_a_close_pulse_without_effect_is_a_fault():
    rig = passed(raised(ORDERED, "c1")).wait(2.0)
    assert rig.state is State.CLOSING

    assert rig.wait(1.9).state is State.CLOSING
    rig.wait(0.2)
    assert (rig.state, rig.barrier.fault) == (State.FAULT, "not_moving")


def test_s6_a_board_that_opens_again_by_itself_is_believed():
    rig = closing(WATCHED).wait(1.0).on(UP)

    assert (rig.state, rig.barrier.cause) == (State.CLEAR, "board")
    assert rig.kinds == ["boom.reopened"]


def tired() -> Rig:
    """A boom that its board lowers, and that we have lifted as often as we may."""
    rig = closing(WATCHED)
    for _ in range(4):
        rig.on(BEAM).wait(1.0).on(UP).off(BEAM).wait(1.0).off(UP)
    assert (rig.state, rig.barrier.reopens) == (State.CLOSING, 4)
    return rig


def test_s6_a_board_that_turns_by_itself_under_a_vehicle_is_told_of():
    rig = tired()
    rig.notes.clear()
    rig.wait(0.5).show(frozenset({UP, LOOP}))

    assert (rig.state, rig.kinds) == (State.PASSING, ["boom.reopened"])


def test_s6_what_a_board_turns_by_itself_does_not_count_as_lifted_by_us():
    assert closing(WATCHED).wait(1.0).on(UP).barrier.reopens == 0


def test_s6_a_limit_that_is_back_as_the_boom_is_told_to_close_is_no_boom_that_came_back():
    rig = passed(raised(ORDERED, "c1")).wait(1.8).off(UP).wait(0.2)
    assert rig.state is State.CLOSING

    assert rig.on(UP).wait(0.1).state is State.CLOSING


def test_k3_only_a_step_waits_until_nothing_moves():
    rig = passed(raised(ORDERED, "c1", inputs=FITTED | {Input.MOVING})).on(Input.MOVING)

    assert rig.wait(2.1).state is State.CLOSING


@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_l3_a_board_that_lowers_is_watched_once_the_slower_sensor_must_have_cleared(sensor):
    slow = {sensor: Debounce(0.05, 1.5)}
    rig = raised(WATCHED, "c1", debounce={**DEBOUNCE, **slow}).show(frozenset({UP, LOOP, BEAM}))

    assert rig.wait(1.0).off(UP).wait(1.4).state is State.PASSING
    assert rig.wait(0.2).state is State.OPENING


# UNKNOWN


@both
def test_i1_an_unknown_boom_that_reaches_its_lower_limit_is_closed_but_its_loop_not_trusted(wiring):
    rig = settled(wiring).wait(5.0).on(DOWN)

    assert (rig.state, rig.kinds) == (State.CLOSED, ["boom.found"])
    assert not rig.barrier.trusted


def test_i2_an_unknown_boom_that_reaches_its_upper_limit_stays_there():
    rig = settled(ORDERED).wait(5.0).on(UP)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "found_open")
    assert rig.alarms == []
    assert settled(WATCHED).wait(5.0).on(UP).state is State.CLEAR


@both
def test_i3_an_unknown_boom_only_ever_goes_up(wiring):
    rig = settled(wiring).wait(600.0)
    assert rig.pulses == []

    rig.credit()
    assert (rig.state, rig.barrier.cause) == (State.OPENING, "recover")
    assert rig.outputs == [Output.OPEN]


def test_s2_a_vehicle_that_stays_on_the_arming_loop_is_not_waited_for_again_and_again():
    rig = raised(WATCHED, "c1").on(ARMING).wait(25.0)
    rig.off(UP)
    assert rig.state is State.OPENING
    rig.wait(0.6).on(UP)

    rig.wait(6.0).off(UP).wait(2.0).on(DOWN)

    assert (rig.state, rig.barrier.credits) == (State.CLOSED, ())
    assert rig.claims("passage.timeout") == ["c1"]
