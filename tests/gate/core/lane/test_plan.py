"""What is planned for a lane holds its boom up or locks it down, and ends again."""

import math

import pytest

from gate.core.barrier.state import Barrier, HoldMode, State
from gate.core.lane.plan import LOOK, follow
from gate.core.lane.state import Lockdown
from gate.core.values.events import Action
from gate.core.values.model import Input, Instant, Wiring
from gate.core.values.plan import Plan, PlanMode
from gate.core.values.timetable import Timetable
from tests.gate.core.rig import LANE, Rig
from tests.gate.core.schedules import ALWAYS, NEVER, OFFICE, at, calendar

SIX = at("2026-11-24 06:00")  # a Tuesday


def table(*plans: Plan) -> Timetable:
    return Timetable(calendar=calendar(), plans=plans)


def plan(mode: PlanMode = PlanMode.HOLD, schedule=OFFICE, number: int = 7) -> Plan:
    return Plan(number, LANE, mode, schedule, "apel")


def moment(seconds: float, *, trusted: bool = True) -> Instant:
    """So long after six o'clock."""
    return Instant(1_000.0 + seconds, SIX + seconds, trusted)


@pytest.fixture
def state():
    return Rig.closed(Wiring.OPEN_CLOSE).site.lanes[LANE].state


@pytest.fixture
def before_six(state):
    """The lane has looked at its plan, and nothing was planned yet."""
    assert follow(state, table(plan()), moment(-60)) == []
    return state


def test_a_planned_hold_raises_the_boom_when_it_begins_and_names_its_end(before_six):
    (row,) = follow(before_six, table(plan()), moment(0))
    hold = before_six.barrier.hold

    assert (row.kind, row.payload["plan"], row.payload["mode"]) == ("plan.changed", 7, "hold")
    assert (hold.mode, hold.actor, hold.passive) == (HoldMode.SCHEDULE, "plan:7", False)
    assert (hold.until, hold.ends) == (SIX + 12 * 3600, 1_000.0 + 12 * 3600)


def test_what_is_found_at_the_start_keeps_the_boom_up_but_does_not_raise_it(state):
    state.plans_seen = False
    follow(state, table(plan()), moment(60))

    assert state.barrier.hold.passive


def test_a_hold_without_end_that_is_new_raises_the_boom(before_six):
    follow(before_six, table(plan(schedule=ALWAYS)), moment(0))

    assert not before_six.barrier.hold.passive
    assert before_six.barrier.hold.until == math.inf


def test_a_hold_ends_with_its_plan(before_six):
    follow(before_six, table(plan()), moment(0))
    (row,) = follow(before_six, table(plan()), moment(12 * 3600))

    assert row.payload == {"mode": None}
    assert before_six.barrier.hold is None


def test_a_clock_that_is_set_moves_the_end_of_the_hold(before_six):
    follow(before_six, table(plan()), moment(0))
    stepped = Instant(1_010.0, SIX + 3_600, trusted=True)

    assert follow(before_six, table(plan()), stepped) == []
    assert before_six.barrier.hold.ends == 1_010.0 + 11 * 3600


def test_a_release_by_a_person_lasts_until_the_next_plan(before_six):
    follow(before_six, table(plan()), moment(0))
    before_six.barrier = Barrier(State.CLOSED)

    assert follow(before_six, table(plan()), moment(60)) == []
    assert before_six.barrier.hold is None


def test_a_planned_lockdown_denies_everybody_and_ends(before_six):
    locked = table(plan(PlanMode.LOCKDOWN))
    follow(before_six, locked, moment(0))
    assert before_six.lockdown == Lockdown("plan:7", "apel", SIX)

    follow(before_six, locked, moment(12 * 3600))
    assert before_six.lockdown is None


def test_a_lockdown_without_beginning_counts_from_now(before_six):
    follow(before_six, table(plan(PlanMode.LOCKDOWN, ALWAYS)), moment(0))

    assert before_six.lockdown.since == SIX


def test_a_persons_own_lockdown_goes_before_the_plan_and_outlasts_it(before_six):
    ordered = before_six.lockdown = Lockdown("user:1", "demo", 1.0)
    for mode in (PlanMode.HOLD, PlanMode.LOCKDOWN):
        follow(before_six, table(plan(mode)), moment(0))
        follow(before_six, table(plan(mode)), moment(12 * 3600))

    assert before_six.lockdown == ordered
    assert before_six.barrier.hold is None


def test_an_untrusted_clock_has_no_plan(before_six):
    assert follow(before_six, table(plan()), moment(60, trusted=False)) == []
    assert before_six.barrier.hold is None


