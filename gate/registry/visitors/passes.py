"""Edits of visitors' passes. Each one runs in a session of `database.editing`.

A pass is a vehicle of category visitor, which the controller knows like any other, and a visit that
says what it was issued for. Who comes again gets a new visit on the same vehicle. Every edit gives
the vehicle the next registry version and leaves one row in the journal.
"""

from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from gate.core.values.model import Category, Credential, Identification, Medium
from gate.core.values.plates import display
from gate.core.values.row_kind import RowKind
from gate.registry import dates, ledger, pass_codes
from gate.registry.author import Author
from gate.registry.listing import get
from gate.registry.models import Vehicle, VehicleCredential, Visit
from gate.registry.owners import owners, taken_by
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.views import VehicleView, changed, described, number_of
from gate.registry.visitors import form as visit_form
from gate.registry.visitors.form import SOMEBODY, VisitDraft, VisitForm
from gate.registry.visitors.list import VisitView, view_of

__all__ = ["VisitForm", "end", "extend", "issue"]


def issue(session: Session, form: VisitForm, *, author: Author, zone: ZoneInfo) -> VisitView:
    """Make a pass. FormError when the form has a problem, or the plate needs none.

    The code of an earlier pass of the same vehicle opens nothing any more.
    """
    draft = visit_form.read_form(form, author.seconds, zone)
    before = _returning(session, draft, author.seconds, zone)
    vehicle = _vehicle(session, before, author)
    _fill_in(session, vehicle, draft, before)
    visit = Visit(
        vehicle_id=number_of(vehicle),
        visitor=draft.visitor,
        host=draft.host,
        purpose=draft.purpose,
        phone=draft.phone,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        entries=draft.entries,
        issued_by=author.actor,
        issued_at=author.seconds,
    )
    session.add(visit)
    session.flush()
    return _finish(session, visit, before, RowKind.ADMIN_PASS_ISSUED, author)


def end(session: Session, visit_id: int, *, author: Author) -> VisitView:
    """Let a pass count no longer; one that is over already stays as it is.

    LookupError when there is no such visit.
    """
    visit, before = _begin(session, visit_id)
    now = author.seconds
    if visit.ended_at is not None or visit.ends_at <= now:
        return view_of(session, visit)
    visit.ended_at = now
    vehicle = session.get_one(Vehicle, visit.vehicle_id)
    if visit.starts_at >= now:  # not begun: leave a second behind that is over
        vehicle.valid_from = now - 1
    vehicle.valid_until = now
    return _finish(session, visit, before, RowKind.ADMIN_PASS_ENDED, author)


def extend(
    session: Session, visit_id: int, ends: str, *, author: Author, zone: ZoneInfo
) -> VisitView:
    """Let a pass hold until another time; blank means until the working day ends.

    FormError when that time is over or before its start, LookupError when there is no such visit.
    """
    visit, before = _begin(session, visit_id)
    visit.ends_at = visit_form.read_end(ends, visit.starts_at, author.seconds, zone)
    visit.ended_at = None
    vehicle = session.get_one(Vehicle, visit.vehicle_id)
    vehicle.valid_from, vehicle.valid_until = visit.starts_at, visit.ends_at
    return _finish(session, visit, before, RowKind.ADMIN_PASS_EXTENDED, author)


def _begin(session: Session, visit_id: int) -> tuple[Visit, VehicleView]:
    """Return the newest visit of a vehicle, which alone can be changed, and the vehicle."""
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise LookupError(visit_id)
    newer = select(Visit).where(Visit.vehicle_id == visit.vehicle_id).order_by(col(Visit.id).desc())
    return session.exec(newer).first() or visit, get(session, visit.vehicle_id)


def _returning(session: Session, draft: VisitDraft, now: int, zone: ZoneInfo) -> VehicleView | None:
    """Return the vehicle of a visitor who comes again; FormError when its plate needs no pass."""
    if draft.plate is None:
        return None
    plate = Credential(Medium.PLATE, draft.plate)
    owner = owners(session, [plate]).get(plate)
    if owner is None:
        return None
    if owner.category != Category.VISITOR:
        raise FormError({"plate": taken_by(owner, plate)})
    problem = None
    if owner.blocked is not None:
        problem = Problem(ProblemCode.VISITOR_BLOCKED, {"text": owner.blocked, "vehicle": owner.id})
    elif owner.valid_until is None or owner.valid_until > now:
        problem = _standing(session, owner, zone)
    if problem is not None:
        raise FormError({"plate": problem})
    return owner


def _standing(session: Session, owner: VehicleView, zone: ZoneInfo) -> Problem:
    """Say by what a visitor may pass already: its pass, or its place on the list."""
    its = select(Visit.ends_at).where(Visit.vehicle_id == owner.id, col(Visit.ended_at).is_(None))
    ends = owner.valid_until
    if ends is None or ends not in session.exec(its).all():
        plate = display(owner.plate or "")
        return Problem(ProblemCode.VISITOR_LISTED, {"plate": plate, "vehicle": owner.id})
    until = dates.spell_end(ends, zone)
    return Problem(ProblemCode.PASS_VALID, {"text": until, "vehicle": owner.id})


def _vehicle(session: Session, known: VehicleView | None, author: Author) -> Vehicle:
    if known is not None:
        return session.get_one(Vehicle, known.id)
    vehicle = Vehicle(created_at=author.seconds, updated_at=author.seconds, version=0)
    session.add(vehicle)
    session.flush()
    return vehicle


def _fill_in(
    session: Session, vehicle: Vehicle, draft: VisitDraft, before: VehicleView | None
) -> None:
    vehicle.plate = draft.plate
    vehicle.holder = draft.visitor or SOMEBODY
    vehicle.opd = draft.host
    vehicle.category = Category.VISITOR
    vehicle.identification = Identification.ANY
    vehicle.valid_from, vehicle.valid_until = draft.starts_at, draft.ends_at
    vehicle.entries = draft.entries
    number = number_of(vehicle)
    if before is not None:
        old = select(VehicleCredential).where(
            VehicleCredential.vehicle_id == number, VehicleCredential.medium == Medium.CODE
        )
        for credential in session.exec(old):
            session.delete(credential)
        session.flush()
        if before.valid_from == draft.starts_at:  # else its entries of then would count again
            vehicle.valid_from = draft.starts_at + 1
    if draft.with_code:
        code = pass_codes.make(lambda code: _is_taken(session, code))
        session.add(VehicleCredential(vehicle_id=number, medium=Medium.CODE, value=code))


def _is_taken(session: Session, code: str) -> bool:
    credential = Credential(Medium.CODE, code)
    return credential in owners(session, [credential])


def _finish(
    session: Session, visit: Visit, before: VehicleView | None, kind: RowKind, author: Author
) -> VisitView:
    vehicle = session.get_one(Vehicle, visit.vehicle_id)
    vehicle.version = ledger.next_version(session)
    vehicle.updated_at = author.seconds
    session.flush()
    after = get(session, visit.vehicle_id)
    old, new = ({}, described(after)) if before is None else changed(before, after)
    about = {"vehicle": after.id, "visit": visit.id, "host": visit.host, "purpose": visit.purpose}
    ledger.record(session, author, kind, about | {"before": old, "after": new})
    return view_of(session, visit)
