"""What the barrier does under the wirings that hold, and by what it permits."""

from dataclasses import replace

import pytest

from gate.core.barrier.state import State
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.barrier.rig import (
    DOWN,
    FIRE,
    FITTED,
    LOOP,
    STOP,
    UP,
    Rig,
    closed,
    closing,
    passed,
    raised,
    rise,
    settled,
)

HELD, DRIVEN = Wiring.HOLD_OPEN, Wiring.MOTOR
HOLD, PERMIT = Output.HOLD, frozenset({Output.STOP_PERMIT})


# hold_open


def test_a_held_contact_is_on_from_the_opening_to_the_closing():
    rig = closed(HELD)
    assert rig.relays == frozenset()
    rig.credit()
    assert (rig.state, rig.relays) == (State.OPENING, {HOLD})
    passed(rise(rig))
    assert (rig.state, rig.relays) == (State.CLEAR, {HOLD})

    rig.wait(2.0)
    assert (rig.state, rig.relays, rig.pulses) == (State.CLOSING, frozenset(), [])


def test_an_obstacle_closes_the_held_contact_again():
    assert closing(HELD).on(LOOP).relays == {HOLD}


def test_a_held_contact_without_effect_is_a_fault_and_not_tried_twice():
    rig = closed(HELD)
    rig.credit()

    assert rig.wait(2.1).barrier.fault == "not_moving"
    assert rig.relays == frozenset()


def test_a_boom_that_sinks_under_a_closed_contact_is_a_drift_and_the_contact_stays_closed():
    rig = passed(raised(HELD, "c1", timing=Timing(close_delay=9))).off(UP).wait(0.6)

    assert (rig.state, rig.barrier.cause, rig.alarms) == (State.UNKNOWN, "drift", ["drift"])
    assert rig.relays == {HOLD}


def test_a_boom_forced_up_is_not_held_by_the_contact():
    rig = closed(HELD).off(DOWN).wait(0.6)

    assert (rig.barrier.cause, rig.relays) == ("forced", frozenset())


@pytest.mark.parametrize("sensor", [STOP, Input.MAINTENANCE], ids=str)
def test_a_stop_or_a_key_lets_the_held_contact_go(sensor):
    rig = raised(HELD, "c1", inputs=FITTED | {Input.MAINTENANCE}).on(sensor)

    assert rig.relays == frozenset()


def test_fire_holds_the_contact_and_so_does_what_follows_it():
    rig = closed(HELD).on(FIRE)
    assert (rig.state, rig.relays) == (State.EMERGENCY, {HOLD})

    rig.off(DOWN).wait(0.5).off(FIRE)
    assert (rig.state, rig.barrier.cause) == (State.UNKNOWN, "emergency")
    assert rig.relays == {HOLD}


# pulse_open, or an open_close whose board closes too, with an extra hold relay


@pytest.fixture(params=[Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def helped(request):
    """A boom that was raised for one vehicle, with a relay that can keep it up."""
    board = request.param is Wiring.OPEN_CLOSE
    return raised(request.param, "c1", outputs=frozenset({HOLD}), board_closes=board)


def test_a_hold_relay_is_on_for_a_hold_only(helped):
    assert helped.relays == frozenset()
    helped.hold()
    assert (helped.state, helped.relays) == (State.HELD, {HOLD})
    assert helped.off(UP).wait(0.6).alarms == ["drift"]


def test_without_a_hold_the_board_with_a_hold_relay_closes_by_itself(helped):
    passed(helped).off(UP)

    assert (helped.state, helped.relays) == (State.CLOSING, frozenset())


def test_a_hold_relay_keeps_a_latch_up():
    rig = settled(Wiring.PULSE_OPEN, UP, outputs=frozenset({HOLD}))

    assert (rig.state, rig.barrier.latch, rig.relays) == (State.LATCHED, "recovery", {HOLD})


def test_a_hold_relay_does_not_lift_a_boom_that_its_board_left_half_way(helped):
    passed(helped).off(UP).wait(60.0)

    assert (helped.state, helped.barrier.cause, helped.relays) == (
        State.UNKNOWN, "drift", frozenset(),
    )  # fmt: skip


def test_while_both_limits_are_on_not_even_fire_holds_the_contact():
    assert closed(HELD).on(FIRE).on(UP).relays == frozenset()


def test_a_hold_relay_holds_in_a_fire(helped):
    helped.on(FIRE).off(UP).wait(1.0)
    assert (helped.state, helped.relays - {Output.OPEN}) == (State.EMERGENCY, {HOLD})

    helped.on(UP).off(FIRE)
    assert (helped.state, helped.barrier.latch, helped.relays) == (
        State.LATCHED, "emergency", {HOLD},
    )  # fmt: skip


# a board that closes by itself and hears a close too


def test_a_board_that_may_close_by_itself_is_watched_and_can_be_told_to():
    rig = passed(raised(Wiring.OPEN_CLOSE, "c1", board_closes=True)).wait(1.0)
    assert rig.off(UP).state is State.CLOSING

    told = passed(raised(Wiring.OPEN_CLOSE, "c1", board_closes=True)).wait(2.0)
    assert (told.state, told.outputs[-1]) == (State.CLOSING, Output.CLOSE)


def test_a_self_closing_board_that_does_not_follow_a_close_is_no_fault():
    told = passed(raised(Wiring.OPEN_CLOSE, "c1", board_closes=True)).wait(5.0)

    assert (told.state, told.barrier.fault) == (State.CLOSING, None)


def test_a_self_closing_boom_whose_loop_is_not_trusted_is_left_to_its_board():
    rig = settled(Wiring.OPEN_CLOSE, UP, board_closes=True).wait(600.0)

    assert (rig.state, rig.pulses, rig.alarms) == (State.CLEAR, [], ["not_closing"])


# stop permit


def test_the_permit_to_move_is_given_once_settled_and_taken_by_stop_and_key():
    inputs = FITTED | {Input.MAINTENANCE}
    assert Rig(DRIVEN, inputs=inputs, outputs=PERMIT).on(DOWN).relays == frozenset()
    for sensor in (STOP, Input.MAINTENANCE):
        rig = closed(DRIVEN, inputs=inputs, outputs=PERMIT)
        assert rig.relays == PERMIT
        assert rig.on(sensor).relays == frozenset()


def test_the_permit_stays_off_after_the_release_of_stop():
    rig = closed(DRIVEN, outputs=PERMIT).on(STOP).off(STOP).wait(60.0)

    assert (rig.state, rig.relays) == (State.STOPPED, frozenset())


def test_a_fault_leaves_the_permit_to_the_board():
    rig = settled(Wiring.PULSE_OPEN, UP, DOWN, outputs=PERMIT)

    assert (rig.state, rig.relays) == (State.FAULT, PERMIT)


def test_k3_a_board_that_closes_by_itself_is_never_told_to():
    rig = raised(Wiring.PULSE_OPEN, "c1").on(LOOP).wait(1.0).off(LOOP).wait(30.0)

    assert (rig.state, rig.outputs) == (State.CLEAR, [Output.OPEN])


def test_o1_a_boom_that_we_cannot_keep_up_is_not_latched_however_often_it_was_lifted():
    rig = closed(Wiring.PULSE_OPEN)
    rig.credit()
    rig.barrier = replace(rig.barrier, reopens=9)
    rise(rig)

    assert rig.state is State.OPEN
