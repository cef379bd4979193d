"""One opening of a reader's port: bytes to the decoder, what must be said to the wire."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from hardware.protocols.decoder import GAP, Decoder, Dialogue, Reading
from hardware.serial.conversation import Conversation
from hardware.serial.line_echo import LineEcho
from hardware.serial.read_meter import ReadMeter

MOST_WAITING = 64
"""Bytes that may wait to go out; a line that takes none is not told more."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of what comes: readings, and that the reader is `gone` mute or has come `back`."""

    deliver: Callable[[list[Reading]], None]
    gone: Callable[[], None]
    back: Callable[[], None]


class Wire(asyncio.Protocol):
    """The protocol of one opening. Silence of `GAP` settles what is left of a frame."""

    def __init__(
        self, decoder: Decoder, dialogue: Dialogue | None, meter: ReadMeter, listener: Listener
    ) -> None:
        self.closed = asyncio.Event()
        self.error: Exception | None = None
        self._decoder = decoder
        self._dialogue = dialogue
        self._meter = meter
        self._listener = listener
        self._echo = LineEcho()
        self._gap: asyncio.TimerHandle | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._conversation: Conversation | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to talk, if this reader must be talked to."""
        self._transport = cast("asyncio.WriteTransport", transport)
        if self._dialogue is not None:
            hear = self._listener
            self._conversation = Conversation(self._dialogue, self._say, hear.gone, hear.back)
            self._conversation.begin()

    def data_received(self, data: bytes) -> None:
        """Decode, and expect either more bytes soon or silence."""
        self._stop_gap()
        loop = asyncio.get_running_loop()
        self._meter.heard(data, loop.time())
        before = self._echo.seen
        ours = self._echo.strip(data)
        self._meter.echoes += self._echo.seen - before
        if ours:
            self._take(ours, over=False)
        self._gap = loop.call_later(GAP, self._quiet)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget what was cut off: it must not join what comes after."""
        self._stop_gap()
        if self._conversation is not None:
            self._conversation.cancel()
        self._decoder.flush()
        self.error = error
        self.closed.set()

    def say_goodbye(self) -> None:
        """Say what must be said last: the port is about to be closed."""
        if self._conversation is not None:
            self._conversation.end()

    def _say(self, message: bytes) -> None:
        transport = self._transport
        if transport is not None and transport.get_write_buffer_size() <= MOST_WAITING:
            self._echo.said(message)
            transport.write(message)

    def _quiet(self) -> None:
        self._take(self._echo.release(), over=True)

    def _take(self, data: bytes, *, over: bool) -> None:
        before = self._decoder.good_frames
        readings = self._decoder.feed(data)
        if over:
            readings += self._decoder.flush()
        frames = self._decoder.good_frames - before
        if self._conversation is not None and data:
            self._conversation.heard(frames, answers=frames > len(readings))
        self._listener.deliver(readings)

    def _stop_gap(self) -> None:
        if self._gap is not None:
            self._gap.cancel()
