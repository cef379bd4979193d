"""Orders on their way through a real broker, to the door of the controller and back."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any, Self

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from gate.config.broker import HomeAssistantConfig
from gate.config.gate_toml import MqttConfig
from gate.core.access.book import PermitBook
from gate.core.site import Site
from gate.core.values.commands import Answer, Record
from gate.core.values.events import Action, InputsSampled, OrderGiven
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings, SiteSettings
from gate.mqtt.orders.rate_limit import BURST
from tests.gate.mqtt.journal import GATE, Journal
from tests.gate.mqtt.order_door import Door, HandClock, order
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import config_for, running
from tests.mosquitto import Broker
from tests.waiting import BOUND, until

pytestmark = pytest.mark.broker

V5, V311 = MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311
COMMAND = f"gate/{GATE}/command/pusat"
RESPONSE = f"gate/{GATE}/response/pusat"
COVER = f"gate/{GATE}/lane/masuk/cover/set"
ALLOWED = {"pusat": frozenset({Action.OPEN, Action.CLOSE})}
HOME = HomeAssistantConfig("device", "homeassistant", "id", cover_orders=True, url=None)


class Centre:
    """A control centre: orders, and hears what it is answered."""

    def __init__(self, broker: Broker, version: MQTTProtocolVersion = V5) -> None:
        self._broker = broker
        self._listening = threading.Event()
        self._version = version
        self.answers: Queue[MQTTMessage] = Queue()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=version)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{RESPONSE}/#", qos=1)
        self._client.on_subscribe = lambda *_: self._listening.set()
        self._client.on_message = lambda _client, _data, message: self.answers.put(message)

    def __enter__(self) -> Self:
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        assert self._listening.wait(BOUND)
        return self

    def __exit__(self, *_: object) -> None:
        client = self._client
        client.disconnect()
        client.loop_stop()
        client.on_connect = client.on_subscribe = client.on_message = None

    def say(
        self,
        payload: dict[str, Any] | bytes,
        *,
        topic: str = COMMAND,
        retain: bool = False,
        answer_to: str | None = None,
        wait: bool = True,
    ) -> None:
        """Publish; return once the broker has it, unless nobody wants to wait."""
        properties = None
        if answer_to is not None:
            properties = Properties(PacketTypes.PUBLISH)
            properties.ResponseTopic, properties.CorrelationData = answer_to, b"c7"
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        said = self._client.publish(topic, data, qos=1, retain=retain, properties=properties)
        if wait:
            said.wait_for_publish(BOUND)
            assert said.is_published()

    def answer(self) -> tuple[str, dict[str, Any], bytes | None]:
        """Topic, content and correlation of the next answer."""
        message = self.answers.get(timeout=BOUND)
        correlation = getattr(message.properties, "CorrelationData", None)
        return message.topic, json.loads(message.payload), correlation


@pytest.fixture
def centre(broker: Broker) -> Iterator[Centre]:
    with Centre(broker) as centre:
        yield centre


def taking(broker: Broker | Proxy, **changes: Any) -> MqttConfig:
    return config_for(broker, orders=ALLOWED, **changes)


async def listening(broker: Broker, topic: str) -> None:
    await until(lambda: f"{topic} (QoS 1)" in broker.log)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker that lets everybody in and says who listens to what."""
    with Broker(tmp_path / "broker", settings=["log_type all"]) as broker:
        yield broker


async def test_an_order_goes_in_and_its_answer_comes_back(
    broker: Broker, journal: Journal, centre: Centre
):
    door = Door()
    async with running(taking(broker), journal.path, HandClock()) as reporting:
        reporting.join(door.give, door.rows.append)
        await listening(broker, f"gate/{GATE}/command/+")
        centre.say(order(), answer_to=f"{RESPONSE}/desk-4")
        await until(lambda: not centre.answers.empty())

    assert [given.action for given in door.given] == [Action.OPEN]
    assert centre.answer() == (
        f"{RESPONSE}/desk-4",
        {"id": "a1", "accepted": True, "refusal": None},
        b"c7",
    )


async def test_an_old_client_gets_its_answer_where_it_is_told_to_look(
    broker: Broker, journal: Journal
):
    door = Door("lockdown")
    with Centre(broker, V311) as centre:
        async with (
            Proxy(broker, only_v311=True) as proxy,
            running(taking(proxy), journal.path, HandClock()) as reporting,
        ):
            reporting.join(door.give, door.rows.append)
            await listening(broker, f"gate/{GATE}/command/+")
            centre.say(order())
            await until(lambda: not centre.answers.empty())

        answer = {"id": "a1", "accepted": False, "refusal": "lockdown"}
        assert centre.answer() == (RESPONSE, answer, None)


