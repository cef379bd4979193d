"""What a damaged database does not take, kept beside it until the next start.

Rows stand in one file, what is to be remembered in another, of each key the newest value: while
that is left, nothing newer goes into the database that is not here too. So it always outranks what
the database remembers, whichever of both has survived.
"""

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from gate.core.values.commands import Json
from gate.store import journal, state
from gate.store.database import explained, location, transaction

NAME: Final = "gate.db.aside"
MEMORY: Final = "gate.db.aside.memory"

_MODE: Final = 0o600  # it names people

MOST_BYTES: Final = 64 * 2**20
"""Of the rows: far more than anybody leaves a damaged database alone for."""


def keep(database: Path, rows: Sequence[journal.Row], memory: Mapping[str, Json]) -> bool:
    """Write rows and what is to be remembered with them, durably; False when that cannot be."""
    try:
        if memory:
            _replace(database.with_name(MEMORY), json.dumps(recall(database) | dict(memory)))
        return not rows or _append(database.with_name(NAME), rows)
    except OSError:
        return False


def recall(database: Path) -> dict[str, Json]:
    """Return what is to be remembered, newer than what the database remembers. Raises OSError."""
    try:
        return dict(json.loads(database.with_name(MEMORY).read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return {}


def is_left(database: Path) -> bool:
    """Whether something was kept."""
    return any(database.with_name(name).exists() for name in (NAME, MEMORY))


def take_in(connection: sqlite3.Connection, gate_id: str) -> int:
    """Append what was kept to the journal, each row once, and return how many; the files go.

    Who is inside is unsure afterwards where the database is another one: the counts do not fit.
    """
    path = location(connection)
    rows, memory = _rows(path.with_name(NAME)), recall(path)
    with transaction(connection), explained(connection):
        missing = [row for row in rows if not _has(connection, row)]
        journal.append(connection, gate_id, missing)
        state.save(connection, memory)
    for name in (NAME, MEMORY):
        path.with_name(name).unlink(missing_ok=True)
    return len(missing)


def _append(path: Path, rows: Sequence[journal.Row]) -> bool:
    """Add all of these rows or none; half a line that a power cut left is ended first."""
    text = "".join(f"{json.dumps({'row': asdict(row)})}\n" for row in rows)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
    try:
        size = os.fstat(file).st_size
        if size > MOST_BYTES:
            return False
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        try:
            _write(file, f"\n{text}" if torn else text)
        except OSError:
            os.ftruncate(file, size)
            raise
    finally:
        os.close(file)
    return True


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    try:
        _write(file, text)
    finally:
        os.close(file)
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(file: int, text: str) -> None:
    left = text.encode()
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)


def _rows(path: Path) -> list[journal.Row]:
    """Read what was kept, each row once."""
    rows: dict[str, journal.Row] = {}
    lines: list[str] = []
    with suppress(FileNotFoundError):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines:
        with suppress(KeyError, TypeError, ValueError):  # a power cut may have torn the last
            row = journal.Row(**json.loads(line)["row"])
            rows[row.event_id] = row
    return list(rows.values())


def _has(connection: sqlite3.Connection, row: journal.Row) -> bool:
    return connection.execute(_SELECT_EVENT, (row.event_id,)).fetchone() is not None


_SELECT_EVENT = "SELECT 1 FROM journal WHERE event_id = ?"
