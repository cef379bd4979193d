"""Files beside a damaged database for rows and state that it does not take, until the next start.

One file holds rows, the other the newest value of every key of the controller's state. While the
latter exists, state is written to it as well as to the database, so it is always at least as new as
the database, whichever of both survives.
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

_MODE: Final = 0o600  # it holds personal data

MAX_BYTES: Final = 64 * 2**20
"""Largest size of the rows' file."""


def save(database: Path, rows: Sequence[journal.Row], memory: Mapping[str, Json]) -> bool:
    """Write rows and state durably; return False where that fails."""
    try:
        if memory:
            _replace(database.with_name(MEMORY), json.dumps(load_memory(database) | dict(memory)))
        return not rows or _append(database.with_name(NAME), rows)
    except OSError:
        return False


def load_memory(database: Path) -> dict[str, Json]:
    """Return the spilled state, at least as new as the database's. Raises OSError."""
    try:
        return dict(json.loads(database.with_name(MEMORY).read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return {}


def exists(database: Path) -> bool:
    """Return whether there is a spill file."""
    return any(database.with_name(name).exists() for name in (NAME, MEMORY))


def merge(connection: sqlite3.Connection, gate_id: str) -> int:
    """Move the spilled rows, each once, and state into the database; return the number of rows.

    After a restore the counts of vehicles inside may be wrong: the spill does not match them.
    """
    path = location(connection)
    rows, memory = _rows(path.with_name(NAME)), load_memory(path)
    with transaction(connection), explained(connection):
        missing = [row for row in rows if not _has(connection, row)]
        journal.append(connection, gate_id, missing)
        state.save(connection, memory)
    for name in (NAME, MEMORY):
        path.with_name(name).unlink(missing_ok=True)
    return len(missing)


def _append(path: Path, rows: Sequence[journal.Row]) -> bool:
    """Append all of these rows or none, after ending a line that a power cut left incomplete."""
    text = "".join(f"{json.dumps({'row': asdict(row)})}\n" for row in rows)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _MODE)
    try:
        size = os.fstat(file).st_size
        if size > MAX_BYTES:
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
    data = text.encode()
    while data:
        data = data[os.write(file, data) :]
    os.fsync(file)


def _rows(path: Path) -> list[journal.Row]:
    """Read the spilled rows, each once."""
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
