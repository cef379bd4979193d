"""Reading a table from the first sheet of an XLSX workbook.

A workbook is a ZIP archive of XML and comes from anybody. Before the reader sees it, it is unpacked
within limits and packed anew from what was counted, so that neither a small archive that unpacks to
gigabytes nor a lone cell in the last corner of the sheet can take the machine's memory.
"""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from gate.registry.vehicle_import.table import (
    MOST_ROWS,
    Fault,
    ImportFileError,
    Table,
    too_many_rows,
)

MAGIC = b"PK\x03\x04"
"""How a workbook begins."""

MOST_UNPACKED = 256 * 2**20
"""Bytes of all parts of a workbook that are read; 110,000 vehicles take about a third."""

MOST_PARTS = 1_000
MOST_COLUMNS = 256
"""Columns; far more than a list of vehicles has, and few enough for so many rows in memory."""

_CHUNK = 2**20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_OVERLAP = 64  # bytes; the longest place that may lie across two chunks
_READ = re.compile(r"(?i)\.(xml|rels)$")

_Cell = int | float | str | bool | date | datetime | time | timedelta


def read(name: str, content: bytes) -> Table:
    """Read the first sheet of a workbook; ImportFileError names the fix."""
    try:
        with _repacked(name, content) as path:
            rows = _first_sheet(name, path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ImportFileError(
            f"{name}: the workbook is damaged or locked; {_FIX}", Fault.DAMAGED
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise ImportFileError(f"{name}: this is no XLSX workbook; {_FIX}", Fault.DAMAGED) from error
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    return Table(lambda: iter(numbered), len(rows))


_FIX = "open it in a spreadsheet and save it as XLSX anew, without a password"


def _first_sheet(name: str, path: Path) -> list[list[str]]:
    with CalamineWorkbook.from_path(path) as workbook:
        sheets = (each for each in workbook.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet)
        first = next(sheets, None)
        if first is None:
            raise ImportFileError(
                f"{name}: the workbook has no sheet; write the list into one", Fault.NO_SHEET
            )
        table = workbook.get_sheet_by_name(first.name).to_python(skip_empty_area=False)
    return [[_text(cell).strip() for cell in row] for row in table]


def _text(cell: _Cell) -> str:
    """Write a cell as people would have typed it."""
    match cell:
        case str():
            return cell
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return f"{cell + timedelta(microseconds=500_000):%Y-%m-%d %H:%M:%S}"
        case _:
            return str(cell)


@contextmanager
def _repacked(name: str, content: bytes) -> Iterator[Path]:
    """Write an archive of what is read of a workbook, unpacked within the limits."""
    left = MOST_UNPACKED
    with (
        zipfile.ZipFile(BytesIO(content)) as archive,
        tempfile.NamedTemporaryFile(suffix=".xlsx") as file,
    ):
        parts = [each for each in archive.infolist() if _READ.search(each.filename)]
        if len(parts) > MOST_PARTS or len({each.filename for each in parts}) < len(parts):
            raise zipfile.BadZipFile("odd parts")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as sound:
            for part in parts:
                check = _corner_check(name)
                with archive.open(part) as packed, sound.open(part.filename, "w") as copy:
                    while chunk := packed.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise ImportFileError(
                                f"{name}: unpacks to more than {MOST_UNPACKED // 2**20} MiB;"
                                " this is no list of vehicles",
                                Fault.LARGE,
                                limit=MOST_UNPACKED // 2**20,
                            )
                        check(chunk)
                        copy.write(chunk)
        file.flush()
        yield Path(file.name)


def _corner_check(name: str) -> Callable[[bytes], None]:
    """Return what looks through a part, chunk by chunk, for cells beyond the limits.

    The reader makes room for the whole rectangle of a sheet, however few of its cells are filled.
    """
    tail = b""

    def check(chunk: bytes) -> None:
        nonlocal tail
        if b"\0" in chunk:
            raise zipfile.BadZipFile("not UTF-8")  # in which no place could be found
        for column, row in _PLACE.findall(tail + chunk):
            if len(row) > len("1048576") or int(row) > MOST_ROWS:
                raise too_many_rows(name)
            if len(column) > len("XFD") or _number(column) > MOST_COLUMNS:
                raise ImportFileError(
                    f"{name}: more than {MOST_COLUMNS} columns; keep those needed",
                    Fault.COLUMNS_MANY,
                    limit=MOST_COLUMNS,
                )
        tail = chunk[-_OVERLAP:]

    return check


def _number(column: bytes) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in column.upper():
        number = 26 * number + letter - ord("A") + 1
    return number
