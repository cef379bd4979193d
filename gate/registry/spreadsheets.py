"""Tables written for spreadsheets: CSV and XLSX, in which no cell is taken for a formula.

A text that a spreadsheet might run gets an apostrophe in front, in both formats, and the import
takes it off again. In XLSX such texts would be safe without it, until somebody edits the cell.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import xlsxwriter

from gate.errors import ConfigError, GateError

_GUARD = "'"
_RISKY = frozenset("=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}")
_GUARDED = _RISKY | {
    _GUARD,
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
    "\N{EN DASH}",
}
_WIDTH = 18  # characters of a column

Rows = Iterable[Sequence[str]]


class SpreadsheetError(GateError):
    """A table cannot be written; the message names the file and the fix."""


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return _GUARD + cell if cell[:1] in _GUARDED and cell else cell


def bare(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if cell[:1] == _GUARD and cell[1:2] in _GUARDED and cell[1:] else cell


def write(path: Path, headings: Sequence[str], rows: Rows) -> int:
    """Write a table to a file named .csv or .xlsx and return the number of its rows.

    ConfigError when the name says neither, SpreadsheetError when the file cannot be written.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            path.touch()  # its writer finds out only at the end, and leaves files behind
            return write_xlsx(path, headings, rows)
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                return write_csv(file, headings, rows)
    except OSError as error:
        fix = "name a file that can be written"
        raise SpreadsheetError(f"{path}: {error.strerror}; {fix}") from error
    raise ConfigError(f"{path}: name the file .csv or .xlsx")


def write_csv(file: TextIO, headings: Sequence[str], rows: Rows) -> int:
    """Write a table with semicolons, as Indonesian spreadsheets want it."""
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    number = 0
    for row in rows:
        writer.writerow(map(guarded, row))
        number += 1
    return number


def write_xlsx(path: Path, headings: Sequence[str], rows: Rows) -> int:
    """Write a table as a workbook of one sheet, every cell a text."""
    number = 0
    options = {"constant_memory": True, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        sheet = workbook.add_worksheet()
        sheet.set_column(0, len(headings) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, guarded(cell))
    return number
