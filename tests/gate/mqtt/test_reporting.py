"""Reporting as a whole, against a real broker."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from gate.mqtt import reporting as reporting_module
from tests.gate.mqtt.journal import Journal
from tests.gate.mqtt.reporter import AVAILABILITY, STATE, config_for, running, status
from tests.mosquitto import Broker, Subscriber
from tests.waiting import until


def texts(subscriber: Subscriber, topic: str) -> list[str]:
    return [message.text for message in subscriber.on(topic)]


async def test_online_while_it_runs_and_offline_after_an_ordered_stop(
    broker: Broker, journal: Journal
):
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with running(config_for(broker), journal.path):
            await until(lambda: texts(subscriber, AVAILABILITY) == ["online"])
        await until(lambda: texts(subscriber, AVAILABILITY) == ["online", "offline"])


async def test_online_is_said_again_now_and_then(
    broker: Broker, journal: Journal, monkeypatch: pytest.MonkeyPatch
):
    """A last will of an earlier connection may come late."""
    monkeypatch.setattr(reporting_module, "ONLINE_EVERY", 0.05)
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with running(config_for(broker), journal.path):
            await until(lambda: texts(subscriber, AVAILABILITY) == ["online"] * 3)


CHILD = """
import asyncio, sys
from pathlib import Path
from gate.clock import SystemClock
from gate.config import MqttConfig
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
        with Subscriber(broker, STATE) as subscriber:
            await until(lambda: subscriber.messages)
        with Subscriber(broker, "gate/#") as subscriber:
            await until(lambda: len(subscriber.messages) >= 2)

    retained = {message.topic: message.text for message in subscriber.messages if message.retained}
    assert retained[AVAILABILITY] == "online"
    assert '"state":"open"' in retained[STATE]


async def test_a_lane_is_told_on_change_only(broker: Broker, journal: Journal):
    with Subscriber(broker, STATE) as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            for state in ("closed", "closed", "opening", "opening"):
                reporting.update(status(state))
                await asyncio.sleep(0.3)

    assert [message.json["state"] for message in subscriber.messages] == ["closed", "opening"]


async def test_a_restless_lane_is_told_five_times_a_second_at_most(
    broker: Broker, journal: Journal
):
    with Subscriber(broker, STATE) as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            await until(lambda: reporting.state.connected)
            for credit in range(100):
                reporting.update(status("open", credit=credit))
                await asyncio.sleep(0.01)
            await until(lambda: subscriber.messages[-1].json["credit"] == 99)

    assert 3 <= len(subscriber.messages) <= 8


async def test_since_does_not_wander_with_the_clocks(broker: Broker, journal: Journal):
    with Subscriber(broker, STATE) as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            for slew in (0.0, 0.4, 0.8):
                reporting.update(status("open") | {"wall": 1_790_000_020.0 + slew})
                await asyncio.sleep(0.3)
            reporting.update(status("open") | {"clock": {"trusted": False}, "wall": 20.0})
            await until(lambda: len(subscriber.messages) == 2)

    assert [message.json["since"] for message in subscriber.messages] == [1_790_000_000.0, 0.0]


async def test_lanes_are_told_before_the_gate_counts_as_online_again(
    broker: Broker, journal: Journal
):
    async with running(config_for(broker), journal.path) as reporting:
        reporting.update(status("open"))
        await until(lambda: reporting.state.connected)
        broker.kill()
        await until(lambda: not reporting.state.connected)
        broker.start()
        with Subscriber(broker, "#") as subscriber:
            await until(lambda: subscriber.on(AVAILABILITY) and subscriber.on(STATE))
            topics = [message.topic for message in subscriber.messages]

    assert topics.index(STATE) < topics.index(AVAILABILITY)


async def test_all_lanes_are_told_again_after_a_restart_of_the_broker(
    broker: Broker, journal: Journal
):
    async with running(config_for(broker), journal.path) as reporting:
        reporting.update(status("open"))
        await until(lambda: reporting.state.connected)
        broker.restart()
        with Subscriber(broker, STATE) as subscriber:
            await until(lambda: subscriber.messages)

    assert subscriber.messages[0].json["state"] == "open"


async def test_without_a_broker_the_backlog_is_counted(tmp_path: Path, journal: Journal):
    journal.add(7)
    async with running(config_for(Broker(tmp_path)), journal.path) as reporting:
        assert not reporting.state.connected
        await until(lambda: reporting.state.backlog == 8)
        assert reporting.state.since is None


async def test_a_broker_that_comes_later_gets_everything(tmp_path: Path, journal: Journal):
    journal.add(7)
    broker = Broker(tmp_path / "broker")
    async with running(config_for(broker), journal.path) as reporting:
        await asyncio.sleep(0.3)
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
