"""Reporting to the broker as one thing: what the controller starts, feeds and stops."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from gate.config.gate_toml import MqttConfig
from gate.core.values.commands import Record
from gate.core.values.events import OrderGiven
from gate.core.values.refusal import Refusal
from gate.mqtt.about import About
from gate.mqtt.homeassistant.announcer import Announcer
from gate.mqtt.homeassistant.discovery import Discovery
from gate.mqtt.orders.covers import Covers
from gate.mqtt.orders.intake import Desk, Give
from gate.mqtt.orders.refusals import Refusals
from gate.mqtt.publish.events import PersonalData
from gate.mqtt.publish.ledger import Ledger
from gate.mqtt.publish.outbox import Outbox
from gate.mqtt.publish.parking import Parking
from gate.mqtt.publish.passing import Passing
from gate.mqtt.publish.retained import Retained
from gate.mqtt.publish.state_topics import Retelling
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.topics import Topics
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.link import Link
from gate.mqtt.transport.messages import BrokerError, Message
from gate.mqtt.troubles import Troubles, Write
from gate.ports import Clock
from gate.status.model import AlarmStatus, BrokerStatus, Status

SETTLE_EVERY = 1.0
"""Seconds between two looks at refusals that want a row."""

Part = Callable[[Connection], Coroutine[Any, Any, None]]


class Reporting:
    """Availability, lane states and the journal out, orders in, for as long as it runs.

    Broker, network and database may be absent, late or wrong: it logs once and goes on trying.
    All methods belong to the loop's thread.
    """

    def __init__(
        self,
        config: MqttConfig,
        about: About,
        database: Path,
        clock: Clock,
        timing: Timing = TIMING,
    ) -> None:
        self._timing = timing
        topics = Topics(about.gate_id)
        personal_data = PersonalData(config.personal_data)
        parking = None if config.parking is None else Parking(config.parking, about)
        self._online = Message(topics.availability, b"online", retain=True)
        self._give: Give = lambda _order: Refusal.BUSY
        self._write: Write = lambda _record: None
        self._troubles = Troubles(clock, self._journal)
        self._refusals = Refusals(clock, self._troubles)
        self._link = Link(
            config, topics, clock, self._troubles, timing, blames_row=lambda: self._outbox.suspects
        )
        self._retained = Retained(timing.retained_pause)
        self._retelling = Retelling(topics, self._retained, parking)
        self._ledger = Ledger(database, about.gate_id, personal_data)
        news = config.home_assistant is not None
        passing = Passing(topics, personal_data, clock, self._troubles, parking, news=news)
        self._outbox = Outbox(self._ledger, topics.events, passing.row, passing.parked, timing)
        self._desk = Desk(config, about, clock, self._refusals, self._hand_on)
        self._covers = Covers(about, clock, self._refusals, self._hand_on)
        self._parts: dict[str, Part] = {
            "online": self._stay_online,
            "retained": self._retained.run,
            "outbox": self._outbox.run,
        }
        self._choose(config, about)

    def _choose(self, config: MqttConfig, about: About) -> None:
        """Add what was asked for."""
        if config.orders:
            self._parts["orders"] = self._desk.run
        home = config.home_assistant
        if home is not None:
            discovery = Discovery(home, about)
            self._parts["discovery"] = Announcer(discovery, self._tell_again, self._timing).run
            if home.cover_orders:
                self._parts["covers"] = self._covers.run

    def join(self, give: Give, write: Write) -> None:
        """Hand orders to the controller from now on, and let it journal what is amiss here."""
        self._give, self._write = give, write

    def _journal(self, record: Record) -> None:
        self._write(record)

    def _hand_on(self, order: OrderGiven) -> Refusal | None:
        return self._give(order)

    @property
    def state(self) -> BrokerStatus:
        """How the reporting goes; the backlog is at most a second old."""
        link = self._link.state
        return BrokerStatus(
            configured=True,
            connected=link.connected,
            since=link.since,
            backlog=self._outbox.backlog,
            reason=link.reason,
        )

    @property
    def alarms(self) -> tuple[AlarmStatus, ...]:
        """Those of the reporting itself."""
        return self._troubles.standing

    def notify_durable(self) -> None:
        """Say that journal rows have become durable."""
        self._outbox.notify()

    def update(self, status: Status) -> None:
        """Take over the newest status."""
        self._retelling.update(status)

    async def run(self) -> None:
        """Report until cancelled, then say `offline`; a broker gets two seconds to hear it."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._outbox.count(), name="mqtt-backlog")
                tasks.create_task(self._settle(), name="mqtt-refusals")
                await self._link.run(self._session)
        finally:
            self._ledger.close()

    async def _session(self, connection: Connection) -> BrokerError:
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(self._work(connection), name="mqtt-session")
            cause = await connection.lost()
            work.cancel()
        return cause

    async def _work(self, connection: Connection) -> None:
        # States first: what an earlier connection left is not to be taken for the present. And a
        # broker that swallows one of these is not to blame a row.
        await self._retained.begin(connection)
        await connection.publish(self._online)
        async with asyncio.TaskGroup() as tasks:
            for name, part in self._parts.items():
                tasks.create_task(part(connection), name=f"mqtt-{name}")

    async def _stay_online(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(self._timing.online_every)
            await connection.publish(self._online)

    async def _settle(self) -> None:
        while True:
            await asyncio.sleep(SETTLE_EVERY)
            self._refusals.settle()

    def _tell_again(self) -> None:
        self._retained.put(self._online.topic, self._online.payload)
        self._retained.again()
