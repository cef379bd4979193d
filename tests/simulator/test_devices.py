"""The core on played devices, in virtual time; each port alone is held to tests/contract."""

from dataclasses import dataclass

import pytest

from gate.config.gate_toml import ReaderConfig
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Credential, Direction, Input, Instant, Medium, Output, Wiring
from gate.core.values.settings import LaneSettings
from gate.ports import ReaderEvent
from simulator.devices import PlayedSite
from simulator.world import Car, World
from tests.simulator.waiting import running
from tests.waiting import until

TAG = "01001293D8"


@dataclass
class HandClock:
    """A clock that only moves when told."""

    monotonic: float = 0.0

    def now(self) -> Instant:
        return Instant(self.monotonic, 1.8e9 + self.monotonic, trusted=True)


def reader(name: str, protocol: str, medium: Medium) -> ReaderConfig:
    return ReaderConfig(
        id=name,
        lane="masuk",
        port="",
        protocol=protocol,
        baud=9600,
        confirmations=1,
        medium=medium,
        pattern="(?P<plate>[A-Z0-9 ]+),(?P<confidence>[0-9.]+)",
        confidence_scale=100.0,
    )


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def site(clock: HandClock) -> PlayedSite:
    lane = LaneSettings(
        id="masuk",
        direction=Direction.IN,
        wiring=Wiring.PULSE_OPEN,
        inputs=frozenset(Input),
        outputs=frozenset({Output.OPEN}),
    )
    readers = (
        reader("masuk-rfid", "rdm6300", Medium.TAG),
        reader("masuk-kamera", "text_line", Medium.PLATE),
    )
    return PlayedSite(World([lane]), clock, {each.id: each for each in readers})


def test_a_pulse_raises_the_boom(site: PlayedSite, clock: HandClock) -> None:
    lane = site.devices.lanes["masuk"]
    assert lane.inputs.sample() == ({Input.CLOSED_LIMIT}, frozenset())

    lane.outputs.energise(Output.OPEN, 0.5)
    clock.monotonic = 3.0

    assert lane.inputs.sample() == ({Input.OPEN_LIMIT}, frozenset())


def test_an_output_drops_at_its_time_however_late_anyone_looks(
    site: PlayedSite, clock: HandClock
) -> None:
    """Held by a contact that never dropped, the board would not have closed by itself."""
    lane = site.devices.lanes["masuk"]
    lane.outputs.energise(Output.OPEN, 0.5)
    clock.monotonic = 60.0

    assert lane.inputs.sample() == ({Input.CLOSED_LIMIT}, frozenset())


async def test_readers_tell_what_the_world_shows_them(site: PlayedSite, clock: HandClock) -> None:
    seen: dict[str, list[ReaderEvent]] = {name: [] for name in site.devices.readers}
    site.world.lanes["masuk"].arrive(Car.showing(tag=TAG, plate="N 1234 AP"))
    async with running(
        *(source.run(seen[name].append) for name, source in site.devices.readers.items())
    ):
        await until(lambda: all(seen.values()))
        clock.monotonic = 6.0
        site.catch_up()
        await until(lambda: len(seen["masuk-kamera"]) == 4)

    plate, tag = Credential(Medium.PLATE, "N1234AP"), Credential(Medium.TAG, TAG)
    assert seen["masuk-kamera"] == [
        ReaderFound("masuk", "masuk-kamera"),
        *(ReadArrived("masuk", "masuk-kamera", plate, each) for each in (0.88, 0.93, 0.97)),
    ]
    assert seen["masuk-rfid"][:2] == [
        ReaderFound("masuk", "masuk-rfid"),
        ReadArrived("masuk", "masuk-rfid", tag),
    ]


async def test_an_unplugged_reader_reads_nothing(site: PlayedSite, clock: HandClock) -> None:
    reader = site.readers["masuk-rfid"]
    seen: list[ReaderEvent] = []
    site.world.lanes["masuk"].arrive(Car.showing(tag=TAG))
    async with running(reader.run(seen.append)):
        await until(lambda: seen)
        reader.plug(on=False)
        clock.monotonic = 6.0
        site.catch_up()
        reader.plug(on=True)
        await until(lambda: len(seen) == 3)

    lost = ReaderLost("masuk", "masuk-rfid", "unplugged")
    assert seen == [ReaderFound("masuk", "masuk-rfid"), lost, ReaderFound("masuk", "masuk-rfid")]
