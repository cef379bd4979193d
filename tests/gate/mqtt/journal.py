"""A journal to report from, written as the controller would."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from gate.store import database, journal, outbox

GATE = "balai-kota"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal in one database file."""

    path: Path

    def add(
        self,
        count: int = 1,
        kind: str = "passage.done",
        payload: Mapping[str, Any] | None = None,
        lane: str | None = "masuk",
    ) -> int:
        """Append equal rows in one transaction and return the last seq."""
        with closing(database.connect(self.path)) as connection, database.transaction(connection):
            return journal.append(
                connection, GATE, [row(kind, payload or {}, lane) for _ in range(count)]
            )

    def restore(self) -> None:
        """Begin a new epoch, as after a restore."""
        with closing(database.connect(self.path)) as connection, database.transaction(connection):
            journal.start_epoch(connection, GATE, row("gate.started", {}, None))

    def execute(self, statement: str, *values: Any) -> None:
        """Do to the database what no program of ours does."""
        with closing(database.connect(self.path)) as connection:
            connection.execute(statement, values)

    @property
    def backlog(self) -> int:
        """Rows that are not noted as arrived."""
        with closing(database.connect(self.path, read_only=True)) as connection:
            return outbox.backlog(connection, GATE)

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Epoch and seq of every row, in the order they were written."""
        with closing(database.connect(self.path, read_only=True)) as connection:
            return list(
                connection.execute(
                    "SELECT epoch, seq FROM journal JOIN journal_epoch USING (gate_id, epoch)"
                    " ORDER BY ordinal, seq"
                )
            )


def row(kind: str, payload: Mapping[str, Any], lane: str | None = "masuk") -> journal.Row:
    """A row like any other."""
    return journal.Row(
        event_id=uuid4().hex,
        boot_id="3b9e2f1c",
        monotonic_ns=12_000_000_000,
        wall_us=1_790_000_000_000_000,
        clock_trusted=True,
        lane=lane,
        kind=kind,
        actor=None,
        payload=payload,
    )
