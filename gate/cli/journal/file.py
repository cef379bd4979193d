"""The journal as a file: JSONL for programs, CSV and XLSX for people who look into them."""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from gate.core.values.plates import display
from gate.errors import ConfigError, GateError
from gate.registry import dates
from gate.store.history import StoredRow, record

_MODE: Final = 0o600  # it holds personal data
_SHEET: Final = 1_000_000  # rows; a sheet ends soon after
_CELL: Final = 32_000  # characters; a cell ends soon after
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

_HEADINGS: Final = (
    *("time", "clock trusted", "lane", "kind", "actor", "plate", "seq", "epoch", "event id"),
    "payload",
)


def moment(text: str, zone: ZoneInfo, *, is_end: bool) -> int | None:
    """Return a day, or a day and a time, in µs; None for nothing. The end of a day is its last.

    ConfigError when it is neither.
    """
    if not text:
        return None
    with suppress(ValueError):
        at = datetime.strptime(text.strip(), "%d-%m-%Y %H:%M").replace(tzinfo=zone)
        return int(at.timestamp() * 1e6)
    try:
        day = dates.parse(text)
    except ValueError as error:
        raise ConfigError(
            f"not a date: {text}; write it like 31-12-2026 or 31-12-2026 21:30"
        ) from error
    return dates.midnight(day + timedelta(days=is_end), zone) * 1_000_000


def write_file(file: Path, rows: Iterable[StoredRow], zone: ZoneInfo) -> int:
    """Write rows as the file's ending says, and return how many; readable for its owner only.

    ConfigError for another ending, GateError when the file cannot be written.
    """
    write = {".jsonl": _write_jsonl, ".csv": _write_csv, ".xlsx": _write_xlsx}.get(file.suffix)
    if write is None:
        raise ConfigError(f"{file}: end its name in .jsonl, .csv or .xlsx")
    counted = _Counted(rows)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE))
        write(file, counted, zone)
    except OSError as error:
        raise GateError(f"{file}: {error.strerror}") from error
    return counted.number


class _Counted:
    """Counts what passes through."""

    def __init__(self, rows: Iterable[StoredRow]) -> None:
        self.number = 0
        self._rows = rows

    def __iter__(self) -> Iterator[StoredRow]:
        for row in self._rows:
            self.number += 1
            yield row


def _write_jsonl(file: Path, rows: Iterable[StoredRow], _zone: ZoneInfo) -> None:
    with file.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(record(row), ensure_ascii=False, allow_nan=False) + "\n")


def _write_csv(file: Path, rows: Iterable[StoredRow], zone: ZoneInfo) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:  # as Excel wants it
        table = csv.writer(out)
        table.writerow(_HEADINGS)
        for row in rows:
            table.writerow(map(_harmless, _cells(row, zone)))


def _write_xlsx(file: Path, rows: Iterable[StoredRow], zone: ZoneInfo) -> None:
    with closing(Workbook(str(file), {"constant_memory": True})) as book:
        sheet = None
        for number, row in enumerate(rows):
            place = number % _SHEET
            if sheet is None or place == 0:
                sheet = book.add_worksheet()
                sheet.freeze_panes(1, 0)
                sheet.write_row(0, 0, _HEADINGS)
            for column, cell in enumerate(_cells(row, zone)):
                sheet.write_string(place + 1, column, cell[:_CELL])
        if sheet is None:
            book.add_worksheet().write_row(0, 0, _HEADINGS)


def _cells(row: StoredRow, zone: ZoneInfo) -> tuple[str, ...]:
    payload = row.payload
    plate = None if payload is None else payload.get("plate")
    return (
        f"{datetime.fromtimestamp(row.wall_us / 1e6, zone):%d-%m-%Y %H:%M:%S}",
        "yes" if row.clock_trusted else "no",
        row.lane or "",
        row.kind,
        row.actor or "",
        display(plate) if isinstance(plate, str) else "",
        str(row.seq),
        row.epoch,
        row.event_id,
        "(erased)" if payload is None else json.dumps(payload, ensure_ascii=False),
    )


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from calculating what a reader or a person wrote."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
