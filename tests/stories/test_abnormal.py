"""Scenarios 11-22 of `gate/core/barrier/README.md` §6: traffic as it should not be."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from simulator.world import MOTORCYCLE, PEDESTRIAN, Body, Car, Fault, Manner
from tests.stories.people import MEMBER_TAG, STRANGER_TAG
from tests.stories.story import closed
from tests.stories.wirings import ALL, LIFTING, OURS, UP, fitted


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s11_a_boom_opened_for_nobody_closes(wiring: Wiring):
    """Opened - nobody comes for 30 s - passage.timeout, credit void, closes."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.until("boom.opened")
    told.until("passage.timeout")
    assert told.lane.barrier.credits == ()
    told.until("boom.closed")

    waited = told.times("passage.timeout")[0] - told.times("boom.opened")[0]
    assert waited == pytest.approx(30.0)
    assert "passage.done" not in told.kinds


def test_s11_a_board_that_closes_by_itself_voids_the_credit_sooner():
    """… under a board that closes after its own pause, the credit ends with it."""
    told = closed(Wiring.PULSE_OPEN)
    told.order(Action.OPEN)
    told.until("boom.closed")

    assert told.lane.barrier.credits == ()
    assert told.kinds[-2:] == ["passage.timeout", "boom.closed"]


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s12_a_car_that_backs_off_loses_its_credit(wiring: Wiring):
    """Opened - car reverses off A without touching C - backed_out, credit void, closes."""
    told = closed(wiring)
    car = told.car(tag=MEMBER_TAG)
    told.until("boom.opening")
    told.back_out(car)
    told.until("passage.backed_out")
    assert told.lane.barrier.credits == ()
    told.until("boom.closed")

    assert "passage.done" not in told.kinds
    assert Output.COUNT not in [output for _, output, _ in told.switched]


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s13_a_car_that_reverses_from_under_the_boom_did_not_pass(wiring: Wiring):
    """Car enters C, then reverses back to A - no passage counted, ticket void."""
    told = closed(wiring)
    car = told.arrive(Car(tags=(MEMBER_TAG,), parks=60.0))
    told.wait(lambda: told.state is State.PASSING)
    told.run(1.0)
    told.back_out(car)
    told.until("passage.reversed")
    assert told.lane.barrier.credits == ()
    told.until("boom.closed")

    assert {"passage.done", "passage.unauthorised"}.isdisjoint(told.kinds)
    assert Output.COUNT not in [output for _, output, _ in told.switched]


@pytest.mark.parametrize("wiring", [*LIFTING, Wiring.PULSE_OPEN], ids=str)
def test_s13_a_boom_that_was_closing_opens_again_for_it(wiring: Wiring):
    """… the boom opens again if it was closing."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    car = told.arrive(Car(reaction=10.0))
    told.until("boom.closing")
    told.run(0.3)
    told.rush(car)
    told.until("boom.opening")
    told.back_out(car)
    told.until("boom.closed")

    assert told.kinds.count("passage.done") == 1
    assert "passage.unauthorised" not in told.kinds


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s14_a_second_car_glued_to_the_first_is_one_long_vehicle(wiring: Wiring):
    """Second car glued to the first - one presence, one credit; the boom stays up over both."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.arrive(Car(manner=Manner.TAILGATING))
    told.wait(lambda: told.state is State.PASSING)
    while told.state is State.PASSING:
        assert told.strip.angle >= UP
        told.run(0.1)
    told.until("boom.closed")

    assert told.kinds.count("passage.done") == 1
    assert "passage.unauthorised" not in told.kinds


