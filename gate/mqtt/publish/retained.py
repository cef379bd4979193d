"""Retained topics: always the newest word, never a queue."""

import asyncio

from gate.mqtt.timing import TIMING
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import Message


class Retained:
    """Publishes each topic on change, with a pause between, and all on each connection."""

    def __init__(self, pause: float = TIMING.retained_pause) -> None:
        self._pause = pause
        self._newest: dict[str, bytes] = {}
        self._told: dict[str, bytes] = {}
        self._changed = asyncio.Event()

    def put(self, topic: str, payload: bytes) -> None:
        """Say what holds on a topic from now on."""
        if payload != self._newest.get(topic):
            self._newest[topic] = payload
            self._changed.set()

    def again(self) -> None:
        """Publish everything once more: somebody has forgotten it."""
        self._told = {}
        self._changed.set()

    async def begin(self, connection: Connection) -> None:
        """Publish all that is known on a new connection."""
        self.again()
        await self._tell(connection)

    async def run(self, connection: Connection) -> None:
        """Publish what changes on this connection until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._tell(connection)
            await asyncio.sleep(self._pause)

    async def _tell(self, connection: Connection) -> None:
        for topic, newest in list(self._newest.items()):
            if self._told.get(topic) != newest:
                self._told[topic] = newest
                await connection.publish(Message(topic, newest, retain=True))
