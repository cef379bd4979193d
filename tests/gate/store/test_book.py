import logging
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PosixPath
from zoneinfo import ZoneInfo

import pytest

from gate.core.access.book import PermitBook
from gate.core.values.events import RegistryChanged
from gate.core.values.model import Credential, Medium
from gate.core.values.schedule import Window
from gate.store.book import SLICE, BookWatcher, Cursor, load
from gate.store.database import connect, transaction
from tests.gate.store.rows import put_in_place, row, write, write_schedule, write_vehicle
from tests.waiting import BOUND, wait_for

WIB = ZoneInfo("Asia/Jakarta")


EVERY = 0.02
"""Seconds between two looks."""


class Site:
    """The controller's side: a book that takes over what is delivered, one whole event at a time.

    `book` waits until an event that is being taken over is.
    """

    def __init__(self, book: PermitBook) -> None:
        self._book = book
        self._turn = threading.Lock()
        self.delivered: list[RegistryChanged] = []

    @property
    def book(self) -> PermitBook:
        with self._turn:
            return self._book

    def deliver(self, event: RegistryChanged) -> None:
        with self._turn:
            self._book.learn(event)
            self.delivered.append(event)

    def knows(self, text: str) -> bool:
        medium, _, value = text.partition(":")
        return self.book.vehicle(Credential(Medium(medium), value)) is not None


class WatchedPath(PosixPath):
    """A path that counts how often somebody looks at the file behind it."""

    looks = 0

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        self.looks += 1
        return super().stat(follow_symlinks=follow_symlinks)

    def wait_for_looks(self, count: int) -> None:
        enough = self.looks + count
        wait_for(lambda: self.looks >= enough)


@contextmanager
def watched(path: Path) -> Iterator[Site]:
    with closing(connect(path, read_only=True)) as connection:
        site = Site(load(connection, WIB))
    watcher = BookWatcher(path, Cursor.of(site.book), WIB, site.deliver, EVERY)
    watcher.start()
    try:
        wait_for(lambda: watcher._data_version is not None)  # it has looked once
        yield site
    finally:
        watcher.stop()
        wait_for(lambda: not watcher._thread.is_alive())


def write_import(connection: sqlite3.Connection, version: int, count: int) -> None:
    """Give so many vehicles one version, as an import does."""
    with transaction(connection):
        connection.executemany(
            """INSERT INTO vehicle (id, plate, holder, opd, category, identification, notes,
                removed, created_at, updated_at, version)
            VALUES (?, ?, '', '', 'employee', 'any', '', 0, 0, 0, ?)""",
            [(vehicle, f"B{vehicle}", version) for vehicle in range(1, count + 1)],
        )
        connection.execute("UPDATE registry_state SET version = ?", (version,))


def test_an_added_changed_and_removed_vehicle_reach_the_book(database, connection):
    with watched(database) as site:
        write_vehicle(connection, 1, 1, ["AA"])
        wait_for(lambda: site.knows("tag:AA"))
        write_vehicle(connection, 1, 2, ["BB"])
        wait_for(lambda: site.knows("tag:BB"))
        assert not site.knows("tag:AA")
        write_vehicle(connection, 1, 3, removed=True)
        wait_for(lambda: site.book.version == 3)
        assert len(site.book) == 0


def test_what_changed_between_loading_and_watching_is_caught_up(database, connection):
    site = Site(load(connection, WIB))
    write_vehicle(connection, 1, 1, ["AA"])
    watcher = BookWatcher(database, Cursor.of(site.book), WIB, site.deliver, EVERY)
    watcher.start()
    wait_for(lambda: site.knows("tag:AA"))
    watcher.stop()
    wait_for(lambda: not watcher._thread.is_alive())


def test_a_changed_timetable_reaches_the_book_with_its_vehicles(database, connection):
    with watched(database) as site:
        write_schedule(connection, 3, 1, (0, 360, 1080))
        wait_for(lambda: site.book.version == 1)
        assert site.book.timetable.schedules[3].windows == (Window(0, 360, 1080),)
        write_vehicle(connection, 1, 2, ["AA"])
        wait_for(lambda: site.knows("tag:AA"))
    assert [event.timetable is None for event in site.delivered] == [False, True]


def test_a_backup_without_a_timetable_takes_it_away(database, connection, tmp_path):
    other = Path(shutil.copy(database, tmp_path / "other.db"))
    write_schedule(connection, 3, 1)
    with watched(database) as site:
        assert list(site.book.timetable.schedules) == [3]
        put_in_place(other, database)
        wait_for(lambda: not site.book.timetable.schedules)


def test_an_import_comes_in_slices_and_is_reached_at_its_end(database, connection):
    with watched(database) as site:
        write_import(connection, 1, 2 * SLICE + 50)
        wait_for(lambda: site.book.version == 1)
    assert [len(event.changes) for event in site.delivered] == [SLICE, SLICE, 50]
    assert [event.version for event in site.delivered] == [0, 0, 1]
    assert len(site.book) == 2 * SLICE + 50


