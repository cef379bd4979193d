import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate.registry import migrate
from gate.store.database import connect


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that nobody writes to."""
    path = tmp_path_factory.mktemp("empty") / "gate.db"
    migrate.upgrade(path)
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    """A migrated database of the test's own."""
    return Path(shutil.copy(empty_database, tmp_path / "gate.db"))


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """The one connection to it that most tests need."""
    with closing(connect(database)) as connection:
        yield connection


@pytest.fixture
def narrow_umask() -> Iterator[None]:
    """New files are for their owner only, unless somebody insists."""
    before = os.umask(0o077)
    yield
    os.umask(before)
