"""Sessions on the gate's database: deferred for reading, with the write lock for editing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

from gate.store.database import BUSY_TIMEOUT_S, connect, explain

_BEGIN = "gate_begin"  # execution option: the statement that opens a transaction

_PATIENCE = "gate_patience"  # execution option: seconds to wait for the write lock

_MEMORY_KIB = 65_536  # an import's pages; a Pi has eight times that and more


def engine(path: Path) -> Engine:
    """Open the database for a process; StoreError when it is missing or its schema differs.

    Its connections come from `gate.store.database`, so both stores share one set of pragmas.
    """
    opened = create_engine(URL.create("sqlite", database=str(path)), creator=lambda: connect(path))
    event.listen(opened, "begin", _begin)
    opened.connect().close()
    return opened


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Look at one consistent state; never waits for a writer and never makes one wait."""
    with explained(engine), Session(engine) as session:
        yield session


@contextmanager
def editing(engine: Engine, patience: float = BUSY_TIMEOUT_S) -> Iterator[Session]:
    """Change something, all or nothing; on leaving without an error it is on the disk.

    Takes the write lock at once, so nothing that was read here can change before the commit. Keep
    it short: the controller's journal waits for it. `patience` is how many seconds it may wait for
    others itself.
    """
    writer = engine.execution_options(**for_writing(), **{_PATIENCE: patience})
    with explained(engine), Session(writer, expire_on_commit=False) as session, session.begin():
        session.connection()
        yield session


def for_writing() -> dict[str, str]:
    """Return the execution options of a connection whose transactions take the write lock."""
    return {_BEGIN: "BEGIN IMMEDIATE"}


def keep_in_memory(connection: Connection) -> None:
    """Let a connection of its own keep much of what it changes in memory until it commits.

    Otherwise SQLite writes and reads the same pages again and again, with the write lock held.
    """
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_MEMORY_KIB}")
    connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
    connection.rollback()


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection, for the plain SQL of `gate.store`."""
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Raise what SQLite says about the file as StoreError; our own mistakes stay as they are."""
    try:
        yield
    except DatabaseError as error:
        # The subclasses beside OperationalError, such as IntegrityError, are about our statements.
        about_file = type(error) in {OperationalError, DatabaseError}
        if not about_file or not isinstance(error.orig, sqlite3.Error):
            raise
        raise explain(Path(str(engine.url.database)), error.orig) from error


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    patience = options.get(_PATIENCE, BUSY_TIMEOUT_S)
    if patience == BUSY_TIMEOUT_S:
        connection.exec_driver_sql(options.get(_BEGIN, "BEGIN"))
        return
    driver = driver_of(connection)
    driver.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
    try:
        connection.exec_driver_sql(options[_BEGIN])
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT_S * 1000)}")
