"""Reading a list of vehicles from a CSV file, however the spreadsheet wrote it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from gate.errors import GateError
from gate.registry.import_words import HEADINGS, field_of

_WORKBOOK = b"PK\x03\x04"
_DECLARATION = re.compile(r"(?i)^sep=(.)\s*$")  # what spreadsheets put above the headings
_BLANK = {"", "-", "\N{EN DASH}"}  # people write a dash where they have nothing to write


class ImportFileError(GateError):
    """The file as a whole cannot be read; the message names it and the fix."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One vehicle of the file: `number` as the spreadsheet counts, the headings being a row too.

    `cells` holds what is filled in, by field of the form; `surplus` what stands beyond the last
    heading.
    """

    number: int
    cells: dict[str, str]
    surplus: str


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file whose headings are understood.

    `headings` names each field as the file does. `notices` are for whoever imports. `lines` is an
    upper bound of the rows, good enough for a progress bar.
    """

    name: str
    headings: dict[str, str]
    notices: tuple[str, ...]
    lines: int
    _text: str
    _delimiter: str

    @classmethod
    def read(cls, name: str, content: bytes) -> Self:
        """Decode a file and understand its headings; ImportFileError names the fix."""
        decoded, notices = _decode(name, content)
        text, delimiter = _cut(decoded)
        _, titles = next(_records(name, text, delimiter), (0, []))
        headings, unknown = _headings(name, titles)
        notices += [f"column {title!r} is not used" for title in unknown]
        return cls(name, headings, tuple(notices), text.count("\n") + 1, text, delimiter)

    def rows(self) -> Iterator[ImportRow]:
        """Yield the rows that have anything filled in, from the top."""
        records = _records(self.name, self._text, self._delimiter)
        _, titles = next(records)
        fields = [field_of(title) for title in titles]
        for number, record in records:
            filled = zip(fields, (cell.strip() for cell in record), strict=False)
            yield ImportRow(
                number=number,
                cells={field: cell for field, cell in filled if field and cell not in _BLANK},
                surplus=" ".join(record[len(fields) :]).strip(),
            )


def _decode(name: str, content: bytes) -> tuple[str, list[str]]:
    if content.startswith(_WORKBOOK):
        raise ImportFileError(f"{name}: this is a workbook; save it as CSV UTF-8 and import that")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{name}: this is no text; save the list as CSV UTF-8") from error
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


def _records(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (number, cells) of every row that is not blank."""
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, record in enumerate(reader, start=1):
            if any(map(str.strip, record)):
                yield number, record
    except csv.Error as error:
        raise ImportFileError(f"{name}: row {number + 1}: {error}") from error


def _headings(name: str, titles: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the heading of each field, and those that mean nothing to us."""
    headings: dict[str, str] = {}
    unknown = []
    for title in filter(None, map(str.strip, titles)):
        field = field_of(title)
        if field is None:
            unknown.append(title)
        elif field in headings:
            raise ImportFileError(
                f"{name}: columns {headings[field]!r} and {title!r} mean the same; keep one"
            )
        else:
            headings[field] = title
    if not headings.keys() & {"plate", "tags"}:
        raise ImportFileError(
            f"{name}: no column {HEADINGS['plate'][0]!r} or {HEADINGS['tags'][0]!r} in the first"
            " row; write the headings there"
        )
    return headings, unknown
