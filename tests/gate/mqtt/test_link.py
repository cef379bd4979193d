import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.clock import SystemClock
from gate.config import MqttConfig
from gate.mqtt.connection import Connection
from gate.mqtt.link import FIRST_PAUSE, HELD, LONGEST_PAUSE, Backoff, Link
from gate.mqtt.topics import Topics
from gate.mqtt.troubles import Troubles
from gate.mqtt.wire import BrokerError, Message
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import AVAILABILITY, EVENTS, config_for
from tests.mosquitto import Broker, Subscriber, until


async def keep(connection: Connection) -> BrokerError:
    """A session that only announces itself."""
    await connection.send(Message(EVENTS, b"here"))
    return await connection.lost()


@asynccontextmanager
async def linked(config: MqttConfig, session=keep) -> AsyncIterator[Link]:
    link = Link(config, Topics(GATE), SystemClock(), Troubles(SystemClock()))
    task = asyncio.create_task(link.run(session))
    try:
        yield link
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def test_pauses_double_up_to_the_longest():
    backoff = Backoff()
    ceilings = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]

    for ceiling in ceilings:
        assert ceiling / 2 <= backoff.pause(0.0) <= ceiling


@given(st.lists(st.floats(0.0, HELD - 0.001), max_size=20))
def test_a_connection_that_held_starts_over(short: list[float]):
    backoff = Backoff()
    for lasted in short:
        assert backoff.pause(lasted) <= LONGEST_PAUSE

    assert backoff.pause(HELD) <= FIRST_PAUSE


async def test_a_broker_that_comes_later_is_found(tmp_path: Path):
    broker = Broker(tmp_path)
    async with linked(config_for(broker)) as link:
        await asyncio.sleep(0.2)
        assert not link.state.connected
        with broker:
            await until(lambda: link.state.connected)


async def test_the_state_says_since_when(broker: Broker):
    before = SystemClock().now().wall
    async with linked(config_for(broker)) as link:
        assert link.state.since is None
        await until(lambda: link.state.connected)
        connected_at = link.state.since
        broker.kill()
        await until(lambda: not link.state.connected)

    assert connected_at is not None
    assert link.state.since is not None
    assert before <= connected_at <= link.state.since


async def test_a_lasting_trouble_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    async with Proxy(Broker(tmp_path), rude=True) as proxy, linked(config_for(proxy)):
        await until(lambda: proxy.dialled >= 1)
        await asyncio.sleep(1.0)

    assert len(caplog.records) == 1


async def test_an_old_broker_is_spoken_to_in_its_own_version(
    broker: Broker, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    with Subscriber(broker, EVENTS) as subscriber:
        async with Proxy(broker, only_v311=True) as proxy, linked(config_for(proxy)):
            await until(lambda: subscriber.messages)

    assert "Unsupported protocol version" in caplog.text
    assert "MQTT v311" in caplog.text


async def test_a_broker_that_hangs_up_on_the_new_version_is_tried_with_the_old(broker: Broker):
    with Subscriber(broker, EVENTS) as subscriber:
        async with Proxy(broker, rude=True) as proxy, linked(config_for(proxy)):
            await until(lambda: subscriber.messages)


async def test_after_a_loss_the_new_version_is_tried_again(broker: Broker):
    async with Proxy(broker, rude=True) as proxy, linked(config_for(proxy)) as link:
        await until(lambda: link.state.connected)
        proxy.cut()
        await until(lambda: not link.state.connected)
        dialled = proxy.dialled
        await until(lambda: link.state.connected)

        assert proxy.dialled == dialled + 2


async def test_two_gates_under_one_name_grow_patient(
    broker: Broker, caplog: pytest.LogCaptureFixture
):
    """Each ends the other's connection; the pauses double, so it is no storm."""
    with Subscriber(broker, EVENTS) as subscriber:
        async with linked(config_for(broker)), linked(config_for(broker)):
            await asyncio.sleep(2.0)

    assert 1 <= len(subscriber.messages) <= 12
    assert f"another client uses the id gate-{GATE}" in caplog.text


async def test_a_fault_in_the_session_is_logged_and_the_link_lives_on(
    broker: Broker, caplog: pytest.LogCaptureFixture
):
    calls = 0

    async def broken(_connection: Connection) -> Never:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with linked(config_for(broker), broken):
            await until(lambda: calls >= 2)

        assert subscriber.messages[0].text == "offline"

    assert "ZeroDivisionError" in caplog.text
