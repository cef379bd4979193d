import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from gate.config.gate_toml import MqttConfig
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import BrokerError, Heard, Message
from gate.mqtt.transport.wire import UNHEARD, Ears, Wire
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import (
    AVAILABILITY,
    EVENTS,
    PATIENT,
    config_for,
    failed_handshake,
    leap,
)
from tests.mosquitto import Broker, Subscriber
from tests.ports import free_port
from tests.waiting import BOUND, until, wait_for

pytestmark = pytest.mark.broker

OFFLINE = Message(AVAILABILITY, b"offline", retain=True)


def connection(config: MqttConfig, **times: float) -> Connection:
    return Connection(config, OFFLINE, MQTTProtocolVersion.MQTTv5, replace(PATIENT, **times))


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A listener that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "mqtt" in thread.name]


async def test_what_is_published_arrives(broker: Broker):
    with Subscriber(broker, EVENTS) as subscriber:
        async with connection(config_for(broker)) as link:
            await link.publish(Message(EVENTS, b"1"))
            await until(lambda: subscriber.messages)

    assert [message.text for message in subscriber.messages] == ["1"]


async def test_leaving_says_farewell_once(broker: Broker):
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with connection(config_for(broker)):
            pass
        await until(lambda: f"Client gate-{GATE} disconnected." in broker.log)
        subscriber.publish(AVAILABILITY, "after it")
        await until(lambda: len(subscriber.messages) > 1)

    assert [message.text for message in subscriber.messages] == ["offline", "after it"]


async def test_leaving_ends_all_threads(broker: Broker):
    async with connection(config_for(broker)) as link:
        await link.publish(Message(EVENTS, b"1"))

    await until(lambda: not threads())


async def test_a_broken_wire_lets_the_broker_tell_our_last_will(broker: Broker):
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with Proxy(broker) as proxy, connection(config_for(proxy)) as link:
            proxy.cut()
            cause = await link.lost()
            await until(lambda: subscriber.messages)

    assert "connection lost" in str(cause)
    assert subscriber.messages[0].text == "offline"


async def test_the_cause_that_the_broker_gives_is_named(broker: Broker):
    async with Proxy(broker) as proxy, connection(config_for(proxy)) as link:
        proxy.say_taken_over()

        assert "ended by the broker: Session taken over" in str(await link.lost())


async def test_more_than_the_broker_takes_at_once_waits_for_room(tmp_path: Path):
    """Mosquitto takes two at once here and ends connections that offer more."""
    with (
        Broker(tmp_path, settings=["max_inflight_messages 2"]) as broker,
        Subscriber(broker, EVENTS) as subscriber,
    ):
        async with connection(config_for(broker)) as link:
            sent = [await link.send(Message(EVENTS, str(n).encode())) for n in range(300)]
            await asyncio.gather(*sent)
            await until(lambda: len(subscriber.messages) == 300)

    assert [message.text for message in subscriber.messages] == [str(n) for n in range(300)]


async def test_small_messages_do_not_wait_for_company(broker: Broker):
    """TCP_NODELAY is set."""
    async with connection(config_for(broker)) as link:
        client_socket = link._wire._client.socket()
        assert isinstance(client_socket, socket.socket)

        assert client_socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_broker_that_stops_acknowledging_is_lost(broker: Broker):
    async with Proxy(broker) as proxy, connection(config_for(proxy), close_within=0.0) as link:
        proxy.deaf = True
        await link.send(Message(EVENTS, b"1"))
        lost = asyncio.create_task(link.lost())
        await until(lost.done, lambda: leap(BOUND / 4))

        assert f"nothing acknowledged for {BOUND:g} s" in str(await lost)


async def test_a_quiet_connection_is_not_lost(broker: Broker):
    async with connection(config_for(broker)) as link:
        await link.publish(Message(EVENTS, b"1"))
        lost = asyncio.create_task(link.lost())
        for _ in range(int(2 * BOUND)):
            leap(1.0)
            await asyncio.sleep(0)
        await link.publish(Message(EVENTS, b"2"))

        assert not lost.done()
        lost.cancel()


async def test_a_deaf_broker_is_left_after_a_while_with_farewell_and_last_will(broker: Broker):
    with Subscriber(broker, AVAILABILITY) as subscriber:
        async with Proxy(broker) as proxy:
            link = await connection(config_for(proxy)).__aenter__()
            proxy.deaf = True
            leaving = asyncio.create_task(link.__aexit__())
            await until(lambda: subscriber.messages)
            assert not leaving.done()
            leap(PATIENT.close_within)
            await leaving
            await until(lambda: len(subscriber.messages) == 2)

    await until(lambda: not threads())


async def test_nobody_there_is_a_broker_error_with_the_place(broker: Broker):
    port = free_port()
    with pytest.raises(BrokerError, match=rf"127\.0\.0\.1:{port}: .*refused"):
        async with connection(config_for(broker, port=port)):
            pass


