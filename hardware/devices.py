"""All hardware of a site, from its configuration."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, closing
from random import SystemRandom

from gpiozero import Factory

from gate.config import Config, ReaderConfig
from gate.errors import ConfigError
from gate.ports import Devices, LaneDevices, ReadSource
from hardware.backoff import Backoff
from hardware.decoding import decoder_of, dialogue_of
from hardware.gpio_inputs import GpioInputs
from hardware.gpio_outputs import GpioOutputs
from hardware.pin_factory import real_pins
from hardware.protocols.catalogue import DECODERS
from hardware.serial_port import SerialPort

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
        outputs = {
            name: stack.enter_context(closing(GpioOutputs(name, lane.outputs, factory)))
            for name, lane in config.lanes.items()
        }
        lanes = {
            name: LaneDevices(
                stack.enter_context(closing(GpioInputs(name, lane.inputs, factory))), outputs[name]
            )
            for name, lane in config.lanes.items()
        }
        for relays in outputs.values():
            stack.callback(relays.release_all)  # runs first: off before anything else is closed
        yield Devices(lanes, readers)


def make_readers(config: Config) -> dict[str, ReadSource]:
    """Return the readers by id, no port opened; ConfigError names what cannot work."""
    return {name: _reader(config, reader) for name, reader in config.readers.items()}


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
        known = ", ".join(sorted(DECODERS))
        raise ConfigError(f'{place} protocol = "{reader.protocol}" is not known; one of: {known}')
    try:
        decoder = decoder_of(reader)
    except ValueError as error:
        raise ConfigError(f"{place} {error}") from error
    return SerialPort(reader, decoder, Backoff(SystemRandom()), dialogue_of(reader))
