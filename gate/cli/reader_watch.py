"""Looking at a reader without the gate: its port, opened as the gate would."""

import asyncio
from collections.abc import Callable
from random import SystemRandom

from gate.config import Config
from gate.core.events import ReadArrived, ReaderLost
from gate.errors import ConfigError
from gate.ports import ReaderEvent
from hardware.backoff import Backoff
from hardware.decoding import decoder_of, dialogue_of
from hardware.protocols.catalogue import DECODERS
from hardware.serial_port import SerialPort

COUNT_EVERY = 10.0
"""Seconds between two lines about what was lost."""


async def live(config: Config, name: str, seconds: float, write: Callable[[str], None]) -> None:
    """Write what comes until cancelled, or for so many seconds if any are given."""
    reader = config.readers[name]
    if reader.protocol not in DECODERS:
        raise ConfigError(f"{config.path}: [reader.{name}]: {reader.protocol} is no serial line")

    def tell(event: ReaderEvent) -> None:
        write(_told(event))

    source = SerialPort(
        reader,
        decoder_of(reader),
        Backoff(SystemRandom()),
        dialogue_of(reader),
        lambda data: write(f"  {data.hex(' ').upper()}"),
    )
    tasks = [asyncio.create_task(source.run(tell)), asyncio.create_task(_count(source, write))]
    await asyncio.wait(tasks, timeout=seconds or None)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    write(_counted(source))


async def _count(source: SerialPort, write: Callable[[str], None]) -> None:
    shown = ""
    while True:
        await asyncio.sleep(COUNT_EVERY)
        text = _counted(source)
        if text != shown:
            write(text)
            shown = text


def _counted(source: SerialPort) -> str:
    line = source.health
    return (
        f"{line.frames} good and {line.bad_frames} bad frames, {line.dropped_bytes} bytes dropped,"
        f" {line.echoes} echoes"
    )


def _told(event: ReaderEvent) -> str:
    match event:
        case ReadArrived(credential=credential, confidence=None):
            return f"read {credential}"
        case ReadArrived(credential=credential, confidence=confidence):
            return f"read {credential}, confidence {confidence:.2f}"
        case ReaderLost(reason=reason):
            return f"lost: {reason}"
        case _:
            return "the port is open"
