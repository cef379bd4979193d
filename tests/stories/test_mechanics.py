"""Scenarios 23-31 of `gate/core/barrier/README.md` §6: force, broken parts, lying sensors."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from simulator.world import Fault
from tests.stories.people import MEMBER_TAG, SECOND_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL, LIFTING, MOVING, OURS, PULSED, UP


def nothing_moves(told: Story) -> bool:
    return told.on.isdisjoint(MOVING)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s23_a_boom_lifted_by_hand_is_an_alarm(wiring: Wiring):
    """Closed - boom lifted by hand - forced_open within 0.5 s, siren, place unknown."""
    told = closed(wiring)
    told.fault(Fault.BOOM_LIFTED)
    told.wait(lambda: Input.CLOSED_LIMIT not in told.strip.inputs)
    left = told.now
    told.until("alarm.raised")

    assert told.alarms == ["forced_open"]
    assert told.now - left <= 0.5 + 0.03 + 1e-6
    assert told.state is State.UNKNOWN
    assert Output.BUZZER in told.on
    assert told.pulses == []


@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def test_s23_let_go_it_is_closed_once_the_limit_says_so(wiring: Wiring):
    """… never "closed" until the limit returns."""
    told = closed(wiring)
    told.fault(Fault.BOOM_LIFTED)
    told.run(0.6)
    told.fault(Fault.BOOM_LIFTED, on=False)
    while Input.CLOSED_LIMIT not in told.strip.inputs:
        assert told.state is not State.CLOSED
        told.run(0.02)
    told.run(0.1)

    assert told.state is State.CLOSED


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s24_a_boom_out_of_its_holder_is_moved_by_nobody_until_reset(wiring: Wiring):
    """Boom knocked off its clutch - FAULT(boom_detached), no motion, reset after re-fitting."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(1.0)
    told.fault(Fault.BOOM_DETACHED)
    told.until("boom.fault")
    assert told.lane.barrier.fault == "boom_detached"
    assert told.alarms == ["boom_detached"]
    assert nothing_moves(told)
    assert told.order(Action.OPEN) == "fault"

    told.fault(Fault.BOOM_DETACHED, on=False)
    told.run(60)
    assert told.state is State.FAULT
    moved = len(told.pulses)
    assert told.order(Action.RESET) is None
    told.run(60)
    assert told.state is not State.FAULT
    assert [relay for relay in told.pulses[moved:] if relay is not Output.HOLD] == []


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s25_a_boom_that_does_not_move_is_a_fault(wiring: Wiring):
    """OPEN pulse, closed limit never releases - one retry (pulses), then FAULT(not_moving)."""
    told = closed(wiring)
    told.fault(Fault.MOTOR_DEAD)
    told.car(tag=MEMBER_TAG)
    told.until("boom.fault")
    told.run(60)

    assert told.lane.barrier.fault == "not_moving"
    assert told.alarms == ["not_moving"]
    assert len(told.pulses) == (2 if wiring in PULSED else 1)
    assert nothing_moves(told)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s26_a_boom_that_never_gets_up_is_a_fault(wiring: Wiring):
    """Opening never reaches its limit - FAULT(open_timeout), relays off at t_open_max."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(1.0)
    told.fault(Fault.MOTOR_DEAD)
    told.until("boom.fault")

    assert told.lane.barrier.fault == "open_timeout"
    assert told.times("boom.fault")[0] - told.times("boom.opening")[0] == pytest.approx(8.5)
    assert nothing_moves(told)


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_s27_a_boom_that_never_gets_down_is_lifted_and_stays_up(wiring: Wiring):
    """Closing never reaches its limit - lifts, latches open: it may rest on a roof."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.until("passage.done")
    told.fault(Fault.BOOM_PROPPED)
    told.until("boom.latched")
    told.run(600)

    assert told.lane.barrier.latch == "close_timeout"
    assert "close_timeout" in told.alarms
    assert told.strip.angle >= UP


@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.STEP], ids=str)
def test_s27_where_we_cannot_lift_it_somebody_is_called(wiring: Wiring):
    """… where we cannot turn it round, or only watch it: an alarm, and its place is unknown."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.until("passage.done")
    told.fault(Fault.BOOM_PROPPED)
    told.until("alarm.raised")

    assert told.alarms == ["drift" if wiring is Wiring.PULSE_OPEN else "close_timeout"]
    assert told.state is State.UNKNOWN


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s28_two_limits_at_once_are_a_fault(wiring: Wiring):
    """Both limits on - FAULT(limits_conflict), relays off."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(0.1)
    told.fault(Fault.CLOSED_LIMIT_STUCK)
    told.fault(Fault.OPEN_LIMIT_STUCK)
    told.until("boom.fault")

    assert told.lane.barrier.fault == "limits_conflict"
    assert told.alarms == ["limits_conflict"]
    assert nothing_moves(told)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s29_an_unplugged_detector_keeps_the_boom_up(wiring: Wiring):
    """Detector unplugged - reads occupied; up after the next car, alarms, no closing."""
    told = closed(wiring)
    told.fault(Fault.DETECTOR_UNPLUGGED)
    told.car(tag=MEMBER_TAG)
    told.until("boom.opened")
    told.run(600)

    assert told.strip.angle >= UP
    assert {"loop_fault", "safety_stuck"} <= set(told.alarms)
    assert "boom.closing" not in told.kinds


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s30_a_blind_detector_ends_automatic_closing(wiring: Wiring):
    """Detector fails clear - five A/B passages with silent C - no automatic closing, alarm."""
    told = closed(wiring)
    told.fault(Fault.DETECTOR_BLIND)
    for visit in range(1, 6):
        assert told.alarms == []
        told.car(tag=MEMBER_TAG if visit % 2 else SECOND_TAG)
        told.wait(lambda passages=visit: len(told.rows("passage.done")) == passages)
        if visit < 5:
            told.until("boom.closed")
            told.run(10)
    told.run(600)

    assert "loop_silent" in told.alarms
    assert told.strip.angle >= UP
    assert told.kinds.count("boom.closing") == 4


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s31_a_welded_relay_that_lifts_the_boom_is_told(wiring: Wiring):
    """Relay contact welded - the closed boom rises by itself - output_stuck."""
    told = closed(wiring)
    told.fault(Fault.RELAY_WELDED)
    told.run(10)

    assert "output_stuck" in told.alarms
    assert told.pulses in ([], [Output.HOLD])


@pytest.mark.parametrize("wiring", [*LIFTING, Wiring.PULSE_OPEN], ids=str)
def test_s31_a_welded_relay_that_keeps_the_boom_up_is_told(wiring: Wiring):
    """… the boom will not close - an alarm says so, however we would have closed it."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.until("boom.opened")
    told.fault(Fault.RELAY_WELDED)
    told.run(300)

    assert told.strip.angle >= UP
    assert told.alarms == ["not_closing" if wiring is Wiring.PULSE_OPEN else "not_moving"]
