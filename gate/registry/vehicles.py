"""Edits of the list of vehicles. Each one runs in a session of `database.editing`.

An edit gives the vehicle the next registry version, by which the controller learns of it, and
leaves one `admin.vehicle_*` row in the journal, all in the same transaction.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from gate.core.values.model import Credential, Medium
from gate.core.values.row_kind import RowKind
from gate.core.values.schedule import Schedule
from gate.core.values.tags import understand
from gate.registry import ledger, pass_codes
from gate.registry.author import Author
from gate.registry.fields import LONGEST, one_line
from gate.registry.forms import Terms, VehicleDraft, VehicleForm, read_form
from gate.registry.listing import Named, Page, Query, get, names, opds, search
from gate.registry.models import Vehicle, VehicleCredential, Visit
from gate.registry.owners import conflicts, owners
from gate.registry.problems import EditConflict, FormError, Problem, ProblemCode
from gate.registry.timetable import schedules
from gate.registry.views import FIELDS, Difference, VehicleView, changed, described, number_of

__all__ = [
    "Named",
    "Page",
    "Query",
    "add",
    "block",
    "change",
    "found",
    "get",
    "give_schedule",
    "names",
    "opds",
    "remove",
    "report_lost",
    "search",
    "unblock",
]


def add(
    session: Session,
    form: VehicleForm,
    *,
    author: Author,
    zone: ZoneInfo,
    lanes: Collection[str] = (),
) -> VehicleView:
    """Put a vehicle on the list. FormError when the form has a problem.

    `lanes` are those of the site, for a form that names some.
    """
    terms = Terms(schedules.by_name(session), lanes)
    draft = read_form(form, zone, terms)
    _check_unique(session, draft, None)
    vehicle = Vehicle(created_at=author.seconds, updated_at=author.seconds, version=0)
    session.add(vehicle)
    session.flush()
    _fill_in(session, vehicle, draft, terms)
    _stamp(session, vehicle, author)
    after = get(session, number_of(vehicle))
    _record(session, author, RowKind.ADMIN_VEHICLE_ADDED, after.id, ({}, described(after)))
    return after


def change(  # noqa: PLR0913 - who, what, since when, by what rules
    session: Session,
    vehicle_id: int,
    form: VehicleForm,
    *,
    expected_version: int,
    author: Author,
    zone: ZoneInfo,
    lanes: Collection[str] = (),
) -> VehicleView:
    """Give a vehicle what stands in the form; the same again changes nothing.

    `lanes` are those of the site, for a form that names some. `expected_version` is the `version`
    of the view the form was filled in from. FormError when the form has a problem, EditConflict
    when someone else was faster, NoSuchVehicle when it is gone.
    """
    edit = _Edit.begin(session, vehicle_id)
    terms = Terms(schedules.by_name(session), lanes, edit.before)
    draft = read_form(form, zone, terms)
    differences = {
        name: (getattr(edit.before, name), getattr(draft, name))
        for name in FIELDS
        if getattr(edit.before, name) != getattr(draft, name)
    }
    if not differences:
        return edit.before
    if edit.before.version != expected_version:
        raise EditConflict(edit.before, differences)
    _check_unique(session, draft, vehicle_id)
    _fill_in(session, edit.vehicle, draft, terms)
    return edit.finish(RowKind.ADMIN_VEHICLE_CHANGED, author)


def block(session: Session, vehicle_id: int, reason: str, *, author: Author) -> VehicleView:
    """Deny a vehicle from now on, whatever else is valid; a new reason replaces the old one."""
    bare = one_line(reason)
    if not bare:
        raise FormError({"reason": Problem(ProblemCode.REASON_MISSING)})
    if len(bare) > LONGEST["blocked"]:
        raise FormError({"reason": Problem(ProblemCode.TEXT_LONG, {"limit": LONGEST["blocked"]})})
    edit = _Edit.begin(session, vehicle_id)
    edit.vehicle.blocked = bare
    return edit.finish(RowKind.ADMIN_VEHICLE_BLOCKED, author)


def unblock(session: Session, vehicle_id: int, *, author: Author) -> VehicleView:
    """Take the block back; what else is invalid stays so."""
    edit = _Edit.begin(session, vehicle_id)
    edit.vehicle.blocked = None
    return edit.finish(RowKind.ADMIN_VEHICLE_UNBLOCKED, author)


def give_schedule(
    session: Session, vehicle_id: int, schedule: Schedule | None, *, author: Author
) -> VehicleView:
    """Hold a vehicle to a schedule of its own; None holds it to its category's again."""
    edit = _Edit.begin(session, vehicle_id)
    edit.vehicle.schedule_id = None if schedule is None else schedule.id
    return edit.finish(RowKind.ADMIN_VEHICLE_CHANGED, author)


