"""When a schedule holds: windows of the week, holidays, and when that changes next.

A window belongs to the day it begins on, by the site's calendar; one that lasts over midnight goes
on whatever the next day is. It lasts from the first time the site's clock shows its start until the
first time it shows its end; a time that the clock skips counts by the offset before the skip.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from gate.core.values.model import Objection

HOLIDAY = 7
"""The day of a window for holidays; 0 is Monday and 6 Sunday."""

WHOLE_DAY = 24 * 60
"""Minutes."""

_DAY = timedelta(days=1)
_PERIOD = 15
"""Days after which a week repeats what came before, though one week had a skipped hour."""


class Window(NamedTuple):
    """A piece of every such `day`, in minutes after midnight.

    `end` is exclusive, at most `WHOLE_DAY`; one at or before `start` lies on the day after.
    """

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Windows by the week. One object is shared by all who have it.

    On a holiday its windows for `HOLIDAY` hold instead of the weekday's (none = closed), unless it
    `holds_on_holidays`, for which a holiday is a day like any other. `lanes` is where it is asked
    for, None = everywhere.
    """

    id: int
    name: str
    windows: tuple[Window, ...]
    holds_on_holidays: bool = False
    lanes: frozenset[str] | None = None

    @property
    def limits(self) -> bool:
        """Whether it may ever object: it does not hold for the whole of all days."""
        whole = {each.day for each in self.windows if each[1:] == (0, WHOLE_DAY)}
        needed = range(HOLIDAY) if self.holds_on_holidays else range(HOLIDAY + 1)
        return not whole.issuperset(needed)

    def counts_at(self, lane: str) -> bool:
        """Whether it is asked for at this lane."""
        return self.lanes is None or lane in self.lanes


@dataclass(frozen=True, slots=True)
class Calendar:
    """The site's days: its time zone and the names of its holidays."""

    zone: tzinfo = UTC
    holidays: Mapping[date, str] = field(default_factory=dict)

    def day(self, wall: float) -> date:
        """Return the day at the site at a moment in POSIX seconds."""
        return datetime.fromtimestamp(wall, self.zone).date()

    def moment(self, day: date, minute: int) -> float:
        """Return the POSIX second at which the site's clock shows this minute of a day."""
        midnight = datetime.combine(day, time(), self.zone)
        return (midnight + timedelta(minutes=minute)).timestamp()


class Verdict(NamedTuple):
    """What a schedule says of a moment: no objection, or which one and, if so, which holiday."""

    objection: Objection | None
    holiday: str | None = None


def verdict(schedule: Schedule, calendar: Calendar, wall: float) -> Verdict:
    """Hold a moment in POSIX seconds against a schedule.

    The objection is HOLIDAY where it would hold on an ordinary day, else OUTSIDE_SCHEDULE.
    """
    today = calendar.day(wall)
    days = (today, today - _DAY)
    if any(_holds(schedule, calendar, day, wall) for day in days):
        return Verdict(None)
    ordinary = Calendar(calendar.zone)
    for day in days:
        if _is_off(schedule, calendar, day) and _holds(schedule, ordinary, day, wall):
            return Verdict(Objection.HOLIDAY, calendar.holidays[day])
    return Verdict(Objection.OUTSIDE_SCHEDULE)


def allows(schedule: Schedule, calendar: Calendar, wall: float) -> bool:
    """Whether a schedule holds at a moment in POSIX seconds."""
    today = calendar.day(wall)
    return any(_holds(schedule, calendar, day, wall) for day in (today, today - _DAY))


def next_change(schedule: Schedule, calendar: Calendar, wall: float) -> float | None:
    """Return the POSIX second at which the objection becomes another; None when it never does."""
    if not schedule.limits:
        return None
    before = verdict(schedule, calendar, wall).objection
    for day in _days(schedule, calendar, calendar.day(wall)):
        for moment in _edges(schedule, calendar, day):
            if moment > wall and verdict(schedule, calendar, moment).objection is not before:
                return moment
    return None


def began(schedule: Schedule, calendar: Calendar, wall: float) -> float | None:
    """Return the POSIX second since which a schedule holds without a break.

    None when that is more than a fortnight ago. It must hold at `wall`.
    """
    begin, day = wall, calendar.day(wall)
    for _ in range(_PERIOD):
        for since, until in sorted(_spans(schedule, calendar, day), reverse=True):
            if since < begin <= until:
                begin = since
        if begin > calendar.moment(day, WHOLE_DAY):  # what began before cannot reach it
            return begin
        day -= _DAY
    return None


def _holds(schedule: Schedule, calendar: Calendar, day: date, wall: float) -> bool:
    """Whether a window that begins on this day contains the moment."""
    return any(since <= wall < until for since, until in _spans(schedule, calendar, day))


def _spans(schedule: Schedule, calendar: Calendar, day: date) -> Iterator[tuple[float, float]]:
    """Yield the windows that begin on a day, in POSIX seconds."""
    kind = HOLIDAY if _is_off(schedule, calendar, day) else day.weekday()
    for window in schedule.windows:
        if window.day == kind:
            last = day if window.end > window.start else day + _DAY
            yield calendar.moment(day, window.start), calendar.moment(last, window.end)


def _is_off(schedule: Schedule, calendar: Calendar, day: date) -> bool:
    """Whether a day is a holiday to this schedule."""
    return not schedule.holds_on_holidays and day in calendar.holidays


def _days(schedule: Schedule, calendar: Calendar, today: date) -> Iterator[date]:
    """Yield the days, in order, that can bring the first change.

    What a period without a holiday does not bring, only a holiday or the days after it can.
    """
    starts = [today]
    if not schedule.holds_on_holidays:
        starts += sorted(day for day in calendar.holidays if day > today)
    known = today - _DAY
    for start in starts:
        for ahead in range(_PERIOD + 1):
            day = start + ahead * _DAY
            if day > known:
                yield day
                known = day


def _edges(schedule: Schedule, calendar: Calendar, day: date) -> list[float]:
    """Return the moments until the end of a day at which an objection can begin or end."""
    end = calendar.moment(day, WHOLE_DAY)
    edges = {
        moment
        for days in (calendar, Calendar(calendar.zone))
        for begun in (day - _DAY, day)
        for span in _spans(schedule, days, begun)
        for moment in span
    }
    return sorted(moment for moment in edges if moment <= end)
