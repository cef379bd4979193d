"""What the barrier does under the wirings that hold, step or drive (barrier.md §1.3, §3.3.2)."""

from dataclasses import replace

import pytest

from gate.core import barrier as machine
from gate.core.barrier_state import Barrier, Demand, State
from gate.core.model import Input, Output, Wiring
from gate.core.settings import Timing
from tests.gate.core.barrier_rig import (
    ARMING,
    BEAM,
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

HELD, STEPPED, DRIVEN = Wiring.HOLD_OPEN, Wiring.STEP, Wiring.MOTOR
MOVING = Input.MOVING
HOLD, STEP, RAISE, LOWER = Output.HOLD, Output.STEP, Output.UP, Output.DOWN
PERMIT = frozenset({Output.STOP_PERMIT})


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


def test_a_self_closing_boom_whose_loop_is_not_trusted_is_left_to_its_board():
    rig = settled(Wiring.OPEN_CLOSE, UP, board_closes=True).wait(600.0)

    assert (rig.state, rig.pulses, rig.alarms) == (State.CLEAR, [], ["not_closing"])


# step


def test_a_step_opens_a_closed_boom_and_closes_a_raised_one():
    rig = closed(STEPPED)
    rig.credit()
    assert rig.outputs == [STEP]
    passed(rise(rig)).wait(2.0)

    assert (rig.state, rig.outputs) == (State.CLOSING, [STEP, STEP])
    assert rig.off(UP).wait(2.0).on(DOWN).state is State.CLOSED


def test_a_step_never_lifts_a_closing_boom_only_tells_of_it():
    rig = closing(STEPPED).on(LOOP)
    rig.credit("c2")

    assert (rig.state, rig.alarms, rig.wait(3.0).pulses) == (State.CLOSING, ["obstructed"], [])


def test_a_credit_that_came_while_a_step_closes_opens_again_once_it_is_down():
    rig = closing(STEPPED, timing=Timing(pulse_gap=2.0))
    rig.credit("c2")
    rig.wait(1.0).on(DOWN)

    assert (rig.state, rig.barrier.cause) == (State.OPENING, "c2")
    assert rig.wait(2.0).outputs == [STEP]


def test_a_stepped_boom_that_does_not_come_down_is_unknown_and_stays_alone():
    rig = closing(STEPPED).wait(600.0)

    assert (rig.state, rig.barrier.latch) == (State.UNKNOWN, "close_timeout")
    assert (rig.alarms, rig.pulses) == (["close_timeout"], [])
    assert rig.credit("c2") == "position_unknown"


def test_a_step_waits_until_nothing_has_moved_for_a_second():
    rig = closed(STEPPED, inputs=FITTED | {MOVING}).on(MOVING)
    rig.credit()
    assert (rig.wait(2.0).state, rig.pulses) == (State.CLOSED, [])

    rig.off(MOVING).wait(0.9)
    assert rig.pulses == []
    assert rig.wait(0.2).outputs == [STEP]


def test_a_step_down_waits_until_nothing_moves_too():
    rig = passed(raised(STEPPED, "c1", inputs=FITTED | {MOVING})).on(MOVING).wait(5.0)
    assert rig.state is State.CLEAR

    assert rig.off(MOVING).wait(1.1).state is State.CLOSING


def test_a_self_closing_step_board_is_only_watched():
    rig = passed(raised(STEPPED, "c1", board_closes=True)).wait(60.0)
    assert (rig.state, rig.outputs) == (State.CLEAR, [STEP])

    assert rig.off(UP).state is State.CLOSING


def test_a_fire_gives_a_step_only_to_a_boom_that_is_down():
    assert closed(STEPPED).on(FIRE).outputs == [STEP]
    assert closing(STEPPED).on(FIRE).wait(60.0).pulses == []


# motor


def test_the_motor_is_driven_up_and_down_to_the_limits_and_no_further():
    rig = closed(DRIVEN)
    rig.credit()
    assert rig.relays == {RAISE}
    passed(rise(rig))
    assert rig.relays == frozenset()

    rig.wait(2.0)
    assert (rig.state, rig.relays) == (State.CLOSING, {LOWER})
    rig.off(UP).wait(2.0).on(DOWN)
    assert (rig.state, rig.relays, rig.pulses) == (State.CLOSED, frozenset(), [])


def test_an_obstacle_stops_the_motor_at_once_and_lifts_after_the_dead_time():
    rig = closing(DRIVEN)
    assert rig.on(BEAM).relays == frozenset()

    assert rig.wait(0.4).relays == frozenset()
    assert rig.wait(0.2).relays == {RAISE}


def test_the_motor_stands_while_stopped():
    assert closing(DRIVEN).on(STOP).relays == frozenset()


def test_a_motor_that_ran_for_too_long_is_a_fault():
    """A backstop behind the times of the states: here the boom is called up again and again."""
    rig = closed(DRIVEN).off(DOWN).wait(1.0)
    rig.credit("c1")
    rig.barrier = replace(rig.barrier, raised_at=rig.now + 5.0)  # a clock no row believes
    rig.wait(9.6)

    assert (rig.state, rig.barrier.fault) == (State.FAULT, "run_limit")
    assert (rig.alarms[-1], rig.relays) == ("run_limit", frozenset())


def test_fire_lets_a_motor_rest_that_ran_for_too_long():
    rig = closed(DRIVEN).on(FIRE).off(DOWN).wait(60.0)

    assert (rig.state, rig.relays) == (State.EMERGENCY, frozenset())
    assert "fire_not_open" in rig.alarms


# stop permit


def test_the_permit_to_move_is_given_once_settled_and_taken_by_stop_and_key():
    inputs = FITTED | {Input.MAINTENANCE}
    assert Rig(DRIVEN, inputs=inputs, outputs=PERMIT).on(DOWN).relays == frozenset()
    for sensor in (STOP, Input.MAINTENANCE):
        rig = closed(DRIVEN, inputs=inputs, outputs=PERMIT)
        assert rig.relays == PERMIT
        assert rig.on(sensor).relays == frozenset()


def test_a_fault_leaves_the_permit_to_the_board():
    rig = settled(Wiring.PULSE_OPEN, UP, DOWN, outputs=PERMIT)

    assert (rig.state, rig.relays) == (State.FAULT, PERMIT)


# orders


def test_a_step_board_is_told_to_close_only_while_it_cannot_by_itself():
    rig = raised(STEPPED, "c1").step(Demand.CLOSE)
    assert rig.wait(2.0).state is State.CLOSING


def test_a_wish_to_open_an_unknown_stepped_boom_is_refused():
    barrier = Barrier(State.UNKNOWN)
    rig = closed(STEPPED).on(ARMING)

    assert machine.credit(barrier, "c1", rig.settings, 1.0) == (barrier, "position_unknown")
