"""Rows on their way: which are news for who does not read the journal, and which are parked."""

import asyncio

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json
from gate.core.values.row_kind import RowFamily, family_of
from gate.mqtt.publish.events import PersonalData, decision
from gate.mqtt.publish.parking import Parking
from gate.mqtt.topics import Topics
from gate.mqtt.transport.messages import Message
from gate.mqtt.troubles import Troubles
from gate.ports import Clock
from gate.store.journal import StoredRow

NEWS = 30.0
"""Seconds a decision is news; what waited for the broker longer is history."""

PARKED_STANDS = 86_400.0
"""Seconds after the newest parked row for which the alarm stands."""


class Passing:
    """Sees each row that has arrived at the broker. `news`: somebody wants decisions as such."""

    def __init__(
        self,
        topics: Topics,
        personal_data: PersonalData,
        clock: Clock,
        troubles: Troubles,
        parking: Parking | None,
        *,
        news: bool,
    ) -> None:
        self._topics = topics
        self._personal_data = personal_data
        self._clock = clock
        self._troubles = troubles
        self._parking = parking
        self._news = news
        self._announced: dict[str, int] = {}
        self._over: asyncio.TimerHandle | None = None

    def row(self, row: StoredRow) -> Message | None:
        """Count a passage; return a decision that is news, once."""
        if self._parking is not None:
            self._parking.count(row)
        if not self._news or row.lane is None or family_of(row.kind) != RowFamily.DECISION:
            return None
        if row.seq <= self._announced.get(row.epoch, 0):
            return None
        self._announced[row.epoch] = row.seq
        if abs(self._clock.now().wall - row.wall_us / 1e6) > NEWS:
            return None
        return Message(self._topics.decision(row.lane), decision(row, self._personal_data))

    def parked(self, row: StoredRow) -> None:
        """Raise the alarm for a day: a row arrived without its payload."""
        detail: dict[str, Json] = {"epoch": row.epoch, "seq": row.seq, "kind": row.kind}
        self._troubles.raised(AlarmCode.ROW_PARKED, detail)
        if self._over is not None:
            self._over.cancel()
        loop = asyncio.get_running_loop()
        self._over = loop.call_later(PARKED_STANDS, self._troubles.cleared, AlarmCode.ROW_PARKED)
