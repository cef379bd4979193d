"""The rows of a raised boom that waits for its vehicle."""

import pytest

from gate.core.barrier.state import Demand, State, Under
from gate.core.values.model import Wiring
from tests.gate.core.barrier.rig import (
    ARMING,
    BEAM,
    DOWN,
    FITTED,
    LOOP,
    UP,
    closed,
    passed,
    raised,
    rise,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
both = pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)


@both
def test_w1_p1_a_vehicle_passes_and_uses_its_credit(wiring):
    rig = raised(wiring, "c1").wait(1.0).on(LOOP)
    assert (rig.state, rig.barrier.under) == (State.PASSING, Under.EXPECTED)

    rig.wait(2.0).off(LOOP)
    assert (rig.state, rig.barrier.credits, rig.barrier.under) == (State.CLEAR, (), None)
    assert rig.claims("passage.done") == ["c1"]


@both
def test_p1_two_sensors_that_overlap_see_one_vehicle(wiring):
    rig = raised(wiring, "c1", "c2").on(BEAM).wait(0.5).on(LOOP).wait(0.5).off(BEAM).wait(0.5)
    assert rig.state is State.PASSING

    rig.off(LOOP)
    assert rig.claims("passage.done") == ["c1"]


@both
def test_p1_of_two_vehicles_let_in_each_uses_its_own_credit_and_the_boom_stays_up(wiring):
    rig = passed(raised(wiring, "c1", "c2"))
    assert (rig.state, rig.barrier.credits) == (State.OPEN, ("c2",))

    passed(rig)
    assert (rig.state, rig.barrier.credits) == (State.CLEAR, ())
    assert rig.claims("passage.done") == ["c1", "c2"]


@both
@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_o4_one_sensor_is_enough_to_wait_for_a_passage(wiring, sensor):
    rig = raised(wiring, "c1", inputs=frozenset({UP, DOWN, sensor}))

    assert rig.state is State.OPEN


@both
def test_w2_nobody_comes_and_every_credit_is_void(wiring):
    rig = raised(wiring, "c1", "c2").wait(29.9)
    assert rig.state is State.OPEN

    rig.wait(0.2)
    assert (rig.state, rig.barrier.credits) == (State.CLEAR, ())
    assert rig.claims("passage.timeout") == ["c1", "c2"]


@both
def test_w2_waiting_counts_from_the_raised_boom_not_from_the_credit(wiring):
    rig = closed(wiring)
    rig.credit()
    rig.wait(0.5).off(DOWN).wait(7.0).on(UP).wait(29.9)

    assert rig.state is State.OPEN


@both
def test_w2_the_next_vehicle_has_its_own_time_however_long_the_first_one_stood(wiring):
    rig = raised(wiring, "c1", "c2").on(LOOP).wait(60.0).off(LOOP).wait(29.9)

    assert (rig.state, rig.barrier.credits) == (State.OPEN, ("c2",))


@both
def test_w5_a_new_credit_begins_the_waiting_anew(wiring):
    rig = raised(wiring, "c1").wait(20.0)
    rig.credit("c2")

    assert rig.wait(29.9).state is State.OPEN
    assert rig.wait(0.2).state is State.CLEAR


@both
def test_w3_a_vehicle_that_leaves_the_arming_loop_and_does_not_come_has_backed_out(wiring):
    rig = closed(wiring).on(ARMING)
    rig.credit("c1")
    rise(rig).wait(1.0).off(ARMING).wait(2.9)
    assert rig.state is State.OPEN

    rig.wait(0.2)
    assert (rig.state, rig.claims("passage.backed_out")) == (State.CLEAR, ["c1"])


@both
def test_w3_backing_out_while_the_boom_rises_counts_once_it_is_up(wiring):
    rig = closed(wiring).on(ARMING)
    rig.credit("c1")
    rise(rig.wait(0.1).off(ARMING)).wait(2.9)
    assert rig.state is State.OPEN

    assert rig.wait(0.2).claims("passage.backed_out") == ["c1"]


@both
def test_w3_a_vehicle_that_leaves_in_the_scan_of_its_credit_has_backed_out_too(wiring):
    rig = raised(wiring, "c1").wait(1.0).on(ARMING).wait(1.0)
    rig.credit("c2")
    rig.off(ARMING).wait(3.1)

    assert rig.claims("passage.backed_out") == ["c1"]


@both
def test_w3_one_vehicle_backing_out_takes_one_credit(wiring):
    rig = closed(wiring).on(ARMING)
    rig.credit("c1")
    rig.credit("c2")
    rise(rig).off(ARMING).wait(20.0)

    assert rig.claims("passage.backed_out") == ["c1"]
    assert (rig.state, rig.barrier.credits) == (State.OPEN, ("c2",))


@both
def test_w3_the_vehicle_before_is_not_mistaken_for_the_next_one_backing_out(wiring):
    rig = closed(wiring).on(ARMING)
    rig.credit("c1")
    rig.credit("c2")
    rise(rig).off(ARMING)
    passed(rig).wait(20.0)

    assert "passage.backed_out" not in rig.kinds
    assert rig.barrier.credits == ("c2",)


@both
def test_w3_a_vehicle_that_never_stood_on_the_loop_since_its_credit_cannot_back_out(wiring):
    rig = closed(wiring).on(ARMING).off(ARMING).wait(0.1)
    rig.credit()
    rise(rig).wait(10.0)

    assert rig.state is State.OPEN


@both
def test_w3_a_vehicle_that_waits_on_the_arming_loop_has_not_backed_out(wiring):
    rig = raised(wiring, "c1").wait(1.0).on(ARMING).wait(20.0)

    assert (rig.state, rig.barrier.credits) == (State.OPEN, ("c1",))


@both
def test_w3_without_an_arming_loop_nobody_backs_out(wiring):
    rig = raised(wiring, "c1", inputs=FITTED - {ARMING}).wait(20.0)

    assert rig.state is State.OPEN


def test_w4_an_order_to_close_takes_every_credit_back_and_closes_after_the_delay():
    rig = raised(ORDERED, "c1", "c2").step(Demand.CLOSE)

    assert (rig.state, rig.barrier.cause) == (State.CLEAR, "order")
    assert rig.claims("passage.cancelled") == ["c1", "c2"]
    assert rig.wait(2.0).state is State.CLOSING


def test_w4_a_vehicle_under_the_boom_keeps_its_credit_when_closing_is_ordered():
    rig = raised(ORDERED, "c1", "c2").on(LOOP).step(Demand.CLOSE)
    assert rig.state is State.PASSING
    assert rig.claims("passage.cancelled") == ["c2"]

    rig.off(LOOP)
    assert rig.claims("passage.done") == ["c1"]
    assert (rig.state, rig.barrier.credits) == (State.CLEAR, ())


def test_w4_an_obstacle_that_comes_with_the_order_outranks_it():
    rig = raised(ORDERED, "c1", "c2")
    rig.active |= {LOOP}
    rig.step(Demand.CLOSE)

    assert (rig.state, rig.barrier.under) == (State.PASSING, Under.EXPECTED)
    assert rig.claims("passage.cancelled") == ["c2"]


def test_w4_an_intruder_does_not_keep_the_credit_of_the_vehicle_behind_it():
    rig = passed(raised(ORDERED, "c1")).wait(1.0).on(LOOP)
    rig.credit("c2")
    rig.step(Demand.CLOSE)

    assert rig.claims("passage.cancelled") == ["c2"]
