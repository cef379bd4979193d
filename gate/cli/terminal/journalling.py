"""A row in the journal about what was done at the terminal."""

from collections.abc import Mapping
from contextlib import closing
from uuid import uuid4

from gate.cli.terminal.registry import author, registry
from gate.config.gate_toml import Config
from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.database import editing
from gate.store import journal
from gate.store.database import connect, transaction


def note(config: Config, kind: RowKind, payload: Mapping[str, Json]) -> None:
    """Append one row, in a transaction of its own. StoreError when it cannot be written."""
    who = author(config)
    row = journal.Row(
        event_id=uuid4().hex,
        boot_id=who.boot_id,
        monotonic_ns=round(who.now.monotonic * 1e9),
        wall_us=round(who.now.wall * 1e6),
        clock_trusted=who.now.trusted,
        lane=None,
        kind=kind,
        actor=who.actor,
        payload=payload,
    )
    with closing(connect(config.database)) as connection, transaction(connection):
        journal.append(connection, config.gate_id, [row])


def note_export(config: Config, what: str, rows: int, filters: Mapping[str, Json]) -> None:
    """Append the row of a list that was written into a file. StoreError when it cannot be."""
    with registry(config) as engine, editing(engine) as session:
        ledger.exported(session, author(config), what, rows, filters)
