"""A reader on a serial port: opens it by path, decodes, and comes back by itself after an unplug.

8N1 without flow control: readers' frames hold XON and XOFF as plain bytes. The path is opened anew
each time, so that a `/dev/serial/by-id` link finds the adapter again under whatever name it got.
Bytes that came while nobody listened are thrown away at opening: a tag shown then is no wish now.
"""

import asyncio
import errno
import logging
import termios
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

import serial
from serial_asyncio_fast import create_serial_connection

from gate.config.gate_toml import ReaderConfig
from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.ports import ReaderHealth, Submit
from hardware.protocols.decoder import Decoder, Dialogue, Reading
from hardware.serial.backoff import Backoff
from hardware.serial.read_meter import ReadMeter
from hardware.serial.wire import Listener, Wire

_UNOPENABLE = (OSError, termios.error, ValueError)

_log = logging.getLogger(__name__)


class Loss(StrEnum):
    """Why there is no port, as journalled and shown."""

    NOT_FOUND = "not_found"
    NO_PERMISSION = "no_permission"
    IN_USE = "in_use"
    UNPLUGGED = "unplugged"
    FAILED = "failed"
    NO_ANSWER = "no_answer"  # the port is open, the reader answers no more


_LOSSES: Mapping[int, Loss] = {
    errno.ENOENT: Loss.NOT_FOUND,
    errno.ENODEV: Loss.NOT_FOUND,
    errno.ENXIO: Loss.NOT_FOUND,
    errno.EACCES: Loss.NO_PERMISSION,
    errno.EPERM: Loss.NO_PERMISSION,
    errno.EBUSY: Loss.IN_USE,
    errno.EWOULDBLOCK: Loss.IN_USE,  # somebody else's flock
}


class SerialPort:
    """One reader behind the port `gate.ports.ReadSource`.

    `tap` sees every byte that comes; `good_spell` is how many seconds a port must have been open
    for the attempts after its loss to begin quickly again.
    """

    def __init__(
        self,
        config: ReaderConfig,
        decoder: Decoder,
        backoff: Backoff,
        dialogue: Dialogue | None = None,
        tap: Callable[[bytes], None] | None = None,
        good_spell: float = 5.0,
    ) -> None:
        self._config = config
        self._decoder = decoder
        self._backoff = backoff
        self._dialogue = dialogue
        self._meter = ReadMeter(config.id, decoder, tap)
        self._good_spell = good_spell
        self._told: Loss | None = None

    @property
    def health(self) -> ReaderHealth:
        """How the line is."""
        return self._meter.health

    async def run(self, submit: Submit) -> None:
        """Read until cancelled. Says `ReaderFound` at each opening, `ReaderLost` once per loss.

        A reader that answers no more on an open port is lost too, and found when it answers again.
        """
        loop = asyncio.get_running_loop()
        self._told = None
        while True:
            began = loop.time()
            try:
                transport, wire = await self._open(submit)
            except _UNOPENABLE as unopenable:
                self._lost(submit, loss_of(unopenable), unopenable)
            else:
                self._found(submit)
                await _until_closed(transport, wire)
                self._lost(submit, Loss.UNPLUGGED, wire.error)
            if loop.time() - began > self._good_spell:
                self._backoff.reset()
            await asyncio.sleep(self._backoff.pause())

    async def _open(self, submit: Submit) -> tuple[asyncio.Transport, Wire]:
        """Open the port, in a thread: a sick adapter takes seconds."""
        listener = Listener(
            deliver=partial(self._deliver, submit),
            gone=partial(self._lost, submit, Loss.NO_ANSWER, None),
            back=partial(self._found, submit),
        )
        wire = Wire(self._decoder, self._dialogue, self._meter, listener)
        transport, _ = await create_serial_connection(
            asyncio.get_running_loop(),
            lambda: wire,
            self._config.port,
            baudrate=self._config.baud,
            bytesize=serial.EIGHTBITS,
            parity=serial.PARITY_NONE,
            stopbits=serial.STOPBITS_ONE,
            xonxoff=False,
            rtscts=False,
            exclusive=True,
        )
        _log.info("reader %s: %s is open", self._config.id, self._config.port)
        return transport, wire

    def _found(self, submit: Submit) -> None:
        self._told = None
        submit(ReaderFound(self._config.lane, self._config.id))

    def _lost(self, submit: Submit, loss: Loss, error: BaseException | None) -> None:
        """Log every new reason; submit only that it is lost."""
        reader, before, self._told = self._config.id, self._told, loss
        if loss is not before:
            _log.warning("reader %s: %s: %s (%s)", reader, self._config.port, loss, error)
        if before is None:
            submit(ReaderLost(self._config.lane, reader, loss))

    def _deliver(self, submit: Submit, readings: list[Reading]) -> None:
        now = asyncio.get_running_loop().time()
        for reading in self._meter.pass_on(readings, now):
            submit(
                ReadArrived(
                    self._config.lane, self._config.id, reading.credential, reading.confidence
                )
            )
        self._meter.report(now)


def loss_of(error: Exception) -> Loss:
    """Say in a word why a port did not open."""
    code = error.errno if isinstance(error, OSError) else None
    return _LOSSES.get(code or 0, Loss.FAILED)


async def _until_closed(transport: asyncio.Transport, wire: Wire) -> None:
    """Wait until the port is lost; when cancelled, close it and wait for that."""
    try:
        await wire.closed.wait()
    finally:
        if not transport.is_closing():
            wire.say_goodbye()
            transport.abort()
        await wire.closed.wait()
