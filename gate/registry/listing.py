"""Finding vehicles: by number, by what staff type into the search field, by department."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

from sqlalchemy import ColumnElement, and_, func, not_, nulls_first, or_
from sqlmodel import Session, col, select

from gate.core.values.model import Medium
from gate.core.values.plates import display
from gate.registry.models import Schedule, Vehicle, VehicleCredential
from gate.registry.problems import NoSuchVehicle
from gate.registry.views import Status, VehicleView, number_of

_WORD = re.compile(r"[^\W_]+")
_HEXADECIMAL = re.compile(r"^[0-9A-F]+$")
_LISTED = col(Vehicle.removed).is_(False)
_FEW = 500  # found by one look through the table; more lie so dense that the index serves a page
_BY_PLATE = (nulls_first(col(Vehicle.plate)), col(Vehicle.id))


class Named(NamedTuple):
    """What a page shows of a vehicle that it knows by number only; the plate as people write it."""

    plate: str
    holder: str
    opd: str
    category: str


@dataclass(frozen=True, slots=True)
class Query:
    """Which vehicles to list: all conditions must hold; empty text and None take all."""

    text: str = ""
    opd: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list and how many vehicles the whole list has."""

    rows: tuple[VehicleView, ...]
    total: int


def get(session: Session, vehicle_id: int) -> VehicleView:
    """Return one listed vehicle; NoSuchVehicle when it is unknown or removed."""
    try:
        return views(session, [vehicle_id])[vehicle_id]
    except KeyError:
        raise NoSuchVehicle(vehicle_id) from None


def views(session: Session, vehicle_ids: Iterable[int]) -> dict[int, VehicleView]:
    """Return the listed ones of these vehicles, a few hundred at a time."""
    listed = select(Vehicle).where(col(Vehicle.id).in_(set(vehicle_ids)), _LISTED)
    return {view.id: view for view in joined(session, session.exec(listed).all())}


def search(
    session: Session, query: Query, *, wall: float, offset: int = 0, limit: int = 50
) -> Page:
    """List vehicles by plate, those without one first. `wall` (POSIX seconds) decides the status.

    The text is looked for in plates and tags without its spaces and punctuation, or word by word
    in holder and OPD; upper and lower case are the same.
    """
    conditions = chosen(query, wall)
    few = select(Vehicle).where(*conditions).limit(_FEW + 1)
    rows: Sequence[Vehicle] = session.exec(few).all()
    total = len(rows)
    if total <= _FEW:
        rows = sorted(rows, key=lambda row: (row.plate or "", row.id))[offset : offset + limit]
    else:
        counted = select(func.count()).select_from(Vehicle).where(*conditions)
        total = session.exec(counted).one()
        page = select(Vehicle).where(*conditions).order_by(*_BY_PLATE)
        rows = session.exec(page.offset(offset).limit(limit)).all()
    return Page(tuple(joined(session, rows)), total)


def following(
    session: Session, query: Query, *, wall: float, after: tuple[str | None, int] | None, limit: int
) -> list[VehicleView]:
    """List vehicles in the order of `search`, those behind one that had this plate and number."""
    conditions = chosen(query, wall)
    if after is not None:
        plate, number = after
        behind = col(Vehicle.plate) > plate if plate is not None else _behind_nameless(number)
        conditions.append(behind)
    rows = select(Vehicle).where(*conditions).order_by(*_BY_PLATE).limit(limit)
    return joined(session, session.exec(rows).all())


def _behind_nameless(number: int) -> ColumnElement[bool]:
    """Choose what comes behind a vehicle without a plate."""
    return or_(col(Vehicle.plate).is_not(None), col(Vehicle.id) > number)


def opds(session: Session) -> list[str]:
    """Return the departments that have vehicles, in alphabetical order."""
    named = select(Vehicle.opd).where(Vehicle.opd != "")  # removed vehicles have none
    return list(session.exec(named.distinct().order_by(Vehicle.opd)))


def names(session: Session, vehicle_ids: Iterable[int]) -> dict[int, Named]:
    """Return what to show of vehicles known by number; removed ones are left out."""
    listed = select(Vehicle).where(col(Vehicle.id).in_(set(vehicle_ids)), _LISTED)
    return {
        number_of(row): Named(display(row.plate or ""), row.holder, row.opd, row.category)
        for row in session.exec(listed)
    }


def joined(session: Session, rows: Sequence[Vehicle]) -> list[VehicleView]:
    """Return stored rows as staff see them, a few hundred at a time."""
    numbers = [number_of(row) for row in rows]
    credentials = defaultdict(list)
    for each in session.exec(
        select(VehicleCredential).where(col(VehicleCredential.vehicle_id).in_(numbers))
    ):
        credentials[each.vehicle_id].append(each)
    own = {row.schedule_id for row in rows}
    stored = session.exec(select(Schedule).where(col(Schedule.id).in_(own)))
    schedules = {each.id: each.name for each in stored if each.id is not None}
    return [VehicleView.of(row, credentials[number_of(row)], schedules) for row in rows]


def chosen(query: Query, wall: float) -> list[ColumnElement[bool]]:
    """Say in SQL which vehicles a query wants, at a moment in POSIX seconds."""
    conditions: list[ColumnElement[bool]] = [_LISTED]
    if words := _WORD.findall(query.text.upper()):
        conditions.append(_mentions(words))
    if query.opd is not None:
        conditions.append(col(Vehicle.opd) == query.opd)
    if query.status is not None:
        conditions.append(_has_status(query.status, wall))
    return conditions


def _mentions(words: list[str]) -> ColumnElement[bool]:
    together = "".join(words)
    places = [
        col(Vehicle.plate).contains(together),
        and_(*(or_(_has(Vehicle.holder, word), _has(Vehicle.opd, word)) for word in words)),
    ]
    if _HEXADECIMAL.match(together):
        tags = select(VehicleCredential.vehicle_id).where(
            VehicleCredential.medium == Medium.TAG,
            col(VehicleCredential.value).contains(together),
        )
        places.append(col(Vehicle.id).in_(tags))
    return or_(*places)


def _has(column: str, word: str) -> ColumnElement[bool]:
    return col(column).like(f"%{word}%")  # SQLite's ignores case; `ilike` costs it twice the time


def _has_status(status: Status, wall: float) -> ColumnElement[bool]:
    """Say in SQL what `VehicleView.status` says."""
    valid_from, valid_until = col(Vehicle.valid_from), col(Vehicle.valid_until)
    free = col(Vehicle.blocked).is_(None)
    over = func.coalesce(valid_until <= wall, False)
    early = func.coalesce(valid_from > wall, False)
    match status:
        case Status.BLOCKED:
            return not_(free)
        case Status.EXPIRED:
            return and_(free, over)
        case Status.NOT_YET_VALID:
            return and_(free, not_(over), early)
        case Status.ACTIVE:
            return and_(free, not_(over), not_(early))
        case _:
            assert_never(status)
