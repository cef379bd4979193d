"""Reporting as a whole, against a real broker."""

import asyncio
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gate.mqtt.reporting import Reporting
from gate.status.model import ClockStatus, Status
from tests.gate.mqtt.journal import Journal
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import (
    AVAILABILITY,
    EVENTS,
    HEALTH,
    STATE,
    config_for,
    leap,
    running,
    status,
)
from tests.mosquitto import Broker, Subscriber
from tests.waiting import until

pytestmark = pytest.mark.broker


def texts(subscriber: Subscriber, topic: str) -> list[str]:
    return [message.text for message in subscriber.on(topic)]


async def tell(reporting: Reporting, subscriber: Subscriber, status: Status) -> None:
    """Update, and wait for the health to be told, which comes after the lanes."""
    told = len(subscriber.on(HEALTH))
    reporting.update(replace(status, disk=replace(status.disk, ok=told % 2 == 0)))
    await until(lambda: len(subscriber.on(HEALTH)) > told)


async def test_online_while_it_runs_and_offline_after_an_ordered_stop(
    broker: Broker, journal: Journal
):
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with running(config_for(broker), journal.path):
            await until(lambda: texts(subscriber, AVAILABILITY) == ["online"])
        await until(lambda: texts(subscriber, AVAILABILITY) == ["online", "offline"])


async def test_online_is_said_again_now_and_then(broker: Broker, journal: Journal):
    """A last will of an earlier connection may come late."""
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with running(config_for(broker), journal.path, online_every=0.05):
            await until(lambda: texts(subscriber, AVAILABILITY)[:3] == ["online"] * 3)


CHILD = """
import asyncio, sys
from pathlib import Path
from gate.clock import SystemClock
from gate.config.gate_toml import MqttConfig
from gate.mqtt.about import About
from gate.mqtt.reporting import Reporting

port, database = int(sys.argv[1]), Path(sys.argv[2])
config = MqttConfig("127.0.0.1", port, False, None, None, None, "gate-balai-kota", "none")
asyncio.run(Reporting(config, About("balai-kota", "Portal", "1"), database, SystemClock()).run())
"""


async def test_a_killed_process_is_reported_offline_by_the_broker(broker: Broker, journal: Journal):
    with Subscriber(broker, AVAILABILITY) as subscriber:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CHILD, str(broker.port), str(journal.path)
        )
        await until(lambda: texts(subscriber, AVAILABILITY) == ["online"])
        child.send_signal(signal.SIGKILL)
        await child.wait()
        await until(lambda: texts(subscriber, AVAILABILITY) == ["online", "offline"])


async def test_who_comes_later_learns_state_and_availability(broker: Broker, journal: Journal):
    async with running(config_for(broker), journal.path) as reporting:
        reporting.update(status("open"))
        with Subscriber(broker, "gate/#") as subscriber:
            await until(lambda: subscriber.on(STATE) and subscriber.on(AVAILABILITY))
        with Subscriber(broker, "gate/#") as later:
            await until(lambda: later.on(STATE) and later.on(AVAILABILITY))

    (availability,), (state,) = later.on(AVAILABILITY), later.on(STATE)
    assert (availability.text, availability.retained) == ("online", True)
    assert (state.json["state"], state.retained) == ("open", True)


async def test_a_lane_is_told_on_change_only(broker: Broker, journal: Journal):
    with Subscriber(broker, "gate/#") as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            for state in ("closed", "closed", "opening", "opening"):
                await tell(reporting, subscriber, status(state))

    assert [message.json["state"] for message in subscriber.on(STATE)] == ["closed", "opening"]


async def test_of_a_restless_lane_only_the_newest_is_told_after_each_pause(
    broker: Broker, journal: Journal
):
    """Rows go on meanwhile: each shows that there was time to tell of the lane."""
    with Subscriber(broker, "gate/#") as subscriber:
        async with running(config_for(broker), journal.path, retained_pause=3600.0) as reporting:
            for credit in range(10):
                reporting.update(status("open", credit=credit))
                journal.add()
                rows = len(journal.keys)
                await until(lambda rows=rows: len(subscriber.on(EVENTS)) == rows)
            early = subscriber.on(STATE)
            leap(3600.0)
            await until(lambda: subscriber.on(STATE)[-1].json["credit"] == 9)

    assert 1 <= len(early) <= 2
    assert len(subscriber.on(STATE)) == len(early) + 1


async def test_since_does_not_wander_with_the_clocks(broker: Broker, journal: Journal):
    with Subscriber(broker, "gate/#") as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            for slew in (0.0, 0.4, 0.8):
                told = replace(status("open"), wall=1_790_000_020.0 + slew)
                await tell(reporting, subscriber, told)
            untrusted = ClockStatus(trusted=False)
            await tell(reporting, subscriber, replace(told, clock=untrusted, wall=20.0))

    assert [message.json["since"] for message in subscriber.on(STATE)] == [1_790_000_000.0, 0.0]


async def test_lanes_are_told_before_the_gate_counts_as_online_again(
    broker: Broker, journal: Journal
):
    async with Proxy(broker) as proxy, running(config_for(proxy), journal.path) as reporting:
        reporting.update(status("open"))
        await until(lambda: reporting.state.connected)
        proxy.shut = True
        broker.kill()
        broker.start()
        with Subscriber(broker, "#") as subscriber:
            proxy.shut = False
            await until(lambda: subscriber.on(AVAILABILITY) and subscriber.on(STATE))

    topics = [message.topic for message in subscriber.messages]
    assert topics.index(STATE) < topics.index(AVAILABILITY)
    assert subscriber.on(STATE)[0].json["state"] == "open"


async def test_the_backlog_is_counted_until_a_broker_comes_and_gets_everything(
    tmp_path: Path, journal: Journal
):
    journal.add(7)
    broker = Broker(tmp_path / "broker")
    async with running(config_for(broker), journal.path) as reporting:
        await until(lambda: reporting.state.backlog == 8)
        assert not reporting.state.connected
        assert reporting.state.since is None
        with broker:
            await until(lambda: reporting.state.connected)
            await until(lambda: reporting.state.backlog == 0)


async def test_a_wrong_password_keeps_it_trying(
    tmp_path: Path, journal: Journal, caplog: pytest.LogCaptureFixture
):
    """The right one in the file is enough; nothing has to be restarted."""
    secret = tmp_path / "secret"
    secret.write_text("salah\n")
    with Broker(tmp_path / "broker", users={"gate": "benar"}) as broker:
        config = config_for(broker, username="gate", password_file=secret)
        async with running(config, journal.path) as reporting:
            await until(lambda: "refused: Not authorized" in caplog.text)
            secret.write_text("benar\n")
            await until(lambda: reporting.state.connected)
