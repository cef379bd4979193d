import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError, StatementError
from sqlmodel import select

from gate.errors import StoreError
from gate.registry import database
from gate.registry.models import RegistryState, User


def test_without_a_database_the_fix_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match=r"gate\.db: there is no database; run: gate migrate"):
        database.engine(tmp_path / "gate.db")


def test_a_different_schema_is_refused_with_the_fix(path: Path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()

    with pytest.raises(StoreError, match="run: gate migrate"):
        database.engine(path)


def test_connections_have_the_pragmas_of_the_store(engine: Engine):
    with database.reading(engine) as session:
        answers = [
            session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert answers == ["wal", 2, 1, 5000]


def test_an_edit_that_fails_leaves_nothing(engine: Engine, version: Callable[[], int]):
    def fail() -> None:
        with database.editing(engine) as session:
            session.get_one(RegistryState, 1).version = 99
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert version() == 0


def test_reading_does_not_wait_for_an_edit_under_way(engine: Engine, version: Callable[[], int]):
    with database.editing(engine) as session:
        session.get_one(RegistryState, 1).version = 99
        session.flush()

        assert version() == 0
    assert version() == 99


def test_an_edit_holds_the_write_lock_from_its_first_moment(engine: Engine, path: Path):
    other = sqlite3.connect(path, timeout=0)

    with database.editing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_what_sqlite_says_of_the_file_names_the_fix(engine: Engine):
    with (
        pytest.raises(StoreError, match=r"gate\.db: no such table: absent; .*gate migrate"),
        database.reading(engine) as session,
    ):
        session.execute(text("SELECT * FROM absent"))


def test_a_damaged_file_is_reported_as_such(engine: Engine, path: Path):
    with path.open("r+b") as file:
        file.seek(4096)  # past the first page, which holds the schema
        file.write(bytes(path.stat().st_size - 4096))

    with (
        pytest.raises(StoreError, match=r"malformed.*restore the last backup"),
        database.reading(engine) as session,
    ):
        session.execute(text("SELECT * FROM vehicle"))


def test_a_broken_constraint_stays_what_it_is(engine: Engine):
    with pytest.raises(IntegrityError), database.editing(engine) as session:
        session.add(RegistryState(id=1))


def test_our_own_mistakes_stay_what_they_are(engine: Engine):
    with pytest.raises((ProgrammingError, StatementError)), database.reading(engine) as session:
        session.exec(select(User).where(User.login == object()))  # type: ignore[arg-type]
