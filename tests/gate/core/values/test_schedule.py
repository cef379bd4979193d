from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.model import Objection
from gate.core.values.schedule import (
    HOLIDAY,
    WHOLE_DAY,
    Calendar,
    Schedule,
    Verdict,
    Window,
    allows,
    began,
    next_change,
    verdict,
)
from tests.gate.core.schedules import (
    ALWAYS,
    DUTY,
    FREEDOM_DAY,
    FRIDAY,
    MONDAY,
    NEVER,
    NIGHT,
    OFFICE,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    WEDNESDAY,
    WEEK,
    WIB,
    WORKDAYS,
    at,
    calendar,
    schedule,
    shown,
    windows,
)

IN, OUT, OFF = None, Objection.OUTSIDE_SCHEDULE, Objection.HOLIDAY
TWO = schedule(windows(WORKDAYS, "06:00-09:00", "13:00-18:00"))
WHOLE = schedule(windows(WORKDAYS, "00:00-24:00"))
USUAL = schedule(windows(WORKDAYS, "06:00-18:00"), holds_on_holidays=True)
SUNDAY_NIGHT = schedule(windows(SUNDAY, "22:00-06:00"))
HOLIDAY_NIGHT = schedule(windows(HOLIDAY, "22:00-06:00"))
MONDAY_NIGHT = schedule(windows(MONDAY, "22:00-06:00"))
FROM_SIX = schedule(windows(FRIDAY, "06:00-06:00"))
LEAP = schedule(windows(THURSDAY, "08:00-10:00"), windows(WEDNESDAY, "23:00-01:00"))


@pytest.mark.parametrize(
    ("what", "when", "expected"),
    [
        # Within a day: the start counts, the end does not.
        (OFFICE, "2026-08-14 05:59:59", OUT),
        (OFFICE, "2026-08-14 06:00", IN),
        (OFFICE, "2026-08-14 17:59:59", IN),
        (OFFICE, "2026-08-14 18:00", OUT),
        (OFFICE, "2026-08-15 12:00", OUT),  # a Saturday
        (TWO, "2026-08-14 08:59", IN),
        (TWO, "2026-08-14 11:00", OUT),
        (TWO, "2026-08-14 13:00", IN),
        # Whole days meet at midnight.
        (WHOLE, "2026-08-13 23:59:59", IN),
        (WHOLE, "2026-08-14 00:00", IN),
        (WHOLE, "2026-08-15 00:00", OUT),
        # Over midnight, on the night it begins only.
        (NIGHT, "2026-08-14 21:59", OUT),
        (NIGHT, "2026-08-14 22:00", IN),
        (NIGHT, "2026-08-15 05:59", IN),
        (NIGHT, "2026-08-15 06:00", OUT),
        (NIGHT, "2026-08-14 03:00", OUT),
        # From a time to the same time is a whole day.
        (FROM_SIX, "2026-08-14 05:59", OUT),
        (FROM_SIX, "2026-08-14 06:00", IN),
        (FROM_SIX, "2026-08-15 05:59", IN),
        (FROM_SIX, "2026-08-15 06:00", OUT),
        # On a holiday: closed, as usual, or by windows of its own.
        (OFFICE, "2026-08-17 12:00", OFF),
        (OFFICE, "2026-08-17 19:00", OUT),
        (USUAL, "2026-08-17 12:00", IN),
        (USUAL, "2026-08-17 19:00", OUT),
        (DUTY, "2026-08-17 08:00", IN),
        (DUTY, "2026-08-17 12:00", OFF),
        (DUTY, "2026-08-17 05:00", OUT),
        (DUTY, "2026-08-18 17:00", IN),
        # A window belongs to the day it begins on.
        (SUNDAY_NIGHT, "2026-08-17 05:59", IN),
        (SUNDAY_NIGHT, "2026-08-17 22:00", OUT),
        (MONDAY_NIGHT, "2026-08-17 22:00", OFF),
        (MONDAY_NIGHT, "2026-08-18 05:59", OFF),
        (MONDAY_NIGHT, "2026-08-18 06:00", OUT),
        (HOLIDAY_NIGHT, "2026-08-17 21:00", OUT),
        (HOLIDAY_NIGHT, "2026-08-18 05:00", IN),
        # 29 February 2024 was a Thursday.
        (LEAP, "2024-02-28 23:30", IN),
        (LEAP, "2024-02-29 00:59", IN),
        (LEAP, "2024-02-29 09:00", IN),
        (LEAP, "2024-03-01 09:00", OUT),
        (ALWAYS, "2026-08-17 03:00", IN),
        (NEVER, "2026-08-17 03:00", OUT),
        (NEVER, "2026-08-14 12:00", OUT),
    ],
)
def test_a_schedule_holds_in_its_windows(what: Schedule, when: str, expected: Objection | None):
    assert verdict(what, calendar(), at(when)).objection is expected
    assert allows(what, calendar(), at(when)) is (expected is None)


