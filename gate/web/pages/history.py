"""Riwayat: the journal in plain words, newest first, paged by key."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from gate.errors import StoreError
from gate.registry import vehicles
from gate.registry.database import reading
from gate.store import journal
from gate.store.database import connect
from gate.store.journal import StoredRow
from gate.web.archive import people, vehicles_of
from gate.web.board.event import Names, event
from gate.web.page import Page, seeing
from gate.web.places import HISTORY
from gate.web.wording.kinds import GROUPS, kinds_of

router = APIRouter()

PAGE_SIZE: Final = 50
PATIENCE: Final = 5.0
"""Seconds one look into the journal may take."""

_SEQ_DIGITS: Final = 18
_STEPS: Final = 20_000
"""Virtual machine steps of SQLite between two looks at the clock."""


@router.get("/history")
def show(
    page: Annotated[Page, Depends(seeing(HISTORY))],
    lane: str = "",
    group: str = "",
    before: str = "",
) -> Response:
    """Show fifty rows, older than `before` (`epoch.seq`) when given."""
    rows = _rows(page, lane, group, _key(before))
    shown = rows[:PAGE_SIZE]
    with reading(page.context.engine) as session:
        names = Names(vehicles.names(session, vehicles_of(shown)), people(session))
    site, language, wall = page.context.site, page.language, page.now.wall
    values: dict[str, object] = {
        "events": [event(row, site, names, language, wall) for row in shown],
        "lane": lane,
        "group": group,
        "before": before,
        "lanes": [(each.id, site.lane_name(each, language)) for each in site.lanes],
        "groups": [(code, page.say(name)) for code, (name, _) in GROUPS.items()],
        "older": f"{shown[-1].epoch}.{shown[-1].seq}" if len(rows) > PAGE_SIZE else None,
    }
    return page.show("history/page.html", values)


def _rows(page: Page, lane: str, group: str, before: tuple[str, int] | None) -> list[StoredRow]:
    """Read one row more than is shown, to know whether older ones follow."""
    config = page.context.config
    with (
        closing(connect(config.database, read_only=True)) as connection,
        _patient(page, connection),
    ):
        return journal.tail(
            connection,
            config.gate_id,
            limit=PAGE_SIZE + 1,
            before=before,
            kinds=kinds_of(group),
            lane=lane or None,
        )


@contextmanager
def _patient(page: Page, connection: sqlite3.Connection) -> Iterator[None]:
    """Give up after a while, so that no look can hold a thread for long."""
    clock = page.context.clock
    end = clock.now().monotonic + PATIENCE
    connection.set_progress_handler(lambda: int(clock.now().monotonic > end), _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"{page.context.config.database}: looking through the journal took longer than"
            f" {PATIENCE:.0f} s; ask for less at once"
        ) from error


def _key(text: str) -> tuple[str, int] | None:
    epoch, _, seq = text.partition(".")
    if not (epoch.isalnum() and seq.isdecimal() and len(seq) <= _SEQ_DIGITS):
        return None
    return epoch, int(seq)
