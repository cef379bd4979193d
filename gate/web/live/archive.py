"""What the live page needs of the database: newest rows, and who is behind the numbers.

Used by one worker thread at a time; every look is short, and a database that fails is left alone
until the next one.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from gate.core.values.schedule import Window
from gate.errors import StoreError
from gate.registry import vehicles
from gate.registry.database import reading
from gate.registry.listing import Named, views
from gate.registry.models import VehicleCredential
from gate.registry.people import users
from gate.registry.timetable import holidays, schedules
from gate.registry.views import VehicleView
from gate.store import journal
from gate.store.database import connect
from gate.store.journal import StoredRow

LOOKED_THROUGH: Final = 300
"""Newest rows looked at for the events beside the lanes and the last passages."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A consistent look: rows newest first, names of all vehicles in them, people by actor.

    `waiting` are the vehicles at the lanes, `lost` when tags of theirs were reported lost, `hours`
    the windows of their schedules.
    """

    rows: tuple[StoredRow, ...] = ()
    vehicles: Mapping[int, Named] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    waiting: Mapping[int, VehicleView] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)


class Archive:
    """Looks into the database when it has changed, or when other vehicles wait.

    Looks and `close` take turns: a thread that was left alone may still be looking.
    """

    def __init__(self, path: Path, engine: Engine, gate_id: str) -> None:
        self._path = path
        self._engine = engine
        self._gate_id = gate_id
        self._turn = Lock()
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[int, frozenset[int]] | None = None

    def look(self, waiting: frozenset[int]) -> Facts | None:
        """Return what is new; None when nothing is, or when the database does not answer."""
        with self._turn:
            try:
                return self._news(waiting)
            except (StoreError, sqlite3.Error):
                self._let_go()
                return None

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._let_go()

    def _news(self, waiting: frozenset[int]) -> Facts | None:
        connection = self._connected()
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if (version, waiting) == self._seen:
            return None
        rows = journal.tail(connection, self._gate_id, limit=LOOKED_THROUGH)
        with reading(self._engine) as session:
            facts = _facts(session, rows, waiting)
        self._seen = (version, waiting)
        return facts

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._seen = None

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self._path, read_only=True)
        return self._connection


def people(session: Session) -> dict[str, str]:
    """Return the name behind every actor of the journal that is a user."""
    return {user.actor: user.name for user in users.everyone(session)}


def vehicles_of(rows: Iterable[StoredRow]) -> set[int]:
    """Return the numbers of the vehicles that rows speak of."""
    numbers = ((row.payload or {}).get("vehicle") for row in rows)
    return {number for number in numbers if isinstance(number, int)}


def _facts(session: Session, rows: list[StoredRow], waiting: frozenset[int]) -> Facts:
    tags = select(VehicleCredential.value, VehicleCredential.lost_at).where(
        col(VehicleCredential.vehicle_id).in_(waiting), col(VehicleCredential.lost_at).is_not(None)
    )
    at_lanes = views(session, waiting)
    return Facts(
        rows=tuple(rows),
        vehicles=vehicles.names(session, vehicles_of(rows)),
        people=people(session),
        waiting=at_lanes,
        hours=_hours(session, at_lanes.values()),
        holidays=holidays.everyone(session) if waiting else {},
        lost={value: lost_at for value, lost_at in session.exec(tags) if lost_at is not None},
    )


def _hours(session: Session, waiting: Iterable[VehicleView]) -> dict[int, tuple[Window, ...]]:
    """Return the windows of each vehicle's own schedule, or of those of its category."""
    known = list(waiting)
    if not known:
        return {}
    named = {each.name: each for each in schedules.everyone(session)}
    of_category = schedules.by_category(session)
    return {
        view.id: tuple(
            window
            for schedule in (
                of_category.get(view.category, ())
                if view.schedule is None
                else [named[view.schedule]]
            )
            for window in schedule.windows
        )
        for view in known
    }
