"""Searching the journal by content, in short reads however long it is."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from gate.store.database import explained
from gate.store.history import StoredRow, following, one

_LAST: Final = 2**63 - 1  # above every seq
_SPAN: Final = 20_000
"""Rows searched between two calls of `enough`."""

NEAR: Final = 500
"""Rows before and after one that can belong to the same vehicle."""


class Key(NamedTuple):
    """The place of a row in a gate's journal."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a row must match; None and empty match all.

    Wall times in µs, from `since_us` and before `before_us`. One of `vehicles`, `actors` and
    `beginnings` of texts in a payload (canonical plates and tags) must match. Besides, one piece of
    every group in `every` must be in the canonical payload. `by` is an actor (`*` at the end: a
    prefix), `objection` one of a decision.
    """

    since_us: int | None = None
    before_us: int | None = None
    lane: str | None = None
    kinds: tuple[str, ...] = ()
    vehicles: tuple[int, ...] = ()
    actors: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    every: tuple[tuple[str, ...], ...] = ()
    by: str | None = None
    objection: str | None = None

    @property
    def names_somebody(self) -> bool:
        """Return whether it selects vehicles or persons."""
        return bool(self.vehicles or self.actors or self.beginnings)

    @property
    def parts(self) -> list[str]:
        """Return texts, one of which is in the canonical payload of a row that matches."""
        numbers = [f'"vehicle":{number}{end}' for number in self.vehicles for end in ",}"]
        texts = [f"{before}{text}" for text in self.beginnings for before in '":']
        return numbers + texts


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Rows, newest first; `rest` is where to go on, None at the end."""

    rows: list[StoredRow]
    rest: Key | None


def search(  # noqa: PLR0913 - what, how much, from where, for how long
    connection: sqlite3.Connection,
    gate_id: str,
    filters: SearchFilter,
    *,
    limit: int,
    start: Key | None = None,
    newer: bool = False,
    enough: Callable[[], bool] = lambda: False,
) -> SearchResult:
    """Return at most `limit` matching rows that are older than `start`, or `newer`.

    Without `start` it begins at the newest (or the oldest) row. It stops early once `enough`
    returns True.
    """
    keys: list[Key] = []
    rest = None
    with explained(connection):
        for span in _spans(connection, gate_id, filters, start, newer=newer):
            keys += _matching(
                connection, gate_id, filters, span, limit + 1 - len(keys), newer=newer
            )
            if len(keys) > limit:
                rest = keys[limit - 1]
                break
            if enough():
                rest = Key(span.epoch, span.top if newer else span.bottom)
                break
        rows = [one(connection, gate_id, *key) for key in keys[:limit]]
    found = [row for row in rows if row is not None]
    return SearchResult(found[::-1] if newer else found, rest)


def near(connection: sqlite3.Connection, gate_id: str, row: StoredRow) -> list[StoredRow]:
    """Return the rows around `row` that may be about the same vehicle, oldest first.

    They are of the same epoch, boot and lane.
    """
    rows = following(connection, gate_id, row.epoch, row.seq - NEAR - 1, 2 * NEAR + 1)
    return [other for other in rows if (other.boot_id, other.lane) == (row.boot_id, row.lane)]


class _Span(NamedTuple):
    epoch: str
    bottom: int
    top: int


def _spans(
    connection: sqlite3.Connection,
    gate_id: str,
    filters: SearchFilter,
    start: Key | None,
    *,
    newer: bool,
) -> Iterator[_Span]:
    """Yield the spans to search, in order."""
    epochs = [epoch for (epoch,) in connection.execute(_SELECT_EPOCHS, (gate_id,))]
    if newer:
        epochs.reverse()
    if start is not None:
        epochs = epochs[epochs.index(start.epoch) :] if start.epoch in epochs else []
    for epoch in epochs:
        low, high = _ends(connection, gate_id, epoch, filters)
        if start is not None and start.epoch == epoch:
            low, high = (start.seq + 1, high) if newer else (low, start.seq - 1)
        bottoms = range(low, high + 1, _SPAN)
        for bottom in bottoms if newer else reversed(bottoms):
            yield _Span(epoch, bottom, min(high, bottom + _SPAN - 1))


def _ends(
    connection: sqlite3.Connection, gate_id: str, epoch: str, filters: SearchFilter
) -> tuple[int, int]:
    """Return the first and last seq of an epoch in the time of the filter; (1, 0) for none."""
    if filters.since_us is None and filters.before_us is None:
        found = connection.execute(_SELECT_ENDS, (gate_id, epoch)).fetchone()
    else:
        before_us = _LAST if filters.before_us is None else filters.before_us
        bounds = (gate_id, epoch, filters.since_us or 0, before_us)
        found = connection.execute(_SELECT_TIMED, bounds).fetchone()
    return (1, 0) if found[0] is None else (found[0], found[1])


def _matching(
    connection: sqlite3.Connection,
    gate_id: str,
    filters: SearchFilter,
    span: _Span,
    limit: int,
    *,
    newer: bool,
) -> list[Key]:
    values = {
        "gate_id": gate_id,
        "epoch": span.epoch,
        "bottom": span.bottom,
        "top": span.top,
        "since": filters.since_us,
        "before": filters.before_us,
        "lane": filters.lane,
        "kinds": json.dumps(filters.kinds) if filters.kinds else None,
        "named": filters.names_somebody,
        "by": filters.by,
        "objection": filters.objection,
        "actors": json.dumps(filters.actors),
        "parts": json.dumps(filters.parts, ensure_ascii=False),
        "every": json.dumps(filters.every, ensure_ascii=False) if filters.every else None,
        "limit": limit,
    }
    statement = f"{_SELECT_MATCHING} {'ASC' if newer else 'DESC'} LIMIT :limit"
    return [Key(span.epoch, seq) for (seq,) in connection.execute(statement, values)]


_SELECT_EPOCHS = "SELECT epoch FROM journal_epoch WHERE gate_id = ? ORDER BY ordinal DESC"

_SELECT_ENDS = "SELECT min(seq), max(seq) FROM journal WHERE gate_id = ? AND epoch = ?"

_SELECT_TIMED = """
    SELECT min(seq), max(seq) FROM journal INDEXED BY journal_wall
    WHERE gate_id = ? AND epoch = ? AND wall_us >= ? AND wall_us < ?
"""

_SELECT_MATCHING = """
    SELECT seq FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = :gate_id AND epoch = :epoch AND seq BETWEEN :bottom AND :top
        AND (:since IS NULL OR wall_us >= :since) AND (:before IS NULL OR wall_us < :before)
        AND (:lane IS NULL OR lane = :lane)
        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
        AND (NOT :named OR actor IN (SELECT value FROM json_each(:actors))
            OR EXISTS (SELECT 1 FROM json_each(:parts) WHERE instr(payload, value)))
        AND (:every IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(:every) AS pieces
            WHERE NOT EXISTS (SELECT 1 FROM json_each(pieces.value) AS piece
                WHERE coalesce(instr(payload, piece.value), 0))))
        AND (:by IS NULL OR actor GLOB :by)
        AND (:objection IS NULL OR kind GLOB 'decision.*' AND EXISTS (
            SELECT 1 FROM json_each(payload, '$.objections') WHERE value = :objection))
    ORDER BY seq
"""
