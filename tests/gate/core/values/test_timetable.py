import pytest

from gate.core.values.model import Category
from gate.core.values.plan import Plan, PlanMode
from gate.core.values.timetable import Timetable
from tests.gate.core.schedules import ALWAYS, OFFICE, at, calendar, instant, schedule, shown

EVERYWHERE = schedule(number=1)
ENTRY = schedule(number=2, lanes=frozenset({"masuk"}))
EXIT = schedule(number=3, lanes=frozenset({"keluar"}))
NEWER_ENTRY = schedule(number=4, lanes=frozenset({"masuk", "samping"}))
ALL = {each.id: each for each in (EVERYWHERE, ENTRY, EXIT, NEWER_ENTRY)}


@pytest.mark.parametrize(
    ("own", "category", "lane", "expected"),
    [
        (None, (), "masuk", None),
        (None, (1,), "masuk", 1),
        (None, (2,), "masuk", 2),
        (None, (2,), "keluar", None),
        (None, (1, 2, 3), "masuk", 2),
        (None, (3, 2, 1), "keluar", 3),
        (None, (1, 3), "masuk", 1),
        (None, (4, 2), "masuk", 2),
        (None, (2, 4), "masuk", 2),
        (None, (4, 2), "samping", 4),
        (1, (2,), "masuk", 1),
        (3, (2,), "keluar", 3),
        (3, (2,), "masuk", 2),  # its own does not count here
        (3, (), "masuk", None),
    ],
)
def test_a_vehicles_own_schedule_goes_before_its_categorys(own, category, lane, expected):
    table = Timetable(schedules=ALL, categories={"employee": category, "visitor": (1,)})

    found = table.schedule_for(own, Category.EMPLOYEE, lane)

    assert (None if found is None else found.id) == expected


@pytest.mark.parametrize(("own", "category"), [(9, ()), (None, (9,)), (9, (1,))])
def test_a_schedule_that_is_not_known_lets_nobody_in(own, category):
    table = Timetable(schedules={1: ALWAYS}, categories={"employee": category})

    found = table.schedule_for(own, Category.EMPLOYEE, "masuk")

    assert found is not None
    assert (found.id, found.windows) == (9, ())


def test_plans_are_held_against_the_sites_calendar():
    plan = Plan(7, "masuk", PlanMode.HOLD, OFFICE, "buka")
    table = Timetable(calendar(), plans=(plan,))
    now = instant("2026-08-14 07:00")

    found = table.planned("masuk", now)

    assert found is not None
    assert (found.plan, found.since) == (7, at("2026-08-14 06:00"))
    assert shown(table.next_change("masuk", now)) == "2026-08-14 18:00"
    assert table.planned("keluar", now) is None
