"""Announces the gate to Home Assistant: on every connection, and whenever that was born again."""

import asyncio
import json
import random
from collections.abc import Callable

from gate.mqtt.homeassistant.discovery import Discovery
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import Heard, Message

_DICE = random.SystemRandom()


class Announcer:
    """Publishes the discovery, retained, and has everything told again after a birth."""

    def __init__(
        self, discovery: Discovery, again: Callable[[], None], timing: Timing = TIMING
    ) -> None:
        self._discovery = discovery
        self._again = again
        self._timing = timing
        self._born = asyncio.Event()
        self._alone = False
        self._recalled: asyncio.Queue[bytes] = asyncio.Queue()

    async def run(self, connection: Connection) -> None:
        """Announce on this connection until cancelled."""
        birth = f"{self._discovery.config.prefix}/status"
        self._born.clear()
        await connection.listen(birth, self._hear_birth, retained=True)
        await self._end_other(connection)
        await self._retire(connection)
        await self._announce(connection)
        while True:
            await self._born.wait()
            await asyncio.sleep(_DICE.uniform(0.1, self._timing.jitter))
            self._born.clear()
            await self._announce(connection)
            self._again()

    async def _announce(self, connection: Connection) -> None:
        for topic, payload in self._discovery.messages().items():
            await connection.publish(Message(topic, _json(payload), retain=True))

    async def _end_other(self, connection: Connection) -> None:
        """Take back what was announced in the other form, once."""
        if not self._alone:
            for topic in self._discovery.other_topics():
                await connection.publish(Message(topic, b"", retain=True))
            self._alone = True

    async def _retire(self, connection: Connection) -> None:
        """Take back what a former configuration announced: leaving it out would not remove it."""
        if self._discovery.config.discovery != "device":
            return
        topic = self._discovery.device_topic
        before = await self._recall(connection, topic)
        payload = self._discovery.messages()[topic]
        gone = {key: kind for key, kind in before.items() if key not in payload["components"]}
        if gone:
            farewells = {key: {"platform": platform} for key, platform in gone.items()}
            payload = payload | {"components": payload["components"] | farewells}
            await connection.publish(Message(topic, _json(payload), retain=True))
            await asyncio.sleep(self._timing.settle)

    async def _recall(self, connection: Connection, topic: str) -> dict[str, str]:
        """Return the platforms of what the broker has of us, by key; nothing when it is slow."""
        while not self._recalled.empty():
            self._recalled.get_nowait()
        reason = await connection.listen(topic, self._hear_ourselves, retained=True)
        if reason.is_failure:
            return {}
        try:
            async with asyncio.timeout(self._timing.recall):
                return _platforms(await self._recalled.get())
        except TimeoutError:
            return {}

    def _hear_birth(self, heard: Heard) -> None:
        if heard.payload == b"online":
            self._born.set()

    def _hear_ourselves(self, heard: Heard) -> None:
        if heard.retained and self._recalled.empty():
            self._recalled.put_nowait(heard.payload)


def _platforms(payload: bytes) -> dict[str, str]:
    """Read our own announcement; what is none has nothing to take back."""
    try:
        components = json.loads(payload)["components"]
        return {key: str(component["platform"]) for key, component in components.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}


def _json(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
