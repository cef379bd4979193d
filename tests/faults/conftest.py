"""One machine is compiled for all tests of faults; each test lives on one of its own."""

from pathlib import Path

import pytest

from tests.faults.machine import Machine, build
from tests.faults.mounts import obstacle


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where nothing can be mounted, say so of each test that has to; `tests/run` says it again."""
    mounting = [item for item in items if item.get_closest_marker("mounts")]
    reason = obstacle() if mounting else None
    if reason is not None:
        for item in mounting:
            item.add_marker(pytest.mark.skip(reason=f"NOT TESTED: {reason}"))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("library"))


@pytest.fixture
def machine(library: Path, tmp_path: Path) -> Machine:
    return Machine(library, tmp_path)
