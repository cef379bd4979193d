"""The child process of a backup from a page: makes the file and journals it, the pages go on.

It may read what the pages' own user may: not the keys of the controller's user.
"""

import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import uuid4

from gate.config.gate_toml import load
from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.errors import GateError
from gate.store import backup, journal
from gate.store.database import connect, transaction
from gate.web.jobs.backup_order import Order

_COURTESY: Final = 15
"""A nice value: the controller comes first, also on one core."""

_STEP: Final = 0.01
"""Shares of the work between two words about it."""


class Work:
    """One order, and how far it is."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._target = Path(order.target)
        self._config = replace(load(Path(order.toml)), data_dir=Path(order.data_dir))
        self._told = 0.0

    def run(self) -> None:
        """Make the file and journal it, or leave none; what fails goes to standard error, too."""
        try:
            made = self._make()
            self._journal(RowKind.BACKUP_MADE, made)
        except (GateError, OSError) as error:
            print(f"backup: {error}", file=sys.stderr)  # noqa: T201 - into the log of the pages
            self._target.unlink(missing_ok=True)
            self._journal(RowKind.BACKUP_FAILED, {"reason": str(error)})
        else:
            _say(share=1.0, size=made["bytes"], left_out=made["left_out"])

    def _make(self) -> dict[str, Json]:
        """Return what the journal says of it."""
        passphrase = self._order.passphrase.encode() or None
        made = backup.make(
            self._config,
            self._target,
            passphrase,
            self._order.now,
            only_readable=True,
            progress=self._progress,
        )
        return {
            "name": self._target.name,
            "bytes": self._target.stat().st_size,
            "sealed": passphrase is not None,
            "left_out": list(backup.left_out(self._config, made.files)),
        }

    def _journal(self, kind: RowKind, payload: dict[str, Json]) -> None:
        now = self._order.now
        row = journal.Row(
            event_id=uuid4().hex,
            boot_id=self._order.boot_id,
            monotonic_ns=round(now.monotonic * 1e9),
            wall_us=round(now.wall * 1e6),
            clock_trusted=now.trusted,
            lane=None,
            kind=kind,
            actor=self._order.actor,
            payload=payload,
        )
        with closing(connect(self._config.database)) as connection, transaction(connection):
            journal.append(connection, self._config.gate_id, [row])

    def _progress(self, done: int, most: int) -> None:
        share = min(1.0, done / max(1, most))
        if share - self._told >= _STEP:
            self._told = share
            _say(share=share)


def main() -> None:
    """Do the order on standard input."""
    order = Order.read(sys.stdin.readline())
    os.nice(_COURTESY)
    Work(order).run()


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - to the process that started this one


if __name__ == "__main__":
    main()
