"""The sentence, advice and solving button for a vehicle that is not let in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from gate.core.model import Direction, Medium, Objection
from gate.core.plates import display
from gate.registry.views import VehicleView
from gate.web.board.acts import NO_BREAK, Act, act
from gate.web.board.moment import Moment, Reader, Site, person
from gate.web.board.status import Lane, Waiting
from gate.web.places import ISSUING, SUPERVISING
from gate.web.wording.language import message
from gate.web.wording.objections import (
    ASK_FIRST,
    EXTENDED_BY_ANYONE,
    OBJECTIONS,
    PLATE_FIRST,
    Solve,
)
from gate.web.wording.orders import reason_in_words


@dataclass(frozen=True, slots=True)
class Case:
    """One vehicle at one lane, with all that is known of it."""

    site: Site
    moment: Moment
    reader: Reader
    lane_id: str
    lane: Lane
    waiting: Waiting

    @property
    def vehicle(self) -> VehicleView | None:
        """The vehicle as staff entered it, None when it is not (or no longer) on the list."""
        number = self.waiting["vehicle"]
        return None if number is None else self.moment.vehicles.get(number)

    def read(self, medium: Medium) -> str | None:
        """Return the first credential of a kind that was read."""
        prefix = f"{medium}:"
        found = (each for each in self.waiting["credentials"] if each.startswith(prefix))
        first = next(found, None)
        return None if first is None else first.removeprefix(prefix)

    @property
    def plate(self) -> str | None:
        """The plate to compare with the real one: as read, else as registered."""
        plate = self.read(Medium.PLATE) or self.waiting["plate"]
        return None if plate is None else display(plate)


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
    if OBJECTIONS[objection].solve is Solve.MAKE_PASS and not _gets_a_pass(case):
        text = ASK_FIRST
    return case.reader.language.say(text, opd=opd)


def solving(case: Case, objection: Objection) -> Act | None:
    """Return the one button that solves it, as far as this reader may."""
    if case.lane["lockdown"] is not None:  # whatever else there is, nobody is let in before it ends
        objection = Objection.LOCKDOWN
    solve = OBJECTIONS[objection].solve
    for_others = solve in _SUPERVISED and case.reader.role not in SUPERVISING
    if for_others or candidates(case, objection):
        return None
    if solve is Solve.MAKE_PASS and _gets_a_pass(case):
        return _make_pass(case)
    if solve in _ASKING:
        return _button(case, *_ASKING[solve])
    return _open(case, objection) if solve in _OPENING else None


_SUPERVISED: Final = frozenset({Solve.ASK_SUPERVISOR, Solve.END_LOCKDOWN})
_OPENING: Final = frozenset({Solve.OPEN, Solve.ASK_SUPERVISOR, Solve.MAKE_PASS})
_ASKING: Final[Mapping[Solve, tuple[str, str]]] = {
    Solve.CHECK_VEHICLE: ("check", message("Periksa kendaraan …")),
    Solve.END_LOCKDOWN: ("end-lockdown", message("Akhiri penguncian …")),
    Solve.CHOOSE_PLATE: ("plate", message("Ketik pelat …")),
    Solve.TYPE_PLATE: ("plate", message("Ketik pelat …")),
}


def candidates(case: Case, objection: Objection) -> tuple[str, ...]:
    """Return the plates of which the guard has to choose the right one."""
    asked = OBJECTIONS[objection].solve is Solve.CHOOSE_PLATE and case.lane["lockdown"] is None
    return tuple(case.waiting["candidates"]) if asked else ()


def otherwise(case: Case, objection: Objection) -> Act | None:
    """Return what else may be the cure: none of those plates, or a count that is wrong."""
    if plates := candidates(case, objection):
        none = _NEITHER if len(plates) == _TWO else _NONE
        return replace(_button(case, "plate", none), id=f"{case.lane_id}-otherwise")
    if objection is not Objection.FULL or case.waiting["room"] is None:
        return None
    label = case.reader.language.say("Angka salah? Hitung ulang …")
    return Act(f"{case.lane_id}-otherwise", label, "rotate", "/occupancy", because=None)


_TWO: Final = 2
_NEITHER, _NONE = message("Bukan keduanya"), message("Bukan semuanya")
_SECOND_FACTOR: Final = {True: message("Pelat cocok, buka …"), False: message("Buka tanpa tag …")}


def _open(case: Case, objection: Objection) -> Act:
    if objection is Objection.SECOND_FACTOR_MISSING:
        return _button(case, "open", _SECOND_FACTOR[case.read(Medium.TAG) is not None])
    if case.plate is None:
        return _button(case, "open", message("Buka …"))
    return _button(case, "open", message("Buka untuk {plate} …"))


def _gets_a_pass(case: Case) -> bool:
    """Whether this reader would make a pass: for somebody who comes, not for who leaves."""
    return case.lane["direction"] == Direction.IN and case.reader.role in ISSUING


def _make_pass(case: Case) -> Act:
    where = f"/visitors/new?lane={case.lane_id}&claim={case.waiting['claim']}"
    label = case.reader.language.say("Buat izin tamu …")
    return Act(f"{case.lane_id}-solve", label, "ticket", where, because=None, sheet=False)


def _button(case: Case, word: str, text: str) -> Act:
    language = case.reader.language
    label = language.say(text, plate=(case.plate or "").replace(" ", NO_BREAK))
    return act(case.lane_id, case.lane, word, label, case.reader)


def _blocked(case: Case) -> Values:
    reason = case.waiting["blocked"]
    return {"reason": reason_in_words(case.reader.language, reason)} if reason else None


def _nothing(_case: Case) -> Values:
    return {}


def _untold(_case: Case) -> Values:
    """The status does not say (yet) which hours or which holiday it is about."""
    return None


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
    since = case.waiting["inside_since"]
    if since is None:
        return None
    return {"time": case.reader.language.moment(since, case.moment.now.wall)}


def _room(case: Case) -> Values:
    room, language = case.waiting["room"], case.reader.language
    if room is None:
        return None
    inside, capacity = map(language.number, (room["inside"], room["capacity"]))
    return {"inside": inside, "capacity": capacity}


def _both_plates(case: Case) -> Values:
    read = case.read(Medium.PLATE)
    if case.vehicle is None or case.vehicle.plate is None or read is None:
        return None
    return {"owner": display(case.vehicle.plate), "read": display(read)}


def _lockdown(case: Case) -> Values:
    return locked(case.moment, case.reader, case.lane)


def locked(moment: Moment, reader: Reader, lane: Lane) -> Values:
    """Return who locked a lane down, since when and why; None when nobody did."""
    lockdown, language = lane["lockdown"], reader.language
    if lockdown is None:
        return None
    return {
        "time": language.moment(lockdown["since"], moment.now.wall),
        "name": person(moment.people, lockdown["actor"], language),
        "reason": reason_in_words(language, lockdown["reason"]),
    }


_VALUES: Final[Mapping[Objection, Callable[[Case], Values]]] = {
    Objection.BLOCKED: _blocked,
    Objection.LOST_CREDENTIAL: _lost_at,
    Objection.NOT_YET_VALID: _valid_from,
    Objection.EXPIRED: _last_valid,
    Objection.OUTSIDE_SCHEDULE: _untold,
    Objection.HOLIDAY: _untold,
    Objection.WRONG_LANE: _other_lane,
    Objection.TAG_PLATE_MISMATCH: _both_plates,
    Objection.ALREADY_INSIDE: _inside_since,
    Objection.FULL: _room,
    Objection.AMBIGUOUS_PLATE: _read,
    Objection.LOCKDOWN: _lockdown,
    Objection.LOW_CONFIDENCE: _read,
    Objection.NO_VEHICLE_ON_LOOP: _read,
}
