"""The changes of an import, one per vehicle, until each has its row in the journal.

An import writes its vehicles in one short transaction. Journal rows for all of them would hold the
write lock far longer, so the changes wait here: stored before that transaction, and appended to the
journal after it, a few at a time. They are valid once the import's own row is in the journal. After
a power cut the next run goes on, and drops the changes of an abandoned import, whose registry
version is past.
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


def append_rows(
    connection: sqlite3.Connection,
    gate_id: str,
    *,
    between_steps: Callable[[], None] = lambda: None,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Append a row for every change of finished imports; return how many.

    The rows have time and author of their import. `between_steps` is called between two
    transactions, so that others can write, and `on_progress` with how many are done; what these
    raise ends the run, and the next one goes on. Several processes may run this at once.
    """
    with explained(connection):
        imports = connection.execute(_SELECT_IMPORTS).fetchall()
    if imports:
        overwrite(connection)
    done = 0
    for import_id, is_made, is_past in imports:
        while is_made and (step := _append(connection, gate_id, import_id)):
            done += step
            on_progress(done)
            between_steps()
        while is_past and not is_made and _drop(connection, import_id):
            between_steps()
    return done


def waiting(connection: sqlite3.Connection) -> int:
    """Return the number of waiting changes."""
    with explained(connection):
        return int(connection.execute(_SELECT_COUNT).fetchone()[0])


def _append(connection: sqlite3.Connection, gate_id: str, import_id: str) -> int:
    """Append the next few rows of an import and delete their changes, in one transaction."""
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
    """Delete some changes of an abandoned import; return how many."""
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
