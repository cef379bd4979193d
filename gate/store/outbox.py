"""The journal as an outbox: rows that the broker has not acknowledged."""

import sqlite3

from gate.store.database import explained
from gate.store.history import StoredRow, following


def pending(connection: sqlite3.Connection, gate_id: str, limit: int) -> list[StoredRow]:
    """Return the oldest unacknowledged rows, at most `limit`, in the order they were written."""
    with explained(connection):
        epochs = connection.execute(_SELECT_EPOCHS, (gate_id,)).fetchall()
    rows: list[StoredRow] = []
    for epoch, acked_seq in epochs:
        rows += following(connection, gate_id, epoch, acked_seq, limit - len(rows))
        if len(rows) >= limit:
            break
    return rows


def acknowledge(connection: sqlite3.Connection, gate_id: str, epoch: str, seq: int) -> None:
    """Store that the broker has every row of the epoch up to `seq`; never goes back."""
    with explained(connection):
        connection.execute(_UPDATE_ACKED, (seq, gate_id, epoch))


def backlog(connection: sqlite3.Connection, gate_id: str) -> int:
    """Return the number of unacknowledged rows, in constant time."""
    with explained(connection):
        (rows,) = connection.execute(_SELECT_BACKLOG, (gate_id,)).fetchone()
    return int(rows)


_SELECT_EPOCHS = "SELECT epoch, acked_seq FROM journal_epoch WHERE gate_id = ? ORDER BY ordinal"

_UPDATE_ACKED = """
    UPDATE journal_epoch SET acked_seq = ?1
    WHERE gate_id = ?2 AND epoch = ?3 AND acked_seq < ?1
"""

_SELECT_BACKLOG = """
    SELECT coalesce(sum(max(0, head - acked_seq)), 0)
    FROM (
        SELECT acked_seq, coalesce((
            SELECT seq FROM journal
            WHERE journal.gate_id = journal_epoch.gate_id AND journal.epoch = journal_epoch.epoch
            ORDER BY seq DESC LIMIT 1), 0) AS head
        FROM journal_epoch WHERE gate_id = ?)
"""
