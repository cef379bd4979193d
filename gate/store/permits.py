"""Permits out of the registry: of all vehicles, or of those that changed."""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from gate.core.book import PermitBook
from gate.core.model import PermitRow
from gate.store.database import explained, snapshot

_LAST = 2**63 - 1  # above every vehicle's number


class Place(NamedTuple):
    """How far changes were read: up to `version`, and of its vehicles up to `vehicle`."""

    version: int
    vehicle: int = _LAST


@dataclass(frozen=True, slots=True)
class Slice:
    """Changed vehicles, removed ones included.

    `version` is the registry version reached once all of `rows` are known, `place` is where the
    next slice begins, `more` whether there is one already.
    """

    rows: tuple[PermitRow, ...]
    version: int
    place: Place
    more: bool


def load(connection: sqlite3.Connection) -> PermitBook:
    """Read the whole registry; a hundred thousand vehicles take about half a second."""
    with snapshot(connection):
        version = _version(connection)
        vehicles = connection.execute(_SELECT_VEHICLES)
        credentials = connection.execute(_SELECT_CREDENTIALS)
        return PermitBook(_permits(vehicles, credentials), version)


def highest(connection: sqlite3.Connection) -> int:
    """Return the highest vehicle number in use; numbers are never used again."""
    with explained(connection):
        (number,) = connection.execute(_SELECT_HIGHEST).fetchone()
    return int(number)


def changes(connection: sqlite3.Connection, after: Place, limit: int) -> Slice:
    """Read the next changed vehicles in the order of their versions, at most `limit`."""
    with snapshot(connection):
        version = _version(connection)
        found = connection.execute(_SELECT_CHANGED, (*after, limit)).fetchall()
        vehicles = sorted(row[1:] for row in found)
        owners = json.dumps([vehicle[0] for vehicle in vehicles])
        credentials = connection.execute(_SELECT_CREDENTIALS_OF, (owners,))
        rows = tuple(_permits(vehicles, credentials))
    if len(found) < limit:
        return Slice(rows, version, Place(version), more=False)
    place = Place(*found[-1][:2])
    return Slice(rows, place.version - 1, place, more=True)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute(_SELECT_VERSION).fetchone()
    return int(version)


def _permits(
    vehicles: Iterable[tuple[Any, ...]], credentials: Iterator[tuple[Any, ...]]
) -> Iterator[PermitRow]:
    """Join vehicles with their credentials; both come in the order of the vehicles' numbers."""
    end = (_LAST, "", None)
    owner, key, lost_at = next(credentials, end)
    for vehicle, plate, category, identification, since, until, blocked, lanes, removed in vehicles:
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
        )


_SELECT_VERSION = "SELECT coalesce(max(version), 0) FROM registry_state"

_SELECT_HIGHEST = "SELECT coalesce(max(id), 0) FROM vehicle"

_SELECT_VEHICLES = """
    SELECT id, plate, category, identification, valid_from, valid_until, blocked, lanes, removed
    FROM vehicle WHERE NOT removed ORDER BY id
"""

_SELECT_CREDENTIALS = """
    SELECT vehicle_id, medium || ':' || value, lost_at FROM vehicle_credential ORDER BY vehicle_id
"""

_SELECT_CHANGED = """
    SELECT version, id, plate, category, identification, valid_from, valid_until, blocked, lanes,
        removed
    FROM vehicle WHERE version = ?1 AND id > ?2
    UNION ALL
    SELECT version, id, plate, category, identification, valid_from, valid_until, blocked, lanes,
        removed
    FROM vehicle WHERE version > ?1
    ORDER BY version, id LIMIT ?3
"""

_SELECT_CREDENTIALS_OF = """
    SELECT vehicle_id, medium || ':' || value, lost_at FROM vehicle_credential
    WHERE vehicle_id IN (SELECT value FROM json_each(?)) ORDER BY vehicle_id
"""
