"""Looking at a reader without the gate: its port, opened as the gate would."""

import asyncio
from collections.abc import Callable
from random import SystemRandom

from gate.config.gate_toml import Config
from gate.core.values.events import ReadArrived, ReaderLost
from gate.errors import ConfigError
from gate.ports import ReaderEvent
from hardware.protocols.catalogue import DECODERS
from hardware.serial.backoff import Backoff
from hardware.serial.decoding import decoder_of, dialogue_of
from hardware.serial.port import SerialPort

COUNT_EVERY = 10.0
"""Seconds between two lines about what was lost."""


async def live(config: Config, name: str, seconds: float, write: Callable[[str], None]) -> None:
    """Write what comes until cancelled, or for so many seconds if any are given.

    What comes again and again, as from a reader that is asked, is written once and counted.
    """
    reader = config.readers[name]
    if reader.protocol not in DECODERS:
        raise ConfigError(f"{config.path}: [reader.{name}]: {reader.protocol} is no serial line")
    lines: asyncio.Queue[str] = asyncio.Queue()
    source = SerialPort(
        reader,
        decoder_of(reader),
        Backoff(SystemRandom()),
        dialogue_of(reader),
        lambda data: lines.put_nowait(f"  {data.hex(' ').upper()}"),
    )
    tasks = [
        asyncio.create_task(source.run(lambda event: lines.put_nowait(_told(event)))),
        asyncio.create_task(_count(source, lines)),
    ]
    try:
        async with asyncio.timeout(seconds or None):
            await _write(lines, write)
    except TimeoutError:
        write(_counted(source))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(lines: asyncio.Queue[str], write: Callable[[str], None]) -> None:
    last, again = "", 0
    while True:
        line = await lines.get()
        if line == last:
            again += 1
            continue
        if again:
            write(f"    the same {again} more times")
        write(line)
        last, again = line, 0


async def _count(source: SerialPort, lines: asyncio.Queue[str]) -> None:
    while True:
        await asyncio.sleep(COUNT_EVERY)
        lines.put_nowait(_counted(source))


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
