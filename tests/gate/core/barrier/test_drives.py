"""What the barrier does where it steps the board, or switches the motor."""

from dataclasses import replace

from gate.core.barrier import machine
from gate.core.barrier.state import Barrier, Demand, State
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.barrier.rig import (
    ARMING,
    BEAM,
    DOWN,
    FIRE,
    FITTED,
    LOOP,
    STOP,
    UP,
    closed,
    closing,
    passed,
    raised,
    rise,
    settled,
)

STEPPED, DRIVEN = Wiring.STEP, Wiring.MOTOR
MOVING = Input.MOVING
STEP, RAISE, LOWER = Output.STEP, Output.UP, Output.DOWN


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


def test_a_hold_gives_no_step_to_a_boom_whose_place_is_not_known():
    rig = settled(STEPPED).hold().wait(60.0)

    assert (rig.state, rig.pulses, rig.alarms) == (State.UNKNOWN, [], [])


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


def test_a_motor_that_does_not_move_the_boom_is_not_tried_twice():
    rig = closed(DRIVEN)
    rig.credit()

    assert rig.wait(2.1).barrier.fault == "not_moving"


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


# orders


def test_a_step_board_is_told_to_close_only_while_it_cannot_by_itself():
    rig = raised(STEPPED, "c1").step(Demand.CLOSE)
    assert rig.wait(2.0).state is State.CLOSING


def test_a_wish_to_open_an_unknown_stepped_boom_is_refused():
    barrier = Barrier(State.UNKNOWN)
    rig = closed(STEPPED).on(ARMING)

    assert machine.credit(barrier, "c1", rig.settings, 1.0) == (barrier, "position_unknown")


def test_k1_a_boom_that_a_step_cannot_lift_waits_anew_when_somebody_comes_before_it_moves():
    rig = passed(raised(Wiring.STEP, "c1")).wait(3.0)
    assert rig.state is State.CLOSING

    rig.on(LOOP)
    assert rig.state is State.PASSING

    rig.wait(5.0).off(LOOP).wait(3.0)
    assert (rig.state, rig.outputs[-1]) == (State.CLOSING, Output.STEP)


def test_a_step_pulse_that_lowers_the_boom_ends_when_somebody_comes():
    rig = passed(raised(Wiring.STEP, "c1"))
    rig.wait(2.1)
    assert (rig.state, rig.stage.on) == (State.CLOSING, Output.STEP)

    rig.on(LOOP)

    assert rig.stage.on is None


def test_a_step_pulse_that_raises_the_boom_is_given_whole():
    rig = closed(Wiring.STEP)
    rig.credit("c1")
    rig.wait(0.2).off(DOWN)
    assert (rig.state, rig.stage.on) == (State.OPENING, Output.STEP)

    rig.wait(0.29).on(LOOP)
    assert rig.stage.on is Output.STEP
