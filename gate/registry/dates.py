"""Dates and times as staff type them and spreadsheets spell them, and the moments they mean."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1970, 2199
"""Years we accept; outside them it is a typing error."""

_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4}|\d\d)$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_MIDNIGHT = re.compile(r"[t ]0?0[:.]00(?:[:.]00)?$")  # spreadsheets append it
_TIME = re.compile(r"^(.+?)[t ]+([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan",),
            ("feb", "peb"),
            ("mar",),
            ("apr",),
            ("mei", "may"),
            ("jun",),
            ("jul",),
            ("agu", "agt", "ags", "aug"),
            ("sep",),
            ("okt", "oct"),
            ("nov", "nop"),
            ("des", "dec"),
        ),
        start=1,
    )
    for name in names
}
"""Indonesian and English months by the letters they begin with."""


def parse(text: str) -> date:
    """Read `31-12-2026`, `31/12/2026`, `31 Des 2026` or `2026-12-31`; the day comes first.

    Raises ValueError when it is no date of the calendar, or its year cannot be meant.
    """
    bare = _MIDNIGHT.sub("", text.strip().lower())
    if match := _YEAR_FIRST.match(bare):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.match(bare):
        day, month = int(match[1]), _month(match[2])
        year = int(match[3]) if len(match[3]) == len("2026") else 2000 + int(match[3])
    else:
        raise ValueError(f"not a date: {text!r}")
    if not EARLIEST <= year <= LATEST:
        raise ValueError(f"not a year to expect: {text!r}")
    return date(year, month, day)


def start(text: str, zone: ZoneInfo) -> int:
    """Return the POSIX second in which something begins: a moment, or a day's first.

    Raises ValueError when it is neither.
    """
    try:
        return midnight(parse(text), zone)
    except ValueError:
        return moment(text, zone)


def end(text: str, zone: ZoneInfo) -> int:
    """Return the POSIX second in which something is over: a moment, or the one after a day.

    Raises ValueError when it is neither.
    """
    try:
        return end_after(parse(text), zone)
    except ValueError:
        return moment(text, zone)


def moment(text: str, zone: ZoneInfo) -> int:
    """Read `31-12-2026 16:00`, with seconds or without; ValueError when it is something else."""
    match = _TIME.match(text.strip().lower())
    if match is None:
        raise ValueError(f"not a date and time: {text!r}")
    hour, minute, second = (int(part or 0) for part in match.groups()[1:])
    return int(datetime.combine(parse(match[1]), time(hour, minute, second), zone).timestamp())


def spell_start(seconds: int, zone: ZoneInfo) -> str:
    """Write a moment so that `start` reads the same: a day where it is a day's first."""
    return _spell_moment(seconds, seconds, zone)


def spell_end(seconds: int, zone: ZoneInfo) -> str:
    """Write a moment so that `end` reads the same: a day where it is the one after."""
    return _spell_moment(seconds, seconds - 1, zone)


def spell(day: date) -> str:
    """Write a date as staff do: `31-12-2026`."""
    return f"{day:%d-%m-%Y}"


def midnight(day: date, zone: ZoneInfo) -> int:
    """Return the POSIX second in which a day begins at the site."""
    return int(datetime.combine(day, time(), zone).timestamp())


def first_moment(day: date, zone: ZoneInfo) -> int:
    """Return `valid_from` of a permit whose first valid day this is."""
    return midnight(day, zone)


def end_after(day: date, zone: ZoneInfo) -> int:
    """Return `valid_until` (exclusive) of a permit whose last valid day this is."""
    return midnight(day + timedelta(days=1), zone)


def first_day(valid_from: int, zone: ZoneInfo) -> date:
    """Return the first day a permit is valid."""
    return datetime.fromtimestamp(valid_from, zone).date()


def last_day(valid_until: int, zone: ZoneInfo) -> date:
    """Return the last day a permit is valid; the bound itself is outside."""
    return datetime.fromtimestamp(valid_until - 1, zone).date()


def _spell_moment(seconds: int, within: int, zone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(seconds, zone)
    if local.time() == time():
        return spell(datetime.fromtimestamp(within, zone).date())
    return f"{local:%d-%m-%Y %H:%M:%S}".removesuffix(":00")


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    try:
        return _MONTHS[text[:3]]
    except KeyError:
        raise ValueError(f"not a month: {text!r}") from None
