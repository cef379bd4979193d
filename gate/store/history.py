"""Reading the journal: the newest rows for people, the following ones for the broker."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from gate.core.values.commands import Json
from gate.store.database import explained

_LAST = 2**63 - 1  # above every seq
_PAGE = 500
_TRUSTED, _PAYLOAD = 7, 12  # the columns of a StoredRow that SQLite returns as 0 or 1, and as text


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of the journal. `payload` is None when it was erased (or cannot be read)."""

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


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows: from and before wall times in µs, one lane, kinds as a GLOB; None = all."""

    since_us: int | None = None
    before_us: int | None = None
    lane: str | None = None
    kinds: str | None = None


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
    kinds_json = json.dumps(list(kinds)) if kinds else None
    rows: list[StoredRow] = []
    with explained(connection):
        epochs = [epoch for (epoch,) in connection.execute(_SELECT_EPOCHS, (gate_id,))]
        below = _LAST
        if before is not None:
            below = before[1]
            epochs = epochs[epochs.index(before[0]) :] if before[0] in epochs else []
        for epoch in epochs:
            bounds = (gate_id, epoch, below, lane, kinds_json, limit - len(rows))
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


def one(connection: sqlite3.Connection, gate_id: str, epoch: str, seq: int) -> StoredRow | None:
    """Return the row with this key; None when there is none."""
    found = following(connection, gate_id, epoch, seq - 1, 1)
    return found[0] if found and found[0].seq == seq else None


def named(connection: sqlite3.Connection, gate_id: str, name: str) -> list[StoredRow]:
    """Return the rows with an event id, with the beginning of one, or with a seq.

    A seq gives that row of every epoch, the newest epoch first.
    """
    with explained(connection):
        if name.isdecimal():
            epochs = [epoch for (epoch,) in connection.execute(_SELECT_EPOCHS, (gate_id,))]
            rows = [one(connection, gate_id, epoch, int(name)) for epoch in epochs]
            if found := [row for row in rows if row is not None]:
                return found
        keys = connection.execute(_SELECT_NAMED, (gate_id, name)).fetchall()
    rows = [one(connection, gate_id, epoch, seq) for epoch, seq in keys]
    return [row for row in rows if row is not None]


def chosen(connection: sqlite3.Connection, gate_id: str, choice: Choice) -> Iterator[StoredRow]:
    """Yield the rows that match, oldest first, in short reads that block no writer."""
    with explained(connection):
        epochs = connection.execute(_SELECT_EPOCHS, (gate_id,)).fetchall()[::-1]
    for (epoch,) in epochs:
        seq = 0
        while True:
            bounds = (gate_id, epoch, seq, *astuple(choice), _PAGE)
            with explained(connection):
                rows = [_stored(row) for row in connection.execute(_SELECT_CHOSEN, bounds)]
            yield from rows
            if len(rows) < _PAGE:
                break
            seq = rows[-1].seq


def newest_trusted(connection: sqlite3.Connection, gate_id: str) -> float:
    """Return the wall time, POSIX seconds, of the newest row whose clock was trusted; 0 if none."""
    with explained(connection):
        row = connection.execute(_SELECT_TRUSTED, (gate_id,)).fetchone()
    return 0.0 if row is None else float(row[0]) / 1e6


def record(row: StoredRow) -> dict[str, Json]:
    """Return a row as the JSON object that programs read; `wall` is POSIX seconds."""
    return {
        "gate_id": row.gate_id,
        "epoch": row.epoch,
        "seq": row.seq,
        "event_id": row.event_id,
        "boot_id": row.boot_id,
        "monotonic": row.monotonic_ns / 1e9,
        "wall": row.wall_us / 1e6,
        "clock_trusted": row.clock_trusted,
        "lane": row.lane,
        "kind": row.kind,
        "actor": row.actor,
        "hash": row.hash.hex(),
        "payload": row.payload,
    }


def _stored(row: tuple[Any, ...]) -> StoredRow:
    columns = list(row)
    columns[_TRUSTED] = bool(columns[_TRUSTED])
    columns[_PAYLOAD] = _payload(columns[_PAYLOAD])
    return StoredRow(*columns)


def _payload(text: str | None) -> dict[str, Json] | None:
    """Decode a payload; None for an invalid one, which `verify` reports."""
    if text is None:
        return None
    try:
        payload = json.loads(text)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


_SELECT_EPOCHS = "SELECT epoch FROM journal_epoch WHERE gate_id = ? ORDER BY ordinal DESC"

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

_SELECT_NAMED = """
    SELECT epoch, seq FROM journal
    WHERE gate_id = ?1 AND event_id >= ?2 AND event_id < ?2 || 'g' LIMIT 10
"""

_SELECT_CHOSEN = """
    SELECT gate_id, epoch, seq, event_id, boot_id, monotonic_ns, wall_us, clock_trusted, lane, kind,
        actor, hash, payload
    FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ?1 AND epoch = ?2 AND seq > ?3
        AND (?4 IS NULL OR wall_us >= ?4) AND (?5 IS NULL OR wall_us < ?5)
        AND (?6 IS NULL OR lane = ?6) AND (?7 IS NULL OR kind GLOB ?7)
    ORDER BY seq LIMIT ?8
"""

_SELECT_TRUSTED = """
    SELECT wall_us
    FROM journal_epoch NOT INDEXED CROSS JOIN journal USING (gate_id, epoch)
    WHERE gate_id = ? AND clock_trusted
    ORDER BY ordinal DESC, seq DESC LIMIT 1
"""
