"""The ports of the gate played in memory by a `World`, on whatever clock: for virtual time.

The demo does not use them: there the real drivers run, on played cables.
"""

import asyncio
from collections.abc import Mapping

from gate.config.gate_toml import ReaderConfig
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Input, Output
from gate.ports import Clock, Devices, LaneDevices, ReaderEvent, ReaderHealth, Submit
from hardware.serial.decoding import decoder_of
from hardware.serial.port import Loss
from hardware.serial.read_meter import ReadMeter
from simulator.reader.spelling import encode
from simulator.world import World


class PlayedSite:
    """A world, the clock it lives on, and its devices.

    The world follows the clock whenever a device is used; call `catch_up` where nothing else does.
    """

    def __init__(
        self, world: World, clock: Clock, readers: Mapping[str, ReaderConfig] | None = None
    ) -> None:
        self.world = world
        self.lanes = {name: PlayedLane(name, self) for name in world.lanes}
        self.readers = {name: PlayedReader(config) for name, config in (readers or {}).items()}
        self._clock = clock

    @property
    def devices(self) -> Devices:
        """What the controller is given."""
        lanes = {name: LaneDevices(lane, lane) for name, lane in self.lanes.items()}
        return Devices(lanes, self.readers)

    def catch_up(self) -> float:
        """Let the world live until now; outputs drop on the way when their time is over."""
        now = self._clock.now().monotonic
        drops = {due for lane in self.lanes.values() for due in lane.due if due <= now}
        for moment in (*sorted(drops), now):
            on = {name: lane.on(moment) for name, lane in self.lanes.items()}
            for sighting in self.world.step(moment, on):
                for reader in self.readers.values():
                    if (reader.lane, reader.medium) == (sighting.lane, sighting.medium):
                        reader.send(encode(reader.config, sighting))
        return now


class PlayedLane:
    """`gate.ports.LaneInputs` and `gate.ports.Outputs` of one lane.

    `unreadable` are inputs that cannot be told at present.
    """

    def __init__(self, lane: str, site: PlayedSite) -> None:
        self.unreadable: frozenset[Input] = frozenset()
        self._lane = lane
        self._site = site
        self._until: dict[Output, float] = {}

    @property
    def due(self) -> frozenset[float]:
        """When outputs that are on will drop by themselves."""
        return frozenset(self._until.values())

    def on(self, now: float) -> frozenset[Output]:
        """Which outputs are on at a moment, if nothing is switched until then."""
        return frozenset(output for output, until in self._until.items() if now < until)

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        """Return (active, unknown) now."""
        self._site.catch_up()
        return self._site.world.inputs(self._lane) - self.unreadable, self.unreadable

    def energise(self, output: Output, at_most: float | None) -> None:
        """Turn on, for `at_most` seconds."""
        now = self._site.catch_up()
        self._until[output] = float("inf") if at_most is None else now + at_most
        self._site.catch_up()

    def release(self, output: Output) -> None:
        """Turn off."""
        self._site.catch_up()
        self._until.pop(output, None)
        self._site.catch_up()

    def release_all(self) -> None:
        """Turn everything off."""
        self._site.catch_up()
        self._until.clear()
        self._site.catch_up()

    def heartbeat(self) -> None:
        """Do nothing: a played board has no one-shot to be fed."""


class PlayedReader:
    """`gate.ports.ReadSource` with the real decoder; its cable is in memory."""

    def __init__(self, config: ReaderConfig) -> None:
        self.config = config
        self.lane = config.lane
        self.medium = config.medium
        self._plugged = True
        self._events: asyncio.Queue[ReaderEvent] = asyncio.Queue()
        self._decoder = decoder_of(config)
        self._meter = ReadMeter(config.id, self._decoder)

    @property
    def health(self) -> ReaderHealth:
        """How the cable is."""
        return self._meter.health

    async def run(self, submit: Submit) -> None:
        """Deliver until cancelled."""
        self._events = asyncio.Queue()
        self._tell_plug()
        while True:
            submit(await self._events.get())

    def send(self, data: bytes) -> None:
        """Put bytes on the cable; what they complete is delivered in the loop's next round."""
        if not self._plugged:
            return
        for reading in self._decoder.feed(data):
            self._events.put_nowait(
                ReadArrived(self.lane, self.config.id, reading.credential, reading.confidence)
            )

    def plug(self, *, on: bool) -> None:
        """Pull the cable or put it back."""
        if on is not self._plugged:
            self._plugged = on
            self._decoder.flush()
            self._tell_plug()

    def _tell_plug(self) -> None:
        reader = self.config.id
        self._events.put_nowait(
            ReaderFound(self.lane, reader)
            if self._plugged
            else ReaderLost(self.lane, reader, Loss.UNPLUGGED)
        )
