"""Which faults the panel offers at a lane: those that do something there."""

from dataclasses import replace

import httpx
import pytest

from gate.config.gate_toml import Config
from gate.core.values.model import Input
from simulator.panel.app import create_app
from simulator.stage import Stage
from simulator.world import TELLS, Fault

AT_THE_MACHINE = set(Fault) - set(TELLS) | {
    Fault.BOARD_DEAD,
    Fault.DETECTOR_UNPLUGGED,
    Fault.SAFETY_LOOP_STUCK,
    Fault.PHOTOCELL_BLOCKED,
    Fault.STOP_PRESSED,
    Fault.FIRE,
}


async def offered(config: Config, *fitted: Input) -> str:
    """The page with these inputs fitted at every lane."""
    lanes = {
        name: replace(lane, settings=replace(lane.settings, inputs=frozenset(fitted)))
        for name, lane in config.lanes.items()
    }
    app = httpx.ASGITransport(create_app(Stage(replace(config, lanes=lanes))))
    async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1") as visitor:
        return (await visitor.get("/")).text


async def test_what_reaches_the_barrier_is_offered_whatever_is_fitted(config: Config) -> None:
    page = await offered(config)

    for fault in AT_THE_MACHINE:
        assert f'data-fault="{fault}"' in page


@pytest.mark.parametrize("fault", sorted(set(TELLS) - AT_THE_MACHINE))
async def test_a_sensor_fault_is_offered_where_the_sensor_is_fitted(
    config: Config, fault: Fault
) -> None:
    assert f'data-fault="{fault}"' not in await offered(config)
    assert f'data-fault="{fault}"' in await offered(config, TELLS[fault])


async def test_an_inner_loop_is_drawn_where_there_is_one(config: Config) -> None:
    assert 'data-input="inner_loop"' not in await offered(config)
    assert 'data-input="inner_loop"' in await offered(config, Input.INNER_LOOP)
