"""The controller's state across restarts: latches, presence, learned times."""

import json
import logging
import sqlite3
from collections.abc import Mapping

from gate.core.values.commands import Json
from gate.store.chain import canonical
from gate.store.database import explained, require_transaction

_logger = logging.getLogger(__name__)


def load(connection: sqlite3.Connection) -> dict[str, Json]:
    """Return the whole state; a value that cannot be read is left out and logged."""
    state: dict[str, Json] = {}
    with explained(connection):
        stored = connection.execute(_SELECT).fetchall()
    for key, value in stored:
        try:
            state[key] = json.loads(value)
        except ValueError:
            _logger.warning("controller state %r is unreadable and forgotten: %.80r", key, value)
    return state


def save(connection: sqlite3.Connection, values: Mapping[str, Json]) -> None:
    """Store these values and leave all others as they are; the caller holds a transaction."""
    require_transaction(connection)
    encoded = [(key, canonical(value)) for key, value in values.items()]
    with explained(connection):
        connection.executemany(_UPSERT, encoded)


def forget_presence(connection: sqlite3.Connection) -> None:
    """Delete who is inside, which is unknown after a restore.

    How often a pass with limited entries was used is kept.
    """
    require_transaction(connection)
    with explained(connection):
        connection.execute(_UPDATE_USED)
        connection.execute(_DELETE_PRESENCE)


_SELECT = "SELECT key, value FROM controller_state"

_UPDATE_USED = """
    UPDATE controller_state SET value = json_set(value, '$[0]', NULL, '$[1]', NULL)
    WHERE json_valid(value) AND key IN (
        SELECT 'stay.' || id FROM vehicle WHERE entries IS NOT NULL AND NOT removed)
"""
"""The first two values of a stay are the zone and time of the last passage, both unknown now."""

_DELETE_PRESENCE = """
    DELETE FROM controller_state
    WHERE key GLOB 'zone.*' OR key GLOB 'stay.*' AND key NOT IN (
        SELECT 'stay.' || id FROM vehicle WHERE entries IS NOT NULL AND NOT removed)
"""

_UPSERT = """
    INSERT INTO controller_state (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
