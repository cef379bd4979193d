"""The windows of a schedule as a week to look at, and as the rows of a form."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from babel.dates import get_day_names

from gate.core.values.schedule import HOLIDAY, WHOLE_DAY, Schedule, Window
from gate.words.language import Language

Width = Literal["wide", "abbreviated"]

SPARE: Final = 1
"""Empty rows at the end of a form, for hours to add."""

MOST_ROWS: Final = 20
"""Rows of a form that are read."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a day, in minutes after midnight; `tail` = it began on the day before."""

    start: int
    minutes: int
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One row of the week: its name, the hours in words, and what is drawn."""

    name: str
    hours: str
    bars: list[Bar]
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """One row of the form: days that share the same hours."""

    days: frozenset[int]
    start: str
    end: str


def day_names(language: Language, width: Width = "wide") -> list[str]:
    """Name Monday to Sunday, and the holidays."""
    names = get_day_names(width, locale=language.code)
    return [*(str(names[day]) for day in range(HOLIDAY)), language.say("Hari libur")]


def week(schedule: Schedule, language: Language) -> list[Day]:
    """Draw a schedule. On holidays it shows what holds then instead of the weekday's hours."""
    days = [
        Day(name, _hours(schedule.windows, day, language), _bars(schedule.windows, day))
        for day, name in enumerate(day_names(language)[:HOLIDAY])
    ]
    name = day_names(language)[HOLIDAY]
    if schedule.holds_on_holidays:
        return [*days, Day(name, language.say("seperti hari lain"), [], holiday=True)]
    hours = _hours(schedule.windows, HOLIDAY, language) or language.say("tidak berlaku")
    bars = [bar for bar in _bars(schedule.windows, HOLIDAY) if not bar.tail]
    return [*days, Day(name, hours, bars, holiday=True)]


def in_words(windows: Iterable[Window], language: Language) -> str:
    """Write windows in one line: `Sen-Jum 06.00-18.00; Sab 07.00-12.00`."""
    times = {day: _hours(windows, day, language) for day in range(HOLIDAY + 1)}
    names, pieces = day_names(language, "abbreviated"), list[tuple[int, int]]()
    for day, hours in times.items():
        if not hours:
            continue
        together = pieces and pieces[-1][1] == day - 1 != HOLIDAY - 1
        if together and times[day - 1] == hours:
            pieces[-1] = (pieces[-1][0], day)
        else:
            pieces.append((day, day))
    return "; ".join(
        f"{names[first] if first == last else f'{names[first]}-{names[last]}'} {times[first]}"
        for first, last in pieces
    )


def rows(schedule: Schedule, language: Language) -> list[Times]:
    """Fill the form in: days with the same hours share a row; a spare one follows."""
    days = defaultdict[tuple[int, int], set[int]](set)
    for window in schedule.windows:
        days[window.start, window.end].add(window.day)
    filled = [
        Times(frozenset(on), _clock(start, language), _clock(end, language))
        for (start, end), on in sorted(days.items(), key=lambda item: (min(item[1]), item[0]))
    ]
    return [*filled, *[BLANK] * SPARE]


BLANK: Final = Times(frozenset(), "", "")


def _hours(windows: Iterable[Window], day: int, language: Language) -> str:
    spans = sorted((each.start, each.end) for each in windows if each.day == day)
    if spans == [(0, WHOLE_DAY)]:
        return language.say("sepanjang hari")
    return ", ".join(f"{_clock(start, language)}-{_clock(end, language)}" for start, end in spans)


def _bars(windows: Iterable[Window], day: int) -> list[Bar]:
    return sorted(_pieces(windows, day), key=lambda bar: bar.start)


def _pieces(windows: Iterable[Window], day: int) -> Iterator[Bar]:
    for each in windows:
        over = each.end <= each.start
        if each.day == day:
            yield Bar(each.start, (WHOLE_DAY if over else each.end) - each.start)
        if over and each.day < HOLIDAY and (each.day + 1) % HOLIDAY == day:
            yield Bar(0, each.end, tail=True)


def _clock(minute: int, language: Language) -> str:
    sign = "." if language.code == "id" else ":"
    return f"{minute // 60:02}{sign}{minute % 60:02}"