@pytest.mark.parametrize("host", ["nowhere.invalid", "no..name", "x" * 70])
async def test_a_name_that_leads_nowhere_is_a_broker_error(broker: Broker, host: str):
    with pytest.raises(BrokerError, match=host[:5]):
        async with connection(config_for(broker, host=host)):
            pass


async def test_a_broker_that_never_answers_is_given_up(broker: Broker, silent: socket.socket):
    config = config_for(broker, port=silent.getsockname()[1])
    with pytest.raises(BrokerError, match=r"no answer within 0\.3 s"):
        async with connection(config, open_within=0.3):
            pass

    await until(lambda: not threads())


@failed_handshake
async def test_dialling_never_holds_up_the_loop(broker: Broker, silent: socket.socket):
    """A TLS handshake that hangs is one of the things that would, for as long as it may take."""
    loop = asyncio.get_running_loop()
    silent.settimeout(0)
    began = loop.time()
    config = config_for(broker, port=silent.getsockname()[1], tls=True)
    dialling = asyncio.create_task(connection(config).__aenter__())
    dialled, _ = await loop.sock_accept(silent)
    with dialled:
        assert await loop.sock_recv(dialled, 1)
        assert loop.time() - began < PATIENT.open_within / 2
        assert not dialling.done()
        dialling.cancel()
        with suppress(asyncio.CancelledError):
            await dialling

    await until(lambda: not threads())


async def test_a_dial_given_up_at_once_leaves_no_connection_behind(broker: Broker):
    wire = Wire(config_for(broker), OFFLINE, MQTTProtocolVersion.MQTTv5)
    wire.dial(Ears(*[pytest.fail] * 5))
    wire.cut()

    await until(lambda: not threads())
    await asyncio.sleep(0)


@pytest.mark.parametrize("after", [0.0, 0.001, 0.003, 0.01])
async def test_a_stop_while_dialling_leaves_no_connection_behind(broker: Broker, after: float):
    dialling = asyncio.create_task(connection(config_for(broker)).__aenter__())
    await asyncio.sleep(after)
    dialling.cancel()
    with suppress(asyncio.CancelledError):
        await (await dialling).__aexit__()

    await until(lambda: not threads())


async def test_refusals_of_a_retained_message_are_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    rules = tmp_path / "acl"
    rules.write_text("topic read #\n")
    with Broker(tmp_path / "broker", settings=[f"acl_file {rules}"]) as broker:
        async with connection(config_for(broker)) as link:
            await link.publish(Message(EVENTS, b"1"))
            await link.publish(Message(EVENTS, b"2"))

    assert [record.message for record in caplog.records] == [
        f"{EVENTS}: refused by the broker: Not authorized"
    ]


async def test_the_broker_says_what_size_it_takes(tmp_path: Path):
    with Broker(tmp_path, settings=["max_packet_size 2000"]) as broker:
        async with connection(config_for(broker)) as link:
            assert link.takes(Message(EVENTS, b"x" * 1500))
            assert not link.takes(Message(EVENTS, b"x" * 2000))


async def test_listening_that_is_refused_is_said(
    broker: Broker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Mosquitto takes every subscription and keeps back what may not be heard; others refuse."""
    refused = ReasonCode(PacketTypes.SUBACK, "Not authorized")
    async with connection(config_for(broker)) as link:
        monkeypatch.setattr(link._wire, "subscribe", lambda *_, **__: 77)
        listening = asyncio.create_task(link.listen("x", lambda _heard: None))
        await until(lambda: link._asked)
        link._on_granted(77, refused)

        assert (await listening).is_failure

    assert "x: the broker does not let us listen: Not authorized" in caplog.text


async def test_what_is_too_large_for_the_broker_is_not_offered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    with Broker(tmp_path, settings=["max_packet_size 2000"]) as broker:
        async with connection(config_for(broker)) as link:
            await link.publish(Message(EVENTS, b"x" * 3000))
            await link.publish(Message(EVENTS, b"x"))

    assert [record.message for record in caplog.records] == [
        f"{EVENTS}: refused by the broker: it takes 2000 bytes at most"
    ]


async def test_a_flood_from_the_broker_is_dropped_beyond_what_may_wait(tmp_path: Path):
    """The loop stands still until all has come; what waits for it is bounded."""
    heard: list[Heard] = []
    received = f"Received PUBACK from gate-{GATE} "
    with (
        Broker(tmp_path, settings=["log_type all"]) as broker,
        Subscriber(broker, "x") as other,
    ):
        async with connection(config_for(broker)) as link:
            await link.listen("flood", heard.append)
            for _ in range(3 * UNHEARD):
                other.publish("flood", "x")
            wait_for(lambda: broker.log.count(received) == 3 * UNHEARD)
            await until(lambda: heard)
            other.publish("flood", "last")
            await until(lambda: heard[-1].payload == b"last")

    assert len(heard) == UNHEARD + 1
