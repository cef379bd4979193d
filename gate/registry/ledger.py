"""The two traces of every edit: a new registry version and a row in the journal."""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from uuid import uuid4

from sqlmodel import Session

from gate.core.values.commands import Json
from gate.core.values.plates import canonical
from gate.core.values.row_kind import RowKind
from gate.registry.author import Author
from gate.registry.database import driver_of
from gate.registry.models import RegistryState
from gate.store import journal

EXPORTED: Final = RowKind.EXPORT_DONE
"""The row of a list that somebody took out of the gate as a file."""


def next_version(session: Session) -> int:
    """Raise the registry version by one and return it; the controller loads what carries it."""
    state = session.get_one(RegistryState, 1)
    state.version += 1
    return state.version


def next_timetable(session: Session) -> int:
    """Raise the registry version by one, of which the controller loads the whole timetable."""
    state = session.get_one(RegistryState, 1)
    state.timetable_version = next_version(session)
    return state.timetable_version


def record(
    session: Session,
    author: Author,
    kind: RowKind,
    payload: Mapping[str, Json],
    event_id: str | None = None,
) -> None:
    """Append one row to the journal, in the transaction of the edit it tells of.

    `event_id` is for whoever has named the event before.
    """
    session.flush()
    row = journal.Row(
        event_id=event_id or str(uuid4()),
        boot_id=author.boot_id,
        monotonic_ns=round(author.now.monotonic * 1e9),
        wall_us=round(author.now.wall * 1e6),
        clock_trusted=author.now.trusted,
        lane=None,
        kind=kind,
        actor=author.actor,
        payload=payload,
    )
    journal.append(driver_connection(session), author.gate_id, [row])


def exported(
    session: Session, author: Author, what: str, rows: int, filters: Mapping[str, Json]
) -> None:
    """Journal that a list left the gate as a file: `what` list, how many rows, narrowed to what.

    Filters that ask for nothing are left out. A plate in the filter `text` is kept as payloads
    write plates, so that erasing a person finds it here too.
    """
    asked: dict[str, Json] = {
        name: value for name, value in filters.items() if value not in (None, "")
    }
    with suppress(KeyError, ValueError):
        asked["text"] = canonical(str(asked["text"]))
    record(session, author, EXPORTED, {"what": what, "rows": rows, "filters": asked})


def driver_connection(session: Session) -> sqlite3.Connection:
    """Return the driver's connection under a session, for the plain SQL of `gate.store`."""
    return driver_of(session.connection())
