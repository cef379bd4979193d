"""Rows and vehicles as the tests of the store write them."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from gate.core.values.commands import Json
from gate.store import journal
from gate.store.database import transaction
from gate.store.journal import Row
from tests.waiting import BOUND

GATE = "balaikota"


def row(
    kind: str = "boom.opened",
    payload: Mapping[str, Json] | None = None,
    *,
    lane: str | None = "masuk",
    wall_us: int = 1_700_000_000_000_000,
    clock_trusted: bool = True,
) -> Row:
    return Row(
        event_id=uuid4().hex,
        boot_id="boot",
        monotonic_ns=1_000,
        wall_us=wall_us,
        clock_trusted=clock_trusted,
        lane=lane,
        kind=kind,
        actor=None,
        payload={} if payload is None else payload,
    )


def write(connection: sqlite3.Connection, *rows: Row) -> int:
    """Append in a transaction of its own."""
    with transaction(connection):
        return journal.append(connection, GATE, rows)


def write_epoch(connection: sqlite3.Connection, *rows: Row) -> str:
    """Append in a transaction and an epoch of their own; return the epoch."""
    with transaction(connection):
        head = journal.start_epoch(connection, GATE, rows[0])
        journal.append(connection, GATE, rows)
    return head.epoch


def write_vehicle(
    connection: sqlite3.Connection,
    vehicle: int,
    version: int,
    tags: Sequence[str] = (),
    *,
    removed: bool = False,
) -> None:
    """Add or change a vehicle as staff's side does: with the registry's new version."""
    plate = None if removed else f"N{vehicle}AP"
    with transaction(connection):
        connection.execute(
            """INSERT OR REPLACE INTO vehicle (id, plate, holder, opd, category, identification,
                notes, removed, created_at, updated_at, version)
            VALUES (?, ?, '', '', 'employee', 'any', '', ?, 0, 0, ?)""",
            (vehicle, plate, removed, version),
        )
        connection.execute("DELETE FROM vehicle_credential WHERE vehicle_id = ?", (vehicle,))
        connection.executemany(
            "INSERT INTO vehicle_credential (vehicle_id, medium, value) VALUES (?, 'tag', ?)",
            [(vehicle, tag) for tag in tags],
        )
        connection.execute("UPDATE registry_state SET version = max(version, ?)", (version,))


def write_schedule(
    connection: sqlite3.Connection, number: int, version: int, *windows: tuple[int, int, int]
) -> None:
    """Add or change a schedule as staff's side does: with a new version of the timetable."""
    with transaction(connection):
        connection.execute(
            """INSERT OR REPLACE INTO schedule (id, name, holds_on_holidays)
            VALUES (?1, 'S' || ?1, 0)""",
            (number,),
        )
        connection.execute("DELETE FROM schedule_window WHERE schedule_id = ?", (number,))
        connection.executemany(
            """INSERT INTO schedule_window (schedule_id, day, start_minute, end_minute)
            VALUES (?, ?, ?, ?)""",
            [(number, *window) for window in windows],
        )
        connection.execute(
            "UPDATE registry_state SET version = max(version, ?1), timetable_version = ?1",
            (version,),
        )


def wait_long(connection: sqlite3.Connection) -> None:
    """Let a connection wait for the write lock until nothing but a hang can hold it."""
    connection.execute(f"PRAGMA busy_timeout={BOUND * 1000:.0f}")


def put_in_place(other: Path, database: Path) -> None:
    """Move another database to where this one is, as a careful technician does.

    What SQLite left beside the old file does not belong to the new one.
    """
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    other.rename(database)
