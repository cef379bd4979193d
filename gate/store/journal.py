"""The journal of arrivals, decisions, actions and changes by staff, chained by hashes.

The key of a row is (gate_id, epoch, seq). Only `append` writes rows; the controller and the
web process both use it, inside their own transactions.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes, token_hex
from uuid import uuid4

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.store import chain
from gate.store.database import explained, require_transaction
from gate.store.history import StoredRow, newest_trusted, tail
from gate.store.verification import Verification, verify

__all__ = [
    "Row",
    "StoredRow",
    "Verification",
    "append",
    "newest_trusted",
    "start_epoch",
    "tail",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Row:
    """A row to append to the journal.

    `event_id` is what other rows refer to; `boot_id` and `monotonic_ns` belong together; `wall_us`
    is POSIX microseconds UTC. `actor` is a number or a client, never a name.
    """

    event_id: str
    boot_id: str
    monotonic_ns: int
    wall_us: int
    clock_trusted: bool
    lane: str | None
    kind: str
    actor: str | None
    payload: Mapping[str, Json]


def append(connection: sqlite3.Connection, gate_id: str, rows: Sequence[Row]) -> int:
    """Write rows at the end of the journal and return the last seq.

    The caller holds a transaction; nothing is durable before its commit. Without any epoch the
    first one starts here.
    """
    require_transaction(connection)
    with explained(connection):
        head = _head(connection, gate_id)
        if not rows:
            return 0 if head is None else head.seq
        if head is None:
            head = start_epoch(connection, gate_id, rows[0])
        return _extend(connection, gate_id, head, rows).seq


def start_epoch(connection: sqlite3.Connection, gate_id: str, cause: Row) -> chain.Head:
    """Start a new epoch, as after a restore; its first row names the end of the epoch before.

    That row has the boot and times of `cause`. The caller holds a transaction.
    """
    require_transaction(connection)
    with explained(connection):
        before = _head(connection, gate_id)
        epoch = token_hex(8)
        connection.execute(_INSERT_EPOCH, (gate_id, epoch))
        first = Row(
            event_id=uuid4().hex,
            boot_id=cause.boot_id,
            monotonic_ns=cause.monotonic_ns,
            wall_us=cause.wall_us,
            clock_trusted=cause.clock_trusted,
            lane=None,
            kind=RowKind.JOURNAL_EPOCH,
            actor=None,
            payload=chain.origin(before),
        )
        return _extend(connection, gate_id, chain.Head(epoch, 0, chain.GENESIS), [first])


def _head(connection: sqlite3.Connection, gate_id: str) -> chain.Head | None:
    row = connection.execute(_SELECT_HEAD, (gate_id,)).fetchone()
    return None if row is None else chain.Head(*row)


def _extend(
    connection: sqlite3.Connection, gate_id: str, head: chain.Head, rows: Sequence[Row]
) -> chain.Head:
    epoch, seq, prev_hash = head
    headers, payloads = [], []
    for row in rows:
        seq += 1
        payload, salt = chain.canonical(row.payload), token_bytes(16)
        payload_digest = chain.digest(salt, payload.encode())
        header = (
            gate_id,
            epoch,
            seq,
            row.event_id,
            row.boot_id,
            row.monotonic_ns,
            row.wall_us,
            row.clock_trusted,
            row.lane,
            row.kind,
            row.actor,
        )
        hash_ = chain.link(prev_hash, header, payload_digest)
        headers.append((*header, payload_digest, prev_hash, hash_))
        payloads.append((gate_id, epoch, seq, salt, payload))
        prev_hash = hash_
    connection.executemany(_INSERT_ROW, headers)
    connection.executemany(_INSERT_PAYLOAD, payloads)
    return chain.Head(epoch, seq, prev_hash)


_SELECT_HEAD = """
    SELECT epoch, seq, hash FROM journal
    WHERE gate_id = ?1 AND epoch = (
        SELECT epoch FROM journal_epoch WHERE gate_id = ?1 ORDER BY ordinal DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1
"""

_INSERT_EPOCH = "INSERT INTO journal_epoch (gate_id, epoch, acked_seq) VALUES (?, ?, 0)"

_INSERT_ROW = """
    INSERT INTO journal (gate_id, epoch, seq, event_id, boot_id, monotonic_ns, wall_us,
        clock_trusted, lane, kind, actor, payload_digest, prev_hash, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_INSERT_PAYLOAD = """
    INSERT INTO journal_payload (gate_id, epoch, seq, salt, payload) VALUES (?, ?, ?, ?, ?)
"""
