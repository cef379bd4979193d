from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.model import Instant
from gate.core.values.plan import Plan, PlanMode, Planned, next_change, planned
from gate.core.values.schedule import HOLIDAY, Calendar, Schedule
from tests.gate.core.schedules import (
    ALWAYS,
    FREEDOM_DAY,
    HOLIDAYS,
    NEVER,
    WEEK,
    WIB,
    WORKDAYS,
    at,
    calendar,
    instant,
    schedule,
    shown,
    windows,
)

MORNING = schedule(windows(WORKDAYS, "08:00-09:00"))
NIGHTS = schedule(windows(WEEK, "21:00-05:00"), holds_on_holidays=True)


def hold(number: int, when: Schedule, lane: str = "masuk") -> Plan:
    return Plan(number, lane, PlanMode.HOLD, when, "apel pagi")


def lockdown(number: int, when: Schedule, lane: str = "masuk") -> Plan:
    return Plan(number, lane, PlanMode.LOCKDOWN, when, "malam")


def mode(plans: list[Plan], when: str, lane: str = "masuk") -> str | None:
    found = planned(plans, lane, instant(when), calendar())
    return None if found is None else f"{found.mode} {found.plan}"


def test_what_is_planned_is_told_with_reason_beginning_and_end():
    found = planned([hold(7, MORNING)], "masuk", instant("2026-08-14 08:05"), calendar())

    assert found == Planned(
        PlanMode.HOLD, 7, "apel pagi", at("2026-08-14 08:00"), at("2026-08-14 09:00")
    )


def test_a_plan_for_ever_has_neither_beginning_nor_end():
    found = planned([lockdown(7, ALWAYS)], "masuk", instant("2026-08-14 08:05"), calendar())

    assert found == Planned(PlanMode.LOCKDOWN, 7, "malam", None, None)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-08-14 07:59", None),
        ("2026-08-14 08:00", "hold 1"),
        ("2026-08-14 09:00", None),
        ("2026-08-14 21:00", "lockdown 2"),
        ("2026-08-15 04:59", "lockdown 2"),
        ("2026-08-15 08:30", None),  # a Saturday
        ("2026-08-17 08:30", None),  # a holiday
        ("2026-08-17 22:00", "lockdown 2"),  # that it holds on
    ],
)
def test_a_plan_applies_while_its_schedule_holds(when: str, expected: str | None):
    assert mode([hold(1, MORNING), lockdown(2, NIGHTS)], when) == expected


def test_a_plan_is_for_its_lane_whatever_lanes_its_schedule_counts_at():
    plan = hold(1, replace(ALWAYS, lanes=frozenset({"keluar"})))

    assert mode([plan], "2026-08-14 12:00") == "hold 1"
    assert mode([plan], "2026-08-14 12:00", "keluar") is None


@pytest.mark.parametrize("order", [1, -1])
def test_a_lockdown_goes_before_a_hold_and_the_older_before_the_newer(order: int):
    plans = [hold(1, ALWAYS), lockdown(2, NIGHTS), hold(3, MORNING), lockdown(4, NIGHTS)][::order]

    assert mode(plans, "2026-08-14 08:30") == "hold 1"
    assert mode(plans, "2026-08-14 22:00") == "lockdown 2"


@pytest.mark.parametrize("when", ["2026-08-14 08:30", "2026-08-14 22:00"])
def test_with_a_clock_that_cannot_be_trusted_no_plan_applies(when: str):
    plans = [hold(1, MORNING), lockdown(2, ALWAYS)]
    now = instant(when, trusted=False)

    assert planned(plans, "masuk", now, calendar()) is None
    assert next_change(plans, "masuk", now, calendar()) is None


@pytest.mark.parametrize(
    ("plans", "when", "expected"),
    [
        ([], "2026-08-14 07:00", None),
        ([hold(1, MORNING, "keluar")], "2026-08-14 07:00", None),
        ([hold(1, NEVER)], "2026-08-14 07:00", None),
        ([hold(1, ALWAYS)], "2026-08-14 07:00", None),
        ([hold(1, MORNING)], "2026-08-14 07:00", "2026-08-14 08:00"),
        ([hold(1, MORNING)], "2026-08-14 08:00", "2026-08-14 09:00"),
        # Over a weekend and a holiday, whose morning changes why it does not hold.
        ([hold(1, MORNING)], "2026-08-14 09:00", "2026-08-18 08:00"),
        ([hold(1, ALWAYS), hold(2, MORNING)], "2026-08-14 07:00", None),
        ([hold(1, ALWAYS), lockdown(2, NIGHTS)], "2026-08-14 07:00", "2026-08-14 21:00"),
        ([hold(1, ALWAYS), lockdown(2, NIGHTS)], "2026-08-14 21:00", "2026-08-15 05:00"),
        ([hold(2, ALWAYS), hold(1, MORNING)], "2026-08-14 07:00", "2026-08-14 08:00"),
        ([hold(1, schedule(windows(HOLIDAY, "00:00-24:00")))], "2026-01-01 00:00",
         "2026-08-17 00:00"),
    ],
)  # fmt: skip
def test_the_next_change_of_plan_is_foreseen(plans: list[Plan], when: str, expected: str | None):
    assert shown(next_change(plans, "masuk", instant(when), calendar())) == expected


hours = st.integers(0, 23)
times = st.builds(
    lambda day, start, length: windows(day, f"{start}:00-{(start + length) % 24}:00"),
    st.integers(0, HOLIDAY),
    hours,
    st.integers(1, 23),
)
plans = st.lists(
    st.builds(
        lambda mode, pieces, holds: Plan(
            0, "masuk", mode, schedule(*pieces, holds_on_holidays=holds), "acak"
        ),
        st.sampled_from(PlanMode),
        st.lists(times, max_size=4),
        st.booleans(),
    ),
    max_size=4,
).map(lambda drawn: [replace(plan, id=number) for number, plan in enumerate(drawn)])


@given(plans, st.integers(0, 14 * 24), st.sampled_from([HOLIDAYS, {}]))
def test_nothing_else_is_planned_before_the_next_change(drawn, hour, off):
    days = Calendar(WIB, off)
    start = at("2026-08-10 00:00") + hour * 3600

    def leading(wall: float) -> int | None:
        found = planned(drawn, "masuk", Instant(0.0, wall, trusted=True), days)
        return None if found is None else found.plan

    change = next_change(drawn, "masuk", Instant(0.0, start, trusted=True), days)
    end = start + 10 * 86_400 if change is None else change

    assert change is None or leading(change) != leading(start)
    assert {leading(wall) for wall in range(int(start), int(end), 3600)} == {leading(start)}


def test_a_plan_on_the_day_of_a_holiday_ends_with_it():
    found = planned(
        [hold(1, schedule(windows(HOLIDAY, "00:00-24:00")))],
        "masuk",
        instant("2026-08-17 10:00"),
        calendar({FREEDOM_DAY: "Hari Kemerdekaan"}),
    )

    assert found is not None
    assert (shown(found.since), shown(found.until)) == ("2026-08-17 00:00", "2026-08-18 00:00")
