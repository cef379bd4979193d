"""Reporting to the broker as one thing: what the controller starts, feeds and stops."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.config import MqttConfig
from gate.mqtt.connection import Connection
from gate.mqtt.events import PersonalData
from gate.mqtt.lanes import LaneStates
from gate.mqtt.ledger import Ledger
from gate.mqtt.link import Link
from gate.mqtt.outbox import Outbox
from gate.mqtt.topics import Topics
from gate.mqtt.wire import BrokerError, Message
from gate.ports import Clock

ONLINE_EVERY = 60.0
"""Seconds between two `online`: it proves that the broker listens, and it corrects a last will of
an earlier connection that came late."""


@dataclass(frozen=True, slots=True)
class ReportingState:
    """For `status.json`: `since` (POSIX seconds, None = never connected) is the last change."""

    connected: bool
    since: float | None
    backlog: int


class Reporting:
    """Availability, lane states and the journal, for as long as it runs.

    Broker, network and database may be absent, late or wrong: it logs once and goes on trying.
    All methods belong to the loop's thread.
    """

    def __init__(self, config: MqttConfig, gate_id: str, database: Path, clock: Clock) -> None:
        topics = Topics(gate_id)
        self._online = Message(topics.availability, b"online", retain=True)
        self._link = Link(config, topics, clock)
        self._lanes = LaneStates(topics)
        self._ledger = Ledger(database, gate_id, PersonalData(config.personal_data))
        self._outbox = Outbox(self._ledger, topics.events)

    @property
    def state(self) -> ReportingState:
        """How the reporting goes; the backlog is at most a second old."""
        link = self._link.state
        return ReportingState(link.connected, link.since, self._outbox.backlog)

    def notify_durable(self) -> None:
        """Say that journal rows have become durable."""
        self._outbox.notify()

    def update(self, status: Mapping[str, Any]) -> None:
        """Take over the newest status, the mapping of `status.json`."""
        self._lanes.update(status)

    async def run(self) -> None:
        """Report until cancelled, then say `offline`; a broker gets two seconds to hear it."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._outbox.count(), name="mqtt-backlog")
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
        await connection.publish(self._online)  # a broker that swallows this is not to blame a row
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._lanes.run(connection), name="mqtt-lanes")
            tasks.create_task(self._outbox.run(connection), name="mqtt-outbox")
            tasks.create_task(self._stay_online(connection), name="mqtt-online")

    async def _stay_online(self, connection: Connection) -> None:
        while True:
            await asyncio.sleep(ONLINE_EVERY)
            await connection.publish(self._online)
