"""One life of a connection to the broker: opened, used with flow control, watched, closed."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Self

from paho.mqtt.client import topic_matches_sub
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from gate.config.gate_toml import MqttConfig
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.transport.messages import BrokerError, Heard, Limits, Message
from gate.mqtt.transport.wire import Ears, Wire

_OVERHEAD = 32  # bytes of a packet beside topic and payload, generously

_logger = logging.getLogger(__name__)


class Connection:
    """A connection from dialling to its end; entering it opens it, leaving it says farewell.

    The farewell is also the last will: the broker publishes it when we vanish. A technician's
    connection has none.
    """

    def __init__(
        self,
        config: MqttConfig,
        farewell: Message | None,
        version: MQTTProtocolVersion,
        timing: Timing = TIMING,
    ) -> None:
        self._place = f"{config.host}:{config.port}"
        self._farewell = farewell
        self._timing = timing
        self._loop = asyncio.get_running_loop()
        self._wire = Wire(config, farewell, version, timing)
        self._opened: asyncio.Future[Limits] = self._loop.create_future()
        self._ended: asyncio.Future[BrokerError] = self._loop.create_future()
        self._room = asyncio.Semaphore(0)
        self._under_way: dict[int, asyncio.Future[ReasonCode]] = {}
        self._asked: dict[int, asyncio.Future[ReasonCode]] = {}
        self._listeners: list[tuple[str, Callable[[Heard], None]]] = []
        self._heard_at = 0.0
        self._refused: set[str] = set()

    async def __aenter__(self) -> Self:
        """Open the connection; BrokerError says why it cannot be."""
        self._wire.dial(
            Ears(
                self._on_opened,
                self._on_acknowledged,
                self._on_granted,
                self._on_heard,
                self._on_ended,
            )
        )
        try:
            await self._first_of(self._opened, within=self._timing.open_within)
            self._require_open()
        except BaseException:
            self._wire.cut()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Say farewell if anybody still listens, and disconnect, within `close_within`."""
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timing.close_within):
                    await self._say_farewell()
        finally:
            self._wire.cut()

    async def send(self, message: Message) -> asyncio.Future[ReasonCode]:
        """Hand a message over once the broker has room for it; return its acknowledgement.

        After the end of the connection nothing is acknowledged any more: await beside `lost`.
        """
        await self._room.acquire()
        if not self._under_way:
            self._heard_at = self._loop.time()
        acknowledged: asyncio.Future[ReasonCode] = self._loop.create_future()
        self._under_way[self._wire.publish(message)] = acknowledged
        return acknowledged

    async def publish(self, message: Message) -> None:
        """Send and wait for the acknowledgement; a refusal is logged, once for each topic.

        What is too large for the broker is not even offered: it would end the connection.
        """
        if not self.takes(message):
            self._refuse(message.topic, f"it takes {self._opened.result().largest} bytes at most")
            return
        reason = await (await self.send(message))
        if reason.is_failure:
            self._refuse(message.topic, str(reason))

    def _refuse(self, topic: str, reason: str) -> None:
        if topic not in self._refused:
            self._refused.add(topic)
            _logger.warning("%s: refused by the broker: %s", topic, reason)

    async def listen(
        self, topic_filter: str, hear: Callable[[Heard], None], *, retained: bool = False
    ) -> ReasonCode:
        """Have `hear` called on the loop for each message; return what the broker says to that.

        `retained`: also for what was retained before. A refusal is logged.
        """
        self._listeners.append((topic_filter, hear))
        granted: asyncio.Future[ReasonCode] = self._loop.create_future()
        self._asked[self._wire.subscribe(topic_filter, retained=retained)] = granted
        reason = await granted
        if reason.is_failure:
            _logger.warning("%s: the broker does not let us listen: %s", topic_filter, reason)
        return reason

    def takes(self, message: Message) -> bool:
        """Tell whether the broker takes a message of this size."""
        size = len(message.topic.encode()) + len(message.payload) + _OVERHEAD
        return size <= self._opened.result().largest

    async def lost(self) -> BrokerError:
        """Wait for the end and return its cause; a broker that stops acknowledging is an end."""
        within = self._timing.acknowledge_within
        while not self._ended.done():
            await self._first_of(within=1.0)
            silence = self._loop.time() - self._heard_at
            if self._under_way and silence > within:
                return BrokerError(f"{self._place}: nothing acknowledged for {within:g} s")
        return self._ended.result()

    async def _first_of(self, *futures: asyncio.Future[Any], within: float | None = None) -> None:
        """Wait for one of the futures or the end of the connection."""
        await asyncio.wait(
            {*futures, self._ended}, timeout=within, return_when=asyncio.FIRST_COMPLETED
        )

    def _require_open(self) -> None:
        if self._ended.done():
            raise self._ended.result()
        if not self._opened.done():
            raise BrokerError(f"{self._place}: no answer within {self._timing.open_within:g} s")

    async def _say_farewell(self) -> None:
        if not self._ended.done():
            if self._farewell is not None:
                await self._first_of(await self.send(self._farewell))
            self._wire.disconnect()
            await self._ended

    def _on_opened(self, limits: Limits) -> None:
        self._room = asyncio.Semaphore(limits.window)
        self._opened.set_result(limits)

    def _on_acknowledged(self, number: int, reason: ReasonCode) -> None:
        self._heard_at = self._loop.time()
        self._room.release()
        acknowledged = self._under_way.pop(number)
        if not acknowledged.done():
            acknowledged.set_result(reason)

    def _on_granted(self, number: int, reason: ReasonCode) -> None:
        granted = self._asked.pop(number)
        if not granted.done():
            granted.set_result(reason)

    def _on_heard(self, heard: Heard) -> None:
        for topic_filter, hear in self._listeners:
            if topic_matches_sub(topic_filter, heard.topic):
                hear(heard)

    def _on_ended(self, cause: BrokerError) -> None:
        if not self._ended.done():
            self._ended.set_result(cause)