@pytest.mark.parametrize("old", [False, True])
async def test_what_is_retained_never_opens(broker: Broker, journal: Journal, centre: Centre, old):
    """Neither before nor while we listen; 3.1.1 can but mark what was there before."""
    door = Door()
    for topic, payload in ((COMMAND, order()), (COVER, b"OPEN")):
        centre.say(payload, topic=topic, retain=True)
    await until(lambda: f"'{COVER}'" in broker.log)
    async with (
        Proxy(broker, only_v311=old) as proxy,
        running(taking(proxy, home_assistant=HOME), journal.path, HandClock()) as reporting,
    ):
        reporting.join(door.give, door.rows.append)
        await listening(broker, f"gate/{GATE}/lane/+/cover/set")
        centre.say(b"CLOSE", topic=COVER)
        await until(lambda: door.given)
        if not old:
            centre.say(order(id="a2"), retain=True)
        await until(lambda: door.rows)

    assert [given.action for given in door.given] == [Action.CLOSE]
    assert ("retained", 1) in door.refused


async def test_what_was_ordered_while_the_gate_was_away_never_comes(
    broker: Broker, journal: Journal, centre: Centre
):
    door = Door()
    for number in range(2):
        async with running(taking(broker), journal.path, HandClock()) as reporting:
            reporting.join(door.give, door.rows.append)
            await until(lambda: reporting.state.connected)
            await until(lambda n=number: broker.log.count("command/+ (QoS 1)") > n)
            if number:
                centre.say(order(id="now"))
                await until(lambda: door.given)
        centre.say(order(id=f"away{number}"))

    assert [given.id for given in door.given] == ["pusat/now"]


async def test_who_is_not_allowed_anything_is_not_even_heard(
    broker: Broker, journal: Journal, centre: Centre
):
    door = Door()
    async with running(config_for(broker), journal.path, HandClock()) as reporting:
        reporting.join(door.give, door.rows.append)
        await until(lambda: reporting.state.connected)
        centre.say(order())
        centre.say(b"OPEN", topic=COVER)

    assert f"Sending PUBLISH to gate-{GATE}" not in broker.log
    assert (door.given, door.rows) == ([], [])


async def test_a_flood_of_orders_neither_stops_the_reports_nor_fills_the_journal(
    broker: Broker, journal: Journal, centre: Centre
):
    door = Door()
    async with running(taking(broker), journal.path, HandClock()) as reporting:
        reporting.join(door.give, door.rows.append)
        await listening(broker, f"gate/{GATE}/command/+")
        for number in range(2000):
            centre.say(order(id=f"n{number}"), wait=False)
        journal.add(200)
        reporting.notify_durable()
        await until(lambda: door.rows and journal.backlog == 0)

    assert len(door.given) == BURST
    assert door.refused == [("busy", 1)]


LANE = LaneSettings(
    "masuk",
    Direction.IN,
    Wiring.PULSE_OPEN,
    frozenset({Input.CLOSED_LIMIT, Input.OPEN_LIMIT}),
    frozenset({Output.OPEN}),
)


class Core:
    """The rules behind the door, which remember over a restart what they wrote."""

    def __init__(self, memory: dict[str, Any]) -> None:
        self.memory = memory
        self.site = Site(SiteSettings((LANE,)), PermitBook(), "s", memory)
        self._do(InputsSampled("masuk", frozenset({Input.CLOSED_LIMIT})))

    def give(self, given: OrderGiven) -> str | None:
        answers = [each for each in self._do(given) if isinstance(each, Answer)]
        return answers[0].refusal

    def _do(self, event: Any) -> list[Any]:
        commands = self.site.handle(event, HandClock().now())
        for command in commands:
            if isinstance(command, Record):
                self.memory |= command.remember
        return commands


async def test_the_same_order_is_known_again_after_a_restart(
    broker: Broker, journal: Journal, centre: Centre
):
    memory: dict[str, Any] = {}
    refusals = []
    for number in range(2):
        core = Core(memory)
        async with running(taking(broker), journal.path, HandClock()) as reporting:
            reporting.join(core.give, lambda _record: None)
            await until(lambda n=number: broker.log.count("command/+ (QoS 1)") > n)
            centre.say(order(id="same"))
            await until(lambda: not centre.answers.empty())
            refusals.append(centre.answer()[1]["refusal"])

    assert refusals == ["settling", "duplicate"]
