"""One machine is compiled for all tests of faults; each test lives on one of its own."""

from pathlib import Path

import pytest

from tests.faults.machine import Machine, build


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("library"))


@pytest.fixture
def machine(library: Path, tmp_path: Path) -> Machine:
    return Machine(library, tmp_path)
