"""The rows of a barrier that has just started."""

import pytest

from gate.core.barrier.state import Barrier, State
from gate.core.values.model import Wiring
from tests.gate.core.barrier.rig import (
    ARMING,
    DOWN,
    FIRE,
    STOP,
    UP,
    Rig,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


@both
def test_b1_nothing_happens_before_the_settle_time_is_over(wiring):
    rig = Rig(wiring).on(DOWN).wait(2.9)

    assert rig.state is State.BOOT
    assert rig.credit() == "settling"
    assert rig.pulses == []


@both
def test_b1_an_input_that_changes_prolongs_the_settling(wiring):
    rig = Rig(wiring).on(DOWN).wait(2.9).on(ARMING)

    assert rig.wait(0.19).state is State.BOOT
    assert rig.wait(0.02).state is State.CLOSED


@both
def test_b4_a_boom_found_down_is_closed_and_its_loop_trusted(wiring):
    rig = Rig(wiring).on(DOWN).wait(3.0)

    assert rig.state is State.CLOSED
    assert rig.barrier.trusted
    assert rig.kinds == ["boom.found"]


def test_b4_a_boom_found_down_has_not_been_lifted_yet():
    assert Rig(ORDERED, barrier=Barrier(reopens=3)).on(DOWN).wait(3.0).barrier.reopens == 0


def test_b5_a_boom_found_up_stays_up_until_somebody_looks():
    rig = settled(ORDERED, UP)

    assert rig.state is State.LATCHED
    assert rig.barrier.latch == "recovery"
    assert rig.wait(600.0).pulses == []


def test_b5_a_boom_found_up_is_only_watched_where_the_board_closes():
    rig = Rig(WATCHED).on(UP).wait(3.0)

    assert (rig.state, rig.barrier.latch) == (State.CLEAR, None)
    assert rig.kinds == ["boom.found"]


def test_b5_a_remembered_latch_holds_under_both_wirings():
    for wiring in Wiring:
        rig = settled(wiring, UP, barrier=Barrier(latch="emergency"))
        assert (rig.state, rig.barrier.latch) == (State.LATCHED, "emergency")


@both
def test_b6_a_boom_found_at_neither_limit_is_unknown_and_not_trusted(wiring):
    rig = settled(wiring)

    assert rig.state is State.UNKNOWN
    assert not rig.barrier.trusted


@both
@pytest.mark.parametrize("found", [(UP,), (DOWN,), (), (UP, DOWN), (DOWN, FIRE), (DOWN, STOP)])
@pytest.mark.parametrize("fault", [None, "open_timeout"])
def test_b1_whatever_is_found_waits_until_everything_has_settled(wiring, found, fault):
    rig = Rig(wiring, barrier=Barrier(fault=fault)).on(*found).wait(2.9)

    assert (rig.state, rig.notes, rig.pulses) == (State.BOOT, [], [])
    assert rig.wait(0.2).state is not State.BOOT


@both
def test_b6_both_limits_at_once_are_no_place_to_trust(wiring):
    rig = Rig(wiring).on(UP, DOWN).wait(3.0)

    assert (rig.state, rig.barrier.fault) == (State.FAULT, "limits_conflict")
    assert rig.kinds == ["boom.found", "boom.fault", "alarm.raised"]
    assert (rig.barrier.trusted, rig.barrier.latch) == (False, None)
