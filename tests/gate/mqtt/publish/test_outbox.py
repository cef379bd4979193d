"""The journal's way to a real broker."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from gate.core.values.commands import Record
from gate.mqtt.publish.events import PersonalData
from gate.mqtt.publish.ledger import Ledger
from gate.mqtt.publish.outbox import STRIKES, Outbox
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.wire import Message
from tests.gate.mqtt.journal import GATE, Journal
from tests.gate.mqtt.proxy import Proxy
from tests.gate.mqtt.reporter import (
    AVAILABILITY,
    EVENTS,
    PATIENT,
    STATE,
    config_for,
    leap,
    running,
    status,
)
from tests.mosquitto import Broker, Heard, Subscriber
from tests.waiting import BOUND, until

pytestmark = pytest.mark.broker

Key = tuple[str, int]


def key(message: Heard) -> Key:
    """Where an event's row stands in the journal."""
    return message.json["epoch"], message.json["seq"]


async def all_heard(subscriber: Subscriber, journal: Journal) -> None:
    """Wait until every row is noted as arrived and the subscriber has caught up."""
    await until(lambda: journal.backlog == 0)
    last = journal.keys[-1]
    await until(lambda: [key(message) for message in subscriber.on(EVENTS)[-1:]] == [last])


def received(messages: Sequence[Heard], journal: Journal) -> list[Key]:
    """The rows as a careful receiver takes them: the next one each time, all else is repetition."""
    missing = iter(journal.keys)
    taken: list[Key] = []
    wanted = next(missing)
    for message in messages:
        if message.topic == EVENTS and key(message) == wanted:
            taken.append(wanted)
            wanted = next(missing, ("", 0))
    return taken


@pytest.fixture
def subscriber(broker: Broker) -> Iterator[Subscriber]:
    with Subscriber(broker, EVENTS) as subscriber:
        yield subscriber