def test_a_holiday_that_objects_is_named():
    assert verdict(OFFICE, calendar(), at("2026-08-17 12:00")) == Verdict(OFF, "Hari Kemerdekaan")
    assert verdict(OFFICE, calendar(), at("2026-08-15 12:00")) == Verdict(OUT)


def test_after_midnight_the_holiday_of_the_day_before_is_named():
    days = {FREEDOM_DAY: "Senin", FREEDOM_DAY + timedelta(1): "Selasa"}

    found = verdict(MONDAY_NIGHT, calendar(days), at("2026-08-18 03:00"))

    assert found == Verdict(OFF, "Senin")


def test_leap_day_may_be_a_holiday():
    leap = calendar({date(2024, 2, 29): "Kabisat"})

    assert verdict(LEAP, leap, at("2024-02-29 09:00")) == Verdict(OFF, "Kabisat")
    assert verdict(LEAP, leap, at("2024-02-29 00:30")) == Verdict(IN)


def test_the_sites_clock_counts_not_utc():
    moment = at("2026-08-14 06:30")

    assert datetime.fromtimestamp(moment, UTC).hour == 23
    assert allows(OFFICE, calendar(), moment)
    assert not allows(OFFICE, calendar(zone=UTC), moment)
    assert allows(OFFICE, calendar(zone=timezone(timedelta(hours=7))), moment)


@pytest.mark.parametrize(
    ("what", "limits"),
    [
        (ALWAYS, False),
        (NEVER, True),
        (OFFICE, True),
        (schedule(windows(WEEK, "00:00-24:00")), True),
        (schedule(windows((*WEEK, HOLIDAY), "00:00-24:00")), False),
        (schedule(windows(WEEK[:6], "00:00-24:00"), holds_on_holidays=True), True),
        (schedule(windows(WEEK, "00:00-23:59"), holds_on_holidays=True), True),
    ],
)
def test_only_what_holds_for_ever_limits_nothing(what, limits):
    assert what.limits is limits


def test_a_schedule_counts_at_its_lanes():
    assert OFFICE.counts_at("masuk")
    entry = schedule(lanes=frozenset({"masuk"}))
    assert entry.counts_at("masuk")
    assert not entry.counts_at("keluar")


