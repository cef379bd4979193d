import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.gate.systemd_socket import SystemdSocket


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[SystemdSocket]:
    """A socket on which systemd would listen."""
    with closing(SystemdSocket(tmp_path / "notify.sock")) as listening:
        yield listening


@pytest.fixture
def umasked() -> Iterator[Callable[[int], object]]:
    """Sets the process's umask until the test is over."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)
