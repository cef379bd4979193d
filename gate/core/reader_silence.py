"""How often a reader reads, learned by the hour of the week, and when its silence is too long.

A silence is measured in visits that should have come meanwhile: with five an hour, an hour without
one is five. So a busy morning shows a dead reader within minutes, and a quiet night never does.
"""

from dataclasses import dataclass, field
from datetime import datetime

from gate.core.values.commands import Json
from gate.core.values.model import Instant
from gate.core.values.schedule import Calendar

HOURS = 7 * 24
HOUR = 3600.0

VISIT = 60.0
"""Seconds without a read after which the next one is another visit."""

SEEN_ENOUGH = 2
"""Weeks an hour must have been seen before anything is expected of it."""

LEANS_ON = 4
"""Weeks the mean of an hour leans on."""

MISSED = 12.0
"""Visits that must be missing. By chance alone it happens once in 160,000 silences."""

SHORTEST = 900.0
"""Seconds below which no silence is told."""

PASSED_BY = 3
"""Vehicles on the arming loop that must have come unread, where there is one."""

CLOCK_SET = 5.0
"""Seconds by which the wall clock must leave the monotonic one to have been set."""

_CENTS = 100


@dataclass(slots=True)
class Habit:
    """One reader's. Call `advance` at `due`, and before asking anything.

    `means` are visits in each hour of the week, the first being Monday's after midnight, `weeks`
    how many weeks each was seen, `last` the POSIX second of the newest read, `arrivals` counts the
    vehicles since. `learned`: means or weeks have changed since somebody took this back.
    """

    means: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    weeks: list[int] = field(default_factory=lambda: [0] * HOURS)
    last: float = 0.0
    arrivals: int = 0
    learned: bool = False
    told: bool = False
    _at: Instant | None = None  # until when time is counted; None while the reader is not there
    _read_at: float = float("-inf")
    _count: int = 0
    _whole: bool = False  # the hour being counted was seen from its beginning
    _owed: float = 0.0

    def begin(self, now: Instant) -> None:
        """The reader is there (again): its silence begins now."""
        self._at, self.last, self._owed, self.arrivals = now, now.wall, 0.0, 0
        self._count, self._whole = 0, False

    def end(self) -> None:
        """The reader is gone: nothing is expected of it."""
        self._at = None

    def read(self, now: Instant, calendar: Calendar) -> None:
        """The reader has read something."""
        if now.monotonic - self._read_at >= VISIT or self.told:
            self.advance(now, calendar)
            self._count += 1
        self._read_at = now.monotonic
        self.last, self._owed, self.arrivals, self.told = now.wall, 0.0, 0, False

    def advance(self, now: Instant, calendar: Calendar) -> None:
        """Let time pass until now."""
        at = self._at
        if at is None:
            return
        passed = now.monotonic - at.monotonic
        self._at = now
        if not (now.trusted and at.trusted) or abs(now.wall - at.wall - passed) > CLOCK_SET:
            self._count, self._whole = 0, False  # nobody knows which hour that was
            self.last = min(self.last, now.wall)
            return
        wall = at.wall
        while (end := _end_of_hour(wall)) <= now.wall:
            self._pass(wall, end, calendar)
            self._learn(wall, calendar)
            wall = end
        self._pass(wall, now.wall, calendar)

    def silent(self, *, looped: bool) -> bool:
        """Whether the silence is too long; `looped`: the lane sees vehicles arrive."""
        at = self._at
        if at is None or self._owed < MISSED or at.wall - self.last < SHORTEST:
            return False
        return not looped or self.arrivals >= PASSED_BY

    def due(self, calendar: Calendar) -> float | None:
        """When to `advance` at the latest, on the monotonic clock."""
        at = self._at
        if at is None:
            return None
        if not at.trusted:
            return at.monotonic + HOUR
        moments = [_end_of_hour(at.wall), self.last + SHORTEST]
        rate = self._rate(at.wall, calendar)
        if rate > 0:
            moments.append(at.wall + (MISSED - self._owed) * HOUR / rate)
        ahead = min(moment - at.wall for moment in moments if moment > at.wall)
        return at.monotonic + max(ahead, 1.0)

    def _pass(self, start: float, end: float, calendar: Calendar) -> None:
        """Owe what should have come between two moments of one hour, the last read left out."""
        silent = end - max(start, self.last)
        if silent > 0:
            self._owed += silent / HOUR * self._rate(start, calendar)

    def _rate(self, wall: float, calendar: Calendar) -> float:
        """Return the visits usual in the hour of a moment; none where nothing is known."""
        slot = _slot(wall, calendar)
        if slot is None or self.weeks[slot] < SEEN_ENOUGH:
            return 0.0
        return self.means[slot]

    def _learn(self, wall: float, calendar: Calendar) -> None:
        """Take an hour that is over into its mean; not one of which a silence was told."""
        slot = _slot(wall, calendar)
        if self._whole and slot is not None and not self.told:
            self.weeks[slot] = min(self.weeks[slot] + 1, LEANS_ON)
            self.means[slot] += (self._count - self.means[slot]) / self.weeks[slot]
            self.learned = True
        self._count, self._whole = 0, True


def to_remember(habit: Habit) -> Json:
    """Return what `remembered` reads: a number and a digit for each hour of the week."""
    return {
        "means": [round(mean * _CENTS) for mean in habit.means],
        "weeks": "".join(map(str, habit.weeks)),
    }


def remembered(memory: Json) -> Habit:
    """Begin with what the last run has learned; what makes no sense is learned anew."""
    if not isinstance(memory, dict):
        return Habit()
    means, weeks = memory.get("means"), memory.get("weeks")
    if not isinstance(means, list) or not isinstance(weeks, str):
        return Habit()
    if len(means) != HOURS or len(weeks) != HOURS or not (weeks.isascii() and weeks.isdecimal()):
        return Habit()
    if not all(isinstance(mean, int) and mean >= 0 for mean in means):
        return Habit()
    return Habit(
        means=[int(str(mean)) / _CENTS for mean in means],
        weeks=[min(int(digit), LEANS_ON) for digit in weeks],
    )


def _end_of_hour(wall: float) -> float:
    return (wall // HOUR + 1) * HOUR


def _slot(wall: float, calendar: Calendar) -> int | None:
    """Return the hour of the week at the site, None on a holiday: it is like no other day."""
    local = datetime.fromtimestamp(wall, calendar.zone)
    return None if local.date() in calendar.holidays else local.weekday() * 24 + local.hour
