"""The example of a broker: a real one takes it, and lets each login do its part only."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from typing import Self

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.mosquitto import Broker
from tests.waiting import BOUND

pytestmark = pytest.mark.broker

FOLDER = Path(__file__).parents[2] / "config"
ELSEWHERE = ("listener", "cafile", "certfile", "keyfile", "allow_anonymous", "password_file")
"""What the test's broker sets by itself: it listens on loopback, without TLS."""
LOGINS = ("balai-kota", "pusat-kendali", "home-assistant", "stranger")
CONNECTED, TAKEN, TAKEN_FOR_NOBODY, NOT_AUTHORISED = 0x00, 0x00, 0x10, 0x87
"""Reason codes of MQTT 5."""
AUTHORISED = {TAKEN, TAKEN_FOR_NOBODY}


class Session:
    """A login at the broker; each act returns the broker's reason code."""

    def __init__(self, broker: Broker, login: str) -> None:
        self._broker = broker
        self._answers: Queue[int] = Queue()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(login, "secret")
        self.heard: list[str] = []
        self._client.on_message = lambda _client, _data, message: self.heard.append(message.topic)
        self._client.on_connect = lambda _client, _data, _flags, code, _more: self._hear(code)
        self._client.on_publish = lambda _client, _data, _id, code, _more: self._hear(code)
        self._client.on_subscribe = lambda _client, _data, _id, codes, _more: self._hear(codes[0])

    def __enter__(self) -> Self:
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        assert self._answer() == CONNECTED
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str) -> int:
        self._client.publish(topic, "x", qos=1)
        return self._answer()

    def subscribe(self, topic: str) -> int:
        self._client.subscribe(topic, qos=1)
        return self._answer()

    def _hear(self, code) -> None:
        self._answers.put(code.value)

    def _answer(self) -> int:
        return self._answers.get(timeout=BOUND)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker with the example's settings."""
    folder = tmp_path_factory.mktemp("example")
    text = (FOLDER / "mosquitto.conf").read_text(encoding="utf-8")
    acl = shutil.copy(FOLDER / "mosquitto.acl", folder)
    text = text.replace("/etc/mosquitto/mosquitto.acl", str(acl))
    text = text.replace("/var/lib/mosquitto", str(folder))
    settings = [line for line in text.splitlines() if not line.startswith(("#", *ELSEWHERE))]
    users = dict.fromkeys(LOGINS, "secret")
    with Broker(folder / "broker", users=users, settings=settings) as broker:
        yield broker


@pytest.fixture
def login(broker: Broker) -> Iterator[Callable[[str], Session]]:
    """Log in at the broker; each login leaves at the end of the test, and nothing of it stays."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(Session(broker, name))


GATES_OWN = ("availability", "events", "health", "occupancy", "lane/masuk/state")
GATES_OWN += ("lane/masuk/decision", "ngsi-ld/OffStreetParking", "test", "response/pusat-kendali/7")


@pytest.mark.parametrize("topic", GATES_OWN)
def test_a_gate_reports_on_its_own_topics(login: Callable[[str], Session], topic: str) -> None:
    assert login("balai-kota").publish(f"gate/balai-kota/{topic}") in AUTHORISED


NOT_ITS_OWN = ("gate/other/events", "gate/balai-kota/lane/masuk/open", "x", "homeassistant/status")
NOT_ITS_OWN += ("gate/balai-kota/command/pusat-kendali", "gate/balai-kota/lane/masuk/cover/set")
NOT_ITS_OWN += ("homeassistant/device/parking-gate-other/config",)


@pytest.mark.parametrize("topic", NOT_ITS_OWN)
def test_a_gate_tells_of_nothing_else(login: Callable[[str], Session], topic: str) -> None:
    assert login("balai-kota").publish(topic) == NOT_AUTHORISED


@pytest.mark.parametrize("name", ["pusat-kendali", "stranger"])
def test_only_a_gate_speaks_for_itself(login: Callable[[str], Session], name: str) -> None:
    assert login(name).publish("gate/balai-kota/events") == NOT_AUTHORISED


def test_only_a_login_that_the_list_names_hears_gates(login: Callable[[str], Session]) -> None:
    gate, reader, stranger = (login(name) for name in ("balai-kota", "pusat-kendali", "stranger"))
    for session in (reader, stranger):
        session.subscribe("gate/+/events")

    assert gate.publish("gate/balai-kota/events") == TAKEN
    for session in (reader, stranger):
        session.publish("x")  # its answer comes after whatever there was to hear

    assert reader.heard == ["gate/balai-kota/events"]
    assert stranger.heard == []


CENTRES, COVER = "gate/balai-kota/command/pusat-kendali", "gate/balai-kota/lane/masuk/cover/set"


@pytest.mark.parametrize(
    ("name", "topic", "may"),
    [
        ("pusat-kendali", CENTRES, True),
        ("pusat-kendali", "gate/balai-kota/command/satpam", False),
        ("pusat-kendali", COVER, False),
        ("home-assistant", COVER, True),
        ("home-assistant", CENTRES, False),
        ("stranger", CENTRES, False),
        ("stranger", COVER, False),
        ("balai-kota", "homeassistant/device/parking-gate-balai-kota/config", True),
        ("balai-kota", "homeassistant/cover/parking-gate-balai-kota/masuk_boom/config", True),
    ],
)
def test_only_who_is_named_may_order_or_announce(
    login: Callable[[str], Session], name: str, topic: str, *, may: bool
) -> None:
    assert login(name).publish(topic) in (AUTHORISED if may else {NOT_AUTHORISED})


@pytest.mark.parametrize("topic", [CENTRES, COVER, "homeassistant/status"])
def test_a_gate_hears_what_is_meant_for_it(login: Callable[[str], Session], topic: str) -> None:
    gate = login("balai-kota")
    for wanted in ("gate/balai-kota/command/+", "gate/balai-kota/lane/+/cover/set", topic):
        gate.subscribe(wanted)
    login("home-assistant" if topic != CENTRES else "pusat-kendali").publish(topic)
    gate.publish("x")

    assert gate.heard[:1] == [topic]


def test_a_gate_hears_no_orders_for_others(login: Callable[[str], Session]) -> None:
    gate = login("balai-kota")
    gate.subscribe("gate/+/command/+")
    login("pusat-kendali").publish("gate/other/command/pusat-kendali")
    gate.publish("x")

    assert gate.heard == []
