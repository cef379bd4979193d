"""Visitors' passes as staff see them: today's, those that hold, who is inside, who stays too long.

Whether a visitor is inside is what the controller last wrote down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, tuple_
from sqlmodel import Session, col, select

from gate.core.access.presence import Stay
from gate.core.values.model import Category, Credential, Medium
from gate.core.values.plates import canonical, display
from gate.registry import dates, inside, pass_codes
from gate.registry.listing import views
from gate.registry.models import Visit
from gate.registry.owners import owners
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.views import VehicleView

_LAST = func.coalesce(Visit.ended_at, Visit.ends_at)


class VisitState(StrEnum):
    """What a pass is worth at a moment."""

    PLANNED = "planned"
    VALID = "valid"
    BLOCKED = "blocked"
    OVER = "over"
    OVERSTAY = "overstay"


class Which(StrEnum):
    """A choice of passes."""

    TODAY = "today"
    VALID = "valid"
    INSIDE = "inside"
    OVERSTAY = "overstay"
    UPCOMING = "upcoming"


@dataclass(frozen=True, slots=True)
class VisitView:
    """One pass, detached and unchangeable.

    Plate and code are canonical; the code is None where the pass has none, or a newer one of the
    same vehicle took its place. Times are POSIX seconds; `ends_at` is exclusive and when it was
    ended early, that moment. `since` is when it came in, None = not inside or not known when.
    """

    id: int
    vehicle: int
    plate: str | None
    code: str | None
    visitor: str
    host: str
    purpose: str
    phone: str
    starts_at: int
    ends_at: int
    entries: int | None
    issued_by: str | None
    issued_at: int
    ended_early: bool
    blocked: str | None
    inside: bool
    since: float | None

    def state(self, wall: float) -> VisitState:
        """Return the badge at a moment, in POSIX seconds."""
        if self.ends_at <= wall:
            return VisitState.OVERSTAY if self.inside else VisitState.OVER
        if self.blocked is not None:
            return VisitState.BLOCKED
        return VisitState.PLANNED if self.starts_at > wall else VisitState.VALID


def get(session: Session, visit_id: int) -> VisitView:
    """Return one pass; LookupError when there is none of this number."""
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise LookupError(visit_id)
    return view_of(session, visit)


def view_of(session: Session, visit: Visit) -> VisitView:
    """Return a stored pass as staff see it."""
    (view,) = views_of(session, [visit])
    return view


def find(session: Session, text: str) -> VisitView:
    """Return the newest pass with a code or plate, however it is spelt; FormError when none has."""
    wanted = _meant(text)
    found = owners(session, wanted)
    for credential in wanted:
        if credential in found:
            of_it = select(Visit).where(Visit.vehicle_id == found[credential].id)
            visit = session.exec(of_it.order_by(col(Visit.id).desc())).first()
            if visit is not None:
                return view_of(session, visit)
    raise FormError({"pass": _unknown(text, next(filter(found.get, wanted), wanted[0]))})


def _unknown(text: str, meant: Credential) -> Problem:
    """Say why nothing was found, by what was likely meant."""
    if meant.medium is Medium.PLATE:
        return Problem(ProblemCode.PASS_NONE, {"text": display(meant.value)})
    mistyped = len(meant.value) == pass_codes.LENGTH and not pass_codes.is_sound(meant.value)
    code = ProblemCode.CODE_MISTYPED if mistyped else ProblemCode.CODE_UNKNOWN
    return Problem(code, {"text": text.strip()})


def listed(
    session: Session,
    which: Which,
    wall: float,
    zone: ZoneInfo,
    *,
    after: tuple[int, int] | None = None,
    limit: int | None = None,
) -> list[VisitView]:
    """Return the passes of a choice, those that end first before the others.

    `after` (its `ends_at` and number) is the pass to go on behind; `limit` None = all.
    """
    chosen = _chosen(session, which, wall, zone)
    if after is not None:
        chosen = and_(chosen, tuple_(_LAST, col(Visit.id)) > after)
    rows = select(Visit).where(chosen).order_by(_LAST, col(Visit.id)).limit(limit)
    return views_of(session, session.exec(rows).all())


def counted(session: Session, which: Which, wall: float, zone: ZoneInfo) -> int:
    """Return how many passes a choice has."""
    chosen = _chosen(session, which, wall, zone)
    return session.exec(select(func.count()).select_from(Visit).where(chosen)).one()


def hosts(session: Session, limit: int) -> list[str]:
    """Return the departments that are visited most."""
    counted = func.count().desc()
    named = select(Visit.host).group_by(Visit.host).order_by(counted, Visit.host)
    return list(session.exec(named.limit(limit)))


def _chosen(session: Session, which: Which, wall: float, zone: ZoneInfo) -> ColumnElement[bool]:
    if which is Which.UPCOMING:
        return and_(col(Visit.starts_at) > wall, wall < _LAST)
    if which in {Which.INSIDE, Which.OVERSTAY}:
        guests = _of_guests(inside.everybody(session))
        return guests if which is Which.INSIDE else and_(guests, wall >= _LAST)
    first, until = wall, wall + 1
    if which is Which.TODAY:
        today = datetime.fromtimestamp(wall, zone).date()
        first, until = dates.midnight(today, zone), dates.end_after(today, zone)
    return and_(col(Visit.starts_at) < until, col(Visit.ends_at) > first, first < _LAST)


def _of_guests(stays: dict[int, Stay]) -> ColumnElement[bool]:
    """Choose the newest pass of each visitor that is inside."""
    guests = [number for number, stay in stays.items() if stay.category == Category.VISITOR]
    newest = select(func.max(Visit.id)).where(col(Visit.vehicle_id).in_(guests))
    return col(Visit.id).in_(newest.group_by(col(Visit.vehicle_id)))


def views_of(session: Session, visits: Sequence[Visit]) -> list[VisitView]:
    """Return stored passes as staff see them."""
    vehicles = views(session, {each.vehicle_id for each in visits})
    stays = inside.among(session, vehicles)
    newest = select(func.max(Visit.id)).where(col(Visit.vehicle_id).in_(vehicles))
    current = set(session.exec(newest.group_by(col(Visit.vehicle_id))))
    return [
        _view(each, vehicles[each.vehicle_id], stays.get(each.vehicle_id), each.id in current)
        for each in visits
    ]


def _view(visit: Visit, vehicle: VehicleView, stay: Stay | None, current: bool) -> VisitView:  # noqa: FBT001
    if visit.id is None:
        raise ValueError("the visit is not stored yet")
    inside_now = stay is not None and current
    return VisitView(
        id=visit.id,
        vehicle=vehicle.id,
        plate=vehicle.plate,
        code=vehicle.codes[0] if vehicle.codes and current else None,
        visitor=visit.visitor,
        host=visit.host,
        purpose=visit.purpose,
        phone=visit.phone,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at if visit.ended_at is None else visit.ended_at,
        entries=visit.entries,
        issued_by=visit.issued_by,
        issued_at=visit.issued_at,
        ended_early=visit.ended_at is not None,
        blocked=vehicle.blocked,
        inside=inside_now,
        since=stay.at if stay is not None and inside_now else None,
    )


def _meant(text: str) -> list[Credential]:
    """Return what a text may be: a code first, then a plate; FormError when it is neither."""
    meant = []
    for medium, read in ((Medium.CODE, pass_codes.canonical), (Medium.PLATE, canonical)):
        try:
            meant.append(Credential(medium, read(text)))
        except ValueError:
            continue
    if not meant:
        problem = Problem(ProblemCode.CODE_WRONG, {"text": text.strip()})
        raise FormError({"pass": problem})
    return meant