def test_nothing_begins_while_the_boot_settles(before_six):
    before_six.barrier = Barrier(State.BOOT)

    assert follow(before_six, table(plan()), moment(0)) == []
    assert before_six.barrier.hold is None


@pytest.mark.parametrize(
    ("timetable", "due"),
    [
        (table(), None),
        (table(plan()), 1_000.0 - 5 + 5),
        (table(plan(schedule=NEVER)), 1_000.0 - 5 + LOOK),
    ],
    ids=["nothing planned", "soon", "never"],
)
def test_the_plan_is_looked_at_when_it_changes_and_now_and_then(state, timetable, due):
    follow(state, timetable, moment(-5))

    assert state.plan_due == due


def test_a_planned_lockdown_that_ended_while_we_were_off_is_over(before_six):
    before_six.lockdown = Lockdown("plan:7", "apel", SIX - 3_600)
    (row,) = follow(before_six, table(), moment(0))

    assert row.payload == {"mode": None}
    assert before_six.lockdown is None


def planned(mode: PlanMode = PlanMode.HOLD) -> Rig:
    """A lane for which something is planned for ever, by a calendar that the rig's clock is in."""
    rig = Rig.closed(Wiring.OPEN_CLOSE)
    rig.plan(plan(mode, ALWAYS))
    return rig


def test_a_stop_ends_a_planned_hold_until_the_lane_is_reset_and_nothing_moves():
    rig = planned()
    rig.raise_boom()
    rig.set(Input.STOP, on=True)
    rig.set(Input.STOP, on=False)
    assert (rig.state, rig.lane.barrier.hold) == (State.STOPPED, None)

    pulses = len(rig.pulses)
    rig.order(Action.RESET)
    rig.wait(60)
    assert (rig.state, rig.lane.barrier.hold) == (State.LATCHED, None)

    rig.order(Action.RESET)
    rig.wait(60)
    hold = rig.lane.barrier.hold
    assert (rig.state, hold.passive, hold.resumed) == (State.HELD, True, True)
    assert len(rig.pulses) == pulses


def test_a_hold_that_a_stop_ended_comes_back_with_an_order_to_open():
    rig = planned()
    rig.raise_boom()
    rig.set(Input.STOP, on=True)
    rig.set(Input.STOP, on=False)
    rig.order(Action.OPEN)
    rig.wait(1)
    assert rig.lane.barrier.hold.mode is HoldMode.SCHEDULE

    rig.drive_through()
    rig.wait(60)
    assert rig.state is State.HELD


def test_after_a_stop_a_hold_that_a_person_released_stays_released():
    rig = planned()
    rig.raise_boom()
    rig.order(Action.RELEASE)
    rig.set(Input.STOP, on=True)
    rig.set(Input.STOP, on=False)
    rig.order(Action.RESET)
    rig.wait(4)
    rig.order(Action.RESET)
    rig.wait(60)

    assert rig.lane.barrier.hold is None


def test_a_persons_own_hold_that_a_stop_ended_does_not_come_back():
    rig = planned()
    rig.raise_boom()
    rig.order(Action.HOLD, until=rig.wall + rig.now + 3600)
    rig.set(Input.STOP, on=True)
    rig.set(Input.STOP, on=False)
    rig.order(Action.RESET)
    rig.wait(4)
    rig.order(Action.RESET)
    rig.wait(60)

    assert rig.lane.barrier.hold is None


def test_an_unlock_of_a_planned_lockdown_outlasts_a_restart():
    rig = planned(PlanMode.LOCKDOWN)
    assert rig.lane.lockdown is not None
    rig.order(Action.UNLOCK)

    again = rig.restarted()
    again.wait(60)
    assert again.lane.lockdown is None


def test_the_next_planned_lockdown_locks_again(before_six):
    locked = table(plan(PlanMode.LOCKDOWN))
    follow(before_six, locked, moment(0))
    before_six.waived, before_six.lockdown = before_six.planned.occasion, None
    follow(before_six, locked, moment(60))
    assert before_six.lockdown is None

    follow(before_six, locked, moment(12 * 3600))
    assert before_six.waived is None
    follow(before_six, locked, moment(24 * 3600))
    assert before_six.lockdown is not None


def test_a_clock_that_is_doubted_does_not_undo_an_unlock(before_six):
    locked = table(plan(PlanMode.LOCKDOWN))
    follow(before_six, locked, moment(0))
    before_six.waived, before_six.lockdown = before_six.planned.occasion, None
    follow(before_six, locked, moment(60, trusted=False))
    follow(before_six, locked, moment(90))

    assert before_six.lockdown is None
