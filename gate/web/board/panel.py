"""The panel under a lane's picture: who is there, one sentence why, one button that solves it."""

from dataclasses import dataclass, replace
from typing import Final

from gate.core.model import Objection
from gate.core.plates import display
from gate.web.board import boom
from gate.web.board.acts import Act, act
from gate.web.board.moment import Moment, Reader, Site
from gate.web.board.objecting import Case, advice, locked, sentence
from gate.web.board.person import Person, describe, evidence
from gate.web.board.solving import candidates, otherwise, solving
from gate.web.board.status import Lane
from gate.web.places import SUPERVISING
from gate.web.wording.language import Language, message
from gate.web.wording.objections import OBJECTIONS, Solve, known
from gate.web.wording.refusals import because
from gate.web.wording.states import (
    LATCHED_DOWN,
    NOT_RAISED,
    NOT_RAISED_AGAIN,
    STATES,
    TROUBLE,
    UNKNOWN,
)


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


def _trouble(site: Site, moment: Moment, reader: Reader, lane_id: str, lane: Lane) -> Panel:
    wording = boom.wording(lane)
    return Panel(
        tone=wording.tone,
        icon=wording.icon,
        sentence=boom.sentence(site, moment, reader, lane),
        advice=None if lane["state"] == "held" else boom.details(site, moment, reader, lane),
        solve=_way_out(lane_id, lane, reader),
    )


_RESET: Final = message("Pulihkan …")
_END_HOLD: Final = message("Akhiri tahan terbuka …")
_END_FREE_FLOW: Final = message("Akhiri jalur bebas …")


def _way_out(lane_id: str, lane: Lane, reader: Reader) -> Act | None:
    """Return what ends the trouble as far as a person at the page can."""
    say, held = reader.language.say, lane["held"]
    if lane["state"] in {"latched", "fault", "stopped"}:
        return act(lane_id, lane, "reset", say(_RESET), reader)
    if lane["state"] != "held" or held is None:
        return None
    if held["mode"] == "free_flow":
        return act(lane_id, lane, "end-free-flow", say(_END_FREE_FLOW), reader)
    return act(lane_id, lane, "end-hold", say(_END_HOLD), reader)


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
    locked_down = case.lane["lockdown"] is not None
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
        claim=case.waiting["claim"],
        otherwise=otherwise(case, first),
        turn_away=None if no_way else case.waiting["claim"],
        turn_away_label=message("Sudah diarahkan") if redirect else message("Tolak"),
    )


def _objections(case: Case) -> list[Objection]:
    return known(case.waiting["objections"])


def _also(badges: list[str], language: Language) -> str | None:
    return language.say("Juga: {badges}", badges=", ".join(badges)) if badges else None


def _waited(case: Case) -> float:
    return max(0.0, case.moment.now.monotonic - case.waiting["since"])


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
        solve=act(lane_id, lane, "end-lockdown", end, reader)
        if reader.role in SUPERVISING
        else None,
    )


def _nobody(moment: Moment, reader: Reader, lane_id: str, lane: Lane) -> Panel:
    last, language = moment.passed.get(lane_id), reader.language
    told = None
    if last is not None:
        text, time = _LAST[lane["direction"]], language.moment(last.wall, moment.now.wall)
        told = language.say(text, plate=display(last.plate), time=time)
    if lane["state"] == "closed":
        return replace(_closed(reader, lane_id, lane), advice=told)
    wording = boom.wording(lane)
    return Panel(wording.tone, wording.icon, language.say(wording.sentence), advice=told)


def _closed(reader: Reader, lane_id: str, lane: Lane) -> Panel:
    """Say of a boom that is down and serves nobody what it still needs."""
    say, held = reader.language.say, lane["held"]
    if lane["latch"] is not None and lane["refuses"]["reset"] is None:
        latched, why = STATES["latched"], boom.cause(lane["latch"], reader)
        return Panel(
            latched.tone,
            latched.icon,
            say(LATCHED_DOWN, cause=why),
            solve=act(lane_id, lane, "reset", say(_RESET), reader),
        )
    if held is not None and held["passive"]:
        text = NOT_RAISED_AGAIN if held["resumed"] else NOT_RAISED
        return Panel("hold", "calendar", say(text))
    return Panel("off", "check", say("Tidak ada kendaraan menunggu"))
