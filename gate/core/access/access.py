"""May this vehicle pass? Evidence, book and circumstances in; one decision with all objections out.

A decision depends on nothing but its arguments, and a further objection can only ever deny.
"""

from dataclasses import dataclass, field

from gate.core.access.book import PermitBook
from gate.core.access.near_plates import NearMatch, near_match
from gate.core.access.presence import Presence
from gate.core.values.model import Credential, Identification, Instant, Medium, Objection, Permit
from gate.core.values.schedule import Calendar, Schedule, Verdict, verdict
from gate.core.values.settings import PlateRules, UntrustedClock

SEVERITY: tuple[Objection, ...] = (
    Objection.EMERGENCY,
    Objection.LOCKDOWN,
    Objection.BLOCKED,
    Objection.LOST_CREDENTIAL,
    Objection.TAG_PLATE_MISMATCH,
    Objection.TOO_OFTEN,
    Objection.NO_VEHICLE_ON_LOOP,
    Objection.UNKNOWN,
    Objection.AMBIGUOUS_PLATE,
    Objection.LOW_CONFIDENCE,
    Objection.NOT_YET_VALID,
    Objection.EXPIRED,
    Objection.USED_UP,
    Objection.OUTSIDE_SCHEDULE,
    Objection.HOLIDAY,
    Objection.CLOCK_UNTRUSTED,
    Objection.WRONG_LANE,
    Objection.ALREADY_INSIDE,
    Objection.NOT_INSIDE,
    Objection.FULL,
    Objection.SECOND_FACTOR_MISSING,
)
"""The leading objection is the one the guard should act on first."""

