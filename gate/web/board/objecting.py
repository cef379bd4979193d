"""The sentence and the advice about a vehicle that is not let in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gate.core.values.model import Direction, Medium, Objection
from gate.core.values.plates import display
from gate.registry.views import VehicleView
from gate.status.model import LaneStatus, Waiting
from gate.web.access.places import ISSUING
from gate.web.board.moment import Moment, Reader, Site, person
from gate.web.board.week import in_words
from gate.words.objections import (
    ASK_FIRST,
    EXTENDED_BY_ANYONE,
    OBJECTIONS,
    PLATE_FIRST,
    Solve,
)
from gate.words.orders import reason_in_words


@dataclass(frozen=True, slots=True)
class Case:
    """One vehicle at one lane, with all that is known of it."""

    site: Site
    moment: Moment
    reader: Reader
    lane_id: str
    lane: LaneStatus
    waiting: Waiting

    @property
    def vehicle(self) -> VehicleView | None:
        """The vehicle as staff entered it, None when it is not (or no longer) on the list."""
        number = self.waiting.vehicle
        return None if number is None else self.moment.vehicles.get(number)

    def read(self, medium: Medium) -> str | None:
        """Return the first credential of a kind that was read."""
        prefix = f"{medium}:"
        found = (each for each in self.waiting.credentials if each.startswith(prefix))
        first = next(found, None)
        return None if first is None else first.removeprefix(prefix)

    @property
    def plate(self) -> str | None:
        """The plate to compare with the real one: as read, else as registered."""
        plate = self.read(Medium.PLATE) or self.waiting.plate
        return None if plate is None else display(plate)

    @property
    def gets_a_pass(self) -> bool:
        """Whether this reader would make a pass: for somebody who comes, not for who leaves."""
        return self.lane.direction == Direction.IN and self.reader.role in ISSUING


Values = dict[str, object] | None
"""What fills a sentence's gaps; None when it is not known."""


def sentence(case: Case, objection: Objection) -> str:
    """Say why not; the badge alone where a detail is not known (any more)."""
    language, wording = case.reader.language, OBJECTIONS[objection]
    text = wording.sentence
    if objection is Objection.SECOND_FACTOR_MISSING and case.read(Medium.TAG) is None:
        text = PLATE_FIRST
    values = _VALUES.get(objection, _nothing)(case)
    if values is None:
        return language.say(wording.badge)
    return language.say(text, **values)


def advice(case: Case, objection: Objection) -> str | None:
    """Say what to do, in one line."""
    text = OBJECTIONS[objection].advice
    if text is None:
        return None
    opd = case.vehicle.opd if case.vehicle else ""
    if objection is Objection.EXPIRED and not opd:
        text = EXTENDED_BY_ANYONE
    if OBJECTIONS[objection].solve is Solve.MAKE_PASS and not case.gets_a_pass:
        text = ASK_FIRST
    return case.reader.language.say(text, opd=opd)


def _blocked(case: Case) -> Values:
    reason = case.waiting.blocked
    return {"reason": reason_in_words(case.reader.language, reason)} if reason else None


def _nothing(_case: Case) -> Values:
    return {}


def _hours(case: Case) -> Values:
    number = case.waiting.vehicle
    windows = () if number is None else case.moment.hours.get(number, ())
    return {"hours": in_words(windows, case.reader.language)} if windows else None


def _holiday(case: Case) -> Values:
    today = case.reader.language.local(case.moment.now.wall).date()
    name = case.moment.holidays.get(today)
    return None if name is None else {"name": name}


def _lost_at(case: Case) -> Values:
    return _dated(case, case.moment.lost.get(case.read(Medium.TAG) or ""))


def _valid_from(case: Case) -> Values:
    return _dated(case, case.vehicle.valid_from if case.vehicle else None)


def _last_valid(case: Case) -> Values:
    until = case.vehicle.valid_until if case.vehicle else None
    return _dated(case, None if until is None else until - 1)


def _dated(case: Case, wall: int | None) -> Values:
    if wall is None:
        return None
    return {"date": case.reader.language.day(wall, case.moment.now.wall)}


def _read(case: Case) -> Values:
    read = case.plate or case.read(Medium.TAG)
    return {"plate": read} if read else None


def _other_lane(case: Case) -> Values:
    others = [lane for lane in case.site.lanes if lane.id != case.lane_id]
    if len(others) != 1:
        return None
    name = case.site.lane_name(others[0], case.reader.language)
    return {"lanes": name[:1].lower() + name[1:]}


def _inside_since(case: Case) -> Values:
    since = case.waiting.inside_since
    if since is None:
        return None
    return {"time": case.reader.language.moment(since, case.moment.now.wall)}


def _room(case: Case) -> Values:
    room, language = case.waiting.room, case.reader.language
    if room is None:
        return None
    inside, capacity = map(language.number, (room.inside, room.capacity))
    return {"inside": inside, "capacity": capacity}


def _both_plates(case: Case) -> Values:
    read = case.read(Medium.PLATE)
    if case.vehicle is None or case.vehicle.plate is None or read is None:
        return None
    return {"owner": display(case.vehicle.plate), "read": display(read)}


def _lockdown(case: Case) -> Values:
    return locked(case.moment, case.reader, case.lane)


def locked(moment: Moment, reader: Reader, lane: LaneStatus) -> Values:
    """Return who locked a lane down, since when and why; None when nobody did."""
    lockdown, language = lane.lockdown, reader.language
    if lockdown is None:
        return None
    return {
        "time": language.moment(lockdown.since, moment.now.wall),
        "name": person(moment.people, lockdown.actor, language),
        "reason": reason_in_words(language, lockdown.reason),
    }


_VALUES: Final[Mapping[Objection, Callable[[Case], Values]]] = {
    Objection.BLOCKED: _blocked,
    Objection.LOST_CREDENTIAL: _lost_at,
    Objection.NOT_YET_VALID: _valid_from,
    Objection.EXPIRED: _last_valid,
    Objection.OUTSIDE_SCHEDULE: _hours,
    Objection.HOLIDAY: _holiday,
    Objection.WRONG_LANE: _other_lane,
    Objection.TAG_PLATE_MISMATCH: _both_plates,
    Objection.ALREADY_INSIDE: _inside_since,
    Objection.FULL: _room,
    Objection.AMBIGUOUS_PLATE: _read,
    Objection.LOCKDOWN: _lockdown,
    Objection.LOW_CONFIDENCE: _read,
    Objection.NO_VEHICLE_ON_LOOP: _read,
}
