"""Opening the database, transactions, and error messages with the fix."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

from gate.errors import DamageError, StoreError

SCHEMA_REVISION = "0007"
"""The Alembic revision that the statements of `gate.store` were written for."""

BUSY_TIMEOUT_S = 5.0

_GROUP = "the file must be 0660 and belong to the group that the gate's users share"
_RESTORE = "the file is damaged; stop the gate and restore the last backup"
_FIXES = {
    "SQLITE_BUSY": "another program holds the file locked; end it",
    "SQLITE_CANTOPEN": f"check the directory and the files beside it; {_GROUP}",
    "SQLITE_CORRUPT": _RESTORE,
    "SQLITE_ERROR": "the tables are not the expected ones; run: gate migrate",
    "SQLITE_FULL": "the disk is full; free some space",
    "SQLITE_IOERR": "the disk fails; check it, and replace the card if it is worn",
    "SQLITE_LOCKED": "another connection of this program holds it locked",
    "SQLITE_NOTADB": _RESTORE,
    "SQLITE_PERM": _GROUP,
    "SQLITE_PROTOCOL": "another program holds the file locked; end it",
    "SQLITE_READONLY": f"the file or its disk is read-only; {_GROUP}",
}
"""The fix for every SQLite error whose cause is the file or the machine, not our code."""


def connect(path: Path, *, read_only: bool = False, immutable: bool = False) -> sqlite3.Connection:
    """Open the gate's database; StoreError names the file and the fix.

    The connection starts no transaction by itself (see `transaction`) and may travel between
    threads, used by one at a time. The file must exist and have the expected schema: only
    `gate migrate` creates and changes it. `immutable` also reads from a read-only disk, without
    the write-ahead log and what is written meanwhile.
    """
    _identity(path)
    if not os.access(path, os.R_OK if read_only else os.R_OK | os.W_OK):
        if not read_only and os.statvfs(path).f_flag & os.ST_RDONLY:
            raise StoreError(f"{path}: {_FIXES['SQLITE_READONLY']}")
        raise StoreError(
            f"{path}: this user may not {'read' if read_only else 'write'} it; {_GROUP}"
        )
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
            f"&immutable={immutable:d}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise explain(path, error) from error
    try:
        with explained(connection):
            _configure(connection, read_only=read_only)
        check_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


class LastingConnection:
    """A connection for the life of a process: opened at first use, and again after an error.

    `file` is the file opened last (device and inode). A restore replaces the file at the path, and
    what is written to the old one would be lost.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.file: tuple[int, int] | None = None
        self._read_only = read_only
        self._connection: sqlite3.Connection | None = None

    def current(self) -> sqlite3.Connection:
        """Return a connection to the file that is at the path now; StoreError when it cannot."""
        file = _identity(self.path)
        if self._connection is None or file != self.file:
            self.close()
            self._connection = connect(self.path, read_only=self._read_only)
            self.file = file
        return self._connection

    def close(self) -> None:
        """Close the connection; `current` opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def check_schema(connection: sqlite3.Connection) -> None:
    """Raise StoreError unless the schema is the one that this version of the gate expects."""
    with explained(connection):
        found = [revision for (revision,) in connection.execute(_SELECT_REVISION)]
    if found != [SCHEMA_REVISION]:
        raise StoreError(
            f"{location(connection)}: schema {', '.join(found) or 'none'}, but this version of the"
            f" gate needs {SCHEMA_REVISION}; run: gate migrate"
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing; on leaving without an error everything is on the disk.

    Takes the write lock at once and waits at most `BUSY_TIMEOUT_S` for it. StoreError when
    SQLite cannot write.
    """
    with explained(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def require_transaction(connection: sqlite3.Connection) -> None:
    """Raise StoreError when no transaction is open."""
    if not connection.in_transaction:
        raise StoreError(f"{location(connection)}: this is written inside a transaction only")


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several statements read the same state of the database."""
    with explained(connection):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.rollback()


@contextmanager
def explained(connection: sqlite3.Connection) -> Iterator[None]:
    """Raise SQLite's errors about the file as StoreError; errors of our code pass unchanged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _primary_code(error) not in _FIXES:
            raise
        raise explain(location(connection), error) from error


def explain(path: Path, error: BaseException | None) -> StoreError:
    """Return an error of SQLite as StoreError or DamageError, with the file and the fix."""
    fix = _FIXES.get(_primary_code(error))
    kind = DamageError if fix == _RESTORE else StoreError
    return kind(f"{path}: {error}; {fix}" if fix else f"{path}: {error}")


def location(connection: sqlite3.Connection) -> Path:
    """Return the path of the connection's file."""
    _, _, name = connection.execute("PRAGMA database_list").fetchone()
    return Path(name)


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise StoreError(f"{path}: there is no database; run: gate migrate") from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check the directory and its disk") from error
    if not S_ISREG(status.st_mode):
        raise StoreError(f"{path}: this is not a file; name the database's file")
    return status.st_dev, status.st_ino


def _configure(connection: sqlite3.Connection, *, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    if read_only:
        connection.execute("SELECT count(*) FROM sqlite_schema")  # the first look at the file
        return
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_autocheckpoint=1000")  # 4 MiB
    connection.execute("PRAGMA journal_size_limit=16777216")  # an import must not keep it big


def _primary_code(error: BaseException | None) -> str:
    """SQLITE_IOERR for SQLITE_IOERR_WRITE; text that is not UTF-8 comes without a code."""
    name = getattr(error, "sqlite_errorname", None)
    if name is None:
        return "SQLITE_CORRUPT" if isinstance(error, sqlite3.OperationalError) else ""
    return "_".join(name.split("_")[:2])


_SELECT_REVISION = "SELECT version_num FROM alembic_version"
