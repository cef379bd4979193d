"""Rows of the journal looked for by what they say, in short looks however long the journal is."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from gate.store.database import explained
from gate.store.history import StoredRow, following, one

_LAST: Final = 2**63 - 1  # above every seq
_SPAN: Final = 20_000
"""Rows gone through between two looks at the time."""

NEAR: Final = 500
"""Rows before and after one that can belong to the same vehicle."""


class Key(NamedTuple):
    """The place of a row in a gate's journal."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for; None and empty = whatever it is.

    Walls in µs, from `since_us` on and before `before_us`. `vehicles`, `actors` and `beginnings` of
    texts inside a payload (canonical plates and tags) are alternatives: one of them is enough.
    Beside that, one piece of each group of `every` must stand in the canonical payload.
    `by` is an actor (`*` at its end: all that begin so), `objection` one of a decision's.
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
        """Whether it is about a vehicle or a person."""
        return bool(self.vehicles or self.actors or self.beginnings)

    @property
    def parts(self) -> list[str]:
        """What stands in the canonical payload of a row about one of the vehicles."""
        numbers = [f'"vehicle":{number}{end}' for number in self.vehicles for end in ",}"]
        texts = [f"{before}{text}" for text in self.beginnings for before in '":']
        return numbers + texts


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, newest first; `rest` is where to go on, None when nothing older is left."""

    rows: list[StoredRow]
    rest: Key | None


def search(  # noqa: PLR0913 - what, how much, from where, for how long
    connection: sqlite3.Connection,
    gate_id: str,
    sought: Sought,
    *,
    limit: int,
    start: Key | None = None,
    newer: bool = False,
    enough: Callable[[], bool] = lambda: False,
) -> Found:
    """Return the rows that match next to `start`, at most `limit`: the older ones, or the `newer`.

    Without `start` the newest (or the oldest) are meant. Stops early, with what was found and
    where to go on, once `enough` says so.
    """
    keys: list[Key] = []
    rest = None
    with explained(connection):
        for span in _spans(connection, gate_id, sought, start, newer=newer):
            keys += _matching(connection, gate_id, sought, span, limit + 1 - len(keys), newer=newer)
            if len(keys) > limit:
                rest = keys[limit - 1]
                break
            if enough():
                rest = Key(span.epoch, span.top if newer else span.bottom)
                break
        rows = [one(connection, gate_id, *key) for key in keys[:limit]]
    found = [row for row in rows if row is not None]
    return Found(found[::-1] if newer else found, rest)


def near(connection: sqlite3.Connection, gate_id: str, row: StoredRow) -> list[StoredRow]:
    """Return the rows around one that may be about the same vehicle, oldest first.

    They are of the same epoch, boot and lane.
    """
    rows = following(connection, gate_id, row.epoch, row.seq - NEAR - 1, 2 * NEAR + 1)
    return [each for each in rows if (each.boot_id, each.lane) == (row.boot_id, row.lane)]


class _Span(NamedTuple):
    epoch: str
    bottom: int
    top: int


def _spans(
    connection: sqlite3.Connection, gate_id: str, sought: Sought, start: Key | None, *, newer: bool
) -> Iterator[_Span]:
    """Tell where to look, one short piece after the other."""
    epochs = [epoch for (epoch,) in connection.execute(_SELECT_EPOCHS, (gate_id,))]
    if newer:
        epochs.reverse()
    if start is not None:
        epochs = epochs[epochs.index(start.epoch) :] if start.epoch in epochs else []
    for epoch in epochs:
        low, high = _ends(connection, gate_id, epoch, sought)
        if start is not None and start.epoch == epoch:
            low, high = (start.seq + 1, high) if newer else (low, start.seq - 1)
        bottoms = range(low, high + 1, _SPAN)
        for bottom in bottoms if newer else reversed(bottoms):
            yield _Span(epoch, bottom, min(high, bottom + _SPAN - 1))


def _ends(
    connection: sqlite3.Connection, gate_id: str, epoch: str, sought: Sought
) -> tuple[int, int]:
    """Return between which rows of an epoch the sought time lies; an empty range for nowhere."""
    if sought.since_us is None and sought.before_us is None:
        found = connection.execute(_SELECT_ENDS, (gate_id, epoch)).fetchone()
    else:
        before_us = _LAST if sought.before_us is None else sought.before_us
        bounds = (gate_id, epoch, sought.since_us or 0, before_us)
        found = connection.execute(_SELECT_TIMED, bounds).fetchone()
    return (1, 0) if found[0] is None else (found[0], found[1])


def _matching(
    connection: sqlite3.Connection,
    gate_id: str,
    sought: Sought,
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
        "since": sought.since_us,
        "before": sought.before_us,
        "lane": sought.lane,
        "kinds": json.dumps(sought.kinds) if sought.kinds else None,
        "named": sought.names_somebody,
        "by": sought.by,
        "objection": sought.objection,
        "actors": json.dumps(sought.actors),
        "parts": json.dumps(sought.parts, ensure_ascii=False),
        "every": json.dumps(sought.every, ensure_ascii=False) if sought.every else None,
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
