"""Statistics of the journal over a span of time, computed by SQL.

Rows whose payload was erased still count by their header.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Objection
from gate.core.values.row_kind import PASSAGES, RowKind
from gate.store.database import explained

QUARTER: Final = 900
"""Seconds of the interval in which traffic is counted; hours of every time zone begin with one."""

GRANTED: Final = ""
"""The outcome of an arrival that was let in."""


class Span(NamedTuple):
    """From one wall time in µs (inclusive) to another (exclusive)."""

    since_us: int
    before_us: int


class Traffic(NamedTuple):
    """Passages at a lane within the quarter that begins at `wall` (POSIX seconds).

    `direction` is None where it was erased, and `?` where it is unknown.
    """

    wall: int
    lane: str | None
    direction: str | None
    passages: int


class Opened(NamedTuple):
    """How often an actor opened a boom for one reason."""

    actor: str | None
    reason: str
    times: int


class Department(NamedTuple):
    """Entries of the vehicles of a department (empty = none) and category."""

    opd: str
    category: str
    entries: int
    vehicles: int


class Overstay(NamedTuple):
    """A visitor who was still inside at `until` (POSIX seconds, None = erased)."""

    wall: float
    vehicle: int | None
    plate: str | None
    until: float | None


class Stays(NamedTuple):
    """Visits that began and ended within the span, and their seconds in all."""

    visits: int
    seconds: float


class Records(NamedTuple):
    """The rows of one epoch within the span: their seqs, and how many have an untrusted time."""

    epoch: str
    first: int
    last: int
    rows: int
    untrusted: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All statistics of one span. `outcomes` are arrivals by main objection."""

    span: Span
    traffic: list[Traffic]
    outcomes: dict[str, int]
    opened: list[Opened]
    alarms: dict[str, int]
    overstays: list[Overstay]
    departments: list[Department]
    stays: Stays
    records: list[Records]


def count(connection: sqlite3.Connection, gate_id: str, span: Span) -> Statistics:
    """Return the statistics of a span."""
    with _counting(connection, gate_id, span) as rows:
        ((visits, seconds),) = rows(_STAYS)
        return Statistics(
            span=span,
            traffic=[Traffic(*row) for row in rows(_TRAFFIC)],
            outcomes=dict(rows(_OUTCOMES)),
            opened=[Opened(*row) for row in rows(_OPENED)],
            alarms=dict(rows(_ALARMS)),
            overstays=[Overstay(*row) for row in rows(_OVERSTAYS)],
            departments=[Department(*row) for row in rows(_DEPARTMENTS)],
            stays=Stays(visits, seconds or 0.0),
            records=[Records(*row) for row in rows(_RECORDS)],
        )


def oldest(connection: sqlite3.Connection) -> float | None:
    """Return the wall time, POSIX seconds, of the oldest row; None without any."""
    with explained(connection):
        (wall_us,) = connection.execute("SELECT min(wall_us) FROM journal").fetchone()
    return None if wall_us is None else float(wall_us) / 1e6


@contextmanager
def _counting(connection: sqlite3.Connection, gate_id: str, span: Span) -> Iterator[Any]:
    values = {"gate_id": gate_id, "since": span.since_us, "before": span.before_us}
    with explained(connection):
        yield lambda statement: connection.execute(statement, values)


def _rows_of(*kinds: RowKind) -> str:
    """Return SQL that selects rows of some kinds within the span; invalid payloads become NULL."""
    return f"""
        SELECT epoch, seq, event_id, boot_id, wall_us, lane, kind, actor,
            CASE WHEN json_valid(payload) THEN payload END AS payload
        FROM journal LEFT JOIN journal_payload USING (gate_id, epoch, seq)
        WHERE gate_id = :gate_id AND kind IN ({", ".join(f"'{kind}'" for kind in kinds)})
            AND wall_us >= :since AND wall_us < :before
    """  # noqa: S608 - the kinds are our own


_PASSAGES = _rows_of(*sorted(PASSAGES))

_TRAFFIC = f"""
    SELECT wall_us / 900000000 * 900 AS quarter, lane,
        CASE WHEN payload IS NOT NULL
            THEN coalesce(json_extract(payload, '$.direction'), '?') END AS direction,
        count(*)
    FROM ({_PASSAGES}) GROUP BY quarter, lane, direction ORDER BY quarter
"""  # noqa: S608

# SQLite takes what stands beside a single max() from the row that has it: the last word counts.
_OUTCOMES = f"""
    SELECT outcome, count(*) FROM (
        SELECT max(seq), CASE kind WHEN '{RowKind.DECISION_GRANTED}' THEN ''
            ELSE coalesce(json_extract(payload, '$.objections[0]'), '?') END AS outcome
        FROM ({_rows_of(RowKind.DECISION_GRANTED, RowKind.DECISION_DENIED)})
        GROUP BY epoch, boot_id, lane, coalesce(json_extract(payload, '$.claim'), event_id))
    WHERE outcome != '{Objection.NO_VEHICLE_ON_LOOP}'
    GROUP BY outcome ORDER BY count(*) DESC, outcome
"""  # noqa: S608

_OPENED = f"""
    SELECT actor, coalesce(json_extract(payload, '$.reason'), '') AS reason, count(*)
    FROM ({_rows_of(RowKind.ORDER_ACCEPTED)}) WHERE json_extract(payload, '$.action') = 'open'
    GROUP BY actor, reason ORDER BY count(*) DESC, actor, reason
"""  # noqa: S608

_ALARMS = f"""
    SELECT coalesce(json_extract(payload, '$.alarm'), '') AS code, count(*)
    FROM ({_rows_of(RowKind.ALARM_RAISED)}) GROUP BY code ORDER BY count(*) DESC, code
"""  # noqa: S608

_OVERSTAYS = f"""
    SELECT wall_us / 1e6, json_extract(payload, '$.detail.vehicle'),
        json_extract(payload, '$.detail.plate'), json_extract(payload, '$.detail.until')
    FROM ({_rows_of(RowKind.ALARM_RAISED)})
    WHERE json_extract(payload, '$.alarm') = '{AlarmCode.OVERSTAY}'
    ORDER BY wall_us DESC
"""  # noqa: S608

_CAME = f"""
    SELECT seq, wall_us, json_extract(payload, '$.vehicle') AS vehicle,
        json_extract(payload, '$.direction') AS direction
    FROM ({_PASSAGES})
"""  # noqa: S608

_DEPARTMENTS = f"""
    SELECT opd, category, count(*), count(DISTINCT id)
    FROM ({_CAME}) JOIN vehicle ON id = vehicle WHERE direction = 'in'
    GROUP BY opd, category ORDER BY count(*) DESC, opd, category
"""  # noqa: S608

_STAYS = f"""
    SELECT count(*), sum(left_us - wall_us) / 1e6 FROM (
        SELECT wall_us, direction, lead(direction) OVER mine AS then_,
            lead(wall_us) OVER mine AS left_us
        FROM ({_CAME}) JOIN vehicle ON id = vehicle WHERE category = 'visitor'
        WINDOW mine AS (PARTITION BY vehicle ORDER BY wall_us, seq))
    WHERE direction = 'in' AND then_ = 'out'
"""  # noqa: S608

_RECORDS = """
    SELECT epoch, min(seq), max(seq), count(*), sum(NOT clock_trusted)
    FROM journal INDEXED BY journal_wall JOIN journal_epoch USING (gate_id, epoch)
    WHERE gate_id = :gate_id AND wall_us >= :since AND wall_us < :before
    GROUP BY ordinal ORDER BY ordinal
"""
