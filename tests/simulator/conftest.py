from collections.abc import Iterator

import httpx
import pytest

from simulator import demo_config
from tests.simulator import processes


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the panel of a played site that runs as a process, without a controller."""
    folder = tmp_path_factory.mktemp("demo")
    config = demo_config.write(folder, web_port=8080, broker=None)
    with processes.site(config.path) as client:
        yield client
