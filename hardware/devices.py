"""All hardware of a site, from its configuration."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, closing
from random import SystemRandom

from gpiozero import Factory

from gate.config.gate_toml import Config, LaneConfig, ReaderConfig
from gate.config.reader import OSDP
from gate.errors import ConfigError
from gate.ports import Devices, LaneDevices, LaneInputs, Outputs, ReadSource
from hardware.gpio.inputs import GpioInputs
from hardware.gpio.outputs import GpioOutputs
from hardware.gpio.pin_factory import real_pins
from hardware.joined import JoinedInputs, JoinedOutputs
from hardware.modbus.board import Board
from hardware.modbus.lane import BoardInputs, BoardOutputs, open_boards
from hardware.osdp.reader import OsdpReader, osdp_readers
from hardware.protocols.catalogue import DECODERS
from hardware.serial.backoff import Backoff
from hardware.serial.decoding import decoder_of, dialogue_of
from hardware.serial.port import SerialPort

REAL_PINS = "lgpio"


@asynccontextmanager
async def open_devices(
    config: Config, pin_factory: Factory | None = None
) -> AsyncIterator[Devices]:
    """Claim all pins and yield the devices; at the end all outputs are off and the pins free.

    Outputs come first, off. Readers open their ports when they run. `pin_factory` (gpiozero's) is
    for played or tested pins and stays the caller's; without it the pins are this machine's.
    Raises ConfigError or DeviceError, with everything closed again.
    """
    readers = make_readers(config)
    with ExitStack() as stack:
        factory = pin_factory
        if factory is None:
            factory = stack.enter_context(_machine_pins(config))
        boards = stack.enter_context(open_boards(config))
        outputs = {
            name: _outputs(lane, stack.enter_context(_relays(lane, factory)), boards)
            for name, lane in config.lanes.items()
        }
        lanes = {
            name: LaneDevices(
                _inputs(lane, stack.enter_context(_contacts(lane, factory)), boards), outputs[name]
            )
            for name, lane in config.lanes.items()
        }
        for relays in outputs.values():
            stack.callback(relays.release_all)  # runs first: off before anything else is closed
        answerers = {
            name: reader for name, reader in readers.items() if isinstance(reader, OsdpReader)
        }
        yield Devices(lanes, readers, answerers)


def _relays(lane: LaneConfig, factory: Factory) -> AbstractContextManager[GpioOutputs]:
    return closing(GpioOutputs(lane.settings.id, lane.outputs, factory))


def _contacts(lane: LaneConfig, factory: Factory) -> AbstractContextManager[GpioInputs]:
    return closing(GpioInputs(lane.settings.id, lane.inputs, factory))


def _outputs(lane: LaneConfig, pins: GpioOutputs, boards: Mapping[str, Board]) -> Outputs:
    if not lane.board_outputs:
        return pins
    return JoinedOutputs([pins, BoardOutputs(lane.board_outputs, boards)])


def _inputs(lane: LaneConfig, pins: GpioInputs, boards: Mapping[str, Board]) -> LaneInputs:
    if not lane.board_inputs:
        return pins
    return JoinedInputs([pins, BoardInputs(lane.board_inputs, boards)])


def make_readers(config: Config) -> dict[str, ReadSource]:
    """Return the readers by id, no port opened; ConfigError names what cannot work."""
    return {
        **{
            name: _reader(config, reader)
            for name, reader in config.readers.items()
            if reader.osdp is None
        },
        **osdp_readers(config),
    }


def _machine_pins(config: Config) -> AbstractContextManager[Factory]:
    if config.pin_factory != REAL_PINS:
        raise ConfigError(
            f'{config.path}: [gpio] factory = "{config.pin_factory}" is for the simulator;'
            f' real pins need factory = "{REAL_PINS}"'
        )
    return real_pins()


def _reader(config: Config, reader: ReaderConfig) -> SerialPort:
    place = f"{config.path}: [reader.{reader.id}]"
    if reader.protocol not in DECODERS:
        known = ", ".join(sorted((*DECODERS, OSDP)))
        raise ConfigError(f'{place} protocol = "{reader.protocol}" is not known; one of: {known}')
    try:
        decoder = decoder_of(reader)
    except ValueError as error:
        raise ConfigError(f"{place} {error}") from error
    return SerialPort(reader, decoder, Backoff(SystemRandom()), dialogue_of(reader))
