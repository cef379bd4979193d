"""What an import changed, vehicle by vehicle, until each change has its row in the journal.

An import takes its list over in one short step. A row for each vehicle would hold the write lock
far longer, so they wait here: put down before that step, and appended after it, a few at a time.
They count once the import's own row is in the journal. Whoever comes next goes on where a power cut
or a kill left off, and drops those of an import that was given up: the registry has moved on from
the version it was decided for.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from gate.store import journal
from gate.store.database import explained, transaction
from gate.store.erasing import overwrite

STEP = 100
"""Rows appended with one commit: some ten milliseconds."""


def settle(
    connection: sqlite3.Connection,
    gate_id: str,
    *,
    breathe: Callable[[], None] = lambda: None,
    tell: Callable[[int], None] = lambda _done: None,
) -> int:
    """Append a row for every change that an import made; return how many.

    Each has the time and the author of its import. Calls `breathe` between two short steps, for
    others to take their turn, and `tell` with how many are done; what these raise ends the run, and
    the next one goes on. Needs no lock against others who do the same.
    """
    with explained(connection):
        imports = connection.execute(_SELECT_IMPORTS).fetchall()
    if imports:
        overwrite(connection)
    done = 0
    for import_id, is_made, is_past in imports:
        while is_made and (step := _append(connection, gate_id, import_id)):
            done += step
            tell(done)
            breathe()
        while is_past and not is_made and _drop(connection, import_id):
            breathe()
    return done


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many changes wait."""
    with explained(connection):
        return int(connection.execute(_SELECT_COUNT).fetchone()[0])


def _append(connection: sqlite3.Connection, gate_id: str, import_id: str) -> int:
    """Append the next few rows of an import, in the transaction that takes them out of here."""
    with transaction(connection):
        found = connection.execute(_SELECT_CHANGES, (import_id, STEP)).fetchall()
        rows = [_row(columns) for columns in found]
        if rows:
            journal.append(connection, gate_id, rows)
            connection.execute(_DELETE_CHANGES, (import_id, found[-1][0]))
    return len(rows)


def _row(columns: Sequence[Any]) -> journal.Row:
    _, kind, payload, boot_id, monotonic_ns, wall_us, trusted, actor = columns
    return journal.Row(
        event_id=uuid4().hex,
        boot_id=boot_id,
        monotonic_ns=monotonic_ns,
        wall_us=wall_us,
        clock_trusted=bool(trusted),
        lane=None,
        kind=kind,
        actor=actor,
        payload=json.loads(payload),
    )


def _drop(connection: sqlite3.Connection, import_id: str) -> int:
    """Delete some of what waits for an import that can never be."""
    with transaction(connection):
        return connection.execute(_DELETE_SOME, (import_id, STEP)).rowcount


_SELECT_COUNT = "SELECT count(*) FROM pending_change"

_SELECT_IMPORTS = """
    SELECT import_id, EXISTS (SELECT 1 FROM journal WHERE event_id = import_id),
        planned_for < (SELECT version FROM registry_state)
    FROM (SELECT DISTINCT import_id, planned_for FROM pending_change)
"""

_SELECT_CHANGES = """
    SELECT row, change.kind, payload, boot_id, monotonic_ns, wall_us, clock_trusted, actor
    FROM pending_change AS change JOIN journal ON event_id = import_id
    WHERE import_id = ? ORDER BY row LIMIT ?
"""

_DELETE_CHANGES = "DELETE FROM pending_change WHERE import_id = ? AND row <= ?"

_DELETE_SOME = """
    DELETE FROM pending_change
    WHERE import_id = ?1 AND row IN (
        SELECT row FROM pending_change WHERE import_id = ?1 ORDER BY row LIMIT ?2)
"""
