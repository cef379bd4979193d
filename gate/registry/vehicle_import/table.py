"""A table out of a file of any kind: numbered rows of texts, and what may be said of the whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gate.errors import ConfigError

MOST_BYTES = 32 * 2**20
"""Of a file: a list of 110,000 vehicles has a third of that."""

MOST_ROWS = 200_000
"""Of a table: more than any city has vehicles for one gate."""

Records = Iterator[tuple[int, list[str]]]
"""Number, as the spreadsheet counts, and cells of every row that is not blank."""


class Fault(StrEnum):
    """Why a file cannot be read. In brackets: the parameters that come with it."""

    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    OLD_WORKBOOK = "old_workbook"
    DAMAGED = "damaged"
    NO_SHEET = "no_sheet"
    LARGE = "large"  # limit
    ROWS_MANY = "rows_many"  # limit
    COLUMNS_MANY = "columns_many"  # limit
    ROW_BROKEN = "row_broken"  # row
    HEADINGS_DOUBLE = "headings_double"  # first, second
    HEADINGS_MISSING = "headings_missing"  # first, second


class ImportFileError(ConfigError):
    """The file as a whole cannot be read; the message names it and the fix."""

    def __init__(self, message: str, fault: Fault = Fault.UNREADABLE, **params: str | int) -> None:
        super().__init__(message)
        self.fault = fault
        self.params = params


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `records` begins at the top every time it is called.

    `lines` is an upper bound of the rows; `notices` are for whoever imports.
    """

    records: Callable[[], Records]
    lines: int
    notices: tuple[str, ...] = ()


def check_size(name: str, content: bytes) -> None:
    """Raise ImportFileError when a file is larger than any list of vehicles."""
    if len(content) > MOST_BYTES:
        raise ImportFileError(
            f"{name}: larger than {MOST_BYTES // 2**20} MiB; this is no list of vehicles",
            Fault.LARGE,
            limit=MOST_BYTES // 2**20,
        )


def too_many_rows(name: str) -> ImportFileError:
    """Say that a table is longer than any list of vehicles."""
    return ImportFileError(
        f"{name}: more than {MOST_ROWS:,} rows; part the list", Fault.ROWS_MANY, limit=MOST_ROWS
    )
