"""Schedules, calendars and moments, as the tests write them."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from gate.core.values.model import Instant
from gate.core.values.schedule import HOLIDAY, Calendar, Schedule, Window

WIB = ZoneInfo("Asia/Jakarta")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = WEEK = tuple(range(7))
WORKDAYS = WEEK[:5]
FREEDOM_DAY = date(2026, 8, 17)  # a Monday
HOLIDAYS = {FREEDOM_DAY: "Hari Kemerdekaan"}


def windows(days, *times: str) -> tuple[Window, ...]:
    """`windows(WORKDAYS, "06:00-18:00")`."""
    return tuple(
        Window(day, *map(_minute, time.split("-")))
        for day in ((days,) if isinstance(days, int) else days)
        for time in times
    )


def schedule(*pieces: tuple[Window, ...], number: int = 1, **fields: object) -> Schedule:
    return Schedule(number, f"jadwal {number}", sum(pieces, ()), **fields)


def calendar(holidays=HOLIDAYS, zone: tzinfo = WIB) -> Calendar:
    return Calendar(zone, holidays)


def at(text: str, zone: tzinfo = WIB) -> float:
    """The POSIX second at which a clock in the zone shows this, like `2026-08-17 06:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def instant(text: str, *, trusted: bool = True) -> Instant:
    return Instant(100.0, at(text), trusted)


def shown(wall: float | None, zone: tzinfo = WIB) -> str | None:
    """What that clock shows at a POSIX second, to the minute."""
    return None if wall is None else f"{datetime.fromtimestamp(wall, zone):%Y-%m-%d %H:%M}"


def _minute(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


OFFICE = schedule(windows(WORKDAYS, "06:00-18:00"))
ALWAYS = schedule(windows(WEEK, "00:00-24:00"), holds_on_holidays=True)
NEVER = schedule()
NIGHT = schedule(windows(FRIDAY, "22:00-06:00"))
DUTY = schedule(windows(WORKDAYS, "06:00-18:00"), windows(HOLIDAY, "08:00-12:00"))
