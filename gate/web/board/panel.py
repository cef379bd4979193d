"""The panel under a lane's picture: who is there, one sentence why, one button that solves it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gate.core.values.model import Medium, Objection
from gate.core.values.plates import display
from gate.status.model import LaneStatus
from gate.web.access.places import KEEPING, SUPERVISING
from gate.web.board import boom
from gate.web.board.acts import NO_BREAK, Act, act
from gate.web.board.moment import Moment, Reader, Site
from gate.web.board.objecting import Case, advice, locked, sentence
from gate.web.board.person import Person, describe, evidence
from gate.words.language import Language, message
from gate.words.objections import OBJECTIONS, Solve, known
from gate.words.refusals import because
from gate.words.states import (
    LATCHED_DOWN,
    NOT_RAISED,
    NOT_RAISED_AGAIN,
    STATES,
    TROUBLE,
    UNKNOWN,
)


def solving(case: Case, objection: Objection) -> Act | None:
    """Return the one button that solves it, as far as this reader may."""
    if case.lane.lockdown is not None:  # whatever else there is, nobody is let in before it ends
        objection = Objection.LOCKDOWN
    solve = OBJECTIONS[objection].solve
    for_others = solve in _SUPERVISED and case.reader.role not in SUPERVISING
    if for_others or candidates(case, objection):
        return None
    if solve is Solve.MAKE_PASS and case.gets_a_pass:
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
    Solve.RECORD_OUT: ("record-out", message("Catat sudah keluar, lalu buka …")),
    Solve.RECORD_IN: ("record-in", message("Catat sudah masuk, lalu buka …")),
    Solve.TYPE_PLATE: ("plate", message("Ketik pelat …")),
}


def candidates(case: Case, objection: Objection) -> tuple[str, ...]:
    """Return the plates of which the guard has to choose the right one."""
    asked = OBJECTIONS[objection].solve is Solve.CHOOSE_PLATE and case.lane.lockdown is None
    return tuple(case.waiting.candidates) if asked else ()


def otherwise(case: Case, objection: Objection) -> Act | None:
    """Return what else may be the cure: none of those plates, the list, or the count."""
    if plates := candidates(case, objection):
        none = _NEITHER if len(plates) == _TWO else _NONE
        return replace(_button(case, "plate", none), id=f"{case.lane_id}-otherwise")
    if objection in _MENDED and case.vehicle is not None and case.reader.role in KEEPING:
        label = case.reader.language.say(_MENDED[objection])
        path = f"/vehicles/{case.vehicle.id}"
        return Act(f"{case.lane_id}-otherwise", label, "pencil", path, because=None, sheet=False)
    if objection is not Objection.FULL or case.waiting.room is None:
        return None
    label = case.reader.language.say("Angka salah? Hitung ulang …")
    return Act(f"{case.lane_id}-otherwise", label, "rotate", "/occupancy", because=None)


_MENDED: Final[Mapping[Objection, str]] = {
    Objection.EXPIRED: message("Perpanjang …"),
    Objection.LOST_CREDENTIAL: message("Tag sudah ditemukan …"),
}
"""What those who keep the list may put right about a vehicle."""

_TWO: Final = 2
_NEITHER, _NONE = message("Bukan keduanya"), message("Bukan semuanya")
_SECOND_FACTOR: Final = {True: message("Pelat cocok, buka …"), False: message("Buka tanpa tag …")}


def _open(case: Case, objection: Objection) -> Act:
    if objection is Objection.SECOND_FACTOR_MISSING:
        return _button(case, "open", _SECOND_FACTOR[case.read(Medium.TAG) is not None])
    if case.plate is None:
        return _button(case, "open", message("Buka …"))
    return _button(case, "open", message("Buka untuk {plate} …"))


def _make_pass(case: Case) -> Act:
    where = f"/visitors/new?lane={case.lane_id}&claim={case.waiting.claim}"
    label = case.reader.language.say("Buat izin tamu …")
    return Act(f"{case.lane_id}-solve", label, "ticket", where, because=None, sheet=False)


def _button(case: Case, word: str, text: str) -> Act:
    language = case.reader.language
    label = language.say(text, plate=(case.plate or "").replace(" ", NO_BREAK))
    return act(case.lane_id, case.lane, word, label, case.reader)


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `waited` is seconds, `turn_away` the claim that can be dismissed.

    `candidates` are plates of which one is to be chosen for `claim`.
    """

    tone: str
    icon: str
    sentence: str
    waiting: bool = False
    person: Person | None = None
    waited: float | None = None
    also: str | None = None
    advice: str | None = None
    solve: Act | None = None
    candidates: tuple[str, ...] = ()
    claim: str = ""
    otherwise: Act | None = None
    turn_away: str | None = None
    turn_away_label: str = message("Tolak")


