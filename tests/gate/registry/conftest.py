"""A real, migrated SQLite file per test, and what every edit needs."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from gate.core.access.book import PermitBook
from gate.core.values.model import Instant
from gate.registry import database, migrate
from gate.registry.author import Author
from gate.registry.forms import VehicleForm
from gate.registry.models import RegistryState
from gate.store import journal
from gate.store.database import connect
from gate.store.permits import load
from tests.gate.registry.office import Office

GATE = "balai-kota"
WALL = 1_790_000_000.0  # 21 September 2026


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "gate.db"
    migrate.upgrade(path)
    return path


@pytest.fixture
def path(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "gate.db"))


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    opened = database.engine(path)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def zone() -> ZoneInfo:
    return ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="session")
def author() -> Author:
    return Author(GATE, "boot-1", "user:7", Instant(monotonic=12.5, wall=WALL, trusted=True))


@pytest.fixture
def car() -> VehicleForm:
    return VehicleForm(
        plate="N 1234 AP",
        tags=("01001293D8",),
        holder="Siti Rahayu",
        opd="Dinas Kominfo",
        valid_until="31-12-2026",
    )


@pytest.fixture
def rows(path: Path) -> Iterator[Callable[[], list[journal.StoredRow]]]:
    """Reads the journal, oldest first, without the epoch's own row."""
    connection = connect(path)
    yield lambda: journal.tail(connection, GATE, limit=100)[::-1][1:]
    connection.close()


@pytest.fixture
def version(engine: Engine) -> Callable[[], int]:
    """Reads the registry version."""

    def read() -> int:
        with database.reading(engine) as session:
            return session.get_one(RegistryState, 1).version

    return read


@pytest.fixture
def book(path: Path, zone: ZoneInfo) -> Callable[[], PermitBook]:
    """Loads the registry as the controller does."""

    def read() -> PermitBook:
        with closing(connect(path, read_only=True)) as connection:
            return load(connection, zone)

    return read


@pytest.fixture
def office(engine: Engine, author: Author, zone: ZoneInfo) -> Office:
    return Office(engine, author, zone)
