"""Power cuts, stop, fire and a board that does not obey (scenarios of barrier.md §6)."""

import pytest

from gate.core.barrier_state import State
from gate.core.events import Action
from gate.core.model import Output, Wiring
from simulator.world import Fault
from tests.stories.story import Story

WIRINGS = list(Wiring)


@pytest.fixture(params=WIRINGS, ids=[str(wiring) for wiring in WIRINGS])
def story(request: pytest.FixtureRequest) -> Story:
    """A lane whose boom was found down, settled and closed."""
    told = Story(request.param)
    told.run(5)
    return told


def test_nothing_is_energised_while_the_boot_settles():
    told = Story(Wiring.OPEN_CLOSE)
    told.car(tag="01001293D8")
    told.run(2.9)
    assert told.pulses == []

    told.until("passage.done")


def test_a_power_cut_in_mid_travel_moves_nothing_by_itself(story):
    story.order(Action.OPEN)
    story.run(1.0)
    pulses = len(story.pulses)
    story.fault(Fault.MOTOR_DEAD)
    story.power_up()
    story.run(4.0)

    assert story.lane.barrier.state is State.UNKNOWN
    assert len(story.pulses) == pulses

    story.car(tag="01001293D8")
    story.until("boom.opening")


def test_an_open_boom_after_a_restart_stays_open_until_somebody_looks():
    told = Story(Wiring.OPEN_CLOSE)
    told.run(5)
    told.car(tag="01001293D8")
    told.until("boom.opened")
    told.power_up()
    told.run(120)

    assert told.lane.barrier.state is State.LATCHED
    assert told.lane.barrier.latch == "recovery"
    assert Output.CLOSE not in [output for _, output in told.pulses]

    assert told.order(Action.RESET) is None
    told.until("boom.closed")


def test_a_latch_survives_a_restart(story):
    story.fault(Fault.FIRE)
    story.until("boom.emergency")
    story.run(10)
    story.power_up()
    story.run(10)

    assert story.lane.barrier.latch == "emergency"


def test_stop_ends_every_motion_and_its_release_moves_nothing(story):
    story.car(tag="01001293D8")
    story.until("boom.opening")
    story.fault(Fault.STOP_PRESSED)
    story.until("boom.stopped")
    pulses = len(story.pulses)
    story.run(5)
    story.fault(Fault.STOP_PRESSED, on=False)
    story.run(60)

    assert story.lane.barrier.state is State.STOPPED
    assert len(story.pulses) == pulses
    assert story.order(Action.OPEN) is None
    story.until("boom.opened")


def test_fire_lifts_the_boom_and_it_stays_up_until_reset():
    told = Story(Wiring.OPEN_CLOSE)
    told.run(5)
    told.fault(Fault.FIRE)
    told.until("boom.emergency")
    told.run(10)
    told.fault(Fault.FIRE, on=False)
    told.run(600)

    assert told.lane.barrier.state is State.LATCHED
    assert told.world.lanes["masuk"].angle > 80
    assert told.order(Action.RESET) is None
    told.until("boom.closed")


def test_a_boom_that_does_not_move_is_tried_once_more_and_then_a_fault(story):
    story.fault(Fault.MOTOR_DEAD)
    story.car(tag="01001293D8")
    story.until("boom.fault")

    assert story.lane.barrier.fault == "not_moving"
    assert [output for _, output in story.pulses] == [Output.OPEN, Output.OPEN]
    assert "not_moving" in {alarm.code for alarm in story.lane.alarms.standing.values()}


def test_a_boom_lifted_by_hand_is_an_alarm_within_a_second(story):
    story.fault(Fault.BOOM_LIFTED)
    story.until("alarm.raised", within=1.5)

    assert story.rows("alarm.raised")[0].payload["alarm"] == "forced_open"
    assert story.lane.barrier.state is State.UNKNOWN


def test_a_blocked_beam_keeps_the_boom_up_and_is_an_alarm_after_five_minutes():
    told = Story(Wiring.OPEN_CLOSE)
    told.run(5)
    told.car(tag="01001293D8")
    told.until("boom.opened")
    told.fault(Fault.PHOTOCELL_BLOCKED)
    told.run(310)

    assert told.lane.barrier.state is State.PASSING
    assert "safety_stuck" in {row.payload["alarm"] for row in told.rows("alarm.raised")}
    assert Output.CLOSE not in [output for _, output in told.pulses]


def test_a_tailgater_under_the_closing_boom_lifts_it_again():
    told = Story(Wiring.OPEN_CLOSE)
    told.run(5)
    told.car(tag="01001293D8")
    told.until("boom.closing")
    told.fault(Fault.PHOTOCELL_BLOCKED)
    told.until("boom.reopened")
    told.fault(Fault.PHOTOCELL_BLOCKED, on=False)
    told.until("passage.unauthorised")

    assert "tailgating" in {row.payload["alarm"] for row in told.rows("alarm.raised")}
    told.until("boom.closed")


def test_a_hold_keeps_the_boom_up_for_its_time_and_no_longer():
    told = Story(Wiring.OPEN_CLOSE)
    told.run(5)
    assert told.order(Action.HOLD, until=told.now + 600) is None
    told.run(590)
    assert told.lane.barrier.state is State.HELD

    told.run(20)
    assert told.lane.barrier.state is State.CLOSED


def test_a_board_that_closes_by_itself_cannot_be_held():
    told = Story(Wiring.PULSE_OPEN)
    told.run(5)

    assert told.order(Action.HOLD, until=told.now + 600) == "not_possible"


def test_a_quiet_year_costs_nothing_and_moves_nothing(story):
    rows = len(story.journal)
    story.run(365 * 86_400)

    assert story.pulses == []
    assert len(story.journal) == rows