@pytest.mark.parametrize("wiring", [*LIFTING, Wiring.PULSE_OPEN], ids=str)
def test_s15_a_tailgater_at_the_closing_boom_lifts_it(wiring: Wiring):
    """Tailgater hits C during closing - reopen, tailgating with the inputs it rests on."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    car = told.arrive(Car.showing(tag=STRANGER_TAG))
    told.until("boom.closing")
    told.run(0.3)
    told.rush(car)
    told.until("boom.reopened")
    assert told.lane.barrier.reopens == 1
    told.until("passage.unauthorised")
    told.until("boom.closed")

    assert told.alarms == ["tailgating"]
    assert "inputs" in told.rows("alarm.raised")[0].payload["detail"]
    assert told.kinds.count("passage.done") == 1


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_s16_a_boom_that_never_gets_down_stays_up(wiring: Wiring):
    """Three reopens in a row without closed - the fourth opening latches, operator called."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.until("boom.opened")
    for _ in range(4):
        told.until("boom.closing")
        told.run(0.5)
        told.fault(Fault.PHOTOCELL_BLOCKED)
        told.until("boom.reopened")
        told.fault(Fault.PHOTOCELL_BLOCKED, on=False)
    told.until("boom.latched")
    told.run(600)

    assert told.state is State.LATCHED
    assert told.lane.barrier.latch == "obstructed"
    assert told.strip.angle >= UP
    assert told.order(Action.RESET) is None
    told.until("boom.closed")


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s17_a_car_that_parks_under_the_boom_keeps_it_up(wiring: Wiring):
    """Car parks on C for 6 min - open the whole time, alarm at 5 min, closes after it leaves."""
    told = closed(wiring)
    told.arrive(Car(tags=(MEMBER_TAG,), parks=360.0))
    told.wait(lambda: told.state is State.PASSING)
    came = told.now
    told.run(355)
    assert told.state is State.PASSING
    assert told.strip.angle >= UP
    assert told.times("alarm.raised")[0] - came == pytest.approx(300.0)
    told.until("boom.closed")

    assert told.alarms == ["safety_stuck"]
    assert "alarm.cleared" in told.kinds
    assert told.kinds.count("passage.done") == 1


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s18_a_motorcycle_keeps_the_boom_up_by_the_beam_alone(wiring: Wiring):
    """Motorcycle invisible to the loop, beam cut - the photocell alone blocks closing."""
    told = closed(wiring)
    told.arrive(Car(body=MOTORCYCLE, parks=90.0))
    told.order(Action.OPEN)
    told.wait(lambda: Input.PHOTOCELL in told.lane.inputs.active)
    while Input.PHOTOCELL in told.lane.inputs.active:
        assert told.strip.angle >= UP
        assert Input.SAFETY_LOOP not in told.lane.inputs.active
        told.run(1.0)
    told.until("boom.closed")

    assert told.kinds.count("passage.done") == 1


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s19_nobody_on_foot_is_closed_upon_while_the_beam_is_cut(wiring: Wiring):
    """Pedestrian under the boom, beam cut, C clear - same; no claim made beyond that."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.until("boom.opened")
    told.arrive(Car(body=PEDESTRIAN))
    told.wait(lambda: Input.PHOTOCELL in told.lane.inputs.active)
    assert told.order(Action.CLOSE) is None
    while Input.PHOTOCELL in told.lane.inputs.active:
        assert told.strip.angle >= UP
        assert Output.CLOSE not in told.pulses
        told.run(0.02)

    told.until("boom.closed")


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s20_a_trailer_is_one_vehicle_although_the_loop_loses_it(wiring: Wiring):
    """Trailer: C drops 0.3 s between axles - still passing, even where no beam sees it."""
    told = closed(fitted(wiring, without={Input.PHOTOCELL}))
    told.arrive(Car(tags=(MEMBER_TAG,), body=Body.with_trailer(3.25)))
    told.wait(lambda: Input.SAFETY_LOOP in told.strip.inputs)
    told.wait(lambda: Input.SAFETY_LOOP not in told.strip.inputs)
    lost = told.now
    told.wait(lambda: Input.SAFETY_LOOP in told.strip.inputs)
    assert told.now - lost == pytest.approx(0.3, abs=0.01)
    assert told.state is State.PASSING
    told.until("boom.closed")

    assert told.kinds.count("passage.done") == 1
    assert "passage.unauthorised" not in told.kinds


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s21_somebody_at_the_closed_boom_is_noticed(wiring: Wiring):
    """Closed, beam blocked 25 s, no read - loitering alarm, no motion."""
    told = closed(wiring)
    told.fault(Fault.PHOTOCELL_BLOCKED)
    told.run(25)
    assert told.alarms == ["loitering"]
    told.fault(Fault.PHOTOCELL_BLOCKED, on=False)
    told.until("alarm.cleared")

    assert told.pulses == []


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s22_the_wrong_way_is_told_and_leaves_the_entry_credit(wiring: Wiring):
    """B, C, A while only an entry was authorised - counted out, wrong_way, entry credit kept."""
    told = closed(wiring)
    told.arrive(Car(tags=(MEMBER_TAG,), reaction=1.5))
    told.arrive(Car(inside=True))
    told.until("passage.unauthorised")
    assert told.rows("passage.unauthorised")[0].payload["direction"] == "out"
    assert told.alarms == ["wrong_way"]
    assert len(told.lane.barrier.credits) == 1

    assert told.until("passage.done").payload["vehicle"] == 1
