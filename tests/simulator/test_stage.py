"""The stage on its cables, in this process."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import serial

from gate.config.gate_toml import Config
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.core.values.model import Credential, Input, Medium
from gate.ports import ReaderEvent
from hardware.protocols.readers.rdm6300 import Rdm6300
from hardware.serial.backoff import Backoff
from hardware.serial.decoding import decoder_of, dialogue_of
from hardware.serial.port import SerialPort
from simulator.reader.bad_line import Trouble
from simulator.stage import LONGEST_QUEUE, Stage, wire_path
from simulator.wire import ControllerEnd, WiredFactory
from simulator.world import Car, Fault
from tests.simulator.conftest import PlayedTime
from tests.simulator.waiting import running
from tests.waiting import BOUND, until

TAG, EPC = "01001293D8", "E28069950000400A8F398133"


def let_pass(stage: Stage, time: PlayedTime) -> None:
    """Let a moment pass at the site."""
    time.now += 0.1
    stage.catch_up()


async def test_a_tag_in_the_field_is_sent_to_its_reader_again_and_again(
    stage: Stage, config: Config, time: PlayedTime
) -> None:
    decoder, readings = Rdm6300(), []
    with serial.Serial(config.readers["masuk-rfid"].port, exclusive=True) as cable:

        def read() -> None:
            let_pass(stage, time)
            readings.extend(decoder.feed(cable.read(cable.in_waiting)))

        stage.arrive("masuk", Car.showing(tag=TAG))
        await until(lambda: len(readings) >= 5, meanwhile=read)

    assert {reading.credential.value for reading in readings} == {TAG}
    assert decoder.faults.bad_frames == 0


async def test_a_reader_that_must_be_asked_is_asked_and_read_through_a_bad_line(
    config: Config, time: PlayedTime
) -> None:
    reader = replace(config.readers["masuk-rfid"], protocol="yrm100", baud=115200)
    stage = Stage(replace(config, readers={"masuk-rfid": reader}), time)
    source = SerialPort(reader, decoder_of(reader), Backoff(Random(6)), dialogue_of(reader))
    seen: list[ReaderEvent] = []
    async with running(stage.run(), source.run(seen.append)):
        await until(lambda: ReaderFound("masuk", "masuk-rfid") in seen)
        stage.disturb("masuk-rfid", Trouble.NOISE, on=True)
        stage.disturb("masuk-rfid", Trouble.WRONG, on=True)
        stage.arrive("masuk", Car.showing(tag=EPC))
        read = ReadArrived("masuk", "masuk-rfid", Credential(Medium.TAG, EPC))
        await until(
            lambda: seen.count(read) >= 3 and source.health.bad_frames > 0,
            meanwhile=lambda: let_pass(stage, time),
        )

        stage.plug("masuk-rfid", on=False)
        await until(lambda: isinstance(seen[-1], ReaderLost))
        stage.disturb("masuk-rfid", Trouble.WRONG, on=False)
        stage.plug("masuk-rfid", on=True)
        await until(
            lambda: isinstance(seen[-1], ReadArrived), meanwhile=lambda: let_pass(stage, time)
        )

    assert {event.credential.value for event in seen if isinstance(event, ReadArrived)} == {EPC}


def test_a_reader_nobody_has_cannot_be_disturbed(config: Config) -> None:
    with pytest.raises(ValueError, match="no reader nothing"):
        Stage(config).disturb("nothing", Trouble.CUT, on=True)


async def test_sensors_reach_the_pins_and_relays_the_board(
    stage: Stage, config: Config, time: PlayedTime
) -> None:
    lane = config.lanes["masuk"]
    wired = {contact.pin: contact for contact in lane.inputs.values()}
    stop, relay = lane.inputs[Input.STOP].pin, lane.outputs["open"]
    factory = WiredFactory()
    end = ControllerEnd(wire_path(config), factory, wired, [relay], patience=BOUND)
    async with end.coupled():
        assert factory.pin(stop).state is False  # closed: quiet
        stage.switch("masuk", Fault.STOP_PRESSED, on=True)
        await until(lambda: factory.pin(stop).state is True)
        stage.switch("masuk", Fault.STOP_PRESSED, on=False)

        factory.pin(relay).function = "output"
        factory.pin(relay).state = True
        await until(
            lambda: Input.OPEN_LIMIT in stage.world.inputs("masuk"),
            meanwhile=lambda: let_pass(stage, time),
        )


async def test_the_ports_are_gone_when_the_stage_ends(config: Config) -> None:
    port = Path(config.readers["masuk-rfid"].port)
    async with running(Stage(config).run()):
        await until(port.is_symlink)

    await until(lambda: not port.is_symlink())


def test_a_lane_takes_as_many_as_fit(config: Config) -> None:
    stage = Stage(config)
    for _ in range(LONGEST_QUEUE):
        stage.arrive("masuk", Car())

    with pytest.raises(ValueError, match="lane masuk is full"):
        stage.arrive("masuk", Car())
