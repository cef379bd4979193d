"""Removing vehicles and their personal data from the registry, without a row in the journal."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from gate.store.database import explained, require_transaction


def forget_vehicles(connection: sqlite3.Connection, vehicles: Sequence[int]) -> int:
    """Empty and mark as removed the registry's rows of these vehicles; return how many.

    The caller holds a transaction.
    """
    require_transaction(connection)
    if not vehicles:
        return 0
    numbers = json.dumps(list(vehicles))
    with explained(connection):
        connection.execute(_UPDATE_VERSION)
        connection.execute(_DELETE_CREDENTIALS, (numbers,))
        connection.execute(_DELETE_VISITS, (numbers,))
        connection.execute(_DELETE_STAYS, (numbers,))
        return connection.execute(_UPDATE_VEHICLES, (numbers,)).rowcount


def vehicles_with(connection: sqlite3.Connection, words: Iterable[str]) -> dict[int, list[str]]:
    """Return all credentials of the vehicles that have one of these, by vehicle number."""
    wanted = json.dumps(list(words))
    owned: dict[int, list[str]] = {}
    with explained(connection):
        for number, word in connection.execute(_SELECT_OWNED, (wanted,)):
            owned.setdefault(number, []).append(word)
    return owned


def all_credentials(connection: sqlite3.Connection) -> list[tuple[int, str, int]]:
    """Return vehicle number, plate, tag or code, and time of the last change, for all vehicles."""
    with explained(connection):
        return connection.execute(_SELECT_EVERYBODY).fetchall()


_UPDATE_VERSION = "UPDATE registry_state SET version = version + 1"

_DELETE_CREDENTIALS = """
    DELETE FROM vehicle_credential WHERE vehicle_id IN (SELECT value FROM json_each(?))
"""

_DELETE_STAYS = """
    DELETE FROM controller_state
    WHERE key IN (SELECT 'stay.' || value FROM json_each(?))
"""

_DELETE_VISITS = "DELETE FROM visit WHERE vehicle_id IN (SELECT value FROM json_each(?))"

_UPDATE_VEHICLES = """
    UPDATE vehicle SET plate = NULL, blocked = NULL, lanes = NULL, entries = NULL,
        valid_from = NULL, valid_until = NULL, schedule_id = NULL, holder = '', opd = '',
        notes = '', removed = 1, version = (SELECT version FROM registry_state)
    WHERE NOT removed AND id IN (SELECT value FROM json_each(?))
"""

_SELECT_OWNED = """
    SELECT id, plate FROM vehicle
    WHERE plate IS NOT NULL AND (plate IN (SELECT value FROM json_each(?1)) OR id IN (
        SELECT vehicle_id FROM vehicle_credential WHERE value IN (SELECT value FROM json_each(?1))))
    UNION ALL
    SELECT vehicle_id, value FROM vehicle_credential
    WHERE vehicle_id IN (
        SELECT id FROM vehicle WHERE plate IN (SELECT value FROM json_each(?1))
        UNION
        SELECT vehicle_id FROM vehicle_credential WHERE value IN (SELECT value FROM json_each(?1)))
"""

_SELECT_EVERYBODY = """
    SELECT id, plate, updated_at FROM vehicle WHERE plate IS NOT NULL
    UNION ALL
    SELECT vehicle_id, value, updated_at
    FROM vehicle_credential JOIN vehicle ON vehicle.id = vehicle_id
"""
