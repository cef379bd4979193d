"""The journal: who came, what the gate decided and did, what staff changed; chained by hashes.

The key of a row is (gate_id, epoch, seq). `append` is the one function that writes rows; the
controller and the web process both use it, each inside its own transaction.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes, token_hex
from typing import Any
from uuid import uuid4

from gate.core.commands import Json
from gate.store import chain
from gate.store.database import explained, require_transaction
from gate.store.verification import Verification, verify

__all__ = [
    "Row",
    "StoredRow",
    "Verification",
    "append",
    "following",
    "start_epoch",
    "tail",
    "verify",
]

_LAST = 2**63 - 1  # above every seq
_TRUSTED, _PAYLOAD = 7, 12  # the columns of a StoredRow that SQLite returns as 0 or 1, and as text


@dataclass(frozen=True, slots=True)
class Row:
    """What happened, before it has its place in the journal.

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


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row in its place. `payload` is None when it was erased (or cannot be read any more)."""

    gate_id: str
    epoch: str
    seq: int
    event_id: str
    boot_id: str
    monotonic_ns: int
    wall_us: int
    clock_trusted: bool
    lane: str | None
    kind: str
    actor: str | None
    hash: bytes
    payload: dict[str, Json] | None


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
    """Begin a new epoch, as a fresh or restored file must; its first row names the one before.

    That row takes boot and times from `cause`. The caller holds a transaction.
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
            kind="journal.epoch",
            actor=None,
            payload=chain.origin(before),
        )
        return _extend(connection, gate_id, chain.Head(epoch, 0, chain.GENESIS), [first])


def tail(
    connection: sqlite3.Connection,
    gate_id: str,
    *,
    limit: int,
    before: tuple[str, int] | None = None,
    kinds: Sequence[str] = (),
    lane: str | None = None,
) -> list[StoredRow]:
    """Return the newest rows, newest first; the next page starts `before` (epoch, seq) of the last.

    `kinds` and `lane` narrow the choice; empty and None take all.
    """
    wanted = json.dumps(list(kinds)) if kinds else None
    rows: list[StoredRow] = []
    with explained(connection):
        epochs = [epoch for (epoch,) in connection.execute(_SELECT_EPOCHS, (gate_id,))]
        below = _LAST
        if before is not None:
            below = before[1]
            epochs = epochs[epochs.index(before[0]) :] if before[0] in epochs else []
        for epoch in epochs:
            bounds = (gate_id, epoch, below, lane, wanted, limit - len(rows))
            rows += map(_stored, connection.execute(_SELECT_BELOW, bounds))
            if len(rows) >= limit:
                break
            below = _LAST
    return rows


def following(
    connection: sqlite3.Connection, gate_id: str, epoch: str, seq: int, limit: int
) -> list[StoredRow]:
    """Return the rows of one epoch after `seq`, oldest first."""
    with explained(connection):
        found = connection.execute(_SELECT_ABOVE, (gate_id, epoch, seq, limit))
        return [_stored(row) for row in found]


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


def _stored(row: tuple[Any, ...]) -> StoredRow:
    columns = list(row)
    columns[_TRUSTED] = bool(columns[_TRUSTED])
    columns[_PAYLOAD] = _payload(columns[_PAYLOAD])
    return StoredRow(*columns)


def _payload(text: str | None) -> dict[str, Json] | None:
    """Decode a payload; an odd one must not block the outbox or the page, `verify` names it."""
    if text is None:
        return None
    try:
        payload = json.loads(text)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


_SELECT_EPOCHS = "SELECT epoch FROM journal_epoch WHERE gate_id = ? ORDER BY ordinal DESC"

_SELECT_HEAD = """
    SELECT epoch, seq, hash FROM journal
    WHERE gate_id = ?1 AND epoch = (
        SELECT epoch FROM journal_epoch WHERE gate_id = ?1 ORDER BY ordinal DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1
"""

_SELECT_BELOW = """
    SELECT gate_id, epoch, seq, event_id, boot_id, monotonic_ns, wall_us, clock_trusted, lane, kind,
        actor, hash, payload
    FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ?1 AND epoch = ?2 AND seq < ?3
        AND (?4 IS NULL OR lane = ?4)
        AND (?5 IS NULL OR kind IN (SELECT value FROM json_each(?5)))
    ORDER BY seq DESC LIMIT ?6
"""

_SELECT_ABOVE = """
    SELECT gate_id, epoch, seq, event_id, boot_id, monotonic_ns, wall_us, clock_trusted, lane, kind,
        actor, hash, payload
    FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ?1 AND epoch = ?2 AND seq > ?3
    ORDER BY seq LIMIT ?4
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
