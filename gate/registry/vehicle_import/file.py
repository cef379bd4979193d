"""Understanding a list of vehicles: which column is which, and what stands in each row."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Self

from gate.registry.import_headings import HEADINGS, field_of
from gate.registry.spreadsheets import bare
from gate.registry.vehicle_import import csv as import_csv
from gate.registry.vehicle_import import xlsx as import_xlsx
from gate.registry.vehicle_import.table import Fault, ImportFileError, Records, Table, check_size

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

    `headings` names each field as the file does. `notices` are for whoever imports: `unused` are
    headings that mean nothing to us, and letters were `guessed` where the file does not say how it
    is written. `lines` is an upper bound of the rows, good enough for a progress bar.
    """

    name: str
    headings: dict[str, str]
    notices: tuple[str, ...]
    lines: int
    unused: tuple[str, ...]
    guessed: bool
    _table: Table

    @classmethod
    def read(cls, name: str, content: bytes) -> Self:
        """Read a CSV file or a workbook and its headings; ImportFileError names the fix."""
        check_size(name, content)
        if content.startswith(_OLD_WORKBOOK):
            raise ImportFileError(
                f"{name}: an old or locked workbook; save it as XLSX", Fault.OLD_WORKBOOK
            )
        kind = import_xlsx if content.startswith(import_xlsx.MAGIC) else import_csv
        table = kind.read(name, content)
        _, titles = next(table.records(), (0, []))
        headings, unknown = _headings(name, titles)
        notices = (*table.notices, *(f"column {title!r} is not used" for title in unknown))
        guessed = bool(table.notices)
        return cls(name, headings, notices, table.lines, tuple(unknown), guessed, table)

    def without(self, numbers: Collection[int]) -> Self:
        """Leave out rows by number, as if the file never had them."""

        def records() -> Records:
            every = self._table.records()
            yield next(every)
            yield from (each for each in every if each[0] not in numbers)

        return replace(self, _table=replace(self._table, records=records))

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
                f"{name}: columns {headings[field]!r} and {title!r} mean the same; keep one",
                Fault.HEADINGS_DOUBLE,
                first=headings[field],
                second=title,
            )
        else:
            headings[field] = title
    if headings.keys().isdisjoint(_TELLING):
        raise ImportFileError(
            f"{name}: no column {HEADINGS['plate'][0]!r} or {HEADINGS['tags'][0]!r} in the first"
            " row; write the headings there",
            Fault.HEADINGS_MISSING,
            first=HEADINGS["plate"][0],
            second=HEADINGS["tags"][0],
        )
    return headings, unknown
