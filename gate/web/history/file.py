"""History as a file: JSONL for programs, CSV and XLSX in plain words; written as it is read."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from gate.registry import spreadsheets
from gate.store.database import connect
from gate.store.history import StoredRow, record
from gate.store.search import Key, SearchFilter, search
from gate.web.board.event import event
from gate.web.board.moment import person
from gate.web.history.list import named
from gate.web.request.page import Page

FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

MOST_IN_A_WORKBOOK: Final = 100_000
"""Rows; the newest ones are written."""

_PAGE: Final = 500


class Tally:
    """How many rows were written."""

    rows = 0


def lines(page: Page, sought: SearchFilter, tally: Tally) -> Iterator[str]:
    """Write one JSON object a line, newest first."""
    for rows in _pages(page, sought):
        tally.rows += len(rows)
        yield "".join(
            json.dumps(record(row), ensure_ascii=False, allow_nan=False) + "\n" for row in rows
        )


def table(page: Page, sought: SearchFilter, tally: Tally) -> Iterator[str]:
    """Write CSV with semicolons, newest first, as Indonesian spreadsheets want it."""
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + _csv([_headings(page)])
    for rows in _pages(page, sought):
        tally.rows += len(rows)
        yield _csv(_cells(page, rows))


def workbook(page: Page, sought: SearchFilter, path: Path, tally: Tally) -> None:
    """Write a workbook of the newest rows."""

    def cells() -> Iterator[list[str]]:
        every = (each for rows in _pages(page, sought) for each in _cells(page, rows))
        for each in islice(every, MOST_IN_A_WORKBOOK):
            tally.rows += 1
            yield each

    spreadsheets.write_xlsx(path, _headings(page), cells())


def _pages(page: Page, sought: SearchFilter) -> Iterator[list[StoredRow]]:
    """Go through the rows in short looks that hold up no writer."""
    config = page.context.config
    start: Key | None = None
    with closing(connect(config.database, read_only=True)) as connection:
        while True:
            found = search(connection, config.gate_id, sought, limit=_PAGE, start=start)
            yield found.rows
            if found.rest is None:
                return
            start = found.rest


def _headings(page: Page) -> list[str]:
    say = page.say
    return [
        say("Waktu"),
        say("Jam terpercaya"),
        say("Jalur"),
        say("Kejadian"),
        say("Pelat"),
        say("Keterangan"),
        say("Alasan"),
        say("Oleh"),
        say("Nomor catatan"),
    ]


def _cells(page: Page, rows: list[StoredRow]) -> list[list[str]]:
    names = named(page, rows)
    site, language, wall = page.context.site, page.language, page.now.wall
    cells = []
    for row in rows:
        told, lane = event(row, site, names, language, wall), site.lane(row.lane)
        local = language.local(row.wall_us / 1e6)
        cells.append(
            [
                f"{local:%d-%m-%Y %H:%M:%S}",
                language.say("ya") if row.clock_trusted else language.say("tidak"),
                row.lane or "" if lane is None else site.lane_name(lane, language),
                told.title if told.title == told.badge else f"{told.title}: {told.badge}",
                told.plate,
                told.who,
                told.why,
                person(names.people, row.actor, language),
                str(row.seq),
            ]
        )
    return cells


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([spreadsheets.guarded(cell) for cell in row] for row in rows)
    return text.getvalue()
