"""The panel under a lane's picture: who is there, one sentence why, one button that solves it."""

from dataclasses import dataclass, replace
from typing import Final

from gate.core.model import Category, Medium, Objection
from gate.core.plates import display
from gate.web.board.acts import Act, act
from gate.web.board.moment import Moment, Reader, Site, person
from gate.web.board.objecting import Case, advice, locked, sentence, solving
from gate.web.board.status import Lane
from gate.web.places import SUPERVISING
from gate.web.wording.language import Language, message
from gate.web.wording.objections import OBJECTIONS, Solve, known
from gate.web.wording.orders import because, reason_in_words
from gate.web.wording.states import CAUSE_UNSAID, CAUSES, STATES, TROUBLE, UNKNOWN
from gate.web.wording.vehicles import CATEGORIES

_TAIL: Final = 4
"""Characters of a tag that are shown: enough to tell two cards apart, useless for copying one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who waits: plate as stamped (may be empty), name, and what else the guard needs."""

    plate: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `waited` is seconds, `turn_away` the claim that can be dismissed."""

    tone: str
    icon: str
    sentence: str
    waiting: bool = False
    person: Person | None = None
    waited: float | None = None
    also: str | None = None
    advice: str | None = None
    solve: Act | None = None
    turn_away: str | None = None
    turn_away_label: str = message("Tolak")


def panel(site: Site, moment: Moment, reader: Reader, lane_id: str, lane: Lane) -> Panel:
    """Choose what the guard must see first: trouble of the boom, then a vehicle, then rest."""
    waiting = lane["waiting"] or moment.leaving.get(lane_id)
    case = None if waiting is None else Case(site, moment, reader, lane_id, lane, waiting)
    if lane["state"] in TROUBLE:
        return _with_person(_trouble(site, moment, reader, lane_id, lane), case)
    if case is None:
        return _locked(moment, reader, lane_id, lane) or _nobody(moment, reader, lane_id, lane)
    shown = _let_in(case) if case.waiting["granted"] else _denied(case)
    if lane["waiting"] is None:  # has just left: still to be read, nothing left to decide
        return replace(shown, waiting=False, waited=None, solve=None, turn_away=None)
    return shown


def silent(language: Language, last: str | None) -> Panel:
    """Say that nothing is known; `last` is what was known last, in words."""
    return Panel(
        tone="unknown",
        icon=UNKNOWN.icon,
        sentence=language.say("Posisi palang tidak diketahui"),
        advice=last,
    )


def _trouble(site: Site, moment: Moment, reader: Reader, lane_id: str, lane: Lane) -> Panel:
    language, wording = reader.language, STATES[lane["state"]]
    held = lane["held"]
    if lane["state"] == "held" and held is None:
        return Panel(wording.tone, wording.icon, language.say(wording.badge))
    values: dict[str, object] = {
        "cause": language.say(CAUSES.get(lane["cause"] or "", CAUSE_UNSAID)),
        "phone": site.phone,
    }
    if held is not None:
        values |= {
            "time": language.moment(held["until"], moment.now.wall),
            "name": person(moment.people, held["actor"], language),
            "reason": reason_in_words(language, held["reason"]),
        }
    return Panel(
        tone=wording.tone,
        icon=wording.icon,
        sentence=language.say(wording.sentence, **values),
        solve=_way_out(lane_id, lane, language),
    )


_WAYS_OUT: Final = {
    "held": ("end-hold", message("Akhiri tahan terbuka …")),
    "latched": ("reset", message("Pulihkan …")),
    "fault": ("reset", message("Pulihkan …")),
    "stopped": ("reset", message("Pulihkan …")),
}


def _way_out(lane_id: str, lane: Lane, language: Language) -> Act | None:
    found = _WAYS_OUT.get(lane["state"])
    if found is None:
        return None
    word, label = found
    return act(lane_id, lane, word, language.say(label), language)


def _with_person(shown: Panel, case: Case | None) -> Panel:
    if case is None or case.lane["waiting"] is None:
        return shown
    badges = [case.reader.language.say(OBJECTIONS[each].badge) for each in _objections(case)]
    return replace(
        shown, person=describe(case), waited=_waited(case), also=_also(badges, case.reader.language)
    )


def _let_in(case: Case) -> Panel:
    """Show who may pass: by the rules, or because somebody ordered it against them."""
    if not _objections(case):
        return _granted(case)
    language = case.reader.language
    badges = ", ".join(language.say(OBJECTIONS[each].badge) for each in _objections(case))
    return Panel(
        "info", "hand-stop", language.say("Dibuka petugas"), person=describe(case), advice=badges
    )


def _granted(case: Case) -> Panel:
    language = case.reader.language
    entry = case.lane["direction"] == "in"
    withheld = case.waiting["withheld"]
    if withheld is None:
        advice_line = _evidence(case)
    else:
        reason = because(language, withheld)
        advice_line = language.say("Palang belum dibuka: {reason}.", reason=reason)
    return Panel(
        tone="ok",
        icon="check",
        sentence=language.say("Boleh masuk") if entry else language.say("Boleh keluar"),
        person=describe(case),
        advice=advice_line,
    )


def _denied(case: Case) -> Panel:
    language = case.reader.language
    objections = _objections(case)
    if not objections:
        return Panel("warn", "help-circle", language.say("Tidak dibukakan"), person=describe(case))
    first, *others = objections
    wording = OBJECTIONS[first]
    badges = [language.say(OBJECTIONS[each].badge) for each in others]
    asked = wording.solve is Solve.ASK_SUPERVISOR and case.reader.role in SUPERVISING
    no_way = wording.solve is Solve.NOTHING
    redirect = wording.solve is Solve.REDIRECTED
    return Panel(
        tone=wording.tone,
        icon=wording.icon,
        sentence=sentence(case, first),
        waiting=True,
        person=describe(case),
        waited=_waited(case),
        also=_also(badges, language),
        advice=None if asked else advice(case, first),
        solve=solving(case, first),
        turn_away=None if no_way else case.waiting["claim"],
        turn_away_label=message("Sudah diarahkan") if redirect else message("Tolak"),
    )


def _objections(case: Case) -> list[Objection]:
    return known(case.waiting["objections"])


def _also(badges: list[str], language: Language) -> str | None:
    return language.say("Juga: {badges}", badges=", ".join(badges)) if badges else None


def _waited(case: Case) -> float:
    return max(0.0, case.moment.now.monotonic - case.waiting["since"])


def describe(case: Case) -> Person:
    """Return who is meant, as the guard should call them."""
    language, vehicle = case.reader.language, case.vehicle
    tag = case.read(Medium.TAG)
    if vehicle is None and case.waiting["vehicle"] is not None:
        return Person(case.plate or "", "", "")  # known, but its name has not been looked up yet
    if vehicle is None:
        detail = language.say("Tag …{tail}", tail=tag[-_TAIL:]) if tag else ""
        return Person(case.plate or "", language.say("Belum terdaftar"), detail)
    category = language.say(CATEGORIES[Category(vehicle.category)])
    detail = " · ".join(part for part in (vehicle.opd, category) if part)
    return Person(case.plate or "", vehicle.holder, detail)


def _evidence(case: Case) -> str | None:
    language, tag = case.reader.language, case.read(Medium.TAG)
    plate, confidence = case.read(Medium.PLATE), case.waiting["confidence"]
    if tag and plate:
        return language.say("Tag …{tail} cocok dengan pelat", tail=tag[-_TAIL:])
    if tag:
        return language.say("Tag …{tail} terdaftar", tail=tag[-_TAIL:])
    if plate and confidence is not None:
        return language.say("Pelat terbaca {percent}", percent=language.percent(confidence))
    if plate:
        return language.say("Pelat terbaca")
    return language.say("Kode izin tamu") if case.read(Medium.CODE) else None


_LAST: Final = {
    "in": message("Terakhir masuk: {plate}, {time}"),
    "out": message("Terakhir keluar: {plate}, {time}"),
}


def _locked(moment: Moment, reader: Reader, lane_id: str, lane: Lane) -> Panel | None:
    values, wording = locked(moment, reader, lane), OBJECTIONS[Objection.LOCKDOWN]
    if values is None:
        return None
    end = reader.language.say("Akhiri penguncian …")
    return Panel(
        wording.tone,
        wording.icon,
        reader.language.say(wording.sentence, **values),
        solve=act(lane_id, lane, "end-lockdown", end, reader.language)
        if reader.role in SUPERVISING
        else None,
    )


def _nobody(moment: Moment, reader: Reader, lane_id: str, lane: Lane) -> Panel:
    last, language = moment.passed.get(lane_id), reader.language
    told = None
    if last is not None:
        text, time = _LAST[lane["direction"]], language.moment(last.wall, moment.now.wall)
        told = language.say(text, plate=display(last.plate), time=time)
    if lane["state"] == "closed" and lane["refuses"]["reset"] is None:
        wording, reset = STATES["latched"], language.say("Pulihkan …")
        return Panel(
            wording.tone,
            wording.icon,
            language.say("Palang masih perlu dipulihkan. Lihat areanya, lalu Pulihkan"),
            advice=told,
            solve=act(lane_id, lane, "reset", reset, language),
        )
    if lane["state"] == "closed":
        return Panel("off", "check", language.say("Tidak ada kendaraan menunggu"), advice=told)
    wording = STATES.get(lane["state"], UNKNOWN)
    return Panel(wording.tone, wording.icon, language.say(wording.sentence), advice=told)
