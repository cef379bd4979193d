import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gate.errors import StoreError
from gate.store.database import (
    SCHEMA_REVISION,
    LastingConnection,
    check_schema,
    connect,
    require_transaction,
    snapshot,
    transaction,
)

NOBODY = 65534


def write_version(connection: sqlite3.Connection) -> int:
    with transaction(connection):
        return connection.execute("UPDATE registry_state SET version = 5").rowcount


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_commit_is_on_the_disk_and_readers_do_not_wait(connection):
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "busy_timeout") == 5000
    assert pragma(connection, "foreign_keys") == 1


def test_no_transaction_begins_by_itself(connection):
    connection.execute("UPDATE registry_state SET version = 1")
    assert not connection.in_transaction


@pytest.mark.usefixtures("narrow_umask")
def test_files_beside_the_database_are_the_groups_too(connection, database):
    database.chmod(0o660)
    write_version(connection)
    for suffix in ("-wal", "-shm"):
        assert Path(f"{database}{suffix}").stat().st_mode & 0o777 == 0o660


def test_read_only_reads_and_does_not_write(database):
    with closing(connect(database, read_only=True)) as connection:
        assert connection.execute("SELECT version FROM registry_state").fetchone() == (0,)
        with pytest.raises(StoreError, match=r"gate\.db: .*readonly.*read-only"):
            write_version(connection)


