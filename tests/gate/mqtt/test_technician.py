from dataclasses import replace
from pathlib import Path

import pytest

from gate.config.broker import HomeAssistantConfig
from gate.core.values.events import Action
from gate.mqtt import technician
from gate.mqtt.transport.messages import BrokerError
from tests.gate.mqtt.journal import GATE, Journal
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import ABOUT, PATIENT, config_for, running
from tests.mosquitto import Broker, Subscriber
from tests.waiting import until

pytestmark = pytest.mark.broker

HOME = HomeAssistantConfig("device", "homeassistant", "id", cover_orders=True, url=None)
ALL = {"orders": {"pusat": frozenset({Action.OPEN})}, "home_assistant": HOME}


async def test_a_trial_names_each_step(broker: Broker):
    steps = await technician.trial(config_for(broker, **ALL), ABOUT, PATIENT)

    assert all(step.well for step in steps)
    assert [step.text.partition(",")[0] for step in steps] == [
        f"connected to {broker.host}:{broker.port}",
        f"may write gate/{GATE}/test",
        f"may listen to gate/{GATE}/command/+",
        "may listen to homeassistant/status",
        f"may listen to gate/{GATE}/lane/+/cover/set",
    ]


async def test_a_trial_disturbs_no_gate_that_runs(broker: Broker, journal: Journal):
    with Subscriber(broker, f"gate/{GATE}/availability") as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            await until(lambda: subscriber.messages)
            await technician.trial(config_for(broker), ABOUT, PATIENT)
            assert reporting.state.connected
        await until(lambda: len(subscriber.messages) > 1)

    assert [message.text for message in subscriber.messages] == ["online", "offline"]


async def test_what_the_broker_refuses_is_a_fault(tmp_path: Path):
    rules = tmp_path / "acl"
    rules.write_text("topic read x\n")
    with Broker(tmp_path / "broker", settings=[f"acl_file {rules}"]) as broker:
        steps = await technician.trial(config_for(broker), ABOUT, PATIENT)

    assert [step.well for step in steps] == [True, False]
    assert "refused: Not authorized; see the broker's ACL" in steps[1].text


async def test_an_old_broker_is_tried_in_its_own_version(broker: Broker):
    async with Proxy(broker, only_v311=True) as proxy:
        steps = await technician.trial(config_for(proxy), ABOUT, PATIENT)

    assert "MQTT 3.1.1" in steps[0].text


async def test_a_broker_that_is_not_there_ends_the_trial(tmp_path: Path):
    with pytest.raises(BrokerError, match="refused"):
        await technician.trial(config_for(Broker(tmp_path)), ABOUT, PATIENT)


async def test_a_broker_that_falls_silent_ends_it_too(broker: Broker):
    timing = replace(PATIENT, close_within=0.0)
    async with (
        Proxy(broker) as proxy,
        technician._connected(config_for(proxy), timing) as (connection, _),
    ):
        proxy.deaf = True
        with pytest.raises(BrokerError, match=r"x: not acknowledged in 0\.2 s"):
            await technician._in_time(connection, technician.Message("x", b""), 0.2)
