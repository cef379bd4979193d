"""Rows that a damaged database does not take, kept beside it until the next start."""

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from gate.core.commands import Json
from gate.store import journal, state
from gate.store.database import explained, location, transaction

NAME: Final = "gate.db.aside"

_MODE: Final = 0o600  # it names people

MOST_BYTES: Final = 64 * 2**20
"""Of the file: far more rows than anybody leaves a damaged database alone for."""


def keep(database: Path, rows: Sequence[journal.Row], memory: Mapping[str, Json]) -> bool:
    """Write rows and what is to be remembered with them, durably; False when that cannot be."""
    lines = [json.dumps({"row": asdict(row)}) for row in rows]
    lines.append(json.dumps({"state": dict(memory)}))
    try:
        path, flags = database.with_name(NAME), os.O_WRONLY | os.O_APPEND | os.O_CREAT
        with os.fdopen(os.open(path, flags, _MODE), "a", encoding="utf-8") as file:
            if file.tell() > MOST_BYTES:
                return False
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def is_left(database: Path) -> bool:
    """Whether something was kept."""
    return database.with_name(NAME).exists()


def take_in(connection: sqlite3.Connection, gate_id: str) -> int:
    """Append what was kept to the journal, each row once, and return how many; the file goes.

    Who is inside is unsure afterwards where the database is another one: the counts do not fit.
    """
    path = location(connection).with_name(NAME)
    rows: list[journal.Row] = []
    memory: dict[str, Json] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(AttributeError, TypeError, ValueError):  # a power cut may have torn the last
            entry = json.loads(line)
            memory |= entry.get("state", {})
            if "row" in entry:
                rows.append(journal.Row(**entry["row"]))
    with transaction(connection), explained(connection):
        missing = [row for row in rows if not _has(connection, row)]
        journal.append(connection, gate_id, missing)
        state.save(connection, memory)
    path.unlink()
    return len(missing)


def _has(connection: sqlite3.Connection, row: journal.Row) -> bool:
    return connection.execute(_SELECT_EVENT, (row.event_id,)).fetchone() is not None


_SELECT_EVENT = "SELECT 1 FROM journal WHERE event_id = ?"
