"""Verifying the journal: no row was changed, removed or inserted.

The chain has no key, so this proves it only against a hash that was sent elsewhere before.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gate.core.values.row_kind import RowKind
from gate.errors import StoreError
from gate.store import chain
from gate.store.database import explained


@dataclass(frozen=True, slots=True)
class Verification:
    """Numbers of valid rows and whole epochs; `problem` names the first invalid row."""

    rows: int
    epochs: int
    problem: str | None


def verify(connection: sqlite3.Connection, gate_id: str) -> Verification:
    """Check a gate's journal from its first row to its last; an erased payload is no problem."""
    walk = _Walk(connection, gate_id)
    try:
        with explained(connection):
            problem = walk.first_problem()
    except StoreError as error:
        problem = f"{walk.place}: {error}"
    return Verification(walk.rows, walk.epochs, problem)


def verify_span(
    connection: sqlite3.Connection,
    gate_id: str,
    epoch: str,
    first: int,
    last: int,
    enough: Callable[[], bool] = lambda: False,
) -> Verification:
    """Check the rows `first` to `last` of one epoch, or fewer once `enough` returns True."""
    walk = _Walk(connection, gate_id)
    with explained(connection):
        problem = walk.problem_between(epoch, first, last, enough)
    return Verification(walk.rows, 0, problem)


class _Walk:
    """One pass over the journal, a row at a time, whatever its length."""

    def __init__(self, connection: sqlite3.Connection, gate_id: str) -> None:
        self.rows = 0
        self.epochs = 0
        self._head: chain.Head | None = None
        self._connection = connection
        self._gate_id = gate_id

    @property
    def place(self) -> str:
        """Return the last row checked, as text."""
        return f"epoch {self._head.epoch} after seq {self._head.seq}" if self._head else "journal"

    def first_problem(self) -> str | None:
        epochs = self._connection.execute(_SELECT_EPOCHS, (self._gate_id,)).fetchall()
        for (epoch,) in epochs:
            problem = self._walk_epoch(epoch)
            if problem is not None:
                return problem
            self.epochs += 1
        return self._stray(_SELECT_STRAY_ROW) or self._stray(_SELECT_STRAY_PAYLOAD)

    def problem_between(
        self, epoch: str, first: int, last: int, enough: Callable[[], bool]
    ) -> str | None:
        """Return the first problem in rows `first` to `last` of an epoch."""
        before = (self._gate_id, epoch, first - 1)
        found = self._connection.execute(_SELECT_HASH, before).fetchone()
        head = chain.Head(epoch, first - 1, found[0] if found else chain.GENESIS)
        bounds = (self._gate_id, epoch, first, last)
        for row in self._connection.execute(_SELECT_SPAN, bounds):
            flaw = _flaw(row, head)
            if flaw is not None:
                return f"epoch {epoch} seq {head.seq + 1}: {flaw}"
            head = chain.Head(epoch, head.seq + 1, row[_HASH])
            self.rows += 1
            if self.rows % _CHECK_EVERY == 0 and enough():
                return None
        return None if head.seq == last else f"epoch {epoch} seq {head.seq + 1}: the row is missing"

    def _walk_epoch(self, epoch: str) -> str | None:
        previous, head = self._head, chain.Head(epoch, 0, chain.GENESIS)
        for row in self._connection.execute(_SELECT_ROWS, (self._gate_id, epoch)):
            flaw = _flaw(row, head) or (_misnamed(row, previous) if head.seq == 0 else None)
            if flaw is not None:
                return f"epoch {epoch} seq {head.seq + 1}: {flaw}"
            self._head = head = chain.Head(epoch, head.seq + 1, row[_HASH])
            self.rows += 1
        return f"epoch {epoch} seq 1: the row is missing" if head.seq == 0 else None

    def _stray(self, statement: str) -> str | None:
        found = self._connection.execute(statement).fetchone()
        if found is None:
            return None
        epoch, seq = found
        return f"epoch {epoch} seq {seq}: belongs to nothing in the journal"


def _flaw(row: tuple[Any, ...], before: chain.Head) -> str | None:
    """Return what is wrong with a row that should follow the row `before`."""
    *header, payload_digest, prev_hash, hash_, salt, payload = row
    if header[_SEQ] != before.seq + 1:
        return "the row is missing"
    if prev_hash != before.hash:
        return "prev_hash is not the hash of the row before"
    header[_TRUSTED] = {0: False, 1: True}.get(header[_TRUSTED], header[_TRUSTED])
    try:
        expected = chain.link(prev_hash, header, payload_digest)
    except TypeError:
        return "a field is not what a journal holds"
    if hash_ != expected:
        return "the hash does not match the row's fields"
    if salt is not None and chain.digest(salt, payload) != payload_digest:
        return "the payload does not match its digest"
    return None


def _misnamed(row: tuple[Any, ...], previous: chain.Head | None) -> str | None:
    """Return what is wrong with an epoch's first row: it must name the end of the one before."""
    payload = row[_PAYLOAD]
    if row[_KIND] != RowKind.JOURNAL_EPOCH:
        return "an epoch begins with journal.epoch"
    if payload is not None and payload != chain.canonical(chain.origin(previous)).encode():
        return "it does not name the end of the epoch before"
    return None


_CHECK_EVERY = 500  # rows between two calls of `enough`

_SEQ, _TRUSTED, _KIND, _HASH, _PAYLOAD = 2, 7, 9, 13, 15  # columns of _SELECT_ROWS

_SELECT_EPOCHS = "SELECT epoch FROM journal_epoch WHERE gate_id = ? ORDER BY ordinal"

_SELECT_ROWS = """
    SELECT gate_id, epoch, seq, event_id, boot_id, monotonic_ns, wall_us, clock_trusted, lane, kind,
        actor, CAST(payload_digest AS BLOB), prev_hash, hash, CAST(salt AS BLOB),
        CAST(payload AS BLOB)
    FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ? AND epoch = ? ORDER BY seq
"""

_SELECT_SPAN = f"""
    {_SELECT_ROWS.replace("ORDER BY seq", "AND seq BETWEEN ? AND ? ORDER BY seq")}
"""

_SELECT_HASH = "SELECT hash FROM journal WHERE gate_id = ? AND epoch = ? AND seq = ?"

_SELECT_STRAY_ROW = """
    SELECT epoch, seq FROM journal WHERE NOT EXISTS (
        SELECT 1 FROM journal_epoch
        WHERE journal_epoch.gate_id = journal.gate_id AND journal_epoch.epoch = journal.epoch)
    LIMIT 1
"""

_SELECT_STRAY_PAYLOAD = """
    SELECT epoch, seq FROM journal_payload WHERE NOT EXISTS (
        SELECT 1 FROM journal
        WHERE journal.gate_id = journal_payload.gate_id AND journal.epoch = journal_payload.epoch
            AND journal.seq = journal_payload.seq)
    LIMIT 1
"""
