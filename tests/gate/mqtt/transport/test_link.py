import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.clock import SystemClock
from gate.config.gate_toml import MqttConfig
from gate.mqtt.timing import TIMING
from gate.mqtt.topics import Topics
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.link import Backoff, Link
from gate.mqtt.transport.messages import BrokerError, Message
from gate.mqtt.transport.twin import PUZZLING, TAKEN_OVER
from gate.mqtt.troubles import Troubles
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import AVAILABILITY, EVENTS, PATIENT, config_for
from tests.mosquitto import Broker, Subscriber
from tests.waiting import BOUND, until

pytestmark = pytest.mark.broker


async def keep(connection: Connection) -> BrokerError:
    """A session that only announces itself."""
    await connection.send(Message(EVENTS, b"here"))
    return await connection.lost()


@asynccontextmanager
async def linked(
    config: MqttConfig, session=keep, *, blames_row=lambda: False, **times: float
) -> AsyncIterator[Link]:
    timing, clock = replace(PATIENT, **times), SystemClock()
    troubles = Troubles(clock, lambda _record: None)
    link = Link(config, Topics(GATE), clock, troubles, timing, blames_row=blames_row)
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


@given(st.lists(st.floats(0.0, TIMING.held - 0.001), max_size=20))
def test_a_connection_that_held_starts_over(short: list[float]):
    backoff = Backoff()
    for lasted in short:
        assert backoff.pause(lasted) <= TIMING.longest_pause

    assert backoff.pause(TIMING.held) <= TIMING.first_pause


async def test_a_broker_that_comes_later_is_found(tmp_path: Path):
    broker = Broker(tmp_path)
    async with linked(config_for(broker)) as link:
        await until(lambda: link.state.reason)
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
        await until(lambda: proxy.dialled >= 4)

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
        dialled = proxy.dialled
        proxy.cut()
        await until(lambda: proxy.dialled >= dialled + 2 and link.state.connected)

        assert proxy.dialled == dialled + 2


async def test_two_gates_under_one_name_grow_patient(
    broker: Broker, caplog: pytest.LogCaptureFixture
):
    """Each ends the other's connection; the pauses double, so it is no storm.

    Of six connections one gate has three at least, and has paused twice.
    """
    first, time = 0.2, asyncio.get_running_loop().time
    began, config = time(), config_for(broker)
    with Subscriber(broker, EVENTS) as subscriber:
        async with (
            linked(config, first_pause=first, longest_pause=BOUND),
            linked(config, first_pause=first, longest_pause=BOUND),
        ):
            await until(lambda: len(subscriber.messages) >= 6)

    assert time() - began >= (first + 2 * first) / 2
    assert f"another client uses the id gate-{GATE}" in caplog.text


async def test_of_two_gates_under_one_name_one_gives_way_and_says_so(
    broker: Broker, caplog: pytest.LogCaptureFixture
):
    """Mosquitto 2.0.11 cuts the older connection without a word: the witness tells."""
    config = config_for(broker)
    async with (
        linked(config, witness_within=0.1) as one,
        linked(config, witness_within=0.1) as other,
    ):
        await until(lambda: one._troubles.standing or other._troubles.standing)
        loser, winner = (one, other) if one._troubles.standing else (other, one)
        await until(lambda: winner.state.connected)

        assert [trouble.alarm for trouble in loser._troubles.standing] == ["mqtt_twin"]
        assert "two machines with one gate id?" in (loser.state.reason or "")
        assert not winner._troubles.standing

    assert "Leaving the broker to it" in caplog.text


async def test_a_network_that_cuts_everybody_makes_no_twin(broker: Broker):
    async with Proxy(broker) as proxy, linked(config_for(proxy), witness_within=BOUND) as link:
        for _ in range(PUZZLING + TAKEN_OVER):
            await until(lambda: link.state.connected)
            dialled = proxy.dialled
            proxy.cut()
            await until(lambda dialled=dialled: proxy.dialled > dialled)

        assert not link._troubles.standing


async def test_a_witness_that_is_not_let_in_is_done_without(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
):
    async def no_witness(self: Connection) -> Connection:
        if self._farewell is None:
            raise BrokerError("no room")
        return await enter(self)

    enter = Connection.__aenter__
    monkeypatch.setattr(Connection, "__aenter__", no_witness)
    async with linked(config_for(broker)) as link:
        link._twin._cut = PUZZLING
        await until(lambda: link.state.connected)


async def test_ends_that_a_row_may_be_to_blame_for_make_no_twin(broker: Broker):
    async with Proxy(broker) as proxy, linked(config_for(proxy), blames_row=lambda: True) as link:
        await until(lambda: link.state.connected)
        link._twin._cut = PUZZLING
        proxy.cut()
        await until(lambda: not link._twin.puzzling)


async def test_who_gave_way_comes_back_once_the_other_is_gone(broker: Broker):
    async with linked(config_for(broker), held=0.0) as link:
        link._twin._taken_over = TAKEN_OVER
        link._troubles.raised("mqtt_twin", {})
        await until(lambda: link.state.connected)
        await until(lambda: not link._troubles.standing)

        assert not link._twin.suspected


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
            await until(lambda: calls >= 2 and subscriber.messages)

        assert subscriber.messages[0].text == "offline"

    assert "ZeroDivisionError" in caplog.text
