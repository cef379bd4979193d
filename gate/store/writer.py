"""The thread that writes the controller's journal rows: the gate never waits for the disk."""

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
from gate.store import journal, rescue, spill, state
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
    """Whether rows reach the disk, the reason if not, and how many wait."""

    ok: bool
    reason: str | None
    backlog: int


class JournalWriter:
    """Takes rows from the controller's loop and makes them durable, many with one commit.

    Implements `gate.ports.Journal`. Entering starts the thread; leaving gives it `drain` seconds to
    write what waits. `on_durable` is called in the thread after each commit; it must not raise.
    While the disk fails, rows wait in the backlog and the thread retries; what a damaged file does
    not take goes into the spill files, and counts as waiting.
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
        self._spilled = 0
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="journal-writer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._backlog.close()
        self._thread.join(self._drain)
        self._stopping.set()
        self._thread.join(_LAST_ATTEMPT_S)
        if len(self._backlog):
            _logger.error("%d journal rows are lost: %s", len(self._backlog), self._trouble)

    @property
    def health(self) -> WriterHealth:
        """Return how the writing goes at this moment."""
        trouble = self._trouble
        return WriterHealth(trouble is None, trouble, len(self._backlog) + self._spilled)

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
                if not self._write_until_done(batch):
                    break
        finally:
            self._database.close()
            self._trouble = self._trouble or "the journal's writer has ended"

    def _write_until_done(self, batch: Batch) -> bool:
        """Write a batch, retrying while the disk fails; return False when stopped before."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                self._write(batch)
            except StoreError as error:
                self._report(str(error))
                self._database.close()
                if isinstance(error, DamageError) and self._spill(batch):
                    return True
            except Exception:
                _logger.exception("SQLite does not take these journal rows or this state")
                return self._write_parts(batch)
            else:
                self._report(self._trouble if self._spilled else None)
                self._on_durable()
                return True
            if self._stopping.is_set():
                return False
            self._stopping.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _spill(self, batch: Batch) -> bool:
        """Save what a damaged file does not take, until the next start replaces that file."""
        rescue.suspect(self._database.path)
        saved = spill.save(self._database.path, batch.rows, batch.state)
        self._spilled += len(batch.rows) if saved else 0
        return saved

    def _write(self, batch: Batch) -> None:
        connection = self._database.current()
        with transaction(connection):
            journal.append(connection, self._gate_id, batch.rows)
            state.save(connection, batch.state)
            if batch.state and spill.exists(self._database.path):
                self._update_spill(batch)

    def _update_spill(self, batch: Batch) -> None:
        """Update the spilled state, which must not be older than the database's."""
        if not spill.save(self._database.path, [], batch.state):
            raise StoreError(f"{self._database.path.with_name(spill.MEMORY)}: cannot be written")

    def _write_parts(self, batch: Batch) -> bool:
        """Write the two halves of a refused batch apart, so that only the faulty row is lost."""
        parts = batch.split()
        if parts is None:
            for row in batch.rows:
                self._backlog.lose(row)
            return True
        return all(self._write_until_done(part) for part in parts)

    def _report(self, trouble: str | None) -> None:
        if trouble and not self._trouble:
            _logger.error("journal rows wait in memory: %s", trouble)
        elif self._trouble and not trouble:
            _logger.warning("journal rows are written again, %d wait", len(self._backlog))
        self._trouble = trouble
