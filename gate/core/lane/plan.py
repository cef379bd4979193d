"""What the lane's timetable asks for, turned into a hold or a lockdown, and back."""

import math
from dataclasses import replace

from gate.core.barrier.state import IDLE_CREDIT, WISHLESS, Barrier, Hold, HoldMode, State
from gate.core.lane.state import LaneState, Lockdown
from gate.core.values.commands import Record
from gate.core.values.model import Instant
from gate.core.values.plan import PlanMode, Planned
from gate.core.values.row_kind import RowKind
from gate.core.values.timetable import Timetable

PLAN = "plan:"
"""How the actor of a planned hold or lockdown begins."""

LOOK = 30.0
"""Seconds after which the plan is looked at again: clocks are set."""


def follow(state: LaneState, timetable: Timetable, now: Instant) -> list[Record]:
    """Begin and end what is planned; a person's own hold, lockdown or release goes before it.

    Nothing begins while the boot settles. A hold that is found at the first look keeps the boom up
    but does not raise it: nothing moves because of a restart. Nor does it after a stop, a fault,
    maintenance or a fire: the hold they ended comes back once the lane serves again.
    """
    if state.barrier.state is State.BOOT:
        state.plan_due = None
        return []
    state.plan_due = _due(state, timetable, now)
    planned, before = timetable.planned(state.settings.id, now), state.planned
    first, state.plans_seen = not state.plans_seen, state.plans_seen or now.trusted
    state.planned = planned
    if _named(planned) == _named(before) and not _left_over(state, planned):
        if planned is not None:
            _prolong(state, planned, now)
            _resume(state, planned, now)
        return []
    state.plan_cut = False
    if now.trusted and (planned is None or planned.occasion != state.waived):
        state.waived = None
    _end(state)
    if planned is not None:
        _begin(state, planned, now, first=first)
    return [_row(state, planned)]


def interrupted(state: LaneState, before: Barrier) -> None:
    """Note that the barrier has ended the plan's hold, and no person."""
    hold, after = before.hold, state.barrier
    planned = hold is not None and hold.mode is HoldMode.SCHEDULE
    if planned and after.hold is None and after.state in WISHLESS:
        state.plan_cut = True


def _resume(state: LaneState, planned: Planned, now: Instant) -> None:
    """Take up a hold that the barrier has ended, unless a person has given one since."""
    if state.plan_cut and state.barrier.state not in IDLE_CREDIT:
        state.plan_cut = False
        _begin(state, planned, now, first=True, resumed=True)


def _left_over(state: LaneState, planned: Planned | None) -> bool:
    """Whether a plan that ended while we were off still locks the lane."""
    locked = state.lockdown is not None and state.lockdown.actor.startswith(PLAN)
    return locked and planned is None


def _named(planned: Planned | None) -> tuple[PlanMode, int] | None:
    return None if planned is None else (planned.mode, planned.plan)


def _prolong(state: LaneState, planned: Planned, now: Instant) -> None:
    """The clock was set, or the plan's hours changed: the hold ends when the plan does."""
    hold = state.barrier.hold
    if hold is not None and hold.mode is HoldMode.SCHEDULE:
        until, ends = _until(planned, now)
        state.barrier = replace(state.barrier, hold=replace(hold, until=until, ends=ends))


def _until(planned: Planned, now: Instant) -> tuple[float, float]:
    until = math.inf if planned.until is None else planned.until
    return until, now.monotonic + until - now.wall


def _begin(
    state: LaneState, planned: Planned, now: Instant, *, first: bool, resumed: bool = False
) -> None:
    actor = f"{PLAN}{planned.plan}"
    if planned.mode is PlanMode.LOCKDOWN:
        if state.lockdown is None and planned.occasion != state.waived:
            begun = now.wall if planned.since is None else planned.since
            state.lockdown, state.undecided = Lockdown(actor, planned.reason, begun), True
            state.barrier = replace(state.barrier, hold=None)
        return
    if state.settings.powers.hold and state.barrier.hold is None and state.lockdown is None:
        until, ends = _until(planned, now)
        hold = Hold(actor, planned.reason, until, ends, HoldMode.SCHEDULE, first, resumed)
        state.barrier = replace(state.barrier, hold=hold)


def _end(state: LaneState) -> None:
    """Take back what the plan before has given, and nothing that a person has."""
    hold = state.barrier.hold
    if hold is not None and hold.mode is HoldMode.SCHEDULE:
        state.barrier = replace(state.barrier, hold=None)
    if state.lockdown is not None and state.lockdown.actor.startswith(PLAN):
        state.lockdown, state.undecided = None, True


def _due(state: LaneState, timetable: Timetable, now: Instant) -> float | None:
    """When to look again; never where nothing is planned at all."""
    if not any(plan.lane == state.settings.id for plan in timetable.plans):
        return None
    change = timetable.next_change(state.settings.id, now)
    ahead = LOOK if change is None else min(LOOK, max(0.0, change - now.wall))
    return now.monotonic + max(ahead, 0.02)


def _row(state: LaneState, planned: Planned | None) -> Record:
    if planned is None:
        return Record(RowKind.PLAN_CHANGED, state.settings.id, payload={"mode": None})
    return Record(
        RowKind.PLAN_CHANGED,
        state.settings.id,
        payload={
            "mode": planned.mode.value,
            "plan": planned.plan,
            "reason": planned.reason,
            "until": planned.until,
        },
    )
