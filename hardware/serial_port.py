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

from gate.config import ReaderConfig
from gate.core.events import ReadArrived, ReaderFound, ReaderLost
from gate.ports import Submit
from hardware.backoff import Backoff
from hardware.protocols.decoder import GAP, Decoder, Reading
from hardware.read_meter import ReadMeter

GOOD_SPELL = 5.0
"""Seconds a port must have been open for the attempts after its loss to begin quickly again."""

_UNOPENABLE = (OSError, termios.error, ValueError)

_log = logging.getLogger(__name__)


class Loss(StrEnum):
    """Why there is no port, as journalled and shown."""

    NOT_FOUND = "not_found"
    NO_PERMISSION = "no_permission"
    IN_USE = "in_use"
    UNPLUGGED = "unplugged"
    FAILED = "failed"


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
    """One reader behind the port `gate.ports.ReadSource`."""

    def __init__(self, config: ReaderConfig, decoder: Decoder, backoff: Backoff) -> None:
        self._config = config
        self._decoder = decoder
        self._backoff = backoff
        self._meter = ReadMeter(config.id, decoder)

    async def run(self, submit: Submit) -> None:
        """Read until cancelled. Says `ReaderFound` at each opening, `ReaderLost` once per loss."""
        reader, lane = self._config.id, self._config.lane
        loop = asyncio.get_running_loop()
        told: Loss | None = None
        error: Exception | None
        while True:
            began = loop.time()
            try:
                transport, wire = await self._open(submit)
            except _UNOPENABLE as unopenable:
                loss, error = loss_of(unopenable), unopenable
            else:
                told = None
                submit(ReaderFound(lane, reader))
                await _until_closed(transport, wire)
                loss, error = Loss.UNPLUGGED, wire.error
            if loss is not told:
                _log.warning("reader %s: %s: %s (%s)", reader, self._config.port, loss, error)
            if told is None:
                submit(ReaderLost(lane, reader, loss))
            told = loss
            if loop.time() - began > GOOD_SPELL:
                self._backoff.reset()
            await asyncio.sleep(self._backoff.pause())

    async def _open(self, submit: Submit) -> tuple[asyncio.Transport, "_Wire"]:
        """Open the port, in a thread: a sick adapter takes seconds."""
        wire = _Wire(self._decoder, partial(self._deliver, submit))
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

    def _deliver(self, submit: Submit, readings: list[Reading]) -> None:
        now = asyncio.get_running_loop().time()
        for reading in readings[: self._meter.pass_on(len(readings), now)]:
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


async def _until_closed(transport: asyncio.Transport, wire: "_Wire") -> None:
    """Wait until the port is lost; when cancelled, close it and wait for that."""
    try:
        await wire.closed.wait()
    finally:
        if not transport.is_closing():
            transport.abort()
        await wire.closed.wait()


class _Wire(asyncio.Protocol):
    """One opening of the port: bytes to the decoder, readings on, the gap watched."""

    def __init__(self, decoder: Decoder, deliver: Callable[[list[Reading]], None]) -> None:
        self.closed = asyncio.Event()
        self.error: Exception | None = None
        self._decoder = decoder
        self._deliver = deliver
        self._gap: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Decode, and expect either more bytes soon or silence."""
        self._stop_gap()
        self._deliver(self._decoder.feed(data))
        self._gap = asyncio.get_running_loop().call_later(GAP, self._quiet)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget what was cut off: it must not join what comes after."""
        self._stop_gap()
        self._decoder.flush()
        self.error = error
        self.closed.set()

    def _quiet(self) -> None:
        self._deliver(self._decoder.flush())

    def _stop_gap(self) -> None:
        if self._gap is not None:
            self._gap.cancel()
