"""The import's temporary tables, and the one step that takes them over into the registry.

Filling them needs no lock on the database. Taking them over is a handful of statements, whatever
the number of vehicles, because the controller's journal waits meanwhile.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlmodel import SQLModel

from gate.core.model import Medium
from gate.registry.import_plan import PlannedVehicle

_VEHICLE = SQLModel.metadata.tables["vehicle"]
_CREDENTIAL = SQLModel.metadata.tables["vehicle_credential"]
_WRITTEN = (
    "plate",
    "holder",
    "opd",
    "category",
    "identification",
    "valid_from",
    "valid_until",
    "notes",
)

_METADATA = MetaData()
_STAGED = Table(
    "staged_vehicle",
    _METADATA,
    Column("row", Integer, primary_key=True),
    Column("known", Integer, index=True),
    *(Column(name, _VEHICLE.c[name].type) for name in _WRITTEN),
    prefixes=["TEMPORARY"],
)
_STAGED_CREDENTIAL = Table(
    "staged_credential",
    _METADATA,
    Column("medium", String(8), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("row", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)


def create(connection: Connection) -> None:
    """Make the empty tables, which live as long as the connection."""
    _METADATA.create_all(connection, checkfirst=False)


def fill(connection: Connection, vehicles: Sequence[PlannedVehicle]) -> None:
    """Put vehicles aside until `take_over`."""
    if not vehicles:
        return
    rows = [
        {"row": each.row, "known": each.known.id if each.known else None}
        | {name: getattr(each.draft, name) for name in _WRITTEN}
        for each in vehicles
    ]
    connection.execute(insert(_STAGED), rows)
    credentials = [
        {"medium": credential.medium, "value": credential.value, "row": each.row}
        for each in vehicles
        for credential in each.draft.credentials
        if credential.medium is not Medium.PLATE
    ]
    if credentials:
        connection.execute(insert(_STAGED_CREDENTIAL), credentials)


def take_over(connection: Connection, version: int, seconds: int) -> None:
    """Write everything put aside, stamped with a registry version and the wall clock's seconds.

    The caller holds the write lock and has made sure that the registry is as it was planned for.
    """
    _change(connection, version, seconds)
    first = connection.scalar(select(func.coalesce(func.max(_VEHICLE.c.id), 0))) or 0
    _add(connection, first, version, seconds)
    _take_credentials(connection, first)


def _change(connection: Connection, version: int, seconds: int) -> None:
    connection.execute(
        update(_VEHICLE)
        .where(_VEHICLE.c.id == _STAGED.c.known)
        .values(version=version, updated_at=seconds, **{name: _STAGED.c[name] for name in _WRITTEN})
    )
    staged = select(_STAGED.c.known).where(_STAGED.c.known.is_not(None))
    same = and_(
        _STAGED_CREDENTIAL.c.medium == _CREDENTIAL.c.medium,
        _STAGED_CREDENTIAL.c.value == _CREDENTIAL.c.value,
    )
    connection.execute(
        delete(_CREDENTIAL).where(_CREDENTIAL.c.vehicle_id.in_(staged), ~exists().where(same))
    )


def _add(connection: Connection, first: int, version: int, seconds: int) -> None:
    """Number the new vehicles by their row, above all numbers in use."""
    constants = {
        "removed": literal(value=False),
        "created_at": literal(seconds),
        "updated_at": literal(seconds),
        "version": literal(version),
    }
    new = (
        select(_STAGED.c.row + first, *(_STAGED.c[name] for name in _WRITTEN), *constants.values())
        .where(_STAGED.c.known.is_(None))
        .order_by(_STAGED.c.row)
    )
    connection.execute(insert(_VEHICLE).from_select(["id", *_WRITTEN, *constants], new))


def _take_credentials(connection: Connection, first: int) -> None:
    owner = func.coalesce(_STAGED.c.known, _STAGED.c.row + first)
    kept = and_(
        _CREDENTIAL.c.medium == _STAGED_CREDENTIAL.c.medium,
        _CREDENTIAL.c.value == _STAGED_CREDENTIAL.c.value,
    )
    new = (
        select(owner, _STAGED_CREDENTIAL.c.medium, _STAGED_CREDENTIAL.c.value)
        .join_from(_STAGED_CREDENTIAL, _STAGED, _STAGED.c.row == _STAGED_CREDENTIAL.c.row)
        .where(~exists().where(kept))
        .order_by(_STAGED_CREDENTIAL.c.row)
    )
    connection.execute(insert(_CREDENTIAL).from_select(["vehicle_id", "medium", "value"], new))
