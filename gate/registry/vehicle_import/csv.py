"""Reading a table from a CSV file, however the spreadsheet wrote it."""

import csv
import io
import re

from gate.registry.import_headings import field_of
from gate.registry.vehicle_import.table import (
    MOST_ROWS,
    Fault,
    ImportFileError,
    Records,
    Table,
    too_many_rows,
)

_DECLARATION = re.compile(r"(?i)^sep=(.)\s*$")  # what spreadsheets put above the headings


def read(name: str, content: bytes) -> Table:
    """Decode a file and find out what stands between its cells; ImportFileError names the fix."""
    decoded, notices = _decode(name, content)
    text, delimiter = _cut(decoded)
    return Table(lambda: _records(name, text, delimiter), text.count("\n") + 1, tuple(notices))


def _decode(name: str, content: bytes) -> tuple[str, list[str]]:
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ImportFileError(
            f"{name}: this is no text; save the list as CSV UTF-8", Fault.NO_TEXT
        ) from error
    return text, ["the file is not UTF-8 and was read as Windows-1252; check names with accents"]


def _cut(text: str) -> tuple[str, str]:
    """Return the table without a declaration above it, and the sign between its cells."""
    first, _, rest = text.partition("\n")
    if match := _DECLARATION.match(first):
        return rest, match[1]
    titles = next((line for line in text.splitlines() if line.strip()), "")
    known = {
        sign: sum(field_of(each) is not None for each in titles.split(sign)) for sign in ";,\t"
    }
    return text, max(known, key=known.__getitem__)


def _records(name: str, text: str, delimiter: str) -> Records:
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, record in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise too_many_rows(name)
            if any(map(str.strip, record)):
                yield number, record
    except csv.Error as error:
        raise ImportFileError(
            f"{name}: row {number + 1}: {error}", Fault.ROW_BROKEN, row=number + 1
        ) from error
