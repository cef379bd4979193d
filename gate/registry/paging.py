"""Going through the list of vehicles page by page, each as fast as the first.

A page begins behind, or ends before, a vehicle that is named by its number: no plate travels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from gate.registry.listing import Query, chosen, views
from gate.registry.models import Vehicle
from gate.registry.views import VehicleView

_FEW: Final = 500
"""Found by one look through the table; more lie so dense that the index serves a page."""

Key = tuple[str, int]
"""Plate (empty for none) and number: the order of the list."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page. `earlier` and `later`: there is more before and behind it."""

    rows: tuple[VehicleView, ...]
    earlier: bool
    later: bool
    total: int


def leaf(
    session: Session,
    query: Query,
    *,
    wall: float,
    limit: int,
    after: int | None = None,
    before: int | None = None,
) -> Leaf:
    """Return the vehicles next to one in the order of `listing.search`; from the start without one.

    `wall` (POSIX seconds) decides the status. A page that would begin before the list is the first.
    """
    conditions = chosen(query, wall)
    few = _few(session, conditions) if query != Query() else None
    anchor = _key(session, after if before is None else before)
    backward = before is not None and anchor is not None
    found = _next(session, conditions, few, anchor, limit + 1, backward=backward)
    if backward and len(found) <= limit:
        found = _next(session, conditions, few, None, limit + 1, backward=False)
        anchor, backward = None, False
    more, numbers = len(found) > limit, [number for _, number in found[:limit]]
    if backward:
        numbers.reverse()
    known = views(session, numbers)
    total = count(session, query, wall=wall) if few is None else len(few)
    return Leaf(
        tuple(known[number] for number in numbers if number in known),
        earlier=more if backward else anchor is not None,
        later=backward or more,
        total=total,
    )


def count(session: Session, query: Query, *, wall: float) -> int:
    """Return how many vehicles a query finds."""
    counted = select(func.count()).select_from(Vehicle).where(*chosen(query, wall))
    return session.exec(counted).one()


def _few(session: Session, conditions: list[ColumnElement[bool]]) -> list[Key] | None:
    """Return the whole list in its order when it is short, None when it is not."""
    found = session.exec(select(Vehicle.plate, Vehicle.id).where(*conditions).limit(_FEW + 1)).all()
    return None if len(found) > _FEW else sorted(_keys(found))


def _next(
    session: Session,
    conditions: list[ColumnElement[bool]],
    few: list[Key] | None,
    anchor: Key | None,
    limit: int,
    *,
    backward: bool,
) -> list[Key]:
    """Return the next keys of the list, in the direction that is asked for."""
    if few is not None:
        if backward:
            return [key for key in reversed(few) if anchor is not None and key < anchor][:limit]
        return [key for key in few if anchor is None or key > anchor][:limit]
    plate, number = col(Vehicle.plate), col(Vehicle.id)
    beside = [] if anchor is None else [_beyond(anchor, backward=backward)]
    order = (plate.desc(), number.desc()) if backward else (plate, number)  # NULL is the lowest
    wanted = select(Vehicle.plate, Vehicle.id).where(*conditions, *beside).order_by(*order)
    return _keys(session.exec(wanted.limit(limit)).all())


def _beyond(anchor: Key, *, backward: bool) -> ColumnElement[bool]:
    """Choose what lies before or behind a vehicle; a plate has one vehicle."""
    (text, at), plate, number = anchor, col(Vehicle.plate), col(Vehicle.id)
    if text:
        return or_(plate < text, plate.is_(None)) if backward else plate > text
    if backward:
        return and_(plate.is_(None), number < at)
    return or_(plate.is_not(None), number > at)


def _key(session: Session, number: int | None) -> Key | None:
    """Return where a vehicle stands; None for one that is gone: then the list is at its start."""
    if number is None:
        return None
    found = session.exec(
        select(Vehicle.plate, Vehicle.id).where(
            col(Vehicle.id) == number, col(Vehicle.removed).is_(False)
        )
    ).all()
    return next(iter(_keys(found)), None)


def _keys(rows: Sequence[tuple[str | None, int | None]]) -> list[Key]:
    return [(plate or "", number) for plate, number in rows if number is not None]
