"""The devices played in memory, as rigs of the contract tests."""

from pathlib import Path
from typing import Self

from gate.clock import SystemClock
from gate.config.gate_toml import ReaderConfig
from gate.core.values.model import Credential, Direction, Input, Medium, Output, Wiring
from gate.core.values.settings import LaneSettings
from hardware.protocols.readers.rdm6300 import encode
from simulator.devices import PlayedReader, PlayedSite
from simulator.world import TELLS, Fault, World

ALONE = set(Fault) - {Fault.BOARD_DEAD, Fault.DETECTOR_UNPLUGGED}
"""Faults that make one input speak and no other."""

FAULTS = {TELLS[fault]: fault for fault in ALONE if fault in TELLS}


class PlayedLaneRig:
    """One lane. Its boom rests half way, so that no input is active by itself."""

    def __init__(self) -> None:
        clock = SystemClock()
        now = clock.now().monotonic
        settings = LaneSettings(
            id="masuk",
            direction=Direction.IN,
            wiring=Wiring.PULSE_OPEN,
            inputs=frozenset(Input),
            outputs=frozenset(Output),
        )
        world = World([settings], now=now - 0.7)
        self.lane = world.lanes["masuk"]
        self.lane.switch(Fault.BOOM_LIFTED, on=True)
        world.step(now, {})
        self.lane.switch(Fault.MOTOR_DEAD, on=True)
        self.lane.switch(Fault.BOOM_LIFTED, on=False)
        self.site = PlayedSite(world, clock)
        self.inputs = self.outputs = self.site.lanes["masuk"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.outputs.release_all()

    def set_active(self, name: Input, *, active: bool) -> None:
        self.lane.switch(FAULTS[name], on=active)

    def make_unreadable(self, name: Input) -> None:
        self.inputs.unreadable |= {name}

    def is_on(self, output: Output) -> bool:
        self.site.catch_up()
        return output in self.lane.outputs


def reader(protocol: str, port: str = "") -> ReaderConfig:
    """A reader of tags that speaks this protocol as it comes."""
    return ReaderConfig(
        id="masuk-rfid",
        lane="masuk",
        port=port,
        protocol=protocol,
        baud=9600,
        confirmations=1,
        medium=Medium.TAG,
        pattern=None,
        confidence_scale=1.0,
    )


class PlayedReaderRig:
    """A reader whose cable is in memory; it needs no folder."""

    lane = "masuk"
    reader = "masuk-rfid"
    credential = Credential(Medium.TAG, "01001293D8")

    def __init__(self, folder: Path) -> None:
        self.source = PlayedReader(reader("rdm6300", str(folder)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.unplug()

    def show(self) -> None:
        self.send(encode(self.credential.value))

    def send(self, data: bytes) -> None:
        self.source.send(data)

    def unplug(self) -> None:
        self.source.plug(on=False)

    def plug_in(self) -> None:
        self.source.plug(on=True)
