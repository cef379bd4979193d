"""The schema has one source, the models; the migrations must arrive at exactly it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine

from gate.core.values.model import Credential, Medium
from gate.errors import StoreError
from gate.registry import migrate
from gate.registry.models import Vehicle
from gate.registry.store_models import JournalRow
from gate.store.database import SCHEMA_REVISION, connect, transaction
from gate.store.permits import load
from tests.gate.store.rows import row, write

MODELS = next(iter({Vehicle.metadata, JournalRow.metadata}))


def engine(path: Path) -> Engine:
    return create_engine(f"sqlite:///{path}", poolclass=NullPool)


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    with engine(path).connect() as connection:
        yield connection


def tables(path: Path) -> dict[str, list[str]]:
    """The lines of the statements that make tables and indexes, by name.

    SQLite quotes the name of a table that a migration had to make anew, and Alembic writes the
    constraints of such a one in its own order.
    """
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE tbl_name <> 'alembic_version'"
        )
        return {name: _lines((sql or "").replace(f'"{name}"', name)) for name, sql in found}


def _lines(statement: str) -> list[str]:
    return sorted(line.strip().removesuffix(",") for line in statement.splitlines())


def test_alembic_finds_no_difference_to_the_models(empty_database):
    with opened(empty_database) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, MODELS) == []


def test_migrated_tables_are_word_for_word_those_of_the_models(empty_database, tmp_path):
    """Alembic compares no check constraints and no unnamed ones; the statements tell all."""
    MODELS.create_all(engine(tmp_path / "models.db"))
    assert tables(empty_database) == tables(tmp_path / "models.db")


def test_the_store_was_written_for_the_newest_revision():
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_REVISION]


def test_revision_is_told_before_and_after(tmp_path):
    path = tmp_path / "gate.db"
    assert migrate.revision(path) is None
    migrate.upgrade(path)
    assert migrate.revision(path) == SCHEMA_REVISION


def test_upgrading_again_keeps_everything(database):
    with closing(connect(database)) as connection, transaction(connection):
        connection.execute("UPDATE registry_state SET version = 7")
    migrate.upgrade(database)
    with closing(connect(database)) as connection:
        assert connection.execute("SELECT id, version FROM registry_state").fetchall() == [(1, 7)]


def test_a_database_of_the_first_schema_keeps_its_vehicles_and_its_journal(tmp_path):
    path = tmp_path / "gate.db"
    migrate._create(path)
    with migrate._connection(path) as connection:
        command.upgrade(migrate._config(connection), "0001")
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            """INSERT INTO vehicle (id, plate, holder, opd, category, identification, lanes, notes,
                removed, created_at, updated_at, version)
            VALUES (7, 'N7AP', 'Siti', 'Kominfo', 'vendor', 'both', 'masuk', 'x', 0, 3, 4, 5)"""
        )
        old.execute(
            "INSERT INTO vehicle_credential (vehicle_id, medium, value) VALUES (7, 'tag', 'AA')"
        )
        old.execute("UPDATE registry_state SET version = 5")
    migrate.upgrade(path)
    with closing(connect(path)) as connection:
        write(connection, row())
        (vehicle,) = connection.execute("SELECT * FROM vehicle").fetchall()
        assert vehicle == (
            *(7, "N7AP", "Siti", "Kominfo", "vendor", "both", None, None, None, "masuk"),
            *(None, None, "x", 0, 3, 4, 5),
        )
        assert connection.execute("SELECT * FROM registry_state").fetchall() == [(1, 5, 0)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        book = load(connection, UTC)
    assert (book.version, book.vehicle(Credential(Medium.TAG, "AA"))) == (5, 7)


@pytest.mark.usefixtures("narrow_umask")
def test_the_group_may_write_the_file_whatever_the_umask(tmp_path):
    path = tmp_path / "gate.db"
    migrate.upgrade(path)
    assert path.stat().st_mode & 0o777 == 0o660


def test_a_name_with_special_characters_is_a_name(tmp_path):
    path = tmp_path / "50%41 ?#&.db"
    migrate.upgrade(path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    connect(path).close()


def test_a_missing_directory_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"missing/gate\.db: .*make the directory"):
        migrate.upgrade(tmp_path / "missing" / "gate.db")


def test_something_else_under_that_name_is_left_alone(tmp_path):
    path = tmp_path / "gate.db"
    path.write_text("shopping list\n" * 100)
    with pytest.raises(StoreError, match=r"gate\.db: file is not a database; .*restore"):
        migrate.upgrade(path)
    assert path.read_text().startswith("shopping list")


def test_a_database_of_a_newer_gate_is_left_alone(database):
    with closing(connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"9999.* newer version of the gate"):
        migrate.upgrade(database)


def test_a_failing_upgrade_changes_nothing(tmp_path):
    """The first revision meets a table of its own name, half way."""
    path = tmp_path / "gate.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE journal (other)")
    with pytest.raises(StoreError, match="table journal already exists"):
        migrate.upgrade(path)
    assert list(tables(path)) == ["journal"]


def test_a_damaged_database_has_no_revision_to_tell(tmp_path):
    path = tmp_path / "gate.db"
    path.write_text("shopping list\n" * 100)
    with pytest.raises(StoreError, match="restore the last backup"):
        migrate.revision(path)
