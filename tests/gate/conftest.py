import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate.registry import migrate
from tests.gate.installation import Installation
from tests.gate.systemd_socket import SystemdSocket


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[SystemdSocket]:
    """A socket on which systemd would listen."""
    with closing(SystemdSocket(tmp_path / "notify.sock")) as listening:
        yield listening


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the installer makes it."""
    path = tmp_path_factory.mktemp("migrated") / "gate.db"
    migrate.upgrade(path)
    return path


@pytest.fixture
def installation(tmp_path: Path, migrated: Path) -> Installation:
    """A gate that could be started."""
    return Installation(tmp_path, migrated)


@pytest.fixture
def umasked() -> Iterator[Callable[[int], object]]:
    """Sets the process's umask until the test is over."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)
