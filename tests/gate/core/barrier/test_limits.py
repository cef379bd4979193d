"""The barrier where one limit or none is fitted: its place is assumed."""

import pytest

from gate.core.barrier.state import Demand, State
from gate.core.values.model import Input, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.barrier.rig import (
    DOWN,
    FIRE,
    FITTED,
    UP,
    closed,
    passed,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
CLOSED_ONLY, OPEN_ONLY, NONE = FITTED - {UP}, FITTED - {DOWN}, FITTED - {UP, DOWN}


def test_o4_without_an_open_limit_the_boom_is_taken_to_be_up_after_its_time():
    rig = closed(ORDERED, inputs=CLOSED_ONLY)
    rig.credit("c1")
    rig.wait(0.4).off(DOWN).wait(3.0)
    assert rig.state is State.OPENING

    assert rig.wait(0.2).state is State.OPEN


def test_o4_without_an_open_limit_a_boom_still_down_is_not_taken_to_be_up():
    rig = closed(ORDERED, inputs=CLOSED_ONLY, timing=Timing(open_nominal=0.6))
    rig.credit("c1")

    assert rig.wait(1.9).state is State.OPENING
    assert rig.kinds == ["boom.opening"]


def test_o6_without_an_open_limit_a_boom_that_stays_down_is_still_a_fault():
    rig = closed(ORDERED, inputs=CLOSED_ONLY)
    rig.credit("c1")

    assert rig.wait(9.0).barrier.fault == "not_moving"


def test_s3_without_a_closed_limit_the_boom_is_taken_to_be_down_after_its_time():
    rig = settled(ORDERED, UP, inputs=OPEN_ONLY).step(Demand.RESET).wait(2.1)
    assert rig.state is State.CLOSING
    rig.off(UP).wait(3.3)
    assert rig.state is State.CLOSING

    assert rig.wait(0.2).state is State.CLOSED


def test_s5_without_a_closed_limit_a_boom_that_stays_up_is_not_taken_to_be_down():
    rig = settled(ORDERED, UP, inputs=OPEN_ONLY).step(Demand.RESET).wait(5.0)

    assert rig.barrier.fault == "not_moving"


def test_c2_without_a_closed_limit_the_upper_one_tells_that_a_closed_boom_was_forced():
    rig = settled(ORDERED, UP, inputs=OPEN_ONLY).step(Demand.RESET).wait(2.1).off(UP).wait(4.0)
    assert rig.state is State.CLOSED

    assert rig.on(UP).alarms == ["forced_open", "output_stuck"]


def test_a_round_without_any_limit_goes_by_time_alone():
    rig = settled(ORDERED, inputs=NONE)
    assert rig.state is State.UNKNOWN
    rig.credit("c1")
    passed(rig.wait(3.5))
    assert rig.state is State.CLEAR

    assert rig.wait(2.0).state is State.CLOSING
    assert rig.wait(3.5).state is State.CLOSED
    assert rig.wait(600.0).alarms == []


@pytest.mark.parametrize("wiring", [WATCHED, ORDERED], ids=str)
def test_l3_a_raised_boom_found_down_was_lowered_by_its_board_or_drifted(wiring):
    rig = closed(wiring, inputs=CLOSED_ONLY)
    rig.credit("c1")
    rig.wait(0.4).off(DOWN).wait(4.0).on(DOWN)

    assert rig.alarms == ([] if wiring is WATCHED else ["drift"])
    assert (rig.state, rig.barrier.credits) == (
        (State.CLOSED, ()) if wiring is WATCHED else (State.OPENING, ("c1",))
    )


def test_l3_a_watched_boom_without_limits_is_taken_to_be_down_once_its_board_had_the_time():
    rig = settled(WATCHED, inputs=NONE)
    rig.credit("c1")
    passed(rig.wait(3.5)).wait(9.9)
    assert rig.state is State.CLEAR

    assert rig.wait(0.2).state is State.CLOSED


def test_e2_without_an_open_limit_a_fire_that_is_over_leaves_the_boom_latched():
    rig = closed(ORDERED, inputs=CLOSED_ONLY).on(FIRE).off(DOWN).wait(30.0).off(FIRE)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "emergency")
    assert rig.alarms == ["fire"]


def test_l3_a_boom_at_its_only_limit_is_not_taken_to_be_down_however_long_it_stands_there():
    rig = settled(WATCHED, UP, inputs=OPEN_ONLY).wait(600.0)

    assert (rig.state, rig.alarms) == (State.CLEAR, ["not_closing"])


def test_l3_a_boom_without_limits_that_we_lower_does_not_come_down_by_itself():
    rig = settled(ORDERED, inputs=NONE | {Input.LOOP_FAULT}).on(Input.LOOP_FAULT)
    rig.credit("c1")
    passed(rig.wait(3.5)).wait(120.0)

    assert (rig.state, rig.alarms) == (State.CLEAR, [])


def test_l3_a_watched_boom_without_limits_is_not_taken_to_be_down_while_it_waits():
    rig = settled(WATCHED, inputs=NONE)
    rig.credit("c1")

    assert rig.wait(3.5).wait(20.0).state is State.OPEN


def test_s3_a_late_scan_does_not_take_a_boom_for_down_that_is_up_again():
    rig = settled(WATCHED, UP, inputs=OPEN_ONLY).wait(1.0).off(UP)
    assert rig.state is State.CLOSING

    rig.now += 5.0
    rig.on(UP)
    assert (rig.state, rig.alarms) == (State.CLEAR, [])
