"""Dates as staff type them and spreadsheets spell them, and the local midnights they stand for."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1970, 2199
"""Years we accept; outside them it is a typing error."""

_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4}|\d\d)$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_MIDNIGHT = re.compile(r"[t ]0?0[:.]00(?:[:.]00)?$")  # spreadsheets append it
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


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    try:
        return _MONTHS[text[:3]]
    except KeyError:
        raise ValueError(f"not a month: {text!r}") from None
