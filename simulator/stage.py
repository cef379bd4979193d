"""The played site in real time: the world, and the cables from it to the controller."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from gate.clock import monotonic
from gate.config.gate_toml import Config, ReaderConfig
from gate.core.values.model import Medium
from simulator.reader.bad_line import Trouble
from simulator.reader.head import ReaderHead
from simulator.reader.osdp import OsdpReaderHead
from simulator.reader.serial_port import PlayedPort
from simulator.reader.spelling import encode
from simulator.wire import Levels, SiteEnd, level
from simulator.world import Car, Fault, Lane, Sighting, World

LONGEST_QUEUE = 6
"""Vehicles that fit in a lane."""

LONGEST_NAP = 1.0
"""Seconds without a look at the world."""


class Stage:
    """Plays the site of a configuration, in whose runtime directory its cables end.

    Deeds take place now, which `time` tells in seconds; ValueError says what cannot be played.
    """

    def __init__(self, config: Config, time: Callable[[], float] = monotonic) -> None:
        self.config = config
        self._time = time
        self.world = World(config.site.lanes, now=time())
        self.wire = SiteEnd(wire_path(config), self._wake)
        self.ports = {name: PlayedPort(Path(each.port)) for name, each in config.readers.items()}
        self.heads = {name: _head(each) for name, each in config.readers.items()}
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Play until cancelled."""
        with self._plugged():
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.wire.run(), name="wire")
                tasks.create_task(self._live(), name="world")

    def arrive(self, lane: str, car: Car) -> int:
        """Let a car drive up; return its number in the lane."""
        target = self._lane(lane)
        if len(target.vehicles) >= LONGEST_QUEUE:
            raise ValueError(f"lane {lane} is full: {LONGEST_QUEUE} vehicles")
        for sighting in _will_be_seen(lane, car):
            for name in self._readers(lane, sighting.medium):
                encode(self.config.readers[name], sighting)
        with self._deed():
            return target.arrive(car)

    def back_out(self, lane: str, vehicle: int) -> None:
        """Let a vehicle reverse out."""
        with self._deed():
            if not self._lane(lane).back_out(vehicle):
                raise ValueError(f"vehicle {vehicle} is not the last one in lane {lane}")

    def switch(self, lane: str | None, fault: Fault, *, on: bool) -> None:
        """Bring a fault about or end it, at one lane or (None) at all of them."""
        with self._deed():
            for target in self.world.lanes.values() if lane is None else (self._lane(lane),):
                target.switch(fault, on=on)

    def plug(self, reader: str, *, on: bool) -> None:
        """Plug a reader in, or pull its cable."""
        port, loop = self._port(reader), asyncio.get_running_loop()
        if port.plugged is on:
            return
        if on:
            port.plug()
            self.heads[reader].power_cut()
            loop.add_reader(port.fileno(), self._answer, reader)
        else:
            loop.remove_reader(port.fileno())
            port.unplug()

    def disturb(self, reader: str, trouble: Trouble, *, on: bool) -> None:
        """Bring a trouble of a reader's line about or end it."""
        self._port(reader)
        head = self.heads[reader]
        head.troubles = head.troubles | {trouble} if on else head.troubles - {trouble}

    def catch_up(self) -> None:
        """Let the world live until now, with what is on the wire; show what changed."""
        high = self.wire.high
        outputs = {
            name: frozenset(output for output, pin in lane.outputs.items() if pin in high)
            for name, lane in self.config.lanes.items()
        }
        for sighting in self.world.step(self._time(), outputs):
            for name in self._readers(sighting.lane, sighting.medium):
                self.ports[name].send(self.heads[name].see(sighting))
        self.wire.show(self._levels())

    async def _live(self) -> None:
        while True:
            self._woken.clear()
            self.catch_up()
            change = self.world.next_change(self._time())
            nap = LONGEST_NAP if change is None else change - self._time()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(max(nap, 0.0), LONGEST_NAP)):
                    await self._woken.wait()

    @contextlib.contextmanager
    def _deed(self) -> Iterator[None]:
        """Something happens now."""
        self.catch_up()
        yield
        self._wake()

    @contextlib.contextmanager
    def _plugged(self) -> Iterator[None]:
        for name in self.ports:
            self.plug(name, on=True)
        try:
            yield
        finally:
            for name in self.ports:
                self.plug(name, on=False)

    def _answer(self, reader: str) -> None:
        """Somebody said something to a reader."""
        port = self.ports[reader]
        port.send(self.heads[reader].hear(port.receive()))

    def _port(self, reader: str) -> PlayedPort:
        if reader not in self.ports:
            raise ValueError(f"no reader {reader}")
        return self.ports[reader]

    def _wake(self) -> None:
        self._woken.set()

    def _lane(self, name: str) -> Lane:
        if name not in self.world.lanes:
            raise ValueError(f"no lane {name}")
        return self.world.lanes[name]

    def _readers(self, lane: str, medium: Medium) -> list[str]:
        return [
            name
            for name, reader in self.config.readers.items()
            if (reader.lane, reader.medium) == (lane, medium)
        ]

    def _levels(self) -> Levels:
        """How high every input pin is."""
        return {
            wired.pin: level(wired, active=name in self.world.inputs(lane))
            for lane, config in self.config.lanes.items()
            for name, wired in config.inputs.items()
        }


def _head(reader: ReaderConfig) -> ReaderHead | OsdpReaderHead:
    kind = ReaderHead if reader.osdp is None else OsdpReaderHead
    return kind(reader, Random())


def wire_path(config: Config) -> Path:
    """Where site and controller meet."""
    return config.runtime_dir / "wire.sock"


def _will_be_seen(lane: str, car: Car) -> list[Sighting]:
    plates = [Sighting(0.0, lane, Medium.PLATE, each.text, 1.0) for each in car.reports]
    return [*plates, *(Sighting(0.0, lane, Medium.TAG, tag) for tag in car.tags)]