async def test_every_row_arrives_in_order_and_is_noted(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    journal.add(400)
    async with running(config_for(broker), journal.path):
        await all_heard(subscriber, journal)

    assert [key(message) for message in subscriber.messages] == journal.keys


async def test_a_new_row_follows_at_once_when_told_that_it_is_durable(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    journal.add()
    async with running(config_for(broker), journal.path, poll_every=3600.0) as reporting:
        await until(lambda: journal.backlog == 0)
        for _ in range(3):
            journal.add()
            reporting.notify_durable()
        await until(lambda: len(subscriber.messages) == 5)

    assert received(subscriber.messages, journal) == journal.keys


async def test_a_row_of_the_web_process_is_found_without_being_told(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    async with running(config_for(broker), journal.path):
        journal.add(kind="admin.login", payload={"user": 3}, lane=None)
        await until(lambda: len(subscriber.messages) == 2)

    assert subscriber.messages[-1].json["kind"] == "admin.login"
    assert "payload" not in subscriber.messages[-1].json


async def test_arrivals_are_noted_for_many_rows_at_once(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    """Each row comes alone; only the first is noted at once, and at the stop all but the last."""
    journal.add()
    async with running(config_for(broker), journal.path, note_every=3600.0) as reporting:
        await until(lambda: len(subscriber.messages) == 2)
        for _ in range(3):
            journal.add()
            reporting.notify_durable()
            count = len(journal.keys)
            await until(lambda count=count: len(subscriber.messages) == count)
        unnoted = journal.backlog

    assert unnoted == 3 + 1
    assert journal.backlog <= 1


async def test_the_rows_of_an_older_epoch_come_first(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    journal.add(3)
    journal.restore()
    journal.add(3)
    async with running(config_for(broker), journal.path):
        await all_heard(subscriber, journal)

    assert received(subscriber.messages, journal) == journal.keys


async def test_connections_that_break_in_the_middle_lose_nothing(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    """The broker lives, so whatever was noted as arrived must have been heard."""
    async with Proxy(broker) as proxy, running(config_for(proxy), journal.path):
        for _ in range(2):
            journal.add(500)
            heard = len(subscriber.messages)
            await until(lambda heard=heard: len(subscriber.messages) > heard + 100)
            dialled = proxy.dialled
            proxy.cut()
            await until(lambda dialled=dialled: proxy.dialled > dialled)
        await all_heard(subscriber, journal)

    assert received(subscriber.messages, journal) == journal.keys


async def test_a_connection_that_is_up_but_dead_is_noticed_said_and_replaced(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    async with (
        Proxy(broker) as proxy,
        running(config_for(proxy), journal.path, close_within=0.0) as reporting,
    ):
        journal.add()
        await all_heard(subscriber, journal)
        proxy.deaf = True
        journal.add()
        await until(lambda: not reporting.state.connected, lambda: leap(BOUND / 4))
        proxy.deaf = False
        reason = reporting.state.reason or ""
        await all_heard(subscriber, journal)

    assert f"nothing acknowledged for {BOUND:g} s" in reason
    assert received(subscriber.messages, journal) == journal.keys


async def test_a_broker_killed_in_the_middle_gets_again_what_it_did_not_acknowledge(
    broker: Broker, journal: Journal
):
    async with Proxy(broker) as proxy, running(config_for(proxy), journal.path) as reporting:
        journal.add(2000)
        await until(lambda: journal.backlog < 2000)
        broker.kill()
        await until(lambda: not reporting.state.connected)
        missing = journal.keys[-journal.backlog :]
        proxy.shut = True
        broker.start()
        with Subscriber(broker, EVENTS) as subscriber:
            proxy.shut = False
            await until(lambda: journal.backlog == 0)
            await until(lambda: len(subscriber.messages) >= len(missing))

    assert 0 < len(missing) < 2000
    assert [key(message) for message in subscriber.messages] == missing


async def test_state_stays_current_while_a_backlog_drains(broker: Broker, journal: Journal):
    journal.add(2000)
    with Subscriber(broker, "gate/#") as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            reporting.update(status("closed"))
            await until(lambda: journal.backlog < 2000)
            reporting.update(status("opening", since=101.0))
            await all_heard(subscriber, journal)
        await until(lambda: len(subscriber.on(AVAILABILITY)) == 2)

    states = [message.json["state"] for message in subscriber.on(STATE)]
    told = subscriber.messages.index(subscriber.on(STATE)[-1])
    behind = [message for message in subscriber.messages[told:] if message.topic == EVENTS]
    assert received(subscriber.messages, journal) == journal.keys
    assert states == ["closed", "opening"]
    assert len(behind) > 500


async def test_a_refused_row_is_not_noted_and_comes_by_itself_when_it_may(
    tmp_path: Path, journal: Journal, caplog: pytest.LogCaptureFixture
):
    rules = tmp_path / "acl"
    rules.write_text("topic read #\ntopic write gate/+/availability\n")
    journal.add(5)
    with (
        Broker(tmp_path / "broker", settings=[f"acl_file {rules}"]) as broker,
        Subscriber(broker, EVENTS) as subscriber,
    ):
        async with running(config_for(broker), journal.path, retry_after=0.1) as reporting:
            await until(lambda: "the broker refuses the journal: Not authorized" in caplog.text)
            assert reporting.state.connected
            assert journal.backlog == 6
            rules.write_text("topic readwrite #\n")
            broker.reload()
            await all_heard(subscriber, journal)

    assert received(subscriber.messages, journal) == journal.keys
    assert all("payload" in message.json for message in subscriber.messages)


async def test_a_payload_the_broker_announces_as_too_large_goes_without(
    tmp_path: Path, journal: Journal, caplog: pytest.LogCaptureFixture
):
    journal.add(payload={"direction": "x" * 3000})
    journal.add(payload={"direction": "in"})
    with (
        Broker(tmp_path / "broker", settings=["max_packet_size 2000"]) as broker,
        Subscriber(broker, EVENTS) as subscriber,
    ):
        async with running(config_for(broker), journal.path):
            await all_heard(subscriber, journal)

    assert [message.json.get("payload", "none") for message in subscriber.messages[1:]] == [
        "none",
        {"direction": "in"},
    ]
    assert "row 2 goes without its payload" in caplog.text


async def test_a_parked_row_raises_an_alarm_that_stands_in_the_status(
    tmp_path: Path, journal: Journal
):
    journal.add(3, payload={"direction": "x" * 3000})
    rows: list[Record] = []
    with Broker(tmp_path / "broker", settings=["max_packet_size 2000"]) as broker:
        async with running(config_for(broker), journal.path) as reporting:
            reporting.join(lambda _order: None, rows.append)
            await until(lambda: journal.backlog == 0)
            (alarm,) = reporting.alarms

    assert (alarm.alarm, alarm.detail["seq"]) == ("row_parked", 2)
    assert [(row.kind, row.payload["alarm"]) for row in rows] == [("alarm.raised", "row_parked")]


@pytest.mark.long
async def test_a_day_of_rows_drains_while_the_state_stays_current(broker: Broker, journal: Journal):
    journal.add(20_000, payload={"direction": "in", "claim": "a-1", "vehicle": 41})
    told = 0
    with Subscriber(broker, "gate/#") as subscriber:
        async with running(config_for(broker), journal.path) as reporting:
            while journal.backlog > 1000:
                told += 1
                reporting.update(status("open", cause=str(told)))
                await until(lambda told=told: _newest_cause(subscriber) == str(told))
            await all_heard(subscriber, journal)

    assert received(subscriber.messages, journal) == journal.keys
    assert told > 10


def _newest_cause(subscriber: Subscriber) -> str | None:
    newest = [message for message in subscriber.messages[-3000:] if message.topic == STATE]
    return newest[-1].json["cause"] if newest else None


async def test_a_payload_that_ends_every_connection_goes_without(tmp_path: Path, journal: Journal):
    """Mosquitto answers a message above its limit with a code that no acknowledgement may have."""
    journal.add(payload={"direction": "x" * 3000})
    journal.add(payload={"direction": "in"})
    with (
        Broker(tmp_path / "broker", settings=["message_size_limit 2000"]) as broker,
        Subscriber(broker, EVENTS) as subscriber,
    ):
        async with running(config_for(broker), journal.path):
            await all_heard(subscriber, journal)

    assert received(subscriber.messages, journal) == journal.keys
    second = [message.json for message in subscriber.messages if message.json["seq"] == 2]
    assert "payload" not in second[0]


async def test_connections_that_end_for_other_reasons_cost_no_payload(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    journal.add(payload={"direction": "in"})
    async with Proxy(broker) as proxy, running(config_for(proxy), journal.path):
        for dialled in range(1, 4):
            await until(lambda dialled=dialled: proxy.dialled >= dialled)
            proxy.cut()
        await all_heard(subscriber, journal)

    assert subscriber.messages[-1].json["payload"] == {"direction": "in"}


async def test_a_payload_that_is_no_json_goes_without(
    broker: Broker, journal: Journal, subscriber: Subscriber
):
    journal.add(2, payload={"direction": "in"})
    journal.execute("UPDATE journal_payload SET payload = ? WHERE seq = 2", '{"direction":NaN}')
    async with running(config_for(broker), journal.path):
        await all_heard(subscriber, journal)

    assert received(subscriber.messages, journal) == journal.keys
    assert "payload" not in subscriber.messages[1].json


async def test_a_database_that_comes_later_is_found(
    broker: Broker, journal: Journal, caplog: pytest.LogCaptureFixture
):
    journal.add(3)
    hidden = journal.path.with_suffix(".hidden")
    journal.path.rename(hidden)
    async with running(config_for(broker), journal.path) as reporting:
        await until(lambda: "there is no database" in caplog.text)
        assert reporting.state.connected
        hidden.rename(journal.path)
        await until(lambda: journal.backlog == 0)

    assert caplog.text.count("there is no database") == 1


async def test_a_database_that_takes_no_note_costs_no_repetition(
    broker: Broker, journal: Journal, caplog: pytest.LogCaptureFixture
):
    """Sending stops until the database can be written again."""
    journal.add(3)
    journal.execute(
        "CREATE TRIGGER stop BEFORE UPDATE ON journal_epoch BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with Subscriber(broker, EVENTS) as subscriber:
        async with running(config_for(broker), journal.path):
            await until(lambda: f"{journal.path}: no" in caplog.text)
            assert len(subscriber.messages) < len(journal.keys)
            journal.execute("DROP TRIGGER stop")
            await all_heard(subscriber, journal)

    assert [key(message) for message in subscriber.messages] == journal.keys


class PickyConnection:
    """A connection to a broker that refuses what has a payload, as one with a schema may."""

    def __init__(self) -> None:
        self.offered: list[Message] = []

    def takes(self, _message: Message) -> bool:
        return True

    async def send(self, message: Message) -> asyncio.Future[ReasonCode]:
        self.offered.append(message)
        name = "Payload format invalid" if b'"payload"' in message.payload else "Success"
        acknowledged = asyncio.get_running_loop().create_future()
        acknowledged.set_result(ReasonCode(PacketTypes.PUBACK, name))
        return acknowledged


async def test_a_payload_that_the_broker_always_refuses_goes_without(journal: Journal):
    journal.add(payload={"direction": "in"})
    connection, parked = PickyConnection(), []
    ledger = Ledger(journal.path, GATE, PersonalData.NONE)
    timing = replace(PATIENT, retry_after=0.0)
    outbox = Outbox(ledger, EVENTS, lambda _row: None, parked.append, timing)
    task = asyncio.create_task(outbox.run(cast(Connection, connection)))
    await until(lambda: journal.backlog == 0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    ledger.close()

    first, second = journal.keys
    offered = [Heard(EVENTS, m.payload.decode(), retained=False) for m in connection.offered]
    bare = [key(event) for event in offered if "payload" not in event.json]
    tries = STRIKES + 1
    assert bare == [first, second]
    assert [(row.epoch, row.seq) for row in parked] == bare
    assert [key(event) for event in offered] == [first] * tries + [second] * (tries + 1)
