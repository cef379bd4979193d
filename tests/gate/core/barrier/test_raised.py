"""The rows of a raised boom that drifts, has nobody to wait for, or is held."""

from dataclasses import replace

import pytest

from gate.core.barrier.state import Barrier, Demand, Hold, State
from gate.core.values.model import Output, Wiring
from tests.gate.core.barrier.rig import (
    DOWN,
    LOOP,
    UP,
    closed,
    passed,
    raised,
    rise,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


def test_l3_a_raised_boom_that_leaves_its_limit_is_watched_or_has_drifted():
    for state in (State.OPEN, State.CLEAR, State.LATCHED):
        watched = _raised_in(WATCHED, state).off(UP)
        assert (watched.state, watched.kinds[-1]) == (State.CLOSING, "boom.closing")
        assert watched.alarms == []


@pytest.mark.parametrize("state", [State.CLEAR, State.LATCHED], ids=str)
def test_l3_an_ordered_boom_that_leaves_its_limit_is_unknown_after_half_a_second(state):
    drifted = _raised_in(ORDERED, state).off(UP).wait(0.4)
    assert drifted.state is state

    drifted.wait(0.1)
    assert (drifted.state, drifted.barrier.cause) == (State.UNKNOWN, "drift")
    assert drifted.alarms == ["drift"]


@pytest.mark.parametrize("sensors", [(), (LOOP,)], ids=["free", "occupied"])
def test_l3_a_boom_that_drifts_down_on_somebody_awaited_is_raised_again(sensors):
    rig = raised(ORDERED, "c1").on(*sensors).off(UP).wait(0.5)

    assert (rig.state, rig.barrier.cause) == (State.OPENING, "recover")
    assert (rig.alarms, rig.ended) == (["drift"], ["drift"])


def _raised_in(wiring, state):
    rig = settled(
        wiring, UP, barrier=Barrier(latch="emergency" if state is State.LATCHED else None)
    )
    if state is State.OPEN:
        rig.credit()
        rig.wait(0.1)
    if state is State.CLEAR and wiring is ORDERED:
        rig.step(Demand.RESET)
    assert rig.state is state
    return rig


# CLEAR


@both
def test_k2_a_credit_keeps_the_raised_boom_up(wiring):
    rig = passed(raised(wiring, "c1")).wait(1.0)
    rig.credit("c2")

    assert (rig.state, rig.barrier.cause) == (State.OPEN, "c2")
    assert rig.wait(5.0).state is State.OPEN


def test_k3_closing_is_ordered_after_the_delay_and_never_before():
    rig = passed(raised(ORDERED, "c1")).wait(1.9)
    assert rig.state is State.CLEAR

    rig.wait(0.2)
    assert rig.state is State.CLOSING
    assert rig.outputs[-1] is Output.CLOSE
    assert rig.kinds[-1] == "boom.closing"


def test_k3_the_board_closes_by_itself_where_it_does():
    rig = passed(raised(WATCHED, "c1")).wait(20.0)

    assert rig.state is State.CLEAR
    assert Output.CLOSE not in rig.outputs


def test_k4_an_untrusted_loop_keeps_the_boom_up_and_calls_somebody():
    """Opened by a credit after a power cut, and nobody passes: the loop has proved nothing."""
    rig = settled(ORDERED)
    rig.credit()
    rig.wait(1.0).on(UP).wait(32.5)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "untrusted")
    assert rig.wait(3600.0).outputs == [Output.OPEN]


def test_k4_nobody_is_called_before_the_delay_is_over():
    rig = settled(ORDERED)
    rig.credit()
    rig.wait(1.0).on(UP).wait(31.5)

    assert (rig.state, rig.barrier.latch) == (State.CLEAR, None)


def test_k4_a_board_that_closes_by_itself_is_not_kept_up_for_an_unproved_loop():
    rig = settled(WATCHED, outputs=frozenset({Output.HOLD}))
    rig.credit()
    rig.wait(1.0).on(UP).wait(60.0)

    assert (rig.state, rig.barrier.latch) == (State.CLEAR, None)


def test_k4_a_vehicle_seen_on_the_loop_and_off_again_proves_it():
    rig = settled(ORDERED)
    rig.credit()
    rig.wait(1.0).on(UP).on(LOOP).wait(1.0).off(LOOP).wait(2.0)

    assert rig.barrier.trusted
    assert rig.state is State.CLOSING


