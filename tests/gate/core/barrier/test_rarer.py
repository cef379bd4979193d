"""The rows of the rarer inputs: maintenance, breakaway, faults, recovery."""

from dataclasses import replace

import pytest

from gate.core.barrier.state import Barrier, Demand, State
from gate.core.values.model import Input, Output, Wiring
from tests.gate.core.barrier.rig import (
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

ORDERED, DRIVEN = Wiring.OPEN_CLOSE, Wiring.MOTOR
MAINTENANCE, BREAKAWAY = Input.MAINTENANCE, Input.BREAKAWAY
ALL = FITTED | {MAINTENANCE, BREAKAWAY, Input.LOOP_FAULT, Input.BOARD_FAULT}
every = pytest.mark.parametrize("wiring", list(Wiring), ids=str)
closers = pytest.mark.parametrize("wiring", [ORDERED, Wiring.HOLD_OPEN, DRIVEN], ids=str)


# G1, G2: maintenance


@every
def test_g1_whoever_works_on_the_barrier_has_it_alone(wiring):
    rig = raised(wiring, "c1", inputs=ALL).on(MAINTENANCE)
    assert (rig.state, rig.kinds, rig.relays) == (
        State.MAINTENANCE, ["boom.maintenance"], frozenset(),
    )  # fmt: skip
    assert rig.barrier.credits == ()
    assert rig.credit("c2") == "maintenance"

    pulses = len(rig.pulses)
    rig.on(FIRE, STOP, BREAKAWAY, UP, DOWN).wait(60.0)
    assert (rig.state, len(rig.pulses)) == (State.MAINTENANCE, pulses)


@every
def test_g2_after_the_work_the_boom_is_looked_at_anew_and_nothing_moves(wiring):
    rig = closed(wiring, inputs=ALL).on(MAINTENANCE).wait(60.0).off(MAINTENANCE)
    assert (rig.state, rig.kinds[-1]) == (State.BOOT, "boom.maintained")

    assert (rig.wait(3.1).state, rig.pulses) == (State.CLOSED, [])


def test_g1_not_even_fire_moves_a_boom_that_somebody_works_on():
    rig = closed(ORDERED, inputs=ALL).on(MAINTENANCE).on(FIRE).wait(60.0)

    assert (rig.state, rig.pulses) == (State.MAINTENANCE, [])


def test_g1_a_key_that_is_found_turned_counts_once_the_boot_has_settled():
    rig = Rig(ORDERED, inputs=ALL).on(DOWN, MAINTENANCE).wait(2.9)
    assert rig.state is State.BOOT

    assert rig.wait(0.2).state is State.MAINTENANCE


def test_g2_a_stop_from_before_the_work_is_over_with_it():
    rig = closed(ORDERED, inputs=ALL)
    rig.barrier = replace(rig.barrier, stop_seen=True)
    rig.on(MAINTENANCE).wait(1.0).off(MAINTENANCE).wait(3.1)

    assert rig.state is State.CLOSED


def test_g1_a_fault_waits_for_the_end_of_the_work():
    rig = settled(ORDERED, UP, DOWN, inputs=ALL).on(MAINTENANCE)
    assert rig.state is State.MAINTENANCE

    assert rig.off(MAINTENANCE).wait(3.1).state is State.FAULT


# the boom has left its holder (G6)


@every
def test_g6_a_detached_boom_is_a_fault_and_moves_for_nobody(wiring):
    rig = raised(wiring, "c1", inputs=ALL).on(BREAKAWAY)

    assert (rig.state, rig.barrier.fault) == (State.FAULT, "boom_detached")
    assert (rig.alarms, rig.relays) == (["boom_detached"], frozenset())


def test_g6_fire_still_lifts_what_is_left_of_a_detached_boom():
    rig = closed(DRIVEN, inputs=ALL).on(BREAKAWAY).on(FIRE)

    assert (rig.state, rig.relays) == (State.EMERGENCY, {Output.UP})


# S1: what cannot be believed


@pytest.mark.parametrize("sensor", [Input.LOOP_FAULT, Input.BOARD_FAULT], ids=str)
@closers
def test_s1_a_safety_that_fails_lifts_the_closing_boom(wiring, sensor):
    rig = closing(wiring, inputs=ALL).on(sensor)

    assert (rig.state, rig.barrier.under) == (State.OPENING, None)
    assert rig.notes[-1].detail == {"sensor": sensor}


@pytest.mark.parametrize("sensor", [Input.LOOP_FAULT, Input.BOARD_FAULT], ids=str)
@closers
def test_k3_nothing_closes_on_a_failing_safety_and_its_repair_begins_the_delay_anew(wiring, sensor):
    rig = passed(raised(wiring, "c1", inputs=ALL).on(sensor)).wait(100.0)
    assert rig.state is State.CLEAR

    assert rig.off(sensor).wait(1.9).state is State.CLEAR
    assert rig.wait(0.2).state is State.CLOSING


def test_s1_a_loop_that_has_gone_silent_lifts_the_closing_boom_under_its_name():
    rig = closing(ORDERED)
    rig.barrier = Barrier(State.CLOSING, rig.now, trusted=True, silent=5)
    rig.step()

    assert (rig.state, rig.notes[-1].detail) == (State.OPENING, {"sensor": LOOP})


# S6: the boom comes back by itself


@closers
def test_s6_a_boom_that_comes_up_again_and_again_is_left_up_with_an_alarm(wiring):
    rig = closing(wiring)
    for _ in range(3):
        rig.wait(0.1).on(UP)
        assert (rig.state, rig.barrier.cause) == (State.CLEAR, "board")
        rig.wait(2.0).off(UP)
        assert rig.state is State.CLOSING
    rig.wait(0.1).on(UP)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "obstructed")
    assert rig.alarms == ["output_stuck"]
    assert rig.wait(600.0).state is State.LATCHED


