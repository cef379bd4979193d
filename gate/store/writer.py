"""The one thread that writes the controller's journal rows, so that the gate never waits for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Self
from uuid import uuid4

from gate.core.values.commands import Record
from gate.core.values.model import Instant
from gate.errors import DamageError, StoreError
from gate.store import journal, rescue, state
from gate.store import spill as aside
from gate.store.backlog import Backlog, Batch
from gate.store.database import LastingConnection, transaction

DRAIN_S = 5.0
CAPACITY = 100_000  # rows that wait in memory, up to some 150 MB, while the disk refuses

_BATCH = 500  # rows in one transaction: 500 cost little more than one
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_LAST_ATTEMPT_S = 1.0
_LAST_WALL_S = 253_402_300_799.0  # the end of the year 9999

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WriterHealth:
    """Whether rows reach the disk, why not, and how many wait."""

    ok: bool
    reason: str | None
    backlog: int


class JournalWriter:
    """Takes rows from the controller's loop and makes them durable, many with one commit.

    Implements `gate.ports.Journal`. Entering starts the thread; leaving gives it `drain` seconds to
    write what waits. `on_durable` is called in the thread after each commit; it must not raise.
    While the disk refuses, rows wait in the backlog and the thread tries again; what a damaged file
    does not take is kept beside it, and counts as waiting.
    """

    def __init__(
        self,
        path: Path,
        gate_id: str,
        boot_id: str,
        *,
        on_durable: Callable[[], None],
        drain: float = DRAIN_S,
    ) -> None:
        self._gate_id = gate_id
        self._boot_id = boot_id
        self._on_durable = on_durable
        self._drain = drain
        self._database = LastingConnection(path)
        self._backlog = Backlog(CAPACITY)
        self._trouble: str | None = None
        self._aside = 0
        self._given_up = Event()
        self._thread = Thread(target=self._run, name="journal-writer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._backlog.close()
        self._thread.join(self._drain)
        self._given_up.set()
        self._thread.join(_LAST_ATTEMPT_S)
        if len(self._backlog):
            _logger.error("%d journal rows are lost: %s", len(self._backlog), self._trouble)

    @property
    def health(self) -> WriterHealth:
        """How the writing goes, at this moment."""
        trouble = self._trouble
        return WriterHealth(trouble is None, trouble, len(self._backlog) + self._aside)

    def append(self, record: Record, now: Instant) -> str:
        """Queue a row for the next commit and return its event id."""
        row = journal.Row(
            event_id=uuid4().hex,
            boot_id=self._boot_id,
            monotonic_ns=int(now.monotonic * 1e9),
            wall_us=int(min(max(0.0, now.wall), _LAST_WALL_S) * 1e6),
            clock_trusted=now.trusted,
            lane=record.lane,
            kind=record.kind,
            actor=record.actor,
            payload=record.payload,
        )
        self._backlog.put(row, record.remember)
        return row.event_id

    def _run(self) -> None:
        try:
            while batch := self._backlog.take(_BATCH):
                if not self._settle(batch):
                    break
        finally:
            self._database.close()
            self._trouble = self._trouble or "the journal's writer has ended"

    def _settle(self, batch: Batch) -> bool:
        """Write a batch, however long the disk refuses; False when told to give up."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                self._write(batch)
            except StoreError as error:
                self._report(str(error))
                self._database.close()
                if isinstance(error, DamageError) and self._set_aside(batch):
                    return True
            except Exception:
                _logger.exception("SQLite does not take these journal rows or this state")
                return self._divide(batch)
            else:
                self._report(self._trouble if self._aside else None)
                self._on_durable()
                return True
            if self._given_up.is_set():
                return False
            self._given_up.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _set_aside(self, batch: Batch) -> bool:
        """Keep beside a damaged file what it does not take, until the next start replaces it."""
        rescue.suspect(self._database.path)
        kept = aside.keep(self._database.path, batch.rows, batch.state)
        self._aside += len(batch.rows) if kept else 0
        return kept

    def _write(self, batch: Batch) -> None:
        connection = self._database.current()
        with transaction(connection):
            journal.append(connection, self._gate_id, batch.rows)
            state.save(connection, batch.state)
            if batch.state and aside.is_left(self._database.path):
                self._outrank(batch)

    def _outrank(self, batch: Batch) -> None:
        """Let nothing that is kept aside be older than what the database is about to remember."""
        if not aside.keep(self._database.path, [], batch.state):
            raise StoreError(f"{self._database.path.with_name(aside.MEMORY)}: cannot be written")

    def _divide(self, batch: Batch) -> bool:
        """Write all of a refused batch but what it was refused for."""
        parts = batch.split()
        if parts is None:
            for row in batch.rows:
                self._backlog.lose(row)
            return True
        return all(self._settle(part) for part in parts)

    def _report(self, trouble: str | None) -> None:
        if trouble and not self._trouble:
            _logger.error("journal rows wait in memory: %s", trouble)
        elif self._trouble and not trouble:
            _logger.warning("journal rows are written again, %d wait", len(self._backlog))
        self._trouble = trouble
