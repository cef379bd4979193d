from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gate.config.gate_toml import Config
from simulator import demo_config
from simulator.panel.app import create_app
from simulator.stage import Stage, wire_path
from tests.simulator.waiting import running
from tests.waiting import until


class PlayedTime:
    """The seconds of a stage, which pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return demo_config.write(tmp_path, web_port=8080, broker=None)


@pytest.fixture
def time() -> PlayedTime:
    return PlayedTime()


@pytest.fixture
async def stage(config: Config, time: PlayedTime) -> AsyncIterator[Stage]:
    """A stage that runs, with all its cables."""
    made = Stage(config, time)
    async with running(made.run()):
        await until(wire_path(config).exists)
        yield made


@pytest.fixture
async def panel(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the panel of that stage, without a controller."""
    app = httpx.ASGITransport(create_app(stage))
    async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1") as client:
        yield client