@pytest.mark.parametrize("read_only", [False, True])
class TestWhatCannotBeOpened:
    def test_missing_file(self, tmp_path, read_only):
        with pytest.raises(StoreError, match=r"gate\.db: there is no database; run: gate migrate"):
            connect(tmp_path / "gate.db", read_only=read_only)
        assert list(tmp_path.iterdir()) == []

    def test_a_file_where_the_directory_should_be(self, database, read_only):
        with pytest.raises(StoreError, match=r"Not a directory; check the directory"):
            connect(database / "gate.db", read_only=read_only)

    def test_not_a_database(self, tmp_path, read_only):
        path = tmp_path / "gate.db"
        path.write_text("shopping list\n" * 100)
        with pytest.raises(StoreError, match=r"gate\.db: file is not a database; .*last backup"):
            connect(path, read_only=read_only)

    def test_a_directory(self, tmp_path, read_only):
        with pytest.raises(StoreError, match=r"this is not a file"):
            connect(tmp_path, read_only=read_only)

    def test_damaged_file(self, database, read_only):
        content = bytearray(database.read_bytes())
        content[100:4096] = b"\xff" * 3996
        database.write_bytes(content)
        with pytest.raises(StoreError, match=r"gate\.db: .*malformed; .*last backup"):
            connect(database, read_only=read_only)

    def test_empty_database(self, tmp_path, read_only):
        path = tmp_path / "gate.db"
        path.touch()
        with pytest.raises(StoreError, match=r"gate\.db: no such table: .*run: gate migrate"):
            connect(path, read_only=read_only)

    def test_schema_of_another_version(self, database, read_only):
        with closing(connect(database)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0000'")
        said = rf"gate\.db: schema 0000, .*{SCHEMA_REVISION}; run: gate migrate"
        with pytest.raises(StoreError, match=said):
            connect(database, read_only=read_only)


def test_schema_can_be_checked_again(connection):
    check_schema(connection)
    connection.execute("DELETE FROM alembic_version")
    with pytest.raises(StoreError, match="schema none"):
        check_schema(connection)


@pytest.mark.parametrize(("mode", "read_only"), [(0o444, False), (0o000, True)])
def test_a_file_of_somebody_else_says_whose_it_must_be(empty_database, mode, read_only):
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        path = Path(shutil.copy(empty_database, directory))
        path.chmod(mode)
        with ordinary_user(), pytest.raises(StoreError, match=r"this user may not .* be 0660"):
            connect(path, read_only=read_only)


def test_a_process_with_too_many_files_says_what_it_cannot_open(database):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(StoreError, match=r"gate\.db: unable to open database file; check"):
            connect(database)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_directory_of_somebody_else_is_named(empty_database):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(shutil.copy(empty_database, directory))
        Path(directory).chmod(0o000)
        with ordinary_user(), pytest.raises(StoreError, match="Permission denied; check the dir"):
            connect(path)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Lay down the superuser's rights for a moment, who may read and write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_transaction_commits(connection, database):
    write_version(connection)
    with closing(connect(database)) as other:
        assert other.execute("SELECT version FROM registry_state").fetchone() == (5,)


def test_transaction_undoes_everything_when_something_goes_wrong(connection):
    def change_and_fail():
        with transaction(connection):
            connection.execute("UPDATE registry_state SET version = 5")
            raise KeyError

    with pytest.raises(KeyError):
        change_and_fail()
    assert not connection.in_transaction
    assert connection.execute("SELECT version FROM registry_state").fetchone() == (0,)


def test_transaction_undoes_everything_when_the_commit_fails(connection):
    def add_tag_of_nobody():
        with transaction(connection):
            connection.execute("PRAGMA defer_foreign_keys=ON")
            connection.execute(
                "INSERT INTO vehicle_credential (vehicle_id, medium, value) VALUES (9, 'tag', 'A')"
            )

    with pytest.raises(sqlite3.IntegrityError):
        add_tag_of_nobody()
    assert not connection.in_transaction
    assert connection.execute("SELECT count(*) FROM vehicle_credential").fetchone() == (0,)


def test_a_mistake_of_ours_is_not_blamed_on_the_file(connection):
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.execute(
            "INSERT INTO registry_state (id, version, timetable_version) VALUES (1, 1, 0)"
        )


def test_a_locked_database_says_so(connection, database):
    connection.execute("PRAGMA busy_timeout=10")
    with (
        closing(connect(database)) as other,
        transaction(other),
        pytest.raises(StoreError, match=r"gate\.db: database is locked; another program"),
    ):
        write_version(connection)


def test_text_that_is_not_utf8_is_damage(connection):
    connection.execute("UPDATE alembic_version SET version_num = CAST(x'ff' AS TEXT)")
    with pytest.raises(StoreError, match="the file is damaged"):
        check_schema(connection)


def test_snapshot_shows_one_moment(connection, database):
    with closing(connect(database)) as other, snapshot(connection):
        connection.execute("SELECT version FROM registry_state").fetchone()
        other.execute("UPDATE registry_state SET version = 5")
        assert connection.execute("SELECT version FROM registry_state").fetchone() == (0,)
    assert connection.execute("SELECT version FROM registry_state").fetchone() == (5,)


def test_what_needs_a_transaction_asks_for_it(connection):
    with pytest.raises(StoreError, match=r"gate\.db: .*inside a transaction"):
        require_transaction(connection)
    with transaction(connection):
        require_transaction(connection)


class TestLastingConnection:
    def test_stays_open(self, database):
        lasting = LastingConnection(database)
        assert lasting.current() is lasting.current()
        lasting.close()

    def test_opens_again_after_it_was_closed(self, database):
        lasting = LastingConnection(database)
        lasting.current()
        lasting.close()
        assert lasting.current().execute("SELECT 1").fetchone() == (1,)
        lasting.close()

    def test_follows_a_file_that_was_moved_into_place(self, database, tmp_path):
        backup = Path(shutil.copy(database, tmp_path / "backup.db"))
        with closing(connect(backup)) as connection:
            connection.execute("UPDATE registry_state SET version = 5")
        lasting = LastingConnection(database, read_only=True)
        before = lasting.current(), lasting.file
        backup.rename(database)
        assert lasting.current().execute("SELECT version FROM registry_state").fetchone() == (5,)
        assert (lasting.current(), lasting.file) != before
        lasting.close()

    def test_does_not_go_on_with_a_file_that_is_gone(self, database):
        lasting = LastingConnection(database)
        lasting.current()
        database.unlink()
        with pytest.raises(StoreError, match="there is no database"):
            lasting.current()
        lasting.close()
