"""Stop and fire, which outrank the traffic."""

import pytest

from gate.core.barrier import machine
from gate.core.barrier.state import Barrier, Demand, State
from gate.core.values.model import Output, Wiring
from tests.gate.core.barrier.rig import (
    DOWN,
    FIRE,
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

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


def opening(wiring):
    rig = closed(wiring)
    rig.credit()
    return rig.wait(0.1)


# stop


@both
def test_g3_stop_ends_a_running_pulse_at_once_and_takes_the_credits(wiring):
    rig = opening(wiring)
    assert rig.stage.on is Output.OPEN

    rig.on(STOP)
    assert (rig.stage.on, rig.stage.queued) == (None, None)
    assert (rig.state, rig.barrier.credits) == (State.STOPPED, ())
    assert rig.kinds[-1] == "boom.stopped"


def test_g3_stop_ends_a_hold():
    assert rise(closed(ORDERED).hold()).on(STOP).barrier.hold is None


@both
def test_g3_the_release_of_stop_moves_nothing(wiring):
    rig = opening(wiring).on(STOP).wait(5.0)
    pulses = len(rig.pulses)

    rig.off(STOP).wait(600.0)
    assert (rig.state, len(rig.pulses)) == (State.STOPPED, pulses)


@both
def test_g3_stop_outranks_fire(wiring):
    rig = closed(wiring)
    rig.show(frozenset({DOWN, STOP, FIRE}))

    assert (rig.state, rig.pulses) == (State.STOPPED, [])


@both
def test_b2_a_stop_tapped_while_settling_is_not_forgotten(wiring):
    rig = Rig(wiring).on(DOWN).on(STOP).wait(0.5).off(STOP).wait(3.0)

    assert rig.state is State.STOPPED
    assert rig.kinds == ["boom.stopped"]
    assert rig.step(Demand.RESET).wait(3.0).state is State.CLOSED


@both
def test_c4_a_stopped_boom_takes_no_authorisation(wiring):
    rig = settled(wiring, DOWN).on(STOP).off(STOP)

    assert not machine.takes_credit(rig.barrier)


@both
def test_t0_an_order_that_meets_the_stop_is_void_and_not_kept_for_its_release(wiring):
    rig = settled(wiring, DOWN).on(STOP)
    assert rig.credit() is None
    assert rig.claims("passage.cancelled") == ["c1"]

    rig.off(STOP).wait(60.0)
    assert (rig.state, rig.pulses) == (State.STOPPED, [])


@both
def test_t1_a_fresh_order_opens_after_a_stop(wiring):
    rig = settled(wiring, DOWN).on(STOP).off(STOP)
    rig.credit("order:1")

    assert (rig.state, rig.barrier.cause) == (State.OPENING, "order:1")
    assert rig.outputs == [Output.OPEN]


@both
def test_t2_a_reset_after_a_stop_looks_again_and_moves_nothing(wiring):
    rig = settled(wiring, DOWN).on(STOP).step(Demand.RESET)
    assert rig.state is State.STOPPED

    rig.off(STOP).step(Demand.RESET)
    assert (rig.state, rig.kinds[-1]) == (State.BOOT, "boom.reset")
    assert (rig.wait(3.0).state, rig.pulses) == (State.CLOSED, [])


@both
def test_t2_whatever_was_under_the_boom_at_the_stop_is_not_taken_for_the_next_passage(wiring):
    rig = raised(wiring, "c1").on(LOOP).on(STOP).off(STOP, LOOP, UP).on(DOWN)
    rig.step(Demand.RESET).wait(3.2)
    rig.credit("c2")

    assert "passage.done" not in rise(rig).kinds
    assert rig.barrier.credits == ("c2",)


# fire


@both
@pytest.mark.parametrize("state", [State.CLOSED, State.OPENING, State.CLOSING, State.UNKNOWN])
def test_g4_fire_lifts_the_boom_from_wherever_it_is(wiring, state):
    rig = {
        State.CLOSED: closed,
        State.OPENING: opening,
        State.CLOSING: closing,
        State.UNKNOWN: settled,
    }[state](wiring).on(FIRE)

    assert (rig.state, rig.barrier.latch) == (State.EMERGENCY, "emergency")
    assert rig.barrier.credits == ()
    assert "boom.emergency" in rig.kinds
    assert rig.alarms == ["fire"]
    assert rig.wait(1.0).outputs[-1] is Output.OPEN


def test_g4_fire_just_as_the_boom_is_told_to_close_gives_an_open_pulse():
    """The upper limit is still on, but the board has its order to close."""
    rig = passed(raised(ORDERED, "c1")).wait(2.1)
    assert rig.stage.on is Output.CLOSE

    rig.on(FIRE)
    assert rig.stage.on is None
    assert rig.wait(0.5).outputs[-1] is Output.OPEN


@both
def test_g4_a_boom_that_rests_open_is_not_pulsed_by_fire(wiring):
    waits, passes, clear = (raised(wiring, "c1"), raised(wiring, "c1"), raised(wiring, "c1"))
    resting = [settled(wiring, UP), waits, passes.on(LOOP), passed(clear)]
    if wiring is ORDERED:
        resting.append(rise(closed(wiring).hold()))
    for rig in resting:
        pulses = list(rig.pulses)
        assert rig.on(FIRE).wait(60.0).pulses == pulses


@both
def test_g4_fire_at_the_end_of_the_settling_opens(wiring):
    rig = settled(wiring, DOWN, FIRE)

    assert (rig.state, rig.outputs) == (State.EMERGENCY, [Output.OPEN])


@both
def test_g4_fire_opens_even_out_of_a_fault_and_out_of_a_released_stop(wiring):
    faulty = settled(wiring, DOWN, barrier=Barrier(fault="not_moving"))
    assert faulty.state is State.FAULT
    assert faulty.on(FIRE).outputs == [Output.OPEN]

    stopped = settled(wiring, DOWN).on(STOP).on(FIRE)
    assert stopped.state is State.STOPPED
    assert stopped.off(STOP).state is State.EMERGENCY


def test_g4_fire_ends_a_hold():
    assert rise(closed(ORDERED).hold()).on(FIRE).barrier.hold is None


@both
def test_e1_a_boom_that_does_not_come_up_is_told_again_and_is_an_alarm(wiring):
    rig = closed(wiring).on(FIRE).wait(8.4)
    assert rig.alarms == ["fire"]

    rig.wait(8.6)
    assert rig.alarms == ["fire", "fire_not_open"]
    assert rig.outputs == [Output.OPEN] * 3

    rig.off(DOWN).on(UP)
    assert rig.ended == ["fire_not_open"]


@both
def test_e1_a_boom_that_comes_down_again_while_it_burns_is_told_at_once(wiring):
    rig = raised(wiring, "c1").on(FIRE).wait(0.1)
    before = len(rig.pulses)

    rig.off(UP)
    assert (len(rig.pulses), rig.stage.on) == (before + 1, Output.OPEN)
    assert rig.wait(8.4).outputs == [Output.OPEN] * (before + 1)


@both
def test_e2_after_the_fire_the_boom_stays_up_until_a_person_resets(wiring):
    rig = rise(closed(wiring).on(FIRE)).wait(5.0).off(FIRE)
    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "emergency")
    assert rig.kinds[-1] == "boom.latched"
    assert "boom.released" not in rig.kinds
    assert "fire" in rig.ended

    rig.wait(86_400.0)
    assert rig.state is State.LATCHED
    assert rig.credit() == "latched"


@both
def test_e3_a_fire_that_ends_before_the_boom_is_up_leaves_it_unknown_and_latched(wiring):
    rig = closed(wiring).on(FIRE).off(DOWN).wait(1.0).off(FIRE)

    assert (rig.state, rig.barrier.latch) == (State.UNKNOWN, "emergency")
    assert rig.kinds[-1] == "boom.released"
    assert rig.on(UP).state is State.LATCHED


def test_e2_fire_seen_for_one_scan_before_a_stop_still_latches():
    """The latch is set on entry: a stop in the next scan must not lose it."""
    rig = settled(ORDERED, UP, FIRE).on(STOP).off(FIRE).off(STOP).step(Demand.RESET).wait(3.0)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "emergency")