@pytest.mark.parametrize(
    ("what", "when", "change"),
    [
        (OFFICE, "2026-08-14 05:00", "2026-08-14 06:00"),
        (OFFICE, "2026-08-14 06:00", "2026-08-14 18:00"),
        (OFFICE, "2026-08-14 18:00", "2026-08-17 06:00"),  # outside becomes a holiday
        (OFFICE, "2026-08-17 06:00", "2026-08-17 18:00"),
        (TWO, "2026-08-14 07:00", "2026-08-14 09:00"),
        (WHOLE, "2026-08-12 12:00", "2026-08-15 00:00"),
        (NIGHT, "2026-08-15 01:00", "2026-08-15 06:00"),
        (NIGHT, "2026-08-15 06:00", "2026-08-21 22:00"),
        (LEAP, "2024-02-29 10:00", "2024-03-06 23:00"),
        (ALWAYS, "2026-08-14 12:00", None),
        (NEVER, "2026-08-14 12:00", None),
        (schedule(windows(HOLIDAY, "08:00-12:00")), "2026-01-01 00:00", "2026-08-17 08:00"),
        (schedule(windows(HOLIDAY, "08:00-12:00")), "2026-08-17 12:00", None),
        (schedule(windows(WEEK, "00:00-24:00")), "2026-01-01 00:00", "2026-08-17 00:00"),
        (schedule(windows(WEEK, "00:00-24:00")), "2026-08-17 00:00", "2026-08-18 00:00"),
    ],
)
def test_the_next_change_is_foreseen(what: Schedule, when: str, change: str | None):
    assert shown(next_change(what, calendar(), at(when))) == change


def test_a_change_long_after_a_row_of_holidays_is_foreseen():
    days = {date(2026, 3, 1) + timedelta(ahead): "Libur" for ahead in range(40)}
    gap = schedule(  # open always, but for two hours on Fridays that are no holidays
        windows(WEEK, "00:00-10:00", "12:00-24:00"),
        windows((*WEEK[:4], *WEEK[5:]), "10:00-12:00"),
        windows(HOLIDAY, "00:00-24:00"),
    )

    change = next_change(gap, calendar(days), at("2026-03-01 12:00"))

    assert shown(change) == "2026-04-10 10:00"  # the 40th holiday is Thursday 9 April


@pytest.mark.parametrize(
    ("what", "when", "since"),
    [
        (OFFICE, "2026-08-14 12:00", "2026-08-14 06:00"),
        (OFFICE, "2026-08-14 06:00", "2026-08-14 06:00"),
        (NIGHT, "2026-08-15 05:00", "2026-08-14 22:00"),
        (WHOLE, "2026-08-14 12:00", "2026-08-10 00:00"),
        (WHOLE, "2026-08-10 00:00", "2026-08-10 00:00"),
        (schedule(windows(FRIDAY, "06:00-09:00", "08:00-12:00")), "2026-08-14 11:00",
         "2026-08-14 06:00"),
        (ALWAYS, "2026-08-14 12:00", None),
    ],
)  # fmt: skip
def test_it_is_known_since_when_a_schedule_holds(what: Schedule, when: str, since: str | None):
    assert shown(began(what, calendar(), at(when))) == since


BERLIN = ZoneInfo("Europe/Berlin")  # on 29 March 2026 no 02:00-03:00, on 25 October two of them


@pytest.mark.parametrize(
    ("times", "begin", "end"),
    [
        ("22:00-06:00", "2026-03-28T21:00+00:00", "2026-03-29T04:00+00:00"),
        ("22:00-06:00", "2026-10-24T20:00+00:00", "2026-10-25T05:00+00:00"),
        ("23:00-02:30", "2026-10-24T21:00+00:00", "2026-10-25T00:30+00:00"),
        ("23:00-02:30", "2026-03-28T22:00+00:00", "2026-03-29T01:30+00:00"),
    ],
)
def test_a_zone_that_changes_its_clock_keeps_the_shown_times(times: str, begin: str, end: str):
    nights = schedule(windows(SATURDAY, times))
    since, until = (datetime.fromisoformat(text).timestamp() for text in (begin, end))
    berlin = Calendar(BERLIN)

    assert next_change(nights, berlin, since - 3600) == since
    assert next_change(nights, berlin, since) == until
    assert began(nights, berlin, until - 1) == since