def remove(session: Session, vehicle_id: int, *, author: Author) -> None:
    """Take a vehicle off the list for good. An empty row stays, so that the gate learns of it."""
    edit = _Edit.begin(session, vehicle_id)
    vehicle = edit.vehicle
    vehicle.plate, vehicle.blocked, vehicle.lanes, vehicle.entries = None, None, None, None
    vehicle.valid_from, vehicle.valid_until, vehicle.schedule_id = None, None, None
    vehicle.holder = vehicle.opd = vehicle.notes = ""
    vehicle.removed = True
    for credential in _credentials(session, vehicle_id):
        session.delete(credential)
    for visit in session.exec(select(Visit).where(Visit.vehicle_id == vehicle_id)):
        session.delete(visit)
    _stamp(session, vehicle, author)
    _record(
        session, author, RowKind.ADMIN_VEHICLE_REMOVED, vehicle_id, (described(edit.before), {})
    )


def report_lost(session: Session, tag: str, *, author: Author) -> VehicleView:
    """Deny a tag or code from now on; it stays known whose it is. FormError when nobody has it."""
    return _set_lost(session, tag, author.seconds, author)


def found(session: Session, tag: str, *, author: Author) -> VehicleView:
    """Let a tag or code that was reported lost count again. FormError when nobody has it."""
    return _set_lost(session, tag, None, author)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A change of one listed vehicle under way."""

    session: Session
    vehicle: Vehicle
    before: VehicleView

    @classmethod
    def begin(cls, session: Session, vehicle_id: int) -> "_Edit":
        before = get(session, vehicle_id)
        return cls(session, session.get_one(Vehicle, vehicle_id), before)

    def finish(self, kind: RowKind, author: Author) -> VehicleView:
        """Stamp and journal what changed; when nothing did, the edit leaves no trace."""
        difference = changed(self.before, get(self.session, self.before.id))
        if difference == ({}, {}):
            return self.before
        _stamp(self.session, self.vehicle, author)
        _record(self.session, author, kind, self.before.id, difference)
        return get(self.session, self.before.id)


def _stamp(session: Session, vehicle: Vehicle, author: Author) -> None:
    vehicle.version = ledger.next_version(session)
    vehicle.updated_at = author.seconds
    session.flush()


def _record(
    session: Session, author: Author, kind: RowKind, vehicle_id: int, difference: Difference
) -> None:
    before, after = difference
    ledger.record(session, author, kind, {"vehicle": vehicle_id, "before": before, "after": after})


def _fill_in(session: Session, vehicle: Vehicle, draft: VehicleDraft, terms: Terms) -> None:
    number = number_of(vehicle)
    for name in FIELDS:
        if name not in {"tags", "codes", "schedule", "lanes"}:
            setattr(vehicle, name, getattr(draft, name))
    vehicle.lanes = ",".join(draft.lanes) or None
    vehicle.schedule_id = draft.schedule_id(terms)
    wanted = {each for each in draft.credentials if each.medium is not Medium.PLATE}
    stored = {
        Credential(Medium(each.medium), each.value): each for each in _credentials(session, number)
    }
    for credential in stored.keys() - wanted:
        session.delete(stored[credential])
    for credential in sorted(wanted - stored.keys(), key=str):
        session.add(
            VehicleCredential(vehicle_id=number, medium=credential.medium, value=credential.value)
        )


def _credentials(session: Session, vehicle_id: int) -> Sequence[VehicleCredential]:
    owned = select(VehicleCredential).where(VehicleCredential.vehicle_id == vehicle_id)
    return session.exec(owned).all()


def _set_lost(session: Session, text: str, lost_at: int | None, author: Author) -> VehicleView:
    credential = _meant(session, text)
    edit = _Edit.begin(session, credential.vehicle_id)
    if (credential.lost_at is None) != (lost_at is None):  # a second report keeps the first time
        credential.lost_at = lost_at
    return edit.finish(RowKind.ADMIN_VEHICLE_CHANGED, author)


def _meant(session: Session, text: str) -> VehicleCredential:
    """Find a tag by any of its spellings, or a code."""
    meant: list[tuple[str, str]] = []
    with suppress(ValueError):
        meant += [(Medium.TAG, each.tag) for each in understand(text)]
    tags = len(meant)
    with suppress(ValueError):
        meant.append((Medium.CODE, pass_codes.canonical(text)))
    values = [value for _, value in meant]
    stored = select(VehicleCredential).where(col(VehicleCredential.value).in_(values))
    known = {(each.medium, each.value): each for each in session.exec(stored)}
    for each in meant:
        if each in known:
            return known[each]
    if not tags:
        raise FormError({"tag": Problem(ProblemCode.TAG_WRONG, {"text": text.strip()})})
    raise FormError({"tag": Problem(ProblemCode.TAG_UNKNOWN, {"text": values[0]})})


def _check_unique(session: Session, draft: VehicleDraft, own: int | None) -> None:
    problems = conflicts(draft, own, owners(session, draft.credentials))
    if problems:
        raise FormError(problems)
