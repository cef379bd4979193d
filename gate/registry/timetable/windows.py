"""The windows of a schedule as staff write them: `mon-fri 06:00-18:00; sat 08:00-12:00`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from gate.core.values.schedule import HOLIDAY, WHOLE_DAY, Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
"""The days of windows, by number."""

_NAMES = {
    name: number
    for number, names in enumerate(
        (
            ("mon", "monday", "sen", "senin"),
            ("tue", "tues", "tuesday", "sel", "selasa"),
            ("wed", "wednesday", "rab", "rabu"),
            ("thu", "thur", "thurs", "thursday", "kam", "kamis"),
            ("fri", "friday", "jum", "jumat"),
            ("sat", "saturday", "sab", "sabtu"),
            ("sun", "sunday", "min", "minggu"),
            ("holiday", "holidays", "libur", "hari libur"),
        )
    )
    for name in names
}
_EVERY_DAY = {"daily", "every day", "setiap hari"}
_EN_DASH = "\N{EN DASH}"
_AROUND_SIGNS = re.compile(r"\s*([-,])\s*")
_PIECE = re.compile(r"^([a-z][a-z ,-]*) (\d.*)$")
_SPAN = re.compile(r"^(\d\d?)[:.]([0-5]\d)-(\d\d?)[:.]([0-5]\d)$")


def parse(text: str) -> tuple[Window, ...]:
    """Read windows: days or ranges of days, then times; more after a semicolon.

    Days have English or Indonesian names; `daily` is Monday to Sunday, `holiday` any holiday. A
    time that ends before it starts ends on the day after. Windows of a day that overlap or meet
    become one. Raises ValueError with the piece that cannot be read.
    """
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    return _joined(window for piece in pieces for window in _read(piece))


def spell(windows: Iterable[Window]) -> str:
    """Write windows so that `parse` reads the same."""
    times = defaultdict[int, list[str]](list)
    for window in sorted(windows):
        times[window.day].append(f"{_clock(window.start)}-{_clock(window.end)}")
    runs: list[tuple[int, int]] = []  # first and last of neighbouring days with the same times
    for day in sorted(times):
        if runs and runs[-1][1] == day - 1 != HOLIDAY - 1 and times[day] == times[day - 1]:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return "; ".join(f"{_range(*run)} {','.join(times[run[0]])}" for run in runs)


def _read(piece: str) -> Iterator[Window]:
    plain = " ".join(piece.casefold().replace(_EN_DASH, "-").split())
    match = _PIECE.match(_AROUND_SIGNS.sub(r"\1", plain))
    if match is None:
        raise ValueError(piece)
    try:
        days = [day for name in match[1].split(",") for day in _days(name)]
        spans = [_span(text) for text in match[2].split(",")]
    except (KeyError, ValueError):
        raise ValueError(piece) from None
    for day in days:
        for start, end in spans:
            yield Window(day, start, end)


def _days(name: str) -> list[int]:
    """Return the days of one name, or from one to another."""
    if name in _EVERY_DAY:
        return list(range(HOLIDAY))
    first, _, last = name.partition("-")
    start, end = _NAMES[first], _NAMES[last or first]
    if HOLIDAY in {start, end} and start != end:
        raise ValueError(name)
    return (
        [start] if start == end else [day % 7 for day in range(start, end + 7 * (end < start) + 1)]
    )


def _span(text: str) -> tuple[int, int]:
    match = _SPAN.match(text)
    if match is None:
        raise ValueError(text)
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if max(start, end - 1) >= WHOLE_DAY or start == end:
        raise ValueError(text)
    return start, end or WHOLE_DAY


def _joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Join what overlaps or meets, as far as the joint window is shorter than a day, or is one."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and joined[-1].day == window.day and window.start <= _until(joined[-1]):
            start, until = joined[-1].start, max(_until(joined[-1]), _until(window))
            if until - start < WHOLE_DAY or (start, until) == (0, WHOLE_DAY):
                end = until if until <= WHOLE_DAY else until - WHOLE_DAY
                joined[-1] = Window(window.day, start, end)
                continue
        joined.append(window)
    return tuple(joined)


def _until(window: Window) -> int:
    """Return the end in minutes after the midnight before its start."""
    return window.end if window.end > window.start else window.end + WHOLE_DAY


def _range(first: int, last: int) -> str:
    if (first, last) == (0, HOLIDAY - 1):
        return "daily"
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
