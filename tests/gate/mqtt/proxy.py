"""A wire between the gate and the broker that can be made to misbehave."""

import asyncio
import contextlib
from typing import Self

from tests.mosquitto import Broker

_REFUSAL = bytes([0x20, 2, 0, 1])  # CONNACK of MQTT 3.1.1: unacceptable protocol version
_V311 = 4
_TAKEN_OVER = bytes([0xE0, 2, 0x8E, 0])  # DISCONNECT of MQTT 5: session taken over


class Proxy:
    """Forwards to a broker.

    `deaf`: what the broker says no longer arrives. `shut`: hangs up on everybody. `only_v311`:
    answers newer clients as a broker of that age does. `rude`: hangs up on them instead.
    """

    def __init__(self, broker: Broker, *, only_v311: bool = False, rude: bool = False) -> None:
        self.host = "127.0.0.1"
        self.port = 0
        self.deaf = False
        self.shut = False
        self.dialled = 0
        self._broker = broker
        self._only_v311 = only_v311
        self._rude = rude
        self._clients: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.host, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """Break every connection without a word."""
        for writer in self._clients:
            writer.transport.abort()
        self._clients.clear()

    def say_taken_over(self) -> None:
        """Speak for the broker: another client came under the same name."""
        for writer in self._clients:
            writer.write(_TAKEN_OVER)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.dialled += 1
        self._clients.append(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            first = await reader.readuntil(b"MQTT") + await reader.readexactly(1)
            version = first[-1]
            if not self.shut and (version <= _V311 or not (self._only_v311 or self._rude)):
                await self._join(reader, writer, first)
            elif self._only_v311:
                writer.write(_REFUSAL)
        writer.close()

    async def _join(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes
    ) -> None:
        answers, broker = await asyncio.open_connection(self._broker.host, self._broker.port)
        broker.write(first)
        forwarding = asyncio.create_task(self._forward(reader, broker))
        try:
            while chunk := await answers.read(65536):
                if not self.deaf:
                    writer.write(chunk)
        finally:
            forwarding.cancel()
            broker.close()

    async def _forward(self, reader: asyncio.StreamReader, broker: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                broker.write(chunk)
            broker.close()
