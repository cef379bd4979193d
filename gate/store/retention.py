"""Erasing personal data when its retention time is over."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.store.database import explained, transaction
from gate.store.erasing import Subject, checkpoint, erase, with_payloads
from gate.store.forgetting import forget_vehicles

DEFAULT_DAYS: Final[Mapping[Subject, int]] = {
    Subject.REGISTERED: 365,
    Subject.VISITOR: 90,
    Subject.UNKNOWN: 30,
}
"""Days, where staff have not set others."""

KIND: Final = RowKind.RETENTION_DONE
"""The kind of the row that records a run."""

LONGEST_LEAP_S: Final = 7 * 86_400.0
"""Most seconds from `until` of one run to that of the next: a clock that jumps years ahead must not
empty the journal."""

_DAY_S: Final = 86_400
_DAY_US: Final = _DAY_S * 1_000_000
_VEHICLES: Final = 50  # forgotten in one transaction


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run erased: payloads by subject, and visitors' vehicles."""

    until: float
    lifetimes: Mapping[Subject, int]
    rows: Mapping[Subject, int]
    vehicles: int

    @property
    def payload(self) -> dict[str, Json]:
        """Return the payload of the run's row: numbers only."""
        return {
            "until": self.until,
            "days": {subject.value: days for subject, days in self.lifetimes.items()},
            "rows": {subject.value: self.rows.get(subject, 0) for subject in Subject},
            "vehicles": self.vehicles,
        }


def lifetimes(connection: sqlite3.Connection) -> dict[Subject, int]:
    """Return the days for which each subject is kept."""
    with explained(connection):
        stored = dict(connection.execute(_SELECT_LIFETIMES).fetchall())
    return {subject: int(stored.get(subject, DEFAULT_DAYS[subject])) for subject in Subject}


def safe_until(connection: sqlite3.Connection, gate_id: str, now: float) -> float:
    """Return `until` for an unattended run, POSIX seconds: `now`, limited by the run before.

    The first run is limited by the oldest row with a trusted time.
    """
    with explained(connection):
        row = connection.execute(_SELECT_LAST, (gate_id, KIND)).fetchone()
        row = row or connection.execute(_SELECT_FIRST, (gate_id,)).fetchone()
    last = None if row is None else row[0]
    return min(now, last + LONGEST_LEAP_S) if isinstance(last, int | float) else now


def sweep(
    connection: sqlite3.Connection,
    gate_id: str,
    until: float,
    *,
    between_steps: Callable[[], None] = lambda: None,
) -> Swept:
    """Erase what is older than its retention time at `until` (POSIX seconds).

    `between_steps` is called between two transactions, so that others can write; what it raises
    ends the run, and the next one goes on.
    """
    days = lifetimes(connection)
    bounds = {subject: int(until * 1e6) - number * _DAY_US for subject, number in days.items()}
    erased: Counter[Subject] = Counter()
    for rows in with_payloads(connection, gate_id, max(bounds.values())):
        due = [row for row in rows if row.subject and row.wall_us < bounds[row.subject]]
        erase(connection, gate_id, [(row.epoch, row.seq) for row in due])
        erased.update(row.subject for row in due if row.subject)
        between_steps()
    vehicles = 0
    while expired := _expired_visitors(connection, bounds[Subject.VISITOR] // 1_000_000):
        with transaction(connection):
            vehicles += forget_vehicles(connection, expired)
        between_steps()
    while _delete_visits(connection, bounds[Subject.VISITOR] // 1_000_000):
        between_steps()
    _delete_answers(connection, int(until) - _DAY_S)
    if erased or vehicles:
        checkpoint(connection)
    return Swept(until, days, erased, vehicles)


def _expired_visitors(connection: sqlite3.Connection, before: int) -> list[int]:
    """Return some visitors whose pass ended before a moment, POSIX seconds."""
    with explained(connection):
        rows = connection.execute(_SELECT_DEPARTED, (before, _VEHICLES)).fetchall()
    return [number for (number,) in rows]


def _delete_visits(connection: sqlite3.Connection, before: int) -> int:
    """Delete some passes that ended before a moment; return how many."""
    with explained(connection):
        old = connection.execute(_SELECT_VISITS, (before, _VEHICLES)).fetchall()
    if old:
        with transaction(connection):
            connection.executemany(_DELETE_VISIT, old)
    return len(old)


def _delete_answers(connection: sqlite3.Connection, before: int) -> None:
    """Delete what programs were answered before a moment, POSIX seconds, or days after it.

    The latter was given while the clock ran ahead, and would be kept until then.
    """
    with explained(connection), transaction(connection):
        connection.execute(_DELETE_ANSWERS, (before, before + 2 * _DAY_S))


_DELETE_ANSWERS = "DELETE FROM api_answer WHERE asked_at <= ? OR asked_at > ?"

_SELECT_VISITS = "SELECT id FROM visit WHERE ends_at < ? LIMIT ?"

_DELETE_VISIT = "DELETE FROM visit WHERE id = ?"

_SELECT_LIFETIMES = "SELECT subject, days FROM retention"

_SELECT_LAST = """
    SELECT json_extract(payload, '$.until')
    FROM journal JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ?1 AND kind = ?2 ORDER BY wall_us DESC LIMIT 1
"""

_SELECT_FIRST = """
    SELECT wall_us / 1e6 FROM journal JOIN journal_epoch USING (gate_id, epoch)
    WHERE gate_id = ? AND clock_trusted ORDER BY ordinal, seq LIMIT 1
"""

_SELECT_DEPARTED = """
    SELECT id FROM vehicle
    WHERE category = 'visitor' AND NOT removed AND valid_until < ? LIMIT ?
"""
