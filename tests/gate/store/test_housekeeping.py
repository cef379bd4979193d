from datetime import UTC

import pytest

from gate.core.values.model import Instant
from gate.store import housekeeping
from gate.store.database import connect
from gate.store.history import tail
from gate.store.housekeeping import Housekeeping, Origin
from gate.store.rescue import SUSPECT
from gate.store.writer import JournalWriter
from tests.gate.store.rows import GATE, row, write
from tests.waiting import BOUND, wait_for

DAY = 86_400.0
START = 1_000 * DAY + 3_600


class Clock:
    """Stands where the test puts it."""

    def __init__(self):
        self.instant = Instant(0.0, START, trusted=True)

    def now(self):
        return self.instant

    def later(self, seconds: float, *, trusted: bool = True):
        was = self.instant
        self.instant = Instant(was.monotonic + seconds, was.wall + seconds, trusted=trusted)
        return self.instant


class Gate:
    """A journal, its writer, and who keeps house; rounds are called by the test."""

    def __init__(self, path, connection):
        self.clock = Clock()
        self.connection = connection
        self.writer = JournalWriter(path, GATE, "boot", on_durable=lambda: None, drain=BOUND)
        self.found = []
        self.keeper = Housekeeping(
            path, Origin(GATE, "boot"), UTC, self.clock, self.writer, on_look=self.found.append
        )

    def round(self):
        self.keeper.round(self.clock.now())
        wait_for(lambda: self.writer.health.backlog == 0)
        return [
            kind for (kind,) in self.connection.execute("SELECT kind FROM journal ORDER BY seq")
        ]


@pytest.fixture
def gate(database, connection):
    gate = Gate(database, connection)
    with gate.writer:
        yield gate
        wait_for(lambda: not gate.keeper._thread.is_alive())
    gate.keeper._database.close()


def test_the_first_day_has_no_digest(gate, connection):
    write(connection, row())

    assert gate.round() == gate.round() == ["journal.epoch", "boom.opened"]


def test_an_import_that_was_cut_short_is_journalled_at_once(gate, connection):
    made = row("admin.vehicles_imported")
    write(connection, made)
    connection.execute(
        "INSERT INTO pending_change VALUES (?, 2, 0, 'admin.vehicle_added', '{}')", (made.event_id,)
    )

    assert gate.round()[-2:] == ["admin.vehicles_imported", "admin.vehicle_added"]


def test_a_new_day_brings_digest_and_retention_once(gate, connection):
    old = row("passage.done", {"vehicle": 1}, wall_us=1)
    last = row("retention.done", {"until": gate.clock.now().wall}, wall_us=2)
    write(connection, old, last)
    gate.round()
    gate.clock.later(DAY)
    kinds = gate.round()

    assert kinds == gate.round()
    assert kinds[3:] == ["journal.digest", "retention.done"]
    digest, done = tail(connection, GATE, limit=2)[::-1]
    assert digest.payload["seq"] == 3
    assert done.payload["rows"]["registered"] == 1
    assert gate.found == [None]


def test_without_a_trusted_clock_a_day_is_24_hours_and_nothing_is_erased(gate, connection):
    write(connection, row("passage.done", {"vehicle": 1}, wall_us=1))
    gate.clock.later(0, trusted=False)
    gate.round()
    gate.clock.later(DAY - 1, trusted=False)
    assert gate.round()[2:] == []
    gate.clock.later(1, trusted=False)

    assert gate.round()[2:] == ["journal.digest"]


def test_once_the_clock_is_right_what_it_said_is_corrected(gate, connection):
    write(connection, row("passage.done", wall_us=5, clock_trusted=False))
    gate.clock.later(0, trusted=False)
    assert gate.round()[2:] == []
    gate.clock.later(1)
    kinds = gate.round()

    assert kinds[2:] == ["clock.corrected"]
    assert gate.round() == kinds


def test_a_damaged_page_is_found_within_a_day(gate, connection, database):
    write(connection, *(row("passage.done", {"n": "x" * 500}) for _ in range(40)))
    gate.round()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(size - 2 * 4096)
        file.write(b"\xff" * 4096)
    gate.clock.later(DAY)

    assert "store.damaged" in gate.round()
    assert [reason for reason in gate.found if reason] == gate.found
    assert len(gate.found) == 1
    assert database.with_name(SUSPECT).exists()


def test_its_thread_does_the_rounds_and_ends_in_the_middle_of_one(gate, connection, monkeypatch):
    monkeypatch.setattr(housekeeping, "_ROUND_S", 0.01)
    monkeypatch.setattr(housekeeping, "_PAUSE_S", 2 * BOUND)
    write(connection, row())
    with gate.keeper:
        wait_for(lambda: gate.keeper._day is not None)
        gate.clock.later(DAY)
        wait_for(
            lambda: "journal.digest" in {each.kind for each in tail(connection, GATE, limit=9)}
        )

    wait_for(lambda: not gate.keeper._thread.is_alive())
    assert "retention.done" not in {each.kind for each in tail(connection, GATE, limit=9)}


def test_a_missing_database_is_waited_for(gate, database, monkeypatch, caplog):
    monkeypatch.setattr(housekeeping, "_ROUND_S", 0.01)
    monkeypatch.setattr(housekeeping, "_AFTER_ERROR_S", 0.01)
    away = database.rename(database.with_name("away"))
    with gate.keeper:
        wait_for(lambda: "has to wait" in caplog.text)
        away.rename(database)
        wait_for(lambda: gate.keeper._day is not None)

    connect(database).close()
