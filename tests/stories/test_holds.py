"""The boom held up for everybody: by a guard for a time, and by the lane's plan (scenario 9)."""

from datetime import UTC

import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Output, Wiring
from gate.core.values.plan import Plan, PlanMode
from gate.core.values.schedule import Calendar, Schedule, Window
from gate.core.values.timetable import Timetable
from simulator.world import Car
from tests.stories.people import MEMBER_TAG, STRANGER_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import LANE, OURS, UP, fitted

HELD = [(wiring, ()) for wiring in OURS] + [(Wiring.PULSE_OPEN, (Output.HOLD,))]
"""Lanes on which we can keep the boom up as long as we want."""

HOUR = 3600.0
MIDNIGHT = 1_795_478_400.0  # 24 November 2026, UTC
EVERY_MORNING = Schedule(1, "jam masuk", tuple(Window(day, 480, 540) for day in range(7)))
MORNING_PLAN = Timetable(
    Calendar(UTC), plans=(Plan(1, LANE, PlanMode.HOLD, EVERY_MORNING, "jam masuk"),)
)


def at(told: Story, hour: float) -> None:
    """Set the wall clock to an hour of the day."""
    told.wall = MIDNIGHT + hour * HOUR - told.now


@pytest.mark.parametrize(("wiring", "more"), HELD, ids=str)
def test_a_guard_holds_the_boom_for_a_time_and_no_longer(wiring, more):
    told = closed(fitted(wiring, more=more))
    assert told.order(Action.HOLD, lasting=600) is None
    told.run(590)
    assert told.state is State.HELD
    assert told.strip.angle >= UP

    told.run(30)
    assert told.state is State.CLOSED


def test_a_board_that_closes_by_itself_cannot_be_held_without_a_relay_for_it():
    told = closed(Wiring.PULSE_OPEN)

    assert told.order(Action.HOLD, lasting=600) == "not_possible"


@pytest.mark.parametrize(("wiring", "more"), HELD, ids=str)
def test_s09_a_plan_holds_the_boom_for_its_hour(wiring, more):
    """Scheduled hold 08:00-09:00 - held, no credit used; at 09:00 the normal close delay."""
    told = closed(fitted(wiring, more=more))
    at(told, 7.9)
    told.registry(timetable=MORNING_PLAN)
    told.run(5 * 60)
    assert told.state is State.CLOSED
    told.run(3 * 60)
    assert told.state is State.HELD
    told.car(tag=MEMBER_TAG)
    told.until("passage.done")
    told.car(tag=STRANGER_TAG)
    told.until("passage.done")
    assert told.lane.barrier.credits == ()
    told.run(9 * HOUR + MIDNIGHT - told.wall - told.now - 1)
    assert told.state is State.HELD
    assert told.strip.angle >= UP
    told.until("boom.closed")

    assert told.times("boom.released")[0] + told.wall == pytest.approx(MIDNIGHT + 9 * HOUR, abs=1)
    assert "passage.unauthorised" not in told.kinds


@pytest.mark.parametrize(("wiring", "more"), HELD, ids=str)
def test_s09_a_clock_set_past_the_plan_closes_on_nobody(wiring, more):
    """… clock steps +1 h at 08:05 - re-evaluated, the boom never closes on an occupied loop."""
    told = closed(fitted(wiring, more=more))
    at(told, 7.99)
    told.registry(timetable=MORNING_PLAN)
    told.run(5 * 60)
    assert told.state is State.HELD
    told.arrive(Car.showing(tag=MEMBER_TAG))
    told.wait(lambda: told.state is State.PASSING)
    told.wall += HOUR
    told.wait(lambda: told.lane.barrier.hold is None)
    assert told.strip.angle >= UP

    told.until("boom.closed")
    assert told.kinds.count("passage.done") == 1
