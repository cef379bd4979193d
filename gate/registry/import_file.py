"""Understanding a list of vehicles: which column is which, and what stands in each row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from gate.registry import import_csv, import_xlsx
from gate.registry.import_table import ImportFileError, Table, check_size
from gate.registry.import_words import HEADINGS, field_of
from gate.registry.spreadsheets import bare

__all__ = ["ImportFile", "ImportFileError", "ImportRow"]

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # XLS, and XLSX with a password
_BLANK = {"", "-", "\N{EN DASH}"}  # people write a dash where they have nothing to write
_TELLING = ("plate", "tags", "codes")  # one of these columns there must be


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
    _table: Table

    @classmethod
    def read(cls, name: str, content: bytes) -> Self:
        """Read a CSV file or a workbook and its headings; ImportFileError names the fix."""
        check_size(name, content)
        if content.startswith(_OLD_WORKBOOK):
            raise ImportFileError(f"{name}: an old or locked workbook; save it as XLSX")
        kind = import_xlsx if content.startswith(import_xlsx.MAGIC) else import_csv
        table = kind.read(name, content)
        _, titles = next(table.records(), (0, []))
        headings, unknown = _headings(name, titles)
        unused = (f"column {title!r} is not used" for title in unknown)
        return cls(name, headings, (*table.notices, *unused), table.lines, table)

    def rows(self) -> Iterator[ImportRow]:
        """Yield the rows that have anything filled in, from the top."""
        records = self._table.records()
        _, titles = next(records)
        fields = [field_of(title) for title in titles]
        for number, record in records:
            filled = zip(fields, (cell.strip() for cell in record), strict=False)
            yield ImportRow(
                number=number,
                cells={field: bare(cell) for field, cell in filled if field and cell not in _BLANK},
                surplus=" ".join(record[len(fields) :]).strip(),
            )


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
    if headings.keys().isdisjoint(_TELLING):
        raise ImportFileError(
            f"{name}: no column {HEADINGS['plate'][0]!r} or {HEADINGS['tags'][0]!r} in the first"
            " row; write the headings there"
        )
    return headings, unknown
