"""The journal on its way to the broker: in order, at least once, done when acknowledged."""

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable

from paho.mqtt.reasoncodes import ReasonCode

from gate.errors import StoreError
from gate.mqtt.publish.events import header
from gate.mqtt.publish.ledger import Ledger, Letter
from gate.mqtt.timing import TIMING, Timing
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import Message
from gate.mqtt.transport.notice import Notice
from gate.store.journal import StoredRow

BATCH = 500
"""Rows read at once."""

NOTE_ROWS = 500
"""Arrivals that are noted at once, however short ago the last ones were."""

STRIKES = 5
"""After so many connections that ended on one row it goes without its payload."""

_NOT_FOR_THE_ROW = {0x87, 0x97}  # not authorised, quota exceeded: the same for every row

_logger = logging.getLogger(__name__)

Key = tuple[str, int]
Passing = Callable[[StoredRow], Message | None]
Parked = Callable[[StoredRow], None]


class _RefusedError(Exception):
    """The broker acknowledged a row with a refusal."""

    def __init__(self, reason: ReasonCode) -> None:
        super().__init__(str(reason))
        self.for_the_row = reason.value not in _NOT_FOR_THE_ROW


class Outbox:
    """Sends the journal over one connection after the other.

    The first row of a connection goes alone. If connections keep ending on it, its payload is what
    the broker cannot stand (too large, for one), and it is parked: it goes as a bare header, and
    `parked` hears of it. No row is ever left out, and none holds up the others. `passing` sees
    each row that has arrived, and may have something more to send.
    """

    def __init__(
        self,
        ledger: Ledger,
        topic: str,
        passing: Passing,
        parked: Parked,
        timing: Timing = TIMING,
    ) -> None:
        self._ledger = ledger
        self._timing = timing
        self._topic = topic
        self._passing = passing
        self._parked = parked
        self._wake = asyncio.Event()
        self._arrived: dict[str, int] = {}
        self._arrived_rows = 0
        self._noted_at = -math.inf
        self._suspect: Key | None = None
        self._strikes = 0
        self._database_notice = Notice(_logger)
        self._broker_notice = Notice(_logger)
        self.backlog = 0

    @property
    def suspects(self) -> bool:
        """Whether a row was sent that nothing was heard of: it may be what ends connections."""
        return self._suspect is not None

    def notify(self) -> None:
        """Say that rows have become durable."""
        self._wake.set()

    async def count(self) -> None:
        """Keep `backlog` (rows not noted as arrived) up to date until cancelled."""
        while True:
            with contextlib.suppress(StoreError):  # `run` says so
                self.backlog = await self._ledger.backlog()
            await asyncio.sleep(self._timing.count_every)

    async def run(self, connection: Connection) -> None:
        """Send on this connection until cancelled."""
        try:
            while True:
                pause = await self._deliver(connection)
                await asyncio.sleep(pause)
        finally:
            with contextlib.suppress(StoreError):
                await self._note()

    async def _deliver(self, connection: Connection) -> float:
        """Send until something is wrong; return after how many seconds to try again."""
        try:
            sent = 0
            while True:
                sent += await self._deliver_next(connection, BATCH if sent else 1)
        except StoreError as error:
            self._database_notice.bad(str(error))
            return self._timing.count_every
        except _RefusedError as error:
            self._broker_notice.bad(f"{self._topic}: the broker refuses the journal: {error}")
            if not error.for_the_row:
                self._suspect = None
            return self._timing.retry_after

    async def _deliver_next(self, connection: Connection, limit: int) -> int:
        """Send what is there, at most `limit` rows, or wait for more; return how many were sent.

        Arrivals that cannot be noted stop the sending, so there are never many of them.
        """
        if self._note_is_due():
            await self._note()
        self._wake.clear()
        letters = await self._unsent(limit)
        if limit == 1 and letters:
            self._suspect_row(letters[0].key)
        await self._send(connection, letters)
        if not letters:
            await self._idle()
        return len(letters)

    async def _unsent(self, limit: int) -> list[Letter]:
        """Read rows behind those that have arrived, noted or not."""
        letters = await self._ledger.pending(limit + self._arrived_rows)
        self._database_notice.good(f"{self._topic}: the journal is read")
        return [
            letter for letter in letters if letter.row.seq > self._arrived.get(letter.row.epoch, 0)
        ]

    async def _send(self, connection: Connection, letters: list[Letter]) -> None:
        under_way = [
            (letter, await connection.send(self._message(connection, letter))) for letter in letters
        ]
        for letter, acknowledged in under_way:
            reason = await acknowledged
            if reason.is_failure:
                raise _RefusedError(reason)
            self._suspect = None
            self._arrived[letter.row.epoch] = letter.row.seq
            self._arrived_rows += 1
            more = self._passing(letter.row)
            if more is not None:
                _unawaited = await connection.send(more)
        if letters:
            self._broker_notice.good(f"{self._topic}: the broker takes the journal")

    def _suspect_row(self, key: Key) -> None:
        self._strikes = self._strikes + 1 if key == self._suspect else 0
        self._suspect = key

    def _message(self, connection: Connection, letter: Letter) -> Message:
        message = Message(self._topic, letter.event or b"")
        guilty = letter.key == self._suspect and self._strikes >= STRIKES
        if letter.event is not None and not guilty and connection.takes(message):
            return message
        _logger.warning("%s: row %d goes without its payload", self._topic, letter.row.seq)
        self._parked(letter.row)
        return Message(self._topic, header(letter.row))

    def _note_is_due(self) -> bool:
        waited = asyncio.get_running_loop().time() - self._noted_at
        many = self._arrived_rows >= NOTE_ROWS
        return many or (self._arrived_rows > 0 and waited >= self._timing.note_every)

    async def _note(self) -> None:
        for epoch, seq in self._arrived.items():
            await self._ledger.acknowledge(epoch, seq)
        self._arrived.clear()
        self._arrived_rows = 0
        self._noted_at = asyncio.get_running_loop().time()

    async def _idle(self) -> None:
        timing = self._timing
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(
                timing.note_every if self._arrived_rows else timing.poll_every
            ):
                await self._wake.wait()
