"""The rows of a closed boom and of one on its way up."""

import pytest

from gate.core.barrier.state import Barrier, Demand, State
from gate.core.barrier.table import GLOBAL, TABLE
from gate.core.values.model import Output, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.barrier.rig import (
    ARMING,
    BEAM,
    DOWN,
    LOOP,
    STOP,
    UP,
    closed,
    passed,
    raised,
    rise,
    settled,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


ORDER = {
    State.BOOT: "B0 B3 B2 B2 B4 B5 B6",
    State.CLOSED: "C5 C1 C2 C3 C3 U1 U0",
    State.OPENING: "P1 O1 O3 O4 O6a O6 O5",
    State.OPEN: "L3 L3 L3 W1 H2 W4 D1 O4a W3 W2",
    State.PASSING: "W4 P1 L3 L3 L3 P3",
    State.CLEAR: "L3 L3 L3 K1 H2 K2 K3 K4 K5",
    State.HELD: "L3 L3 L3 W1 W4 H1",
    State.LATCHED: "L1 L3 L3 L3 L2 L2 L2 U1 U0",
    State.CLOSING: "P1 S1 S2 K1 S3 S6 S5 S4 S4 S1a",
    State.UNKNOWN: "I1 I2 I2 I3",
    State.STOPPED: "T0 T1 T2 T3 T3",
    State.MAINTENANCE: "G2",
    State.COMMISSION: "U2",
    State.EMERGENCY: "E2 E3 E1 E1 G5 G5",
    State.FAULT: "F1",
}


def test_the_rows_stand_in_the_order_of_their_priority():
    """Safety, hold, orders, authorisations, timers; the first one wins."""
    assert {state: " ".join(row.name for row in rows) for state, rows in TABLE.items()} == ORDER
    assert " ".join(row.name for row in GLOBAL) == "G1 G3 G3a G4 G5 G6 R1 X1 X2 H0"


@both
def test_c1_a_credit_opens_and_the_row_names_it(wiring):
    rig = closed(wiring)
    rig.credit("c7")

    assert (rig.state, rig.barrier.cause) == (State.OPENING, "c7")
    assert rig.kinds == ["boom.opening"]
    assert rig.outputs == [Output.OPEN]


def test_c1_a_hold_opens():
    rig = closed(ORDERED).hold()

    assert (rig.state, rig.barrier.cause) == (State.OPENING, "hold")


@both
def test_c2_a_closed_boom_that_leaves_its_limit_was_forced(wiring):
    rig = closed(wiring).off(DOWN).wait(0.49)
    assert rig.state is State.CLOSED

    rig.wait(0.02)
    assert (rig.state, rig.barrier.cause) == (State.UNKNOWN, "forced")
    assert rig.alarms == ["forced_open"]
    assert rig.pulses == []


@both
def test_c2_a_limit_that_flickers_is_no_force(wiring):
    rig = closed(wiring).off(DOWN).wait(0.4).on(DOWN).wait(5.0)

    assert rig.state is State.CLOSED


@both
@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_c3_whoever_stays_at_the_closed_boom_is_an_alarm_until_he_goes(wiring, sensor):
    rig = closed(wiring).wait(60.0).on(sensor).wait(19.9)
    assert rig.alarms == []

    rig.wait(30.0)
    assert rig.alarms == ["loitering"]
    assert rig.state is State.CLOSED

    rig.off(sensor)
    assert rig.ended == ["loitering"]
    assert rig.barrier.alarmed == frozenset()


@both
def test_c3_loitering_counts_from_the_first_sensor(wiring):
    rig = closed(wiring).wait(60.0).on(LOOP).wait(10.0).on(BEAM).wait(9.9)
    assert rig.alarms == []

    rig.wait(0.2)
    assert rig.alarms == ["loitering"]


@both
def test_c3_loitering_counts_from_the_closing_at_the_earliest(wiring):
    rig = settled(wiring, DOWN, LOOP).wait(19.9)

    assert rig.alarms == []


@both
def test_c5_a_reset_at_the_closed_boom_takes_the_latch(wiring):
    rig = settled(wiring, DOWN, barrier=Barrier(latch="emergency", reopens=2))

    rig.step(Demand.RESET)
    assert (rig.barrier.latch, rig.barrier.reopens) == (None, 0)
    assert rig.state is State.CLOSED
    assert rig.kinds == ["boom.reset"]


def test_o1_a_standing_latch_keeps_the_raised_boom_up_and_takes_the_credits():
    rig = settled(ORDERED, DOWN, barrier=Barrier(latch="emergency"))
    rig.credit()
    rise(rig)

    assert (rig.state, rig.barrier.cause) == (State.LATCHED, "emergency")
    assert rig.barrier.credits == ()


def test_o1_a_latch_cannot_hold_a_boom_that_the_board_lowers_so_traffic_goes_on():
    rig = settled(WATCHED, DOWN, barrier=Barrier(latch="emergency"))
    rig.credit()
    passed(rise(rig))

    assert "passage.done" in rig.kinds
    assert rig.barrier.latch == "emergency"


@both
def test_o4_a_boom_that_arrives_quickly_is_up_at_once(wiring):
    rig = closed(wiring)
    rig.credit()

    assert rig.wait(0.3).off(DOWN).wait(0.4).on(UP).state is State.OPEN


def test_o2_a_held_boom_that_is_up_is_held():
    rig = rise(closed(ORDERED).hold())

    assert rig.state is State.HELD
    assert rig.kinds[-2:] == ["boom.opened", "boom.held"]


@both
def test_o3_a_vehicle_already_under_the_boom_is_passing_as_soon_as_it_is_up(wiring):
    rig = closed(wiring)
    rig.credit()
    rig.wait(0.5).off(DOWN).wait(1.0).on(LOOP)
    assert rig.state is State.OPENING

    assert rig.on(UP).state is State.PASSING
    assert rig.off(LOOP).claims("passage.done") == ["c1"]


@both
def test_o4_a_raised_boom_waits_for_its_vehicle(wiring):
    rig = closed(wiring)
    rig.credit()
    rise(rig)

    assert (rig.state, rig.barrier.cause) == (State.OPEN, "c1")
    assert rig.kinds[-1] == "boom.opened"


@both
@pytest.mark.parametrize("inputs", [{UP, DOWN}, {UP, DOWN, ARMING, STOP}], ids=["bare", "armed"])
def test_o4_without_passage_sensors_everybody_let_in_counts_as_passed(wiring, inputs):
    rig = raised(wiring, "c1", "c2", inputs=frozenset(inputs), timing=Timing(close_delay=60))

    assert rig.state is State.CLEAR
    rig.credit("c3")
    assert rig.claims("passage.done") == ["c3"]
    assert rig.wait(40.0).barrier.credits == ()


def test_o4_a_limit_still_on_from_before_does_not_count_until_the_pulse_must_have_acted():
    """A credit just as the close pulse is given: the boom may be leaving its limit."""
    rig = passed(raised(ORDERED, "c1")).wait(2.1)
    assert rig.state is State.CLOSING
    rig.credit("c2")
    assert rig.state is State.OPENING

    rig.wait(0.3).off(UP).wait(0.9)
    assert rig.state is State.OPENING

    assert rig.on(UP).state is State.OPEN
    assert "drift" not in rig.alarms


def test_o4_a_boom_that_never_left_its_limit_is_up_once_the_pulse_has_acted():
    rig = passed(raised(ORDERED, "c1")).wait(2.1)
    rig.credit("c2")

    assert rig.wait(0.9).state is State.OPENING
    assert rig.wait(0.1).state is State.OPEN


@both
def test_o5_a_boom_that_does_not_arrive_is_a_fault(wiring):
    rig = closed(wiring)
    rig.credit()
    rig.wait(0.5).off(DOWN).wait(7.9)
    assert rig.state is State.OPENING

    rig.wait(0.2)
    assert (rig.state, rig.barrier.fault) == (State.FAULT, "open_timeout")
    assert rig.alarms == ["open_timeout"]


@both
def test_o6_a_pulse_without_effect_is_given_once_more_and_then_it_is_a_fault(wiring):
    rig = closed(wiring)
    rig.credit("c1")
    rig.wait(2.1)
    assert rig.outputs == [Output.OPEN, Output.OPEN]
    assert (rig.state, rig.barrier.cause) == (State.OPENING, "c1")
    assert [note.detail for note in rig.notes] == [{}, {"retry": True}]

    rig.wait(2.0)
    assert (rig.state, rig.barrier.fault) == (State.FAULT, "not_moving")
    assert rig.outputs == [Output.OPEN, Output.OPEN]


@both
def test_o6_a_second_pulse_that_works_is_no_fault_and_the_next_opening_may_retry_too(wiring):
    rig = closed(wiring)
    rig.credit("c1")
    rise(rig.wait(2.1))
    assert rig.state is State.OPEN

    passed(rig).wait(2.1).off(UP).wait(2.0).on(DOWN)
    rig.credit("c2")
    rig.wait(2.1)
    assert (rig.state, rig.outputs[-2:]) == (State.OPENING, [Output.OPEN, Output.OPEN])
