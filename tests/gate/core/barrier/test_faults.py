"""Latches, faults, and the resets that end them."""

import pytest

from gate.core.barrier.state import Barrier, Demand, State
from gate.core.values.model import Wiring
from tests.gate.core.barrier.rig import (
    BEAM,
    DOWN,
    FIRE,
    LOOP,
    STOP,
    UP,
    Rig,
    closed,
    rise,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


def opening(wiring):
    rig = closed(wiring)
    rig.credit()
    return rig.wait(0.1)


# latches and resets


@both
def test_l1_a_reset_of_a_latched_boom_needs_a_free_way(wiring):
    rig = rise(closed(wiring).on(FIRE)).off(FIRE).on(LOOP).step(Demand.RESET)
    assert rig.state is State.LATCHED

    rig.off(LOOP).step(Demand.RESET)
    assert (rig.state, rig.barrier.latch, rig.barrier.cause) == (State.CLEAR, None, "reset")


def test_l1_a_reset_at_the_gate_trusts_the_loop_and_closes_after_the_delay():
    rig = settled(ORDERED, UP).step(Demand.RESET)
    assert rig.barrier.trusted

    assert rig.wait(1.9).state is State.CLEAR
    assert rig.wait(0.2).state is State.CLOSING


def test_l1_a_reset_gives_the_boom_its_reopenings_back():
    rig = settled(ORDERED, UP, barrier=Barrier(reopens=4, fault=None)).step(Demand.RESET)

    assert rig.barrier.reopens == 0


def test_l1_a_reset_at_the_gate_believes_a_loop_again_that_was_taken_for_dead():
    rig = settled(ORDERED, UP, barrier=Barrier(silent=5)).step(Demand.RESET)

    assert rig.barrier.silent == 0
    assert rig.wait(2.1).state is State.CLOSING


# faults


@both
def test_g5_both_limits_at_once_are_a_fault_and_end_the_pulse(wiring):
    rig = opening(wiring).on(UP)

    assert (rig.state, rig.barrier.fault) == (State.FAULT, "limits_conflict")
    assert rig.stage.on is None
    assert rig.kinds[-2:] == ["boom.fault", "alarm.raised"]


@both
def test_g5_under_fire_a_conflict_is_an_alarm_and_blocks_even_lifting(wiring):
    rig = closed(wiring).on(FIRE)
    rig.on(UP)
    assert (rig.state, rig.alarms[-1], rig.stage.on) == (
        State.EMERGENCY,
        "limits_conflict",
        None,
    )

    rig.off(DOWN)
    assert "limits_conflict" in rig.ended


@both
def test_g5_a_reset_meant_for_a_latch_does_not_end_a_fault_nobody_has_seen(wiring):
    rig = settled(wiring, DOWN, barrier=Barrier(latch="emergency"))
    rig.active |= {UP}
    rig.step(Demand.RESET)

    assert (rig.state, rig.barrier.fault) == (State.FAULT, "limits_conflict")


@both
def test_g5_a_fault_that_stands_keeps_its_reason(wiring):
    rig = settled(wiring, DOWN, barrier=Barrier(fault="open_timeout")).on(UP)

    assert rig.barrier.fault == "open_timeout"


@both
def test_b3_a_fault_survives_a_restart_and_a_stop_does_not_lead_around_it(wiring):
    rig = Rig(wiring, barrier=Barrier(fault="open_timeout")).on(DOWN).on(STOP).off(STOP).wait(3.2)

    assert (rig.state, rig.barrier.cause) == (State.FAULT, "open_timeout")
    assert rig.alarms == ["open_timeout"]


@both
def test_a_fault_is_left_by_a_reset_only_and_that_moves_nothing(wiring):
    rig = opening(wiring).on(UP).off(UP)
    assert rig.state is State.FAULT
    assert rig.credit("c2") == "fault"
    rig.on(STOP).off(STOP).on(BEAM).off(BEAM).wait(600.0)
    assert rig.state is State.FAULT

    pulses = len(rig.pulses)
    rig.step(Demand.RESET)
    assert (rig.state, rig.barrier.fault) == (State.BOOT, None)
    assert "limits_conflict" in rig.ended
    assert (rig.wait(3.0).state, len(rig.pulses)) == (State.CLOSED, pulses)


def test_a_fault_ends_a_hold_so_that_its_reset_moves_nothing():
    rig = closed(ORDERED).hold().wait(0.1).on(UP).off(UP).step(Demand.RESET).wait(10.0)

    assert (rig.state, rig.barrier.hold) == (State.CLOSED, None)


@both
def test_g5_under_a_pressed_stop_a_conflict_waits_for_its_release(wiring):
    rig = settled(wiring, DOWN).on(STOP).on(UP)
    assert rig.state is State.STOPPED

    assert rig.off(STOP).barrier.fault == "limits_conflict"


@both
def test_l1_a_reset_after_a_fire_ends_the_fault_from_before_it_too(wiring):
    rig = settled(wiring, DOWN, barrier=Barrier(fault="not_moving")).on(FIRE)
    rise(rig).off(FIRE).step(Demand.RESET)

    assert (rig.state, rig.barrier.fault) == (State.CLEAR, None)