def panel(site: Site, moment: Moment, reader: Reader, lane_id: str, lane: LaneStatus) -> Panel:
    """Choose what the guard must see first: trouble of the boom, then a vehicle, then rest."""
    waiting = lane.waiting or moment.leaving.get(lane_id)
    case = None if waiting is None else Case(site, moment, reader, lane_id, lane, waiting)
    if lane.state in TROUBLE:
        return _with_person(_trouble(site, moment, reader, lane_id, lane), case)
    if case is None:
        return _locked(moment, reader, lane_id, lane) or _nobody(moment, reader, lane_id, lane)
    shown = _let_in(case) if case.waiting.granted else _denied(case)
    if lane.waiting is None:  # has just left: still to be read, nothing left to decide
        return replace(
            shown,
            waiting=False,
            waited=None,
            solve=None,
            candidates=(),
            otherwise=None,
            turn_away=None,
        )
    return shown


def silent(language: Language, last: str | None) -> Panel:
    """Say that nothing is known; `last` is what was known last, in words."""
    return Panel(
        tone="unknown",
        icon=UNKNOWN.icon,
        sentence=language.say("Posisi palang tidak diketahui"),
        advice=last,
    )


def _trouble(site: Site, moment: Moment, reader: Reader, lane_id: str, lane: LaneStatus) -> Panel:
    wording = boom.wording(lane)
    return Panel(
        tone=wording.tone,
        icon=wording.icon,
        sentence=boom.sentence(site, moment, reader, lane),
        advice=None if lane.state == "held" else boom.details(site, moment, reader, lane),
        solve=_way_out(lane_id, lane, reader),
    )


_RESET: Final = message("Pulihkan …")
_END_HOLD: Final = message("Akhiri tahan terbuka …")
_END_FREE_FLOW: Final = message("Akhiri jalur bebas …")


def _way_out(lane_id: str, lane: LaneStatus, reader: Reader) -> Act | None:
    """Return what ends the trouble as far as a person at the page can."""
    say, held = reader.language.say, lane.held
    if lane.state in {"latched", "fault", "stopped"}:
        return act(lane_id, lane, "reset", say(_RESET), reader)
    if lane.state != "held" or held is None:
        return None
    if held.mode == "free_flow":
        return act(lane_id, lane, "end-free-flow", say(_END_FREE_FLOW), reader)
    return act(lane_id, lane, "end-hold", say(_END_HOLD), reader)


def _with_person(shown: Panel, case: Case | None) -> Panel:
    if case is None or case.lane.waiting is None:
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
    entry = case.lane.direction == "in"
    withheld = case.waiting.withheld
    if withheld is None:
        advice_line = evidence(case)
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
    locked_down = case.lane.lockdown is not None
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
        advice=None if asked or locked_down else advice(case, first),
        solve=solving(case, first),
        candidates=candidates(case, first),
        claim=case.waiting.claim,
        otherwise=otherwise(case, first),
        turn_away=None if no_way else case.waiting.claim,
        turn_away_label=message("Sudah diarahkan") if redirect else message("Tolak"),
    )


def _objections(case: Case) -> list[Objection]:
    return known(case.waiting.objections)


def _also(badges: list[str], language: Language) -> str | None:
    return language.say("Juga: {badges}", badges=", ".join(badges)) if badges else None


def _waited(case: Case) -> float:
    return max(0.0, case.moment.now.monotonic - case.waiting.since)


_LAST: Final = {
    "in": message("Terakhir masuk: {plate}, {time}"),
    "out": message("Terakhir keluar: {plate}, {time}"),
}


def _locked(moment: Moment, reader: Reader, lane_id: str, lane: LaneStatus) -> Panel | None:
    values, wording = locked(moment, reader, lane), OBJECTIONS[Objection.LOCKDOWN]
    if values is None:
        return None
    end = reader.language.say("Akhiri penguncian …")
    return Panel(
        wording.tone,
        wording.icon,
        reader.language.say(wording.sentence, **values),
        solve=act(lane_id, lane, "end-lockdown", end, reader)
        if reader.role in SUPERVISING
        else None,
    )


def _nobody(moment: Moment, reader: Reader, lane_id: str, lane: LaneStatus) -> Panel:
    last, language = moment.passed.get(lane_id), reader.language
    told = None
    if last is not None:
        text, time = _LAST[lane.direction], language.moment(last.wall, moment.now.wall)
        told = language.say(text, plate=display(last.plate), time=time)
    if lane.state == "closed":
        return replace(_closed(reader, lane_id, lane), advice=told)
    wording = boom.wording(lane)
    return Panel(wording.tone, wording.icon, language.say(wording.sentence), advice=told)


def _closed(reader: Reader, lane_id: str, lane: LaneStatus) -> Panel:
    """Say of a boom that is down and serves nobody what it still needs."""
    say, held = reader.language.say, lane.held
    if lane.latch is not None and lane.refuses["reset"] is None:
        latched, why = STATES["latched"], boom.cause(lane.latch, reader)
        return Panel(
            latched.tone,
            latched.icon,
            say(LATCHED_DOWN, cause=why),
            solve=act(lane_id, lane, "reset", say(_RESET), reader),
        )
    if held is not None and held.passive:
        text = NOT_RAISED_AGAIN if held.resumed else NOT_RAISED
        return Panel("hold", "calendar", say(text))
    return Panel("off", "check", say("Tidak ada kendaraan menunggu"))