@closers
def test_i2_a_closed_boom_that_rises_by_itself_is_a_stuck_relay(wiring):
    rig = closed(wiring).off(DOWN).wait(1.0).on(UP)

    assert (rig.state, rig.alarms) == (State.LATCHED, ["forced_open", "output_stuck"])


# L2: the latch of a restart


def test_l2_a_boom_left_up_by_a_restart_comes_down_once_all_was_clear_and_people_warned():
    rig = settled(ORDERED, UP, recovery_close=True).wait(59.9)
    assert (rig.state, rig.notes) == (State.LATCHED, [])

    rig.wait(0.2)
    assert (rig.state, rig.kinds) == (State.LATCHED, ["boom.warning"])
    assert rig.wait(4.8).state is State.LATCHED
    rig.wait(0.2)
    assert (rig.state, rig.barrier.latch, rig.kinds[-1]) == (State.CLEAR, None, "boom.recovered")
    assert rig.wait(2.1).state is State.CLOSING


@pytest.mark.parametrize("sensor", [LOOP, BEAM, Input.LOOP_FAULT], ids=str)
def test_l2_whatever_comes_under_the_boom_ends_the_warning_and_the_time_begins_anew(sensor):
    rig = settled(ORDERED, UP, inputs=ALL, recovery_close=True).wait(61.0).on(sensor)
    assert rig.barrier.warned_at is None

    rig.wait(1.0).off(sensor).wait(4.0)
    assert rig.state is State.LATCHED


@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_l2_the_time_counts_from_when_the_last_sensor_was_clear(sensor):
    rig = settled(ORDERED, UP, recovery_close=True).on(sensor).wait(30.0).off(sensor).wait(59.9)
    assert rig.kinds == []

    assert rig.wait(0.2).kinds == ["boom.warning"]


def test_l2_a_stop_ends_the_warning():
    rig = settled(ORDERED, UP, recovery_close=True).wait(61.0).on(STOP)

    assert rig.barrier.warned_at is None


def test_l2_a_boom_that_a_relay_keeps_from_its_board_stays_up_too():
    rig = settled(
        Wiring.PULSE_OPEN, UP, outputs=frozenset({Output.HOLD}), recovery_close=True
    ).wait(600.0)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "recovery")


@pytest.mark.parametrize(
    "rig",
    [{}, {"recovery_close": True, "inputs": FITTED - {BEAM}}],
    ids=["not wished", "no photocell"],
)
def test_l2_else_it_stays_up_until_a_person_has_looked(rig):
    assert settled(ORDERED, UP, **rig).wait(600.0).state is State.LATCHED


def test_l2_no_other_latch_ends_by_itself():
    rig = settled(ORDERED, UP, barrier=Barrier(latch="emergency"), recovery_close=True)

    assert rig.wait(600.0).state is State.LATCHED


@pytest.mark.parametrize(("reopens", "latch"), [(3, "recovery"), (4, "obstructed")])
def test_b5_a_boom_that_had_to_be_lifted_too_often_is_latched_for_that(reopens, latch):
    rig = settled(ORDERED, UP, barrier=Barrier(reopens=reopens), recovery_close=True)
    assert rig.barrier.latch == latch

    came_down = rig.wait(68.0).state is State.CLOSING
    assert came_down is (latch == "recovery")


def test_k4_a_boom_that_came_up_with_an_unproved_loop_stays_up():
    rig = settled(ORDERED)
    rig.credit()
    rig.wait(1.0).on(UP).wait(40.0)

    assert (rig.state, rig.barrier.latch) == (State.LATCHED, "untrusted")


def test_f1_a_reset_ends_a_fault_and_looks_again():
    rig = raised(ORDERED, "c1", inputs=ALL).on(BREAKAWAY).off(BREAKAWAY).step(Demand.RESET)
    assert rig.state is State.BOOT

    assert rig.wait(3.0).state is State.LATCHED


def test_g6_a_boom_put_back_rises_for_the_next_one_after_a_reset():
    rig = closed(ORDERED, inputs=ALL).on(BREAKAWAY).off(BREAKAWAY).step(Demand.RESET).wait(3.1)
    rig.credit("c2")

    assert rise(rig).state is State.OPEN
