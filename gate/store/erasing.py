"""Erasing payloads of the journal without breaking its hash chain.

The chain holds only a payload's salted digest, which reveals nothing without salt and payload.
Nothing here holds the write lock for longer than a few rows.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gate.store.database import explained, transaction

WINDOW = 100
"""Rows read, and payloads erased, at a time: a few milliseconds."""


class Subject(StrEnum):
    """Whom a row is about; each has its own retention time."""

    REGISTERED = "registered"
    VISITOR = "visitor"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A row with its payload and a trusted time. `subject` None = it is about nobody."""

    epoch: str
    seq: int
    wall_us: int
    subject: Subject | None


def with_payloads(
    connection: sqlite3.Connection, gate_id: str, before_us: int
) -> Iterator[list[DatedRow]]:
    """Yield the rows that have a payload and are older than `before_us`, newest first.

    Every list comes from a separate short read. A row without a trusted clock gets the time of the
    next trusted one; without such a row it is not yielded.
    """
    for epoch, last in _epochs(connection, gate_id):
        trusted_us = None
        for top in range(last, 0, -WINDOW):
            bounds = (gate_id, epoch, top - WINDOW, top, before_us)
            with explained(connection):
                rows = connection.execute(_SELECT_WINDOW, bounds).fetchall()
            found = []
            for seq, trusted, wall_us, subject in rows:
                trusted_us = wall_us if trusted else trusted_us
                if subject is not None and trusted_us is not None and trusted_us < before_us:
                    found.append(DatedRow(epoch, seq, trusted_us, Subject(subject)))
            yield found


def naming(
    connection: sqlite3.Connection, gate_id: str, terms: Sequence[str], vehicles: Sequence[int]
) -> Iterator[list[tuple[str, int]]]:
    """Yield (epoch, seq) of the rows whose payload contains one of these words or vehicles."""
    wanted = json.dumps(list(terms)), json.dumps(list(vehicles))
    for epoch, last in _epochs(connection, gate_id):
        for top in range(last, 0, -WINDOW):
            bounds = (gate_id, epoch, top - WINDOW, top, *wanted)
            with explained(connection):
                rows = connection.execute(_SELECT_NAMING, bounds).fetchall()
            yield [(epoch, seq) for (seq,) in rows]


def words(
    connection: sqlite3.Connection, gate_id: str, is_meant: Callable[[str, int], bool]
) -> Iterator[list[tuple[str, int]]]:
    """Yield (epoch, seq) of the rows with a word for which `is_meant(word, µs)` is true."""
    for epoch, last in _epochs(connection, gate_id):
        for top in range(last, 0, -WINDOW):
            with explained(connection):
                rows = connection.execute(_SELECT_WORDS, (gate_id, epoch, top - WINDOW, top))
                meant = {seq for seq, wall_us, word in rows if is_meant(word, wall_us)}
            yield [(epoch, seq) for seq in sorted(meant)]


def erase(connection: sqlite3.Connection, gate_id: str, rows: Sequence[tuple[str, int]]) -> int:
    """Erase the payloads of these rows (epoch, seq) for good; return how many."""
    if not rows:
        return 0
    overwrite(connection)
    with transaction(connection):
        keys = [(gate_id, epoch, seq) for epoch, seq in rows]
        return connection.executemany(_DELETE_PAYLOAD, keys).rowcount


def checkpoint(connection: sqlite3.Connection) -> None:
    """Empty the write-ahead log, in which erased payloads would stay readable."""
    with explained(connection):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def overwrite(connection: sqlite3.Connection) -> None:
    """Let SQLite overwrite what this connection deletes from now on."""
    with explained(connection):
        connection.execute("PRAGMA secure_delete=ON").fetchall()


def _epochs(connection: sqlite3.Connection, gate_id: str) -> list[tuple[Any, ...]]:
    with explained(connection):
        return connection.execute(_SELECT_EPOCHS, (gate_id,)).fetchall()


_SELECT_EPOCHS = """
    SELECT epoch, coalesce((
        SELECT seq FROM journal
        WHERE journal.gate_id = journal_epoch.gate_id AND journal.epoch = journal_epoch.epoch
        ORDER BY seq DESC LIMIT 1), 0)
    FROM journal_epoch WHERE gate_id = ? ORDER BY ordinal DESC
"""

_SELECT_WINDOW = """
    SELECT seq, clock_trusted, wall_us, CASE
        WHEN payload IS NULL OR (clock_trusted AND wall_us >= ?5) THEN NULL
        WHEN kind GLOB 'boom.*' OR kind GLOB 'gate.*' OR kind GLOB 'journal.*'
            OR kind GLOB 'clock.*' OR kind GLOB 'retention.*' OR kind GLOB 'privacy.*'
            OR kind GLOB 'backup.*' OR kind GLOB 'store.*' OR kind GLOB 'reader.*' THEN NULL
        WHEN NOT json_valid(payload) THEN 'unknown'
        WHEN coalesce(json_extract(payload, '$.permit.category'),
            json_extract(payload, '$.after.category'), json_extract(payload, '$.before.category'),
            (SELECT category FROM vehicle WHERE id = json_extract(payload, '$.vehicle'))
            ) = 'visitor' THEN 'visitor'
        WHEN json_extract(payload, '$.vehicle') IS NOT NULL
            OR kind GLOB 'admin.*' OR kind GLOB 'export.*' THEN 'registered'
        WHEN EXISTS (
            SELECT 1 FROM json_tree(payload)
            WHERE atom <> '' AND (path GLOB '$.reads*'
                OR key IN ('plate', 'tag', 'code', 'credential', 'holder', 'value', 'vehicle'))
            ) THEN 'unknown'
        WHEN kind GLOB 'order.*' THEN 'registered'
        END
    FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ?1 AND epoch = ?2 AND seq > ?3 AND seq <= ?4
    ORDER BY seq DESC
"""

_SELECT_NAMING = """
    SELECT seq FROM journal_payload
    WHERE gate_id = ?1 AND epoch = ?2 AND seq > ?3 AND seq <= ?4
        AND (NOT json_valid(payload) AND EXISTS (
                SELECT 1 FROM json_each(?5) WHERE instr(payload, value))
            OR json_valid(payload) AND (
                json_extract(payload, '$.vehicle') IN (SELECT value FROM json_each(?6))
                OR EXISTS (
                    SELECT 1 FROM json_tree(payload) WHERE atom IN (
                        SELECT value FROM json_each(?5)))))
    ORDER BY seq DESC
"""

_SELECT_WORDS = """
    SELECT seq, wall_us, CASE WHEN key = 'vehicle' THEN 'vehicle:' || atom ELSE atom END
    FROM journal JOIN journal_payload USING (gate_id, epoch, seq), json_tree(payload)
    WHERE gate_id = ?1 AND epoch = ?2 AND seq > ?3 AND seq <= ?4
        AND json_valid(payload) AND (json_tree.type = 'text' OR key = 'vehicle') AND atom <> ''
"""

_DELETE_PAYLOAD = "DELETE FROM journal_payload WHERE gate_id = ? AND epoch = ? AND seq = ?"
