"""Edits of what lanes do by themselves at set hours; in a session of `database.editing`.

Each edit gives the timetable the next registry version and leaves one row in the journal.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from gate.core.values.commands import Json
from gate.core.values.plan import Plan, PlanMode
from gate.core.values.row_kind import RowKind
from gate.core.values.schedule import Schedule
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.models import LanePlan
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import schedules
from gate.registry.timetable.form import bare, unknown_lane
from gate.registry.views import Difference

LONGEST_REASON = 200
"""Characters."""


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What staff typed: `schedule` is a name, `reason` what the guard is told."""

    lane: str
    mode: PlanMode
    schedule: str
    reason: str


def everyone(session: Session) -> list[Plan]:
    """Return all plans, the oldest first."""
    known = {schedule.id: schedule for schedule in schedules.everyone(session)}
    stored = session.exec(select(LanePlan).order_by(col(LanePlan.id)))
    return [_view(each, known[each.schedule_id]) for each in stored]


def add(session: Session, form: PlanForm, *, author: Author, lanes: Collection[str]) -> Plan:
    """Plan something; `lanes` are those of the site. FormError when the form has a problem."""
    reason, problems = bare(form.reason), dict[str, Problem]()
    if form.lane not in lanes:
        problems["lane"] = unknown_lane(form.lane, lanes)
    if not reason:
        problems["reason"] = Problem(ProblemCode.REASON_MISSING)
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = Problem(ProblemCode.TEXT_LONG, {"limit": LONGEST_REASON})
    if problems:
        raise FormError(problems)
    schedule = schedules.named(session, form.schedule)
    stored = LanePlan(lane=form.lane, mode=form.mode.value, schedule_id=schedule.id, reason=reason)
    session.add(stored)
    session.flush()
    plan = _view(stored, schedule)
    _finish(session, RowKind.ADMIN_PLAN_ADDED, plan, ({}, described(plan)), author)
    return plan


def remove(session: Session, number: int, *, author: Author) -> Plan:
    """Take a plan away; FormError when there is none of this number."""
    plan = next((each for each in everyone(session) if each.id == number), None)
    if plan is None:
        raise FormError({"plan": Problem(ProblemCode.PLAN_UNKNOWN, {"text": str(number)})})
    session.delete(session.get_one(LanePlan, number))
    _finish(session, RowKind.ADMIN_PLAN_REMOVED, plan, (described(plan), {}), author)
    return plan


def described(plan: Plan) -> dict[str, Json]:
    """Return what a plan says, for the journal row of its coming or going."""
    return {
        "lane": plan.lane,
        "mode": plan.mode.value,
        "schedule": plan.schedule.name,
        "reason": plan.reason,
    }


def _finish(
    session: Session, kind: RowKind, plan: Plan, difference: Difference, author: Author
) -> None:
    before, after = difference
    ledger.next_timetable(session)
    ledger.record(session, author, kind, {"plan": plan.id, "before": before, "after": after})


def _view(stored: LanePlan, schedule: Schedule) -> Plan:
    if stored.id is None:
        raise ValueError("the plan is not stored yet")
    return Plan(stored.id, stored.lane, PlanMode(stored.mode), schedule, stored.reason)