def test_journal_rows_deliver_nothing(database, connection):
    with watched(database) as site:
        write(connection, row())
        write_vehicle(connection, 1, 1)
        wait_for(lambda: site.book.version == 1)
    assert len(site.delivered) == 1


def test_a_version_without_vehicles_is_delivered(database, connection):
    with watched(database) as site:
        connection.execute("UPDATE registry_state SET version = 4")
        wait_for(lambda: site.book.version == 4)
    assert [event.changes for event in site.delivered] == [()]


def test_nothing_is_delivered_while_nothing_changes(database):
    path = WatchedPath(database)
    with watched(path) as site:
        path.wait_for_looks(3)
    assert site.delivered == []


def test_a_missing_database_is_waited_for_and_logged_once(database, connection, caplog):
    path = WatchedPath(database)
    with caplog.at_level(logging.WARNING), watched(path) as site:
        away = database.rename(database.with_name("away.db"))
        path.wait_for_looks(3)
        away.rename(database)
        write_vehicle(connection, 1, 1, ["AA"])
        wait_for(lambda: site.knows("tag:AA"))
    assert len(caplog.records) == 1
    assert "there is no database" in caplog.text


def test_a_damaged_database_is_waited_for(database, caplog):
    """A watcher that dies would leave the gate deaf to staff."""
    with watched(database) as site:
        good = database.read_bytes()
        broken = database.with_name("broken.db")
        broken.write_text("shopping list\n" * 100)
        put_in_place(broken, database)
        wait_for(lambda: "not a database" in caplog.text)
        good_again = database.with_name("good.db")
        good_again.write_bytes(good)
        with closing(connect(good_again)) as connection:
            write_vehicle(connection, 1, 1, ["AA"])
        put_in_place(good_again, database)
        wait_for(lambda: site.knows("tag:AA"))


@pytest.fixture
def backup(database, connection) -> Path:
    """A copy of the registry at version 2, with vehicles 1 and 2."""
    write_vehicle(connection, 1, 1, ["AA"])
    write_vehicle(connection, 2, 2, ["BB"])
    path = database.with_name("backup.db")
    with closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)
    return path


def change_after_backup(connection: sqlite3.Connection) -> None:
    """Take vehicle 1 its tag, add 3 and many more."""
    write_vehicle(connection, 1, 3, ["A2"])
    write_vehicle(connection, 2 * SLICE, 4, ["CC"])


def is_at_backup(site: Site) -> bool:
    known = [site.knows(f"tag:{value}") for value in ("AA", "BB", "A2", "CC")]
    return site.book.version == 2 and known == [True, True, False, False]


def test_a_backup_written_into_the_file_is_taken_over(database, connection, backup):
    change_after_backup(connection)
    with watched(database) as site:
        assert site.knows("tag:CC")
        with closing(sqlite3.connect(backup)) as copy:
            copy.backup(connection)
        wait_for(lambda: is_at_backup(site))
    assert len(site.book) == 2
    assert max(len(event.changes) for event in site.delivered) == SLICE


def test_a_backup_moved_into_place_is_taken_over(database, connection, backup):
    with watched(database) as site:
        change_after_backup(connection)
        wait_for(lambda: site.knows("tag:CC"))
        put_in_place(backup, database)
        wait_for(lambda: is_at_backup(site))
    assert len(site.book) == 2


def test_a_file_of_the_same_version_is_taken_over_too(database, connection, tmp_path):
    other = Path(shutil.copy(database, tmp_path / "other.db"))
    write_vehicle(connection, 1, 1, ["AA"])
    with closing(connect(other)) as elsewhere:
        write_vehicle(elsewhere, 1, 1, ["BB"])
    with watched(database) as site:
        wait_for(lambda: site.knows("tag:AA"))
        put_in_place(other, database)
        wait_for(lambda: site.knows("tag:BB"))
        assert not site.knows("tag:AA")


def test_stopping_does_not_wait_for_the_end_of_an_import(database, connection):
    """The first slice is held up until the stop was asked for."""
    write_import(connection, 1, 5 * SLICE)
    arrived, go_on = threading.Event(), threading.Event()
    delivered: list[RegistryChanged] = []

    def deliver(event: RegistryChanged) -> None:
        delivered.append(event)
        arrived.set()
        go_on.wait(BOUND)

    watcher = BookWatcher(database, Cursor(0), WIB, deliver)
    watcher.start()
    assert arrived.wait(BOUND)
    stopper = threading.Thread(target=watcher.stop)
    stopper.start()
    wait_for(watcher._stop.is_set)
    go_on.set()
    stopper.join(BOUND)
    wait_for(lambda: not watcher._thread.is_alive())
    assert len(delivered) == 1
