"""One reader's habit, hour by hour."""

import json
from datetime import UTC, date, datetime

import pytest

from gate.core.reader_silence import (
    HOUR,
    HOURS,
    LEANS_ON,
    MISSED,
    PASSED_BY,
    SHORTEST,
    Habit,
    remembered,
    to_remember,
)
from gate.core.values.model import Instant
from gate.core.values.schedule import Calendar

MONDAY = datetime(2026, 11, 2, tzinfo=UTC).timestamp()
WEEK = 7 * 24 * HOUR
CALENDAR = Calendar()


class Life:
    """A habit and its time. Between 06:00 and 18:00 somebody comes `busy` times an hour."""

    def __init__(self, habit: Habit | None = None, start: float = MONDAY) -> None:
        self.habit = habit or Habit()
        self.wall = start
        self.monotonic = 50.0
        self.trusted = True
        self.calendar = CALENDAR
        self.habit.begin(self.now)

    @property
    def now(self) -> Instant:
        return Instant(self.monotonic, self.wall, self.trusted)

    def wait(self, seconds: float) -> None:
        """Let time pass, advancing as often as it is asked."""
        end = self.monotonic + seconds
        while (due := self.habit.due(self.calendar)) is not None and due < end:
            assert due > self.monotonic, "asks to be woken in the past"
            self._go(due)
        self._go(end)

    def read(self) -> None:
        self.habit.read(self.now, self.calendar)

    def weeks(self, count: int, busy: int = 10) -> None:
        """So many weeks of a working gate."""
        for _ in range(count * HOURS):
            hour = datetime.fromtimestamp(self.wall, UTC).hour
            visits = busy if 6 <= hour < 18 else 0
            for _ in range(visits):
                self.wait(HOUR / visits / 2)
                self.read()
                self.wait(HOUR / visits / 2)
            if not visits:
                self.wait(HOUR)

    def until(self, hour: int) -> None:
        self.wait((hour - datetime.fromtimestamp(self.wall, UTC).hour) % 24 * HOUR)

    def silent_after(self, most: float) -> float | None:
        """How long it takes until the silence is too long."""
        for minutes in range(int(most // 60)):
            if self.habit.silent(looped=False):
                return minutes * 60.0
            self.wait(60)
        return None

    def _go(self, to: float) -> None:
        self.wall += to - self.monotonic
        self.monotonic = to
        self.habit.advance(self.now, self.calendar)


@pytest.fixture(scope="module")
def taught() -> str:
    """What three weeks of ten visits an hour leave."""
    life = Life()
    life.weeks(3)
    return json.dumps(to_remember(life.habit))


@pytest.fixture
def life(taught: str) -> Life:
    """Monday midnight after those three weeks."""
    return Life(remembered(json.loads(taught)), MONDAY + 3 * WEEK)


def test_what_is_usual_is_learned_by_the_hour_of_the_week(life: Life):
    assert [life.habit.means[hour] for hour in (5, 6, 17, 18)] == [0.0, 10.0, 10.0, 0.0]
    assert set(life.habit.weeks[1:]) == {3}


def test_a_busy_hour_shows_a_dead_reader_after_so_many_missing_visits(life: Life):
    life.until(8)
    life.read()

    assert life.silent_after(4 * HOUR) == pytest.approx(MISSED / 10 * HOUR, abs=61)


def test_a_quiet_night_is_no_silence(life: Life):
    life.until(18)
    life.read()

    assert life.silent_after(12 * HOUR) is None


def test_a_silence_over_night_goes_on_in_the_morning(life: Life):
    life.until(17)
    life.read()

    assert life.silent_after(20 * HOUR) == pytest.approx(13 * HOUR + 720, abs=61)


def test_in_the_first_two_weeks_nothing_is_expected():
    life = Life()
    life.weeks(1)
    life.until(8)

    assert life.silent_after(10 * HOUR) is None


def test_on_a_holiday_nothing_is_expected_and_nothing_learned(life: Life):
    day = datetime.fromtimestamp(life.wall, UTC).date()
    life.calendar = Calendar(holidays={day: "Maulid"})
    before = list(life.habit.means)

    assert life.silent_after(24 * HOUR - 60) is None
    assert life.habit.means == before
    assert day > date(2026, 11, 22)


def test_where_a_loop_sees_vehicles_some_must_have_come_unread(life: Life):
    life.until(8)
    life.read()
    life.wait(3 * HOUR)
    assert not life.habit.silent(looped=True)

    life.habit.arrivals = PASSED_BY
    assert life.habit.silent(looped=True)
    life.read()
    assert not life.habit.silent(looped=True)
    assert life.habit.arrivals == 0


def test_a_very_busy_gate_is_given_a_quarter_of_an_hour():
    busy = Life(Habit([600.0] * HOURS, [4] * HOURS))
    busy.read()

    assert busy.silent_after(HOUR) == pytest.approx(SHORTEST, abs=61)


def test_a_tag_held_to_the_reader_is_one_visit():
    life = Life()
    life.wait(HOUR)
    for _ in range(200):
        life.read()
        life.wait(5)
    life.wait(HOUR)

    assert life.habit.means[1] == 1.0


def test_an_hour_that_was_not_seen_whole_is_not_learned():
    life = Life(start=MONDAY + 600)
    life.wait(HOUR)

    assert life.habit.weeks[:2] == [0, 0]
    life.wait(HOUR)
    assert life.habit.weeks[:2] == [0, 1]


def test_while_the_reader_is_gone_nothing_is_expected_or_learned(life: Life):
    life.until(8)
    life.habit.end()
    assert life.habit.due(life.calendar) is None
    life._go(life.monotonic + 6 * HOUR)
    assert not life.habit.silent(looped=False)

    life.habit.begin(life.now)
    assert life.silent_after(HOUR) is None
    assert set(life.habit.weeks[1:]) == {3, 4}


def test_what_is_silent_is_not_taken_for_usual(life: Life):
    life.until(8)
    life.habit.told = True
    life.wait(5 * HOUR)

    assert life.habit.means[9] == 10.0


def test_a_clock_that_was_set_or_is_not_trusted_teaches_nothing(life: Life):
    life.until(6)
    life.wall += 3 * HOUR
    life.wait(HOUR)
    life.trusted = False
    life.wait(3 * HOUR)
    life.trusted = True
    life.wait(0.5 * HOUR)

    assert life.habit.means[6:12] == [10.0] * 6


def test_the_mean_leans_on_the_last_weeks():
    life = Life()
    life.weeks(4, busy=10)
    life.weeks(1, busy=2)

    assert life.habit.means[8] == 8.0
    assert max(life.habit.weeks) == LEANS_ON


@pytest.mark.parametrize(
    "memory",
    [
        None,
        7,
        {},
        {"means": [0], "weeks": "0"},
        {"means": ["x"] * HOURS, "weeks": "0" * HOURS},
        {"means": [-1] * HOURS, "weeks": "0" * HOURS},
        {"means": [0] * HOURS, "weeks": "x" * HOURS},
        {"means": [0] * HOURS, "weeks": 0},
    ],
    ids=str,
)
def test_a_memory_that_makes_no_sense_is_learned_anew(memory: object):
    assert remembered(memory) == Habit()  # type: ignore[arg-type] # what a file may hold


def test_what_is_remembered_is_what_was_learned(life: Life):
    again = remembered(to_remember(life.habit))

    assert (again.means, again.weeks) == (life.habit.means, life.habit.weeks)
