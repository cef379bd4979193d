"""Averages on the site's calendar, the fullest moment, and the bars they are drawn as."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from gate.core.values.model import Direction
from gate.store.statistics import Traffic
from gate.web.reports.chart import pairs, scale
from gate.web.reports.month import Month
from gate.web.reports.traffic import Passages

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 10, 26, tzinfo=ZONE).timestamp()
HOUR = 3600


def passages(*told: tuple[float, str | None, int]) -> Passages:
    lanes = {"masuk": "in"}
    return Passages(
        [Traffic(int(MONDAY + at), "masuk", way, n) for at, way, n in told], lanes, ZONE
    )


def test_hours_are_averages_over_the_days_asked_for():
    found = passages((7 * HOUR, "in", 3), (31 * HOUR, "in", 1), (8 * HOUR, "out", 2))
    day = date(2026, 10, 26)

    assert found.by_hour([day])[7] == (3, 0)
    assert found.by_hour([day, date(2026, 10, 27)])[7] == (2, 0)
    assert found.by_weekday([day]) == {0: (3, 2)}


def test_what_was_erased_goes_the_way_of_its_lane_and_the_unknown_no_way():
    found = passages((0, None, 2), (0, "?", 5))

    assert (found.total(Direction.IN), found.total(Direction.OUT)) == (2, 0)


def test_the_fullest_moment_starts_anew_each_day():
    found = passages((9 * HOUR, "in", 5), (10 * HOUR, "out", 9), (33 * HOUR, "in", 4))

    peak = found.peak()

    assert peak is not None
    assert (peak.inside, peak.wall) == (5, MONDAY + 9 * HOUR)
    assert passages().peak() is None


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, (1, 0)),
        (3, (3, 2, 1, 0)),
        (148, (150, 100, 50, 0)),
        (9, (10, 5, 0)),
        (41, (60, 40, 20, 0)),
    ],
)
def test_a_scale_is_round_and_reaches_the_highest_bar(most: float, ticks: tuple[int, ...]):
    assert scale(most) == ticks


def test_bars_stand_on_the_ground_in_pairs():
    chart = pairs([(2, 1), (0, 4)])

    assert chart.width == 48
    assert [(bar.kind, bar.y, bar.height) for bar in chart.bars] == [
        ("in", 50, 50),
        ("out", 75, 25),
        ("in", 100, 0),
        ("out", 0, 100),
    ]
    assert chart.lines[0] == 0
    assert chart.lines[-1] == 100
    assert pairs([]).bars == ()


def test_months_follow_each_other():
    december = Month.parse("2026-12")

    assert december is not None
    assert (december.before.code, december.after.code) == ("2026-11", "2027-01")
    assert len(december.days(date(2026, 12, 24))) == 24
    assert Month.parse("2026-1") is None
