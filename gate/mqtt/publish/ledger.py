"""The outbox's side of the database, on a thread of its own: a disk may block, the loop may not."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gate.errors import StoreError
from gate.mqtt.publish.events import PersonalData, event
from gate.store import database, outbox
from gate.store.journal import StoredRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Letter:
    """A row and its event; None when its payload cannot be written as JSON."""

    row: StoredRow
    event: bytes | None

    @property
    def key(self) -> tuple[str, int]:
        """Its place in the journal."""
        return self.row.epoch, self.row.seq


class Ledger:
    """Reads what is still to be sent and notes what has arrived. StoreError when it cannot."""

    def __init__(self, path: Path, gate_id: str, personal_data: PersonalData) -> None:
        self._path = path
        self._gate_id = gate_id
        self._personal_data = personal_data
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mqtt-ledger")
        self._connection: sqlite3.Connection | None = None

    async def pending(self, limit: int) -> list[Letter]:
        """Return the oldest rows that are not noted as arrived."""
        return await self._do(
            lambda connection: [
                self._letter(row) for row in outbox.pending(connection, self._gate_id, limit)
            ]
        )

    async def acknowledge(self, epoch: str, seq: int) -> None:
        """Note that everything up to here has arrived."""
        await self._do(lambda db: outbox.acknowledge(db, self._gate_id, epoch, seq))

    async def backlog(self) -> int:
        """Count the rows that are not noted as arrived."""
        return await self._do(lambda connection: outbox.backlog(connection, self._gate_id))

    def close(self) -> None:
        """Close the database once the thread has done what it was asked."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, work)

    def _work(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._connection is None:
                self._connection = database.connect(self._path)
            return work(self._connection)
        except (StoreError, sqlite3.Error) as error:
            self._close()
            if isinstance(error, StoreError):
                raise
            raise StoreError(f"{self._path}: {error}") from error

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _letter(self, row: StoredRow) -> Letter:
        try:
            return Letter(row, event(row, self._personal_data))
        except ValueError:
            return Letter(row, None)
