"""Reading a list of holidays from a CSV file: a date and a name in each row."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gate.errors import ConfigError
from gate.registry import dates
from gate.registry.problems import Problem, ProblemCode
from gate.registry.timetable.form import bare
from gate.registry.timetable.holidays import Days, name_problem

_HEADINGS = {
    "day": {"tanggal", "tgl", "date", "day"},
    "name": {"nama", "hari libur", "libur", "keterangan", "name", "holiday"},
}
_WORKBOOK = b"PK\x03\x04"


class WrongRow(NamedTuple):
    """What is wrong with one row, whose number is that of the spreadsheet."""

    number: int
    problem: Problem


class HolidayFileError(ConfigError):
    """A list that cannot be taken: as a whole (the message says why), or for some of its `rows`."""

    def __init__(self, message: str, rows: tuple[WrongRow, ...] = ()) -> None:
        super().__init__(message)
        self.rows = rows


def read(name: str, content: bytes) -> Days:
    """Return the holidays of a file; HolidayFileError names every row that is wrong.

    The first row may hold headings, in either order: tanggal and nama, or date and name. Without
    them the date comes first.
    """
    days, wrong, stood = Days(), list[WrongRow](), dict[date, int]()
    for number, first, second in _rows(name, _text(name, content)):
        try:
            day = dates.parse(first)
        except ValueError:
            wrong.append(WrongRow(number, Problem(ProblemCode.DATE_WRONG, {"text": first})))
            continue
        problem = name_problem(second)
        if day in stood and days[day] != bare(second):
            problem = _repeats(day, stood[day])
        if problem is not None:
            wrong.append(WrongRow(number, problem))
            continue
        days[day] = bare(second)
        stood.setdefault(day, number)
    if wrong:
        count = "1 row is" if len(wrong) == 1 else f"{len(wrong)} rows are"
        raise HolidayFileError(f"{name}: {count} wrong", tuple(wrong))
    return days


def _repeats(day: date, earlier: int) -> Problem:
    return Problem(ProblemCode.ROW_REPEATS, {"text": dates.spell(day), "row": earlier})


def _text(name: str, content: bytes) -> str:
    if content.startswith(_WORKBOOK):
        raise HolidayFileError(f"{name}: this is a workbook; save it as CSV UTF-8 and import that")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HolidayFileError(f"{name}: this is no UTF-8; save the list as CSV UTF-8") from error


def _rows(name: str, text: str) -> Iterator[tuple[int, str, str]]:
    """Yield number, date and name of every row that is not blank, without the headings."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    at, begun = (0, 1), False
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, record in enumerate(reader, start=1):
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            titles = None if begun else _columns(cells)
            begun = True
            if titles is not None:
                at = titles
                continue
            cells += [""] * (max(at) + 1 - len(cells))
            yield number, cells[at[0]], cells[at[1]]
    except csv.Error as error:
        raise HolidayFileError(f"{name}: {error}") from error


def _columns(cells: list[str]) -> tuple[int, int] | None:
    """Return where date and name stand if these are headings of them."""
    plain = [" ".join(cell.casefold().replace("_", " ").split()) for cell in cells]
    places = {
        field: next((place for place, cell in enumerate(plain) if cell in names), None)
        for field, names in _HEADINGS.items()
    }
    day, holiday = places["day"], places["name"]
    return None if day is None or holiday is None else (day, holiday)
