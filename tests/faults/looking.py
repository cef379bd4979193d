"""Looks into a database from inside a disk that only some processes see: rows and verdict."""

import contextlib
import pickle
import sys
from pathlib import Path

from gate.store import journal
from gate.store.database import connect
from gate.store.journal import StoredRow, Verification

Look = tuple[list[StoredRow], Verification]


def look(database: Path, gate_id: str) -> Look:
    """Return all rows, oldest first, and what is to be said of their chain."""
    with contextlib.closing(connect(database, read_only=True)) as connection:
        rows = journal.tail(connection, gate_id, limit=100_000)[::-1]
        return rows, journal.verify(connection, gate_id)


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(look(Path(sys.argv[1]), sys.argv[2])))
