"""The import's temporary tables, and the one step that takes them over into the registry.

Filling them needs no lock on the database, and says already which credentials come and go. Taking
them over is a handful of statements, whatever the number of vehicles, because the controller's
journal waits meanwhile.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    ScalarSelect,
    String,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlmodel import SQLModel

from gate.registry.store_models import PendingChange
from gate.registry.vehicle_import.history import ImportHistory
from gate.registry.vehicle_import.moves import CredentialMoves
from gate.registry.vehicle_import.plan import PlannedVehicle

_VEHICLE = SQLModel.metadata.tables["vehicle"]
_CREDENTIAL = SQLModel.metadata.tables["vehicle_credential"]
_DRAFTED = (
    *("plate", "holder", "opd", "category", "identification", "valid_from", "valid_until"),
    *("notes", "entries"),
)
"""What stands in a draft just so."""

_WRITTEN = (*_DRAFTED, "schedule_id", "lanes", "blocked")
_COLUMNS = {"schedule": "schedule_id"}  # by field, where the names differ

_PENDING = SQLModel.metadata.tables[str(PendingChange.__tablename__)]
_AT_ONCE = 1_000
"""Pending changes put down with one commit: some milliseconds."""

_METADATA = MetaData()
_STAGED = Table(
    "staged_vehicle",
    _METADATA,
    Column("row", Integer, primary_key=True),
    Column("known", Integer, index=True),
    *(Column(name, _VEHICLE.c[name].type) for name in _WRITTEN),
    prefixes=["TEMPORARY"],
)
_COMING = Table(
    "staged_credential",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("row", Integer, nullable=False),
    Column("known", Integer),
    Column("medium", String(8), nullable=False),
    Column("value", String(64), nullable=False),
    Column("lost", Boolean, nullable=False),
    prefixes=["TEMPORARY"],
)
_GOING = Table(
    "staged_going",
    _METADATA,
    Column("medium", String(8), primary_key=True),
    Column("value", String(64), primary_key=True),
    prefixes=["TEMPORARY"],
)
_MARKED = Table(
    "staged_mark",
    _METADATA,
    Column("medium", String(8), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("lost", Boolean, nullable=False),
    prefixes=["TEMPORARY"],
)


_TOLD = Table(
    "staged_change",
    _METADATA,
    Column("row", Integer, primary_key=True),
    Column("kind", String(48), nullable=False),
    Column("payload", String, nullable=False),
    prefixes=["TEMPORARY"],
)


class Stage:
    """What an import will write, put aside in a connection of its own, and gone with it."""

    def __init__(self, connection: Connection, history: ImportHistory) -> None:
        self._connection = connection
        self._history = history
        self._changed: set[str] = set()
        _METADATA.create_all(connection, checkfirst=False)

    def fill(self, vehicles: Sequence[PlannedVehicle]) -> None:
        """Put vehicles aside until `take_over`."""
        self._insert(_STAGED, map(_row, vehicles))
        self._insert(_TOLD, self._history.rows(vehicles))
        for each in vehicles:
            if each.known is not None:
                self._changed |= {_COLUMNS.get(name, name) for name in each.changes}
        moves = [CredentialMoves(each) for each in vehicles]
        self._insert(_COMING, (row for move in moves for row in move.coming()))
        self._insert(_GOING, (row for move in moves for row in move.going()))
        self._insert(_MARKED, (row for move in moves for row in move.marked()))

    def put_down(self, planned_for: int) -> None:
        """Write down what the journal will be told, batch by batch, for `gate.store.pending`.

        It counts only once the import's own row is in the journal.
        """
        last = 0
        while last is not None:
            page = select(_TOLD).where(_TOLD.c.row > last).order_by(_TOLD.c.row).limit(_AT_ONCE)
            told = page.subquery()
            columns = [literal(self._history.event_id), literal(planned_for), *told.c]
            with self._connection.begin():
                self._connection.execute(
                    insert(_PENDING).from_select(
                        ["import_id", "planned_for", *told.c.keys()], select(*columns)
                    )
                )
                last = self._connection.scalar(select(func.max(told.c.row)))

    def take_over(self, version: int, seconds: int) -> None:
        """Write everything, stamped with a registry version and the wall clock's seconds.

        The caller holds the write lock and has made sure that the registry is as it was planned
        for.
        """
        first = self._history.first
        self._change(version, seconds)
        self._add(first, version, seconds)
        self._move_credentials(first, seconds)

    def _insert(self, table: Table, rows: Iterator[dict[str, Any]]) -> None:
        found = list(rows)
        if found:
            self._connection.execute(insert(table), found)

    def _change(self, version: int, seconds: int) -> None:
        """Write the columns that change anywhere: each index that need not be touched counts."""
        changed = {name: _STAGED.c[name] for name in _WRITTEN if name in self._changed}
        self._connection.execute(
            update(_VEHICLE)
            .where(_VEHICLE.c.id == _STAGED.c.known)
            .values(version=version, updated_at=seconds, **changed)
        )

    def _add(self, first: int, version: int, seconds: int) -> None:
        """Number the new vehicles by their row, above all numbers in use."""
        constants = {
            "removed": literal(value=False),
            "created_at": literal(seconds),
            "updated_at": literal(seconds),
            "version": literal(version),
        }
        new = (
            select(
                _STAGED.c.row + first, *(_STAGED.c[name] for name in _WRITTEN), *constants.values()
            )
            .where(_STAGED.c.known.is_(None))
            .order_by(_STAGED.c.row)
        )
        self._connection.execute(insert(_VEHICLE).from_select(["id", *_WRITTEN, *constants], new))

    def _move_credentials(self, first: int, seconds: int) -> None:
        self._connection.execute(
            delete(_CREDENTIAL).where(_CREDENTIAL.c.id.in_(_numbers_in(_GOING)))
        )
        lost = select(_MARKED.c.lost).where(_same(_MARKED)).scalar_subquery()
        self._connection.execute(
            update(_CREDENTIAL)
            .where(_CREDENTIAL.c.id.in_(_numbers_in(_MARKED)))
            .values(lost_at=case((lost, seconds)))
        )
        new = select(
            func.coalesce(_COMING.c.known, _COMING.c.row + first),
            _COMING.c.medium,
            _COMING.c.value,
            case((_COMING.c.lost, seconds)),
        )
        columns = ["vehicle_id", "medium", "value", "lost_at"]
        self._connection.execute(
            insert(_CREDENTIAL).from_select(columns, new.order_by(_COMING.c.number))
        )


def _row(each: PlannedVehicle) -> dict[str, Any]:
    return {
        "row": each.row,
        "known": each.known.id if each.known else None,
        "schedule_id": each.schedule_id,
        "lanes": ",".join(each.draft.lanes) or None,
        "blocked": each.blocked,
    } | {name: getattr(each.draft, name) for name in _DRAFTED}


def _same(table: Table) -> ColumnElement[bool]:
    """Whether a stored credential is one put aside."""
    return and_(table.c.medium == _CREDENTIAL.c.medium, table.c.value == _CREDENTIAL.c.value)


def _numbers_in(table: Table) -> ScalarSelect[int]:
    """The numbers of the stored credentials that are put aside."""
    stored = _CREDENTIAL.alias()
    same = and_(table.c.medium == stored.c.medium, table.c.value == stored.c.value)
    return select(stored.c.id).join_from(table, stored, same).scalar_subquery()
