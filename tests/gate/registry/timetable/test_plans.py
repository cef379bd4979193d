from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from gate.core.values.plan import Plan, PlanMode
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import plans, schedules
from gate.registry.timetable.form import ScheduleForm
from gate.registry.timetable.plans import PlanForm
from gate.store import journal

Rows = Callable[[], list[journal.StoredRow]]
LANES = ("masuk", "keluar")
MORNING = PlanForm("masuk", PlanMode.HOLD, "Pagi", "apel  pagi")


@pytest.fixture
def add(engine: Engine, author: Author) -> Callable[[PlanForm], Plan]:
    """Plans something, in a transaction of its own."""
    with editing(engine) as session:
        form = ScheduleForm("pagi", ("mon-fri 08:00-09:00",))
        schedules.add(session, form, author=author, lanes=LANES)

    def plan(form: PlanForm) -> Plan:
        with editing(engine) as session:
            return plans.add(session, form, author=author, lanes=LANES)

    return plan


def everyone(engine: Engine) -> list[Plan]:
    with reading(engine) as session:
        return plans.everyone(session)


def test_a_plan_is_kept_and_the_controller_told(add, engine: Engine, book, version):
    hold = add(MORNING)
    lockdown = add(PlanForm("keluar", PlanMode.LOCKDOWN, "pagi", "malam"))

    assert (hold.lane, hold.mode, hold.schedule.name, hold.reason) == (
        "masuk",
        PlanMode.HOLD,
        "pagi",
        "apel pagi",
    )
    assert everyone(engine) == [hold, lockdown]
    assert version() == 3
    assert book().timetable.plans == (hold, lockdown)


def test_coming_and_going_are_journalled(add, engine: Engine, author: Author, rows: Rows):
    plan = add(MORNING)
    with editing(engine) as session:
        assert plans.remove(session, plan.id, author=author) == plan

    said = {"lane": "masuk", "mode": "hold", "schedule": "pagi", "reason": "apel pagi"}
    assert [(row.kind, row.payload) for row in rows()[1:]] == [
        ("admin.plan_added", {"plan": plan.id, "before": {}, "after": said}),
        ("admin.plan_removed", {"plan": plan.id, "before": said, "after": {}}),
    ]
    assert everyone(engine) == []


def test_a_number_is_never_used_again(add, engine: Engine, author: Author):
    first = add(MORNING)
    with editing(engine) as session:
        plans.remove(session, first.id, author=author)

    assert add(MORNING).id > first.id


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"lane": "atap"}, {"lane": ProblemCode.LANE_UNKNOWN}),
        ({"reason": " "}, {"reason": ProblemCode.REASON_MISSING}),
        ({"reason": "x" * 201}, {"reason": ProblemCode.TEXT_LONG}),
        ({"schedule": "malam"}, {"schedule": ProblemCode.SCHEDULE_UNKNOWN}),
        (
            {"lane": "atap", "reason": ""},
            {"lane": ProblemCode.LANE_UNKNOWN, "reason": ProblemCode.REASON_MISSING},
        ),
    ],
)
def test_a_form_with_problems_leaves_no_trace(add, engine: Engine, rows: Rows, change, found):
    with pytest.raises(FormError) as caught:
        add(replace(MORNING, **change))

    assert {name: problem.code for name, problem in caught.value.problems.items()} == found
    assert everyone(engine) == []
    assert len(rows()) == 1


def test_a_plan_that_is_not_there_cannot_be_taken_away(add, engine: Engine, author: Author):
    add(MORNING)

    with pytest.raises(FormError) as caught, editing(engine) as session:
        plans.remove(session, 9, author=author)

    assert caught.value.problems == {"plan": Problem(ProblemCode.PLAN_UNKNOWN, {"text": "9"})}