_NEEDED = {
    Identification.ANY: frozenset[Medium](),
    Identification.TAG: frozenset({Medium.TAG}),
    Identification.PLATE: frozenset({Medium.PLATE}),
    Identification.BOTH: frozenset({Medium.TAG, Medium.PLATE}),
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One credential as an approach has seen it. `at` is monotonic, `confidence` 0..1 if given.

    `actor` is who said so, where a person did and no reader.
    """

    reader: str
    credential: Credential
    confidence: float | None
    at: float
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else a decision rests on. `on_loop` is None where no arming loop is fitted.

    `presence` is what the zones' rules say at the lane, None where nobody is counted; `too_often`:
    one of the credentials shown has to wait, since it tried too often. `without_camera`: no plate
    can be read, and a tag will do for both.
    """

    lane: str
    now: Instant
    on_loop: bool | None = None
    lockdown: bool = False
    emergency: bool = False
    min_confidence: float = 0.8
    untrusted_clock: UntrustedClock = UntrustedClock.DENY
    presence: Presence | None = None
    too_often: bool = False
    plates: PlateRules = field(default_factory=PlateRules)
    without_camera: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome: granted exactly when there is no objection; the leading objection first.

    `schedule` is what the vehicle was held against, `holiday` the name of the one that objected;
    `near` what a plate that nobody has was, or may be, taken for.
    """

    permit: Permit | None
    objections: tuple[Objection, ...]
    schedule: Schedule | None = None
    holiday: str | None = None
    near: NearMatch | None = None

    @property
    def granted(self) -> bool:
        """Whether the vehicle may pass."""
        return not self.objections

    @property
    def vehicle(self) -> int | None:
        """Whose credentials these are, when known."""
        return None if self.permit is None else self.permit.vehicle


def decide(
    sightings: tuple[Sighting, ...], book: PermitBook, circumstances: Circumstances
) -> Decision:
    """Decide for the vehicle that showed these credentials; a tag's owner leads a plate's."""
    near = _near(sightings, book, circumstances.plates)
    owners = {s.credential.medium: _owner(s.credential, near, book) for s in sightings}
    ranked = (owners.get(medium) for medium in (Medium.TAG, Medium.PLATE, Medium.CODE))
    vehicle = next((owner for owner in ranked if owner is not None), None)
    permit = None if vehicle is None else book.permit(vehicle)
    found = _of_circumstances(circumstances)
    if permit is None:
        nobody = Objection.UNKNOWN if near is None else Objection.AMBIGUOUS_PLATE
        return Decision(None, _ranked(found | {nobody}), near=near)
    schedule = book.schedule(permit, circumstances.lane)
    said = _of_schedule(schedule, book.timetable.calendar, circumstances.now)
    if said.objection is not None:
        found.add(said.objection)
    found |= _of_permit(permit, circumstances)
    if circumstances.presence is not None:
        found |= circumstances.presence.objections(permit, circumstances.now)
    found |= _of_validity(permit, schedule, circumstances)
    needed = _needed(permit, circumstances)
    found |= _of_credentials(permit, owners, needed, near)
    if Medium.PLATE in needed or _matched(permit, owners) == {Medium.PLATE}:
        found |= _of_confidence(sightings, circumstances.min_confidence)
    if any(book.is_lost(sighting.credential) for sighting in sightings):
        found.add(Objection.LOST_CREDENTIAL)
    return Decision(permit, _ranked(found), schedule, said.holiday, near)


def _near(sightings: tuple[Sighting, ...], book: PermitBook, rules: PlateRules) -> NearMatch | None:
    """What the plate was taken for, if nobody has it; a person's word is taken as it is."""
    shown = (s for s in sightings if s.credential.medium is Medium.PLATE and s.actor is None)
    return next((near_match(s.credential, book, rules) for s in shown), None)


def _owner(credential: Credential, near: NearMatch | None, book: PermitBook) -> int | None:
    if credential.medium is Medium.PLATE and near is not None and near.plate is not None:
        return book.vehicle(Credential(Medium.PLATE, near.plate))
    return book.vehicle(credential)


def _needed(permit: Permit, circumstances: Circumstances) -> frozenset[Medium]:
    """Which kinds of credentials this vehicle has to show, as things are."""
    needed = _NEEDED[permit.identification]
    if circumstances.without_camera and needed == {Medium.TAG, Medium.PLATE}:
        return _NEEDED[Identification.TAG]
    return needed


def _matched(permit: Permit, owners: dict[Medium, int | None]) -> set[Medium]:
    """Which of the credentials shown are this vehicle's."""
    return {medium for medium, owner in owners.items() if owner == permit.vehicle}


def _ranked(found: set[Objection]) -> tuple[Objection, ...]:
    return tuple(objection for objection in SEVERITY if objection in found)


def _of_circumstances(circumstances: Circumstances) -> set[Objection]:
    found = set()
    if circumstances.emergency:
        found.add(Objection.EMERGENCY)
    if circumstances.lockdown:
        found.add(Objection.LOCKDOWN)
    if circumstances.too_often:
        found.add(Objection.TOO_OFTEN)
    if circumstances.on_loop is False:
        found.add(Objection.NO_VEHICLE_ON_LOOP)
    return found


def _of_permit(permit: Permit, circumstances: Circumstances) -> set[Objection]:
    """Blocked, or not for this lane."""
    found = set()
    if permit.blocked is not None:
        found.add(Objection.BLOCKED)
    if permit.lanes is not None and circumstances.lane not in permit.lanes:
        found.add(Objection.WRONG_LANE)
    return found


def _of_schedule(schedule: Schedule | None, calendar: Calendar, now: Instant) -> Verdict:
    """What the schedule says; it is not asked by a clock that may be wrong."""
    return verdict(schedule, calendar, now.wall) if schedule and now.trusted else Verdict(None)


def _of_validity(
    permit: Permit, schedule: Schedule | None, circumstances: Circumstances
) -> set[Objection]:
    """Outside its validity; or limited in time, and the clock cannot tell."""
    now, found = circumstances.now, set[Objection]()
    if not now.trusted:
        limited = permit.valid_from is not None or permit.valid_until is not None
        limited |= schedule is not None and schedule.limits
        if limited and circumstances.untrusted_clock is UntrustedClock.DENY:
            found.add(Objection.CLOCK_UNTRUSTED)
        return found
    if permit.valid_from is not None and now.wall < permit.valid_from:
        found.add(Objection.NOT_YET_VALID)
    if permit.valid_until is not None and now.wall >= permit.valid_until:
        found.add(Objection.EXPIRED)
    return found


def _of_credentials(
    permit: Permit,
    owners: dict[Medium, int | None],
    needed: frozenset[Medium],
    near: NearMatch | None,
) -> set[Objection]:
    """Shown credentials against each other and against what this vehicle has to show.

    A plate that belongs to another vehicle is always a mismatch. A plate nobody owns counts against
    the tag only where both must match, since cameras misread; where it may be this vehicle's, the
    guard has to look.
    """
    found = set()
    others = {owner for owner in owners.values() if owner not in {None, permit.vehicle}}
    if others:
        found.add(Objection.TAG_PLATE_MISMATCH)
    wanting = needed - _matched(permit, owners)
    if needed - owners.keys():
        found.add(Objection.SECOND_FACTOR_MISSING)
    elif wanting == {Medium.PLATE} and near is not None and permit.plate in near.candidates:
        found.add(Objection.AMBIGUOUS_PLATE)
    elif wanting:
        found.add(Objection.TAG_PLATE_MISMATCH)
    return found


def _of_confidence(sightings: tuple[Sighting, ...], least: float) -> set[Objection]:
    """A doubtful plate opens only beside something better, and never as a required factor."""
    doubtful = any(
        sighting.confidence is not None and sighting.confidence < least
        for sighting in sightings
        if sighting.credential.medium is Medium.PLATE
    )
    return {Objection.LOW_CONFIDENCE} if doubtful else set()
