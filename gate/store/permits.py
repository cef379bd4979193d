"""Reads permits from the registry: of all vehicles, of some, or of those that changed."""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, NamedTuple

from gate.core.access.book import PermitBook
from gate.core.values.model import PermitRow
from gate.core.values.timetable import Timetable
from gate.store.database import explained, snapshot
from gate.store.timetable import timetable

_LAST = 2**63 - 1  # above every vehicle's number


class Cursor(NamedTuple):
    """How far changes were read: up to `version`, and there up to the vehicle number `vehicle`.

    `timetable` is the version of the timetable that was read, -1 = none.
    """

    version: int
    vehicle: int = _LAST
    timetable: int = -1

    @classmethod
    def of(cls, book: PermitBook) -> "Cursor":
        """Return the cursor after loading a book."""
        return cls(book.version, timetable=book.version)


@dataclass(frozen=True, slots=True)
class Slice:
    """Changed vehicles, removed ones included.

    `version` is the registry version that a book has with `rows`, `cursor` is where the next slice
    begins, `more` whether there is one already. `timetable` is None unless it has changed.
    """

    rows: tuple[PermitRow, ...]
    version: int
    cursor: Cursor
    more: bool
    timetable: Timetable | None = None


def load(connection: sqlite3.Connection, zone: tzinfo) -> PermitBook:
    """Read the whole registry of a site in this time zone.

    A hundred thousand vehicles take about half a second.
    """
    with snapshot(connection):
        version, _ = _versions(connection)
        vehicles = connection.execute(_SELECT_VEHICLES)
        credentials = connection.execute(_SELECT_CREDENTIALS)
        return PermitBook(_permits(vehicles, credentials), version, timetable(connection, zone))


def some(
    connection: sqlite3.Connection, zone: tzinfo, vehicles: Iterable[int], keys: Iterable[str]
) -> PermitBook:
    """Read some vehicles by number, and those that have a plate, tag or code (`medium:value`)."""
    wanted = {"numbers": json.dumps(sorted(vehicles)), "keys": json.dumps(sorted(keys))}
    with snapshot(connection):
        version, _ = _versions(connection)
        numbers = [number for (number,) in connection.execute(_SELECT_MEANT, wanted)]
        found = connection.execute(_SELECT_VEHICLES_OF, (json.dumps(numbers),))
        credentials = connection.execute(_SELECT_CREDENTIALS_OF, (json.dumps(numbers),))
        return PermitBook(_permits(found, credentials), version, timetable(connection, zone))


def highest(connection: sqlite3.Connection) -> int:
    """Return the highest vehicle number in use; numbers are never used again."""
    with explained(connection):
        (number,) = connection.execute(_SELECT_HIGHEST).fetchone()
    return int(number)


def changes(connection: sqlite3.Connection, after: Cursor, limit: int, zone: tzinfo) -> Slice:
    """Read the next changed vehicles in the order of their versions, at most `limit`.

    A changed timetable comes with the first of them, so that no vehicle has an unknown schedule.
    """
    with snapshot(connection):
        version, newest = _versions(connection)
        table = timetable(connection, zone) if newest > after.timetable else None
        bounds = (after.version, after.vehicle, limit)
        found = connection.execute(_SELECT_CHANGED, bounds).fetchall()
        vehicles = sorted(row[1:] for row in found)
        owners = json.dumps([vehicle[0] for vehicle in vehicles])
        credentials = connection.execute(_SELECT_CREDENTIALS_OF, (owners,))
        rows = tuple(_permits(vehicles, credentials))
    if len(found) < limit:
        cursor = Cursor(version, timetable=newest)
        return Slice(rows, version, cursor, more=False, timetable=table)
    reached, vehicle, *_ = found[-1]
    cursor = Cursor(reached, vehicle, newest)
    return Slice(rows, reached - 1, cursor, more=True, timetable=table)


def _versions(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the version of the registry, and that of its timetable."""
    version, of_timetable = connection.execute(_SELECT_VERSIONS).fetchone()
    return int(version), int(of_timetable)


def _permits(
    vehicles: Iterable[tuple[Any, ...]], credentials: Iterator[tuple[Any, ...]]
) -> Iterator[PermitRow]:
    """Join vehicles with their credentials; both come in the order of the vehicles' numbers."""
    end = (_LAST, "", None)
    owner, key, lost_at = next(credentials, end)
    for vehicle, plate, category, identification, *terms, removed, schedule, entries in vehicles:
        since, until, blocked, lanes = terms
        keys = [] if plate is None else [f"plate:{plate}"]
        lost = []
        while owner < vehicle:
            owner, key, lost_at = next(credentials, end)
        while owner == vehicle:
            keys.append(key)
            if lost_at is not None:
                lost.append(key)
            owner, key, lost_at = next(credentials, end)
        yield PermitRow(
            vehicle,
            plate,
            sys.intern(category),
            sys.intern(identification),
            since,
            until,
            blocked,
            lanes,
            tuple(keys),
            tuple(lost),
            bool(removed),
            schedule,
            entries,
        )


_SELECT_VERSIONS = """
    SELECT coalesce(max(version), 0), coalesce(max(timetable_version), 0) FROM registry_state
"""

_SELECT_HIGHEST = "SELECT coalesce(max(id), 0) FROM vehicle"

_SELECT_VEHICLES = """
    SELECT id, plate, category, identification, valid_from, valid_until, blocked, lanes, removed,
        schedule_id, entries
    FROM vehicle WHERE NOT removed ORDER BY id
"""

_SELECT_VEHICLES_OF = """
    SELECT id, plate, category, identification, valid_from, valid_until, blocked, lanes, removed,
        schedule_id, entries
    FROM vehicle WHERE NOT removed AND id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

_SELECT_MEANT = """
    SELECT value FROM json_each(:numbers)
    UNION SELECT id FROM vehicle
    WHERE plate IN (SELECT substr(value, 7) FROM json_each(:keys) WHERE value GLOB 'plate:*')
    UNION SELECT vehicle_id FROM json_each(:keys) AS asked JOIN vehicle_credential AS held
        ON held.medium = substr(asked.value, 1, instr(asked.value, ':') - 1)
        AND held.value = substr(asked.value, instr(asked.value, ':') + 1)
"""

_SELECT_CREDENTIALS = """
    SELECT vehicle_id, medium || ':' || value, lost_at FROM vehicle_credential ORDER BY vehicle_id
"""

_SELECT_CHANGED = """
    SELECT version, id, plate, category, identification, valid_from, valid_until, blocked, lanes,
        removed, schedule_id, entries
    FROM vehicle WHERE version = ?1 AND id > ?2
    UNION ALL
    SELECT version, id, plate, category, identification, valid_from, valid_until, blocked, lanes,
        removed, schedule_id, entries
    FROM vehicle WHERE version > ?1
    ORDER BY version, id LIMIT ?3
"""

_SELECT_CREDENTIALS_OF = """
    SELECT vehicle_id, medium || ':' || value, lost_at FROM vehicle_credential
    WHERE vehicle_id IN (SELECT value FROM json_each(?)) ORDER BY vehicle_id
"""
