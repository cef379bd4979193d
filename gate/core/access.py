"""May this vehicle pass? Evidence, book and circumstances in; one decision with all objections out.

A decision depends on nothing but its arguments, and a further objection can only ever deny.
"""

from dataclasses import dataclass

from gate.core.book import PermitBook
from gate.core.model import Credential, Identification, Instant, Medium, Objection, Permit
from gate.core.presence import Presence
from gate.core.schedule import Calendar, Schedule, Verdict, verdict
from gate.core.settings import UntrustedClock

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
    """One credential as an approach has seen it. `at` is monotonic, `confidence` 0..1 if given."""

    reader: str
    credential: Credential
    confidence: float | None
    at: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else a decision rests on. `on_loop` is None where no arming loop is fitted.

    `presence` is what the zones' rules say at the lane, None where nobody is counted; `too_often`:
    one of the credentials shown has to wait, since it tried too often.
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


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome: granted exactly when there is no objection; the leading objection first.

    `schedule` is what the vehicle was held against, `holiday` the name of the one that objected.
    """

    permit: Permit | None
    objections: tuple[Objection, ...]
    schedule: Schedule | None = None
    holiday: str | None = None

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
    owners = {
        sighting.credential.medium: book.vehicle(sighting.credential) for sighting in sightings
    }
    ranked = (owners.get(medium) for medium in (Medium.TAG, Medium.PLATE, Medium.CODE))
    vehicle = next((owner for owner in ranked if owner is not None), None)
    permit = None if vehicle is None else book.permit(vehicle)
    found = _of_circumstances(circumstances)
    if permit is None:
        return Decision(None, _ranked(found | {Objection.UNKNOWN}))
    schedule = book.schedule(permit, circumstances.lane)
    said = _of_schedule(schedule, book.timetable.calendar, circumstances.now)
    if said.objection is not None:
        found.add(said.objection)
    found |= _of_permit(permit, circumstances)
    if circumstances.presence is not None:
        found |= circumstances.presence.objections(permit, circumstances.now)
    found |= _of_validity(permit, schedule, circumstances)
    found |= _of_credentials(permit, sightings, owners)
    found |= _of_confidence(permit, sightings, owners, circumstances.min_confidence)
    if any(book.is_lost(sighting.credential) for sighting in sightings):
        found.add(Objection.LOST_CREDENTIAL)
    return Decision(permit, _ranked(found), schedule, said.holiday)


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
    permit: Permit, sightings: tuple[Sighting, ...], owners: dict[Medium, int | None]
) -> set[Objection]:
    """Shown credentials against each other and against what this vehicle has to show.

    A plate that belongs to another vehicle is always a mismatch. A plate nobody owns counts against
    the tag only where both must match, since cameras misread.
    """
    found = set()
    others = {owner for owner in owners.values() if owner not in {None, permit.vehicle}}
    if others:
        found.add(Objection.TAG_PLATE_MISMATCH)
    needed = _NEEDED[permit.identification]
    shown = {sighting.credential.medium for sighting in sightings}
    matched = {medium for medium, owner in owners.items() if owner == permit.vehicle}
    if needed - shown:
        found.add(Objection.SECOND_FACTOR_MISSING)
    elif needed - matched:
        found.add(Objection.TAG_PLATE_MISMATCH)
    return found


def _of_confidence(
    permit: Permit,
    sightings: tuple[Sighting, ...],
    owners: dict[Medium, int | None],
    least: float,
) -> set[Objection]:
    """A doubtful plate opens only beside something better, and never as a required factor."""
    matched = {medium for medium, owner in owners.items() if owner == permit.vehicle}
    rests_on_plate = matched == {Medium.PLATE} or Medium.PLATE in _NEEDED[permit.identification]
    doubtful = any(
        sighting.confidence is not None and sighting.confidence < least
        for sighting in sightings
        if sighting.credential.medium is Medium.PLATE
    )
    return {Objection.LOW_CONFIDENCE} if rests_on_plate and doubtful else set()
