"""Bringing the database's schema up to date: `gate migrate`."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import URL, Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from gate.errors import StoreError
from gate.store.database import explain

FILE_MODE = 0o660
"""Controller and web are two users of one group."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(path: Path) -> None:
    """Create the database or bring it to the newest schema, all or nothing; safe to repeat.

    The directory must exist. StoreError names the file and the fix.
    """
    _create(path)
    try:
        with _connection(path) as connection:
            command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise StoreError(
            f"{path}: {error}; a newer version of the gate wrote it, install that version"
        ) from error


def revision(path: Path) -> str | None:
    """Return the revision that the database has; None before the first `upgrade`."""
    if not path.is_file():
        return None
    with _connection(path) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _create(path: Path) -> None:
    """Make the file if it is missing, readable by the group, and let it use a write-ahead log."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE)
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(
            f"{path}: {error.strerror}; make the directory and let this user write to it"
        ) from error
    else:
        os.fchmod(descriptor, FILE_MODE)  # whatever the umask said
        os.close(descriptor)
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise explain(path, error) from error


@contextmanager
def _connection(path: Path) -> Iterator[Connection]:
    """One transaction that holds the write lock, so that two upgrades take turns."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"isolation_level": None},
    )
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
    except DBAPIError as error:
        raise explain(path, error.orig) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
