"""What the tests of reporting share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.registry.migrate import upgrade
from tests.gate.mqtt.journal import Journal
from tests.mosquitto import Broker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker that lets everybody in."""
    with Broker(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `gate migrate` leaves it, to be copied."""
    path = tmp_path_factory.mktemp("fresh") / "gate.db"
    upgrade(path)
    return path


@pytest.fixture
def journal(tmp_path: Path, fresh_database: Path) -> Journal:
    """A journal without rows."""
    path = tmp_path / "gate.db"
    shutil.copy(fresh_database, path)
    return Journal(path)