def test_k4_a_loop_that_could_not_be_told_proves_nothing():
    rig = settled(ORDERED)
    rig.unknown = frozenset({LOOP})
    rig.on(LOOP).wait(1.0)
    rig.unknown = frozenset()
    rig.off(LOOP)

    assert not rig.barrier.trusted


def test_k4_a_loop_lost_while_occupied_must_prove_itself_afresh():
    rig = settled(ORDERED).on(LOOP).wait(1.0)
    rig.unknown = frozenset({LOOP})
    rig.step()
    rig.unknown = frozenset()
    rig.off(LOOP)

    assert not rig.barrier.trusted


def test_k5_a_board_that_does_not_close_is_an_alarm():
    rig = passed(raised(WATCHED, "c1")).wait(134.0)
    assert rig.alarms == []

    rig.wait(3600.0)
    assert rig.alarms == ["not_closing"]
    assert rig.off(UP).ended == ["not_closing"]


# HELD


def test_h1_the_end_of_a_hold_closes_after_the_delay_without_any_other_event():
    rig = rise(closed(ORDERED).hold(60.0)).wait(56.0)
    assert rig.state is State.HELD

    rig.wait(3.0)
    assert (rig.state, rig.barrier.hold) == (State.CLEAR, None)
    assert rig.kinds[-1] == "boom.released"
    assert rig.wait(2.0).state is State.CLOSING


def test_h2_a_hold_takes_over_a_raised_boom():
    for rig in (raised(ORDERED, "c1"), passed(raised(ORDERED, "c1"))):
        assert rig.hold().state is State.HELD
        assert rig.kinds[-1] == "boom.held"


def test_h2_a_vehicle_already_there_as_a_held_boom_comes_up_is_no_tailgater():
    rig = closed(ORDERED).hold().wait(0.4).off(DOWN).wait(1.0).on(LOOP).on(UP)
    assert rig.state is State.PASSING

    rig.off(LOOP)
    assert (rig.claims("passage.done"), rig.alarms) == ([None], [])


def test_h2_a_passage_under_a_hold_says_so():
    rig = passed(rise(closed(ORDERED).hold()))

    details = [note.detail for note in rig.notes if note.kind == "passage.done"]
    assert [detail["mode"] for detail in details] == ["hold"]


def test_c1_a_hold_from_before_the_start_does_not_raise_the_boom():
    rig = closed(ORDERED)
    rig.barrier = replace(rig.barrier, hold=Hold("plan:1", "", 9e9, 9e9, passive=True))

    assert rig.wait(5.0).state is State.CLOSED


def test_h2_under_a_hold_vehicles_pass_without_a_credit_and_are_no_tailgaters():
    rig = passed(rise(closed(ORDERED).hold()))

    assert (rig.state, rig.claims("passage.done")) == (State.HELD, [None])
    assert rig.kinds.count("boom.held") == 1


def test_h2_a_vehicle_that_came_under_a_hold_is_no_tailgater_when_it_ends():
    rig = rise(closed(ORDERED).hold(60.0)).on(LOOP).wait(90.0).off(LOOP)

    assert (rig.state, rig.claims("passage.done")) == (State.CLEAR, [None])
    assert rig.alarms == []


def test_h2_a_vehicle_that_comes_as_the_hold_ends_is_no_tailgater():
    rig = rise(closed(ORDERED).hold(60.0))
    rig.now = rig.barrier.hold.ends
    rig.on(LOOP).wait(1.0).off(LOOP)

    assert (rig.claims("passage.done"), rig.alarms) == ([None], [])


def test_w4_an_order_to_close_ends_the_hold():
    rig = rise(closed(ORDERED).hold()).step(Demand.CLOSE)

    assert (rig.state, rig.barrier.hold) == (State.CLEAR, None)


def test_w4_an_order_to_close_ends_the_hold_under_which_a_vehicle_passes():
    rig = rise(closed(ORDERED).hold()).on(LOOP).step(Demand.CLOSE)
    assert (rig.state, rig.barrier.hold) == (State.PASSING, None)

    rig.off(LOOP)
    assert (rig.state, rig.claims("passage.done"), rig.alarms) == (State.CLEAR, [None], [])
