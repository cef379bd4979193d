"""What a technician does with the broker by hand: try it, and have it forget the gate."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from gate.config.broker import HomeAssistantConfig, MqttConfig
from gate.mqtt.about import About
from gate.mqtt.homeassistant.discovery import Discovery
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.topics import Topics
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import BrokerError, End, Heard, Message


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried, and how it went."""

    text: str
    well: bool = True


async def trial(config: MqttConfig, about: About, timing: Timing = TIMING) -> list[Step]:
    """Try login, reporting and listening with a connection of its own; BrokerError ends it."""
    topics, time = Topics(about.gate_id), asyncio.get_running_loop().time
    within = timing.acknowledge_within
    began = time()
    async with _connected(config, timing) as (connection, version):
        took = (time() - began) * 1000
        steps = [Step(f"connected to {config.host}:{config.port}, MQTT {version}, {took:.0f} ms")]
        began = time()
        reason = await _in_time(connection, Message(topics.test, b"test"), within)
        took = (time() - began) * 1000
        steps.append(_step(f"may write {topics.test}", reason, f"acknowledged in {took:.1f} ms"))
        for topic_filter in _wanted(config, topics):
            async with asyncio.timeout(within):
                reason = await connection.listen(topic_filter, _ignore)
            steps.append(_step(f"may listen to {topic_filter}", reason))
    return steps


async def forget(
    config: MqttConfig,
    about: About,
    home: HomeAssistantConfig,
    timing: Timing = TIMING,
    *,
    everything: bool,
) -> list[Step]:
    """Take back what stays at the broker for Home Assistant, or everything that stays there."""
    topics = [
        topic
        for discovery in ("device", "component")
        for topic in Discovery(replace(home, discovery=discovery), about).messages()
    ]
    if everything:
        topics += _retained(about)
    within = timing.acknowledge_within
    async with _connected(config, timing) as (connection, _):
        return [
            _step(topic, await _in_time(connection, Message(topic, b"", retain=True), within))
            for topic in topics
        ]


@asynccontextmanager
async def _connected(config: MqttConfig, timing: Timing) -> AsyncIterator[tuple[Connection, str]]:
    """Connect beside the controller: under another id, and without a last will."""
    ours = replace(config, client_id=f"{config.client_id}-technician")
    try:
        async with Connection(ours, None, MQTTProtocolVersion.MQTTv5, timing) as connection:
            yield connection, "5"
    except BrokerError as error:
        if error.end is not End.TOO_NEW:
            raise
        async with Connection(ours, None, MQTTProtocolVersion.MQTTv311, timing) as connection:
            yield connection, "3.1.1"


async def _in_time(connection: Connection, message: Message, within: float) -> ReasonCode:
    try:
        async with asyncio.timeout(within):
            return await (await connection.send(message))
    except TimeoutError:
        raise BrokerError(f"{message.topic}: not acknowledged in {within:g} s") from None


def _step(text: str, reason: ReasonCode, more: str = "") -> Step:
    if reason.is_failure:
        return Step(f"{text}: refused: {reason}; see the broker's ACL", well=False)
    return Step(f"{text}, {more}" if more else text)


def _wanted(config: MqttConfig, topics: Topics) -> Iterable[str]:
    if config.orders:
        yield topics.command("+")
    home = config.home_assistant
    if home is not None:
        yield f"{home.prefix}/status"
        if home.cover_orders:
            yield topics.cover("+")


def _retained(about: About) -> list[str]:
    topics = Topics(about.gate_id)
    lanes = [topics.lane_state(lane) for lane in about.lanes]
    return [topics.availability, topics.health, topics.occupancy, topics.parking, *lanes]


def _ignore(_heard: Heard) -> None:
    """Nobody is meant yet."""
