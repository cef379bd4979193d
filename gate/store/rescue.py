"""Detecting a damaged database, and the notice that it was replaced."""

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from gate.core.values.commands import Json
from gate.errors import DamageError
from gate.store.database import explain

NOTICE: Final = "rescue.json"
SUSPECT: Final = "gate.db.suspect"
"""A marker file: the next start must check the whole database."""

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100
_HUGE_PAGE: Final = 65_536  # is written as 1


@dataclass(frozen=True, slots=True)
class Rescued:
    """The replacement of a damaged file.

    `source` is the backup (None = an empty file), `kept` the new name of the damaged file.
    """

    at: float
    source: str | None
    kept: str
    reason: str

    @property
    def payload(self) -> dict[str, Json]:
        """Return the payload of the journal row."""
        return asdict(self)


def examine(database: Path) -> None:
    """Raise DamageError when a database is damaged; a missing file is not.

    Reads the whole file only where it is too short or a writer has marked it as suspect.
    """
    if not database.exists():
        return
    suspicion = database.with_name(SUSPECT)
    if _is_short(database) or suspicion.exists():
        read_all(database)
        trust(database)


def trust(database: Path) -> None:
    """Remove the mark of a suspect database."""
    with suppress(OSError):
        database.with_name(SUSPECT).unlink()


def suspect(database: Path) -> None:
    """Mark a database as suspect, if the disk can be written."""
    with suppress(OSError):
        database.with_name(SUSPECT).touch()


def leave_notice(folder: Path, rescued: Rescued) -> None:
    """Write the notice that the database was replaced, until `dismiss`."""
    part = folder / f".{NOTICE}"
    part.write_text(json.dumps(asdict(rescued)), encoding="utf-8")
    part.chmod(0o660)
    part.replace(folder / NOTICE)


def notice(folder: Path) -> dict[str, object] | None:
    """Return the notice; None without one."""
    try:
        found = json.loads((folder / NOTICE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def dismiss(folder: Path) -> bool:
    """Delete the notice; return whether there was one."""
    try:
        (folder / NOTICE).unlink()
    except FileNotFoundError:
        return False
    return True


def read_all(database: Path) -> None:
    """Check every page of a database; raise DamageError."""
    try:
        address = f"{database.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise explain(database, error) from error
    if found != "ok":
        raise DamageError(f"{database}: {found}")


def _is_short(database: Path) -> bool:
    """Return whether the file is shorter than its header says; the rest may be in the WAL."""
    with database.open("rb") as file:
        header = file.read(_HEADER)
    if header[: len(_MAGIC)] != _MAGIC:
        raise DamageError(f"{database}: this is no database (any more)")
    page = int.from_bytes(header[16:18], "big")
    page = _HUGE_PAGE if page == 1 else page
    return database.stat().st_size < int.from_bytes(header[28:32], "big") * page
