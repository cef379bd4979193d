from collections.abc import Iterator

import pytest

from gate.store import pending
from gate.store.database import transaction
from gate.store.history import tail
from gate.store.verification import verify
from tests.gate.store.rows import GATE, row, write


def put(connection, import_id: str, rows: range, planned_for: int = 0) -> None:
    with transaction(connection):
        connection.executemany(
            "INSERT INTO pending_change VALUES (?, ?, ?, 'admin.vehicle_added', ?)",
            [(import_id, number, planned_for, f'{{"vehicle":{number}}}') for number in rows],
        )


def vehicles(connection) -> list[int]:
    rows = tail(connection, GATE, limit=1_000)[::-1]
    return [each.payload["vehicle"] for each in rows if each.kind == "admin.vehicle_added"]


def raise_version(connection) -> None:
    connection.execute("UPDATE registry_state SET version = version + 1")


def test_nothing_waits_and_nothing_is_written(connection):
    assert pending.append_rows(connection, GATE) == 0
    assert tail(connection, GATE, limit=1) == []


def test_changes_of_an_import_get_their_rows_once(connection):
    made = row("admin.vehicles_imported", lane=None)
    put(connection, made.event_id, range(1, 251))
    write(connection, made)
    raise_version(connection)

    assert pending.waiting(connection) == 250
    assert pending.append_rows(connection, GATE) == 250
    assert pending.append_rows(connection, GATE) == 0
    assert vehicles(connection) == list(range(1, 251))
    assert verify(connection, GATE).problem is None


def test_an_import_that_is_still_deciding_is_left_alone(connection):
    put(connection, "deciding", range(1, 4))

    assert pending.append_rows(connection, GATE) == 0
    assert pending.waiting(connection) == 3


def test_what_an_import_that_can_never_be_left_behind_goes(connection):
    put(connection, "given-up", range(1, 251))
    raise_version(connection)

    assert pending.append_rows(connection, GATE) == 0
    assert (pending.waiting(connection), vehicles(connection)) == (0, [])


def test_a_run_that_is_cut_short_is_gone_on_with(connection):
    made = row("admin.vehicles_imported", lane=None)
    put(connection, made.event_id, range(1, 251))
    write(connection, made)
    breaths: Iterator[None] = iter([None])

    def between_steps() -> None:
        next(breaths)

    with pytest.raises(StopIteration):
        pending.append_rows(connection, GATE, between_steps=between_steps)
    left = pending.waiting(connection)
    pending.append_rows(connection, GATE)

    assert left == 250 - 2 * pending.STEP
    assert vehicles(connection) == list(range(1, 251))


def test_nothing_of_a_change_stays_readable_once_it_is_told(connection, database):
    made = row("admin.vehicles_imported", lane=None)
    put(connection, made.event_id, range(1, 2))
    connection.execute('UPDATE pending_change SET payload = \'{"vehicle":1,"holder":"Rahayu"}\'')
    write(connection, made)
    pending.append_rows(connection, GATE)
    connection.execute("DELETE FROM journal_payload")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert b"Rahayu" not in database.read_bytes()