QUARTER = 900
quarters = st.integers(0, 95).map(lambda number: number * 15)
window = st.builds(
    Window, st.integers(0, HOLIDAY), quarters, quarters.map(lambda minute: minute + 15)
).filter(lambda each: each.start != each.end % WHOLE_DAY)
schedules = st.builds(
    Schedule,
    id=st.just(1),
    name=st.just("acak"),
    windows=st.lists(window, max_size=8).map(tuple),
    holds_on_holidays=st.booleans(),
)
FIRST = date(2024, 2, 20)  # the days around a leap day
days = st.integers(0, 20).map(lambda ahead: FIRST + timedelta(ahead))
holidays = st.dictionaries(days, st.just("Libur"), max_size=5)
steady = st.sampled_from([WIB, UTC, timezone(timedelta(hours=-11)), ZoneInfo("Asia/Kathmandu")])
moments = st.integers(0, 20 * 96).map(lambda number: at("2024-02-20 00:00") + number * QUARTER)


def naive(what: Schedule, days: Calendar, wall: float) -> bool:
    """By the minute that the site's clock shows and the day that it is and was."""
    local = datetime.fromtimestamp(wall, days.zone)
    minute, today = local.hour * 60 + local.minute, local.date()

    def kind(day: date) -> int:
        return HOLIDAY if day in days.holidays and not what.holds_on_holidays else day.weekday()

    return any(
        (each.day == kind(today) and each.start <= minute < (
            each.end if each.end > each.start else WHOLE_DAY
        ))
        or (each.day == kind(today - timedelta(1)) and each.end <= each.start
            and minute < each.end)
        for each in what.windows
    )  # fmt: skip


@given(schedules, holidays, steady, moments, st.integers(0, 14))
def test_it_holds_whenever_the_clock_shows_a_time_in_a_window(what, off, zone, start, minute):
    days = Calendar(zone, off)
    for hour in range(49):
        wall = start + hour * 3600 + minute * 60
        assert allows(what, days, wall) is naive(what, days, wall)


@given(schedules, holidays, steady, moments)
def test_a_holiday_objects_exactly_where_an_ordinary_day_would_not(what, off, zone, wall):
    found = verdict(what, Calendar(zone, off), wall)
    holds = allows(what, Calendar(zone, off), wall)
    would = allows(what, Calendar(zone), wall)

    assert found.objection is (IN if holds else OFF if would else OUT)
    assert (found.holiday is not None) is (found.objection is OFF)


restless = st.sampled_from([WIB, BERLIN, ZoneInfo("Australia/Lord_Howe")])
begins = st.sampled_from(["2024-02-20", "2024-03-26", "2024-04-04"])  # before a clock changes


@given(schedules, holidays, restless, st.integers(0, 3 * 96), begins)
def test_the_next_change_is_the_next_change(what, off, zone, number, begin):
    """Every quarter of an hour is looked at; every window begins and ends at one."""
    days = Calendar(zone, off)
    start = at(f"{begin} 00:00", zone) + number * QUARTER
    changes = [start]
    for _ in range(4):
        change = next_change(what, days, changes[-1])
        if change is None:
            break
        changes.append(change)
    end = min(changes[-1], start + 9 * 86_400)
    seen = [
        later
        for earlier, later in pairwise(range(int(start), int(end) + 1, QUARTER))
        if verdict(what, days, earlier).objection is not verdict(what, days, later).objection
    ]

    assert seen == [change for change in changes[1:] if change <= end]


@given(schedules, holidays, moments)
def test_what_never_changes_again_does_not(what, off, start):
    days = Calendar(WIB, off)
    if next_change(what, days, start) is not None:
        return
    for hour in range(40 * 24):
        wall = start + hour * 3600
        assert verdict(what, days, wall).objection is verdict(what, days, start).objection


@given(schedules.filter(lambda each: each.windows), holidays, moments)
def test_what_holds_has_begun_and_not_paused_since(what, off, wall):
    days = Calendar(WIB, off)
    since = began(what, days, wall) if allows(what, days, wall) else wall
    pauses = 14 * 24 if since is None else 0

    assert since is None or since == wall or not allows(what, days, since - 1)
    assert all(allows(what, days, wall - hour * 3600) for hour in range(pauses))
    assert all(allows(what, days, moment) for moment in range(int(since or wall), int(wall), 3600))
