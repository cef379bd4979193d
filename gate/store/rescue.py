"""When the database is damaged: finding that out, and the notice that it was replaced."""

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
"""A file that says: look at the whole database before the next start."""

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100
_HUGE_PAGE: Final = 65_536  # is written as 1


@dataclass(frozen=True, slots=True)
class Rescued:
    """What happened: by which backup (None = an empty file) and where the damaged one is kept."""

    at: float
    source: str | None
    kept: str
    reason: str

    @property
    def payload(self) -> dict[str, Json]:
        """The journal row of it."""
        return asdict(self)


def examine(database: Path) -> None:
    """Raise DamageError when a database cannot be whole; quick, whatever its size.

    The whole file is read only when a writer has left a suspicion. A missing file is not damage.
    """
    if not database.exists():
        return
    suspicion = database.with_name(SUSPECT)
    if _is_short(database) or suspicion.exists():
        read_all(database)
        trust(database)


def trust(database: Path) -> None:
    """Forget a suspicion."""
    with suppress(OSError):
        database.with_name(SUSPECT).unlink()


def suspect(database: Path) -> None:
    """Note that something in the file is wrong, as far as the disk takes it."""
    with suppress(OSError):
        database.with_name(SUSPECT).touch()


def leave_notice(folder: Path, rescued: Rescued) -> None:
    """Say, until somebody has taken note, that the database is another one."""
    part = folder / f".{NOTICE}"
    part.write_text(json.dumps(asdict(rescued)), encoding="utf-8")
    part.chmod(0o660)
    part.replace(folder / NOTICE)


def notice(folder: Path) -> dict[str, object] | None:
    """Return what `leave_notice` left; None once somebody has taken note."""
    try:
        found = json.loads((folder / NOTICE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def dismiss(folder: Path) -> bool:
    """Take note; return whether there was anything to take note of."""
    try:
        (folder / NOTICE).unlink()
    except FileNotFoundError:
        return False
    return True


def read_all(database: Path) -> None:
    """Raise DamageError unless every page of a database is as it must be."""
    try:
        address = f"{database.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise explain(database, error) from error
    if found != "ok":
        raise DamageError(f"{database}: {found}")


def _is_short(database: Path) -> bool:
    """Hold the file's length against its header; what is missing may be in the write-ahead log."""
    with database.open("rb") as file:
        header = file.read(_HEADER)
    if header[: len(_MAGIC)] != _MAGIC:
        raise DamageError(f"{database}: this is no database (any more)")
    page = int.from_bytes(header[16:18], "big")
    page = _HUGE_PAGE if page == 1 else page
    return database.stat().st_size < int.from_bytes(header[28:32], "big") * page
