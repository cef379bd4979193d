import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gpiozero import OutputDevice
from gpiozero.pins.mock import MockFactory

from gate.config.board import BoardConfig, BoardInput, BoardRelay
from gate.config.gate_toml import Config, ReaderConfig, load
from gate.config.reader import OsdpConfig
from gate.core.values.model import Input, Medium, Output
from gate.errors import ConfigError, DeviceError
from hardware.devices import make_readers, open_devices
from hardware.osdp.reader import OsdpReader
from hardware.serial.decoding import dialogue_of
from hardware.serial.port import SerialPort
from tests.hardware.played_board import PlayedBoards, PlayedUnit
from tests.waiting import until

ROOT = Path(__file__).parents[2]
OPEN_PIN = 17


@pytest.fixture
def config() -> Config:
    """The example of a real site."""
    return load(ROOT / "config" / "gate.toml")


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    with MockFactory() as factory:
        yield factory


def with_reader(config: Config, reader: str, **changes: object) -> Config:
    changed: ReaderConfig = replace(config.readers[reader], **changes)
    return replace(config, readers={**config.readers, reader: changed})


async def test_every_lane_and_reader_of_the_site_is_there(config: Config, factory: MockFactory):
    async with open_devices(config, factory) as devices:
        assert devices.lanes.keys() == config.lanes.keys()
        assert devices.readers.keys() == config.readers.keys()
        for name, lane in devices.lanes.items():
            active, unknown = lane.inputs.sample()
            assert unknown == frozenset()
            # Nothing is wired to these pins: each normally closed contact reads as broken.
            assert active == {
                contact
                for contact, wired in config.lanes[name].inputs.items()
                if wired.normally_closed
            }


async def test_lanes_have_outputs_of_their_own(config: Config, factory: MockFactory):
    async with open_devices(config, factory) as devices:
        devices.lanes["keluar"].outputs.energise(Output.OPEN, None)

        assert factory.pin(config.lanes["keluar"].outputs[Output.OPEN]).state
        assert not factory.pin(OPEN_PIN).state


async def test_all_is_off_and_free_at_the_end(config: Config, factory: MockFactory):
    async with open_devices(config, factory) as devices:
        devices.lanes["masuk"].outputs.energise(Output.OPEN, None)

    assert [state for _, state in factory.pin(OPEN_PIN).states] == [False, True, False]
    OutputDevice(OPEN_PIN, pin_factory=factory).close()


async def test_all_is_off_when_the_controller_fails(config: Config, factory: MockFactory):
    async def fail_while_opening() -> None:
        async with open_devices(config, factory) as devices:
            devices.lanes["masuk"].outputs.energise(Output.OPEN, None)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await fail_while_opening()

    assert not factory.pin(OPEN_PIN).state


async def test_a_pin_in_use_closes_everything_again(config: Config, factory: MockFactory):
    last = list(config.lanes["keluar"].inputs.values())[-1]
    with OutputDevice(last.pin, pin_factory=factory), pytest.raises(DeviceError, match="in use"):
        async with open_devices(config, factory):
            pass

    async with open_devices(config, factory):
        pass


async def test_a_site_for_the_simulator_has_no_real_pins(config: Config):
    with pytest.raises(ConfigError, match=r'gate\.toml: \[gpio\] factory = "played"'):
        async with open_devices(replace(config, pin_factory="played")):
            pass


def test_an_unknown_protocol_is_told_with_those_known(config: Config):
    message = r'gate\.toml: \[reader\.masuk-rfid\] protocol = "rdm630" .* rdm6300, .*text_line'
    with pytest.raises(ConfigError, match=message):
        make_readers(with_reader(config, "masuk-rfid", protocol="rdm630"))


def test_a_reader_that_must_be_asked_is_given_its_dialogue(config: Config):
    readers = make_readers(with_reader(config, "masuk-rfid", protocol="reader288", antennas=2))

    asked = readers["masuk-rfid"]
    assert isinstance(asked, SerialPort)
    assert asked._dialogue == dialogue_of(
        replace(config.readers["masuk-rfid"], protocol="reader288", antennas=2)
    )
    assert make_readers(config)["masuk-rfid"]._dialogue is None


def test_a_pattern_that_cannot_work_is_told_with_its_reader(config: Config):
    with pytest.raises(ConfigError, match=r"\[reader\.masuk-kamera\] pattern lacks"):
        make_readers(with_reader(config, "masuk-kamera", medium=Medium.CODE))


async def test_without_a_factory_the_pins_are_this_machine_s(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    """With its library out of reach there is an error, and no other library is tried."""
    monkeypatch.setitem(sys.modules, "hardware.gpio.lgpio_pins", None)

    with pytest.raises(DeviceError, match="lgpio cannot be loaded"):
        async with open_devices(config):
            pass


async def test_a_lane_may_be_on_pins_and_on_a_board(
    config: Config, factory: MockFactory, tmp_path: Path
):
    unit = PlayedUnit()
    masuk = replace(
        config.lanes["masuk"],
        board_inputs={Input.INNER_LOOP: BoardInput("papan", 3, normally_closed=False)},
        board_outputs={Output.BUZZER: BoardRelay("papan", 2)},
    )
    board = BoardConfig("papan", str(tmp_path / "line"), 9600, 1)
    config = replace(config, lanes={"masuk": masuk}, boards={"papan": board})
    unit.silent = True
    with PlayedBoards(tmp_path / "line", {1: unit}):
        async with open_devices(config, factory) as devices:
            lane = devices.lanes["masuk"]
            assert lane.inputs.sample()[1] == {Input.INNER_LOOP}
            unit.silent, unit.closed[2] = False, True
            await until(lambda: Input.INNER_LOOP in lane.inputs.sample()[0])
            assert Input.STOP in lane.inputs.sample()[0]

            lane.outputs.energise(Output.BUZZER, None)
            lane.outputs.energise(Output.OPEN, None)
            await until(lambda: unit.is_on(2))
            assert factory.pin(OPEN_PIN).state

        await until(lambda: not unit.is_on(2))  # at the latest when its pulse is over
        assert not factory.pin(OPEN_PIN).state


def test_osdp_readers_share_their_bus_and_can_show_a_decision(config: Config, tmp_path: Path):
    bus = {"protocol": "osdp", "port": str(tmp_path / "bus")}
    config = with_reader(config, "masuk-rfid", **bus, osdp=OsdpConfig(0, None))
    config = with_reader(config, "keluar-rfid", **bus, osdp=OsdpConfig(1, None))

    readers = make_readers(config)

    masuk, keluar = readers["masuk-rfid"], readers["keluar-rfid"]
    assert isinstance(masuk, OsdpReader)
    assert isinstance(keluar, OsdpReader)
    assert masuk._bus is keluar._bus


async def test_those_that_can_show_a_decision_are_among_the_devices(
    config: Config, factory: MockFactory
):
    config = with_reader(config, "masuk-rfid", protocol="osdp", osdp=OsdpConfig(0, None))
    async with open_devices(config, factory) as devices:
        assert devices.answerers.keys() == {"masuk-rfid"}


def test_an_osdp_reader_without_its_key_is_told(config: Config, tmp_path: Path):
    osdp = OsdpConfig(0, tmp_path / "nothing.key")
    with pytest.raises(ConfigError, match=r"nothing\.key: the reader's key cannot be read"):
        make_readers(with_reader(config, "masuk-rfid", protocol="osdp", osdp=osdp))
