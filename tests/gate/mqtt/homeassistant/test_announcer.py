"""Home Assistant's side of a real broker: announced, born again, retired, forgotten."""

import json
from dataclasses import replace
from typing import Any

import pytest
from paho.mqtt import publish
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from gate.config.broker import HomeAssistantConfig, ParkingConfig
from gate.mqtt import technician
from gate.mqtt.homeassistant.discovery import Discovery
from gate.mqtt.transport.connection import Connection
from tests.gate.mqtt.homeassistant.test_discovery import counted, zone
from tests.gate.mqtt.journal import Journal
from tests.gate.mqtt.order_door import HandClock
from tests.gate.mqtt.reporter import (
    ABOUT,
    AVAILABILITY,
    HEALTH,
    PATIENT,
    STATE,
    config_for,
    running,
    status,
)
from tests.mosquitto import Broker, Subscriber
from tests.waiting import BOUND, until, wait_for

pytestmark = pytest.mark.broker

HOME = HomeAssistantConfig("device", "homeassistant", "id", cover_orders=False, url=None)
TOPIC = "homeassistant/device/parking-gate-balai-kota/config"


def say(broker: Broker, topic: str, payload: bytes, *, retain: bool = False) -> None:
    publish.single(topic, payload, 1, retain, broker.host, broker.port)


def retained(broker: Broker) -> dict[str, Any]:
    """What a Home Assistant that comes now finds."""
    with Subscriber(broker, "#") as subscriber:
        say(broker, "end", b"")
        wait_for(lambda: subscriber.on("end"))
    return {message.topic: message for message in subscriber.messages if message.retained}


async def test_it_is_announced_retained_and_whole(broker: Broker, journal: Journal):
    with Subscriber(broker, TOPIC) as subscriber:
        async with running(config_for(broker, home_assistant=HOME), journal.path):
            await until(lambda: subscriber.messages)

    assert retained(broker)[TOPIC].json == Discovery(HOME, ABOUT).messages()[TOPIC]
    assert len({message.text for message in subscriber.messages}) == 1


@pytest.mark.parametrize("forms", [("component", "device"), ("device", "component")])
async def test_nothing_is_announced_in_two_forms(broker: Broker, journal: Journal, forms):
    for form in forms:
        home = replace(HOME, discovery=form)
        topics = Discovery(home, ABOUT).messages().keys()
        async with running(config_for(broker, home_assistant=home), journal.path):
            await until(lambda topics=topics: topics <= retained(broker).keys())

    assert {topic for topic in retained(broker) if topic.startswith("homeassistant/")} == topics


async def test_after_a_birth_everything_is_told_again(broker: Broker, journal: Journal):
    with Subscriber(broker, "#") as subscriber:
        async with running(config_for(broker, home_assistant=HOME), journal.path) as reporting:
            reporting.update(status("open"))
            await until(lambda: subscriber.on(TOPIC) and subscriber.on(STATE))
            say(broker, "homeassistant/status", b"offline")
            say(broker, "homeassistant/status", b"online")
            await until(lambda: len(subscriber.on(TOPIC)) == len(subscriber.on(STATE)) == 2)
            await until(lambda: [m.text for m in subscriber.on(AVAILABILITY)] == ["online"] * 2)


async def test_a_broker_that_forgot_is_told_again(broker: Broker, journal: Journal):
    async with running(config_for(broker, home_assistant=HOME), journal.path) as reporting:
        reporting.update(status("open"))
        await until(lambda: TOPIC in retained(broker))
        broker.kill()
        broker.start()
        await until(lambda: {TOPIC, STATE, HEALTH, AVAILABILITY} <= retained(broker).keys())


async def test_what_a_former_configuration_announced_is_taken_back_in_two_steps(
    broker: Broker, journal: Journal
):
    old = Discovery(HOME, ABOUT).messages()[TOPIC]
    old["components"]["masuk_photocell"] = {"platform": "binary_sensor"}
    say(broker, TOPIC, json.dumps(old).encode(), retain=True)
    with Subscriber(broker, TOPIC) as subscriber:
        async with running(config_for(broker, home_assistant=HOME), journal.path, recall=BOUND):
            await until(lambda: len(subscriber.messages) == 3)

    _, farewell, final = [message.json["components"] for message in subscriber.messages]
    assert farewell["masuk_photocell"] == {"platform": "binary_sensor"}
    assert final == Discovery(HOME, ABOUT).messages()[TOPIC]["components"]


@pytest.mark.parametrize("rubbish", [b"{", b"[]", b'{"components":{"a":1}}', b'{"components":[]}'])
async def test_rubbish_in_our_place_is_replaced(broker: Broker, journal: Journal, rubbish: bytes):
    say(broker, TOPIC, rubbish, retain=True)
    with Subscriber(broker, TOPIC) as subscriber:
        async with running(config_for(broker, home_assistant=HOME), journal.path, recall=BOUND):
            await until(lambda: len(subscriber.messages) == 2)

    assert subscriber.messages[1].json == Discovery(HOME, ABOUT).messages()[TOPIC]


async def test_a_broker_that_does_not_let_us_listen_still_gets_the_announcement(
    broker: Broker, journal: Journal, monkeypatch: pytest.MonkeyPatch
):
    async def refused(*_: object, **__: object) -> ReasonCode:
        return ReasonCode(PacketTypes.SUBACK, "Not authorized")

    monkeypatch.setattr(Connection, "listen", refused)
    with Subscriber(broker, TOPIC) as subscriber:
        async with running(config_for(broker, home_assistant=HOME), journal.path):
            await until(lambda: subscriber.messages)


async def test_decisions_are_told_as_they_are_made(broker: Broker, journal: Journal):
    topic = "gate/balai-kota/lane/masuk/decision"
    journal.add(2, kind="decision.denied", payload={"objections": ["expired"]})
    with Subscriber(broker, topic) as subscriber:
        async with running(config_for(broker, home_assistant=HOME), journal.path, HandClock()):
            await until(lambda: len(subscriber.messages) == 2)

    assert {message.json["event_type"] for message in subscriber.messages} == {"expired"}
    assert not any(message.retained for message in subscriber.messages)


async def test_the_site_is_told_to_a_city(broker: Broker, journal: Journal):
    topic = "gate/balai-kota/ngsi-ld/OffStreetParking"
    config = config_for(broker, parking=ParkingConfig(113.2, -7.7))
    async with running(config, journal.path) as reporting:
        reporting.update(counted(a=zone(7)))
        await until(lambda: topic in retained(broker))

        entity = retained(broker)[topic].json
    assert entity["availableSpotNumber"] == {"type": "Property", "value": 33}


@pytest.mark.parametrize("discovery", ["device", "component"])
async def test_forgetting_leaves_nothing_at_the_broker(
    broker: Broker, journal: Journal, discovery: str
):
    home = HomeAssistantConfig(discovery, "homeassistant", "id", cover_orders=False, url=None)
    config = config_for(broker, home_assistant=home)
    count = len(Discovery(home, ABOUT).messages())
    async with running(config, journal.path) as reporting:
        reporting.update(status())
        await until(lambda: len(retained(broker)) == count + 3)
    steps = await technician.forget(config, ABOUT, home, PATIENT, everything=False)
    assert retained(broker).keys() == {AVAILABILITY, STATE, HEALTH}
    steps += await technician.forget(config, ABOUT, home, PATIENT, everything=True)

    assert retained(broker) == {}
    assert all(step.well for step in steps)
