"""The played OSDP reader, asked by the real driver."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from gate.config.gate_toml import ReaderConfig, load
from gate.config.reader import OsdpConfig
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Medium
from gate.ports import ReaderEvent
from hardware.osdp.bus import Member, OsdpBus
from hardware.osdp.reader import OsdpReader
from hardware.serial.backoff import Backoff
from simulator.reader.bad_line import Trouble
from simulator.reader.head import ReaderHead
from simulator.reader.osdp import OsdpReaderHead
from simulator.reader.serial_port import PlayedPort
from simulator.stage import Stage
from simulator.world import Sighting
from tests.waiting import until

TAG = "01001293D8"
DEMO = Path(__file__).parents[3] / "config" / "simulator.toml"


@pytest.fixture
def config(tmp_path: Path) -> ReaderConfig:
    return ReaderConfig(
        id="masuk-osdp",
        lane="masuk",
        port=str(tmp_path / "bus"),
        protocol="osdp",
        baud=9600,
        confirmations=1,
        medium=Medium.TAG,
        pattern=None,
        confidence_scale=1.0,
        osdp=OsdpConfig(3, None),
    )


@asynccontextmanager
async def asked(config: ReaderConfig, head: OsdpReaderHead) -> AsyncIterator[list[ReaderEvent]]:
    """What the driver submits while it asks the played reader."""
    loop, events = asyncio.get_running_loop(), list[ReaderEvent]()
    port = PlayedPort(Path(config.port))
    port.plug()
    loop.add_reader(port.fileno(), lambda: port.send(head.hear(port.receive())))
    member = Member("masuk", config.id, 3, None, config.medium)
    reader = OsdpReader(OsdpBus(config.port, 9600, [member], Backoff(Random(1))), member)
    task = asyncio.create_task(reader.run(events.append))
    try:
        yield events
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        loop.remove_reader(port.fileno())
        port.unplug()


def reads(events: list[ReaderEvent]) -> list[str]:
    return [event.credential.value for event in events if isinstance(event, ReadArrived)]


def found(events: list[ReaderEvent]) -> Callable[[], bool]:
    return lambda: any(isinstance(event, ReaderFound) for event in events)


async def test_a_tag_in_its_field_is_read(config: ReaderConfig):
    head = OsdpReaderHead(config, Random(1))
    async with asked(config, head) as events:
        await until(found(events))

        assert head.see(Sighting(0.0, "masuk", Medium.TAG, TAG)) == b""
        await until(lambda: reads(events))

    assert reads(events) == [TAG]


async def test_a_camera_tells_its_plate(config: ReaderConfig):
    config = replace(config, medium=Medium.PLATE)
    head = OsdpReaderHead(config, Random(1))
    async with asked(config, head) as events:
        await until(found(events))

        head.see(Sighting(0.0, "masuk", Medium.PLATE, "N1234AB", 1.0))
        await until(lambda: reads(events))

    assert reads(events) == ["N1234AB"]


async def test_what_is_spoilt_on_the_way_is_no_card_and_the_next_one_is(config: ReaderConfig):
    head = OsdpReaderHead(config, Random(1))
    async with asked(config, head) as events:
        await until(found(events))

        head.troubles = frozenset({Trouble.WRONG})
        head.see(Sighting(0.0, "masuk", Medium.TAG, TAG))
        await until(lambda: any(isinstance(event, ReaderLost) for event in events))
        head.troubles = frozenset()
        await until(lambda: isinstance(events[-1], ReaderFound))
        before = len(reads(events))
        head.see(Sighting(1.0, "masuk", Medium.TAG, TAG))
        await until(lambda: len(reads(events)) > before)

    assert set(reads(events)) == {TAG}


def test_the_site_plays_its_osdp_readers(config: ReaderConfig):
    site = load(DEMO)
    site = replace(site, readers={**site.readers, config.id: config})

    heads = Stage(site).heads

    assert isinstance(heads[config.id], OsdpReaderHead)
    assert isinstance(heads["masuk-rfid"], ReaderHead)


async def test_after_a_power_cut_it_is_itself_again(config: ReaderConfig):
    head = OsdpReaderHead(config, Random(1))
    async with asked(config, head) as events:
        await until(found(events))

        head.power_cut()
        head.see(Sighting(0.0, "masuk", Medium.TAG, TAG))
        await until(lambda: reads(events))

    assert reads(events) == [TAG]
