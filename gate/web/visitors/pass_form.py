"""The form of a visitor's pass: what is asked, what was typed, and how long was chosen."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Final

from fastapi import Request
from sqlmodel import Session

from gate.core.values.model import Direction, Objection
from gate.core.values.plates import display
from gate.registry import dates, listing
from gate.registry.problems import FormError
from gate.registry.visitors import list as visit_list
from gate.registry.visitors.form import CLOSES, VisitForm
from gate.registry.visitors.list import Which
from gate.status.model import Waiting
from gate.web.board.moment import LaneName
from gate.web.lanes.ordering import lane_name, lane_now
from gate.web.request.page import Page
from gate.words.vehicles import problem_in_words

CHIPS: Final = 5
"""Departments that can be chosen with one touch: those visited most."""

LONGEST: Final = 1_000
"""Characters that are taken of one field."""

_TWO_HOURS: Final = 2 * 3600
_FOLDED: Final = ("visitor", "purpose", "phone", "starts", "once")
_HOURS, _DAY, _TOMORROW = "hours", "day", "tomorrow"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came from the form. `lane` and `claim` name the vehicle that waits for this pass."""

    plate: str = ""
    host: str = ""
    other_host: str = ""
    validity: str = _DAY
    ends: str = ""
    starts: str = ""
    visitor: str = ""
    purpose: str = ""
    phone: str = ""
    once: str = ""
    lane: str = ""
    claim: str = ""


async def typed_pass(request: Request) -> Typed:
    """Take the form's fields as they were typed."""
    form = await request.form()
    given = {each.name: form.get(each.name) for each in fields(Typed)}
    return Typed(
        **{name: text[:LONGEST].strip() for name, text in given.items() if isinstance(text, str)}
    )


def form_of(page: Page, typed: Typed) -> VisitForm:
    """Return what the registry understands; what was written wins over what was chosen."""
    return VisitForm(
        plate=typed.plate,
        host=typed.other_host or typed.host,
        visitor=typed.visitor,
        purpose=typed.purpose,
        phone=typed.phone,
        starts=typed.starts,
        ends=typed.ends or chosen_end(page, typed.validity, page.now.wall),
        entries="1" if typed.once else "",
    )


def chosen_end(page: Page, validity: str, begin: float) -> str:
    """Write until when a choice lasts that is counted from a moment; blank = the working day."""
    here = page.language.local(begin)
    if validity == _HOURS:
        return dates.spell_end(int(begin) + _TWO_HOURS, page.context.timezone)
    if validity == _TOMORROW:
        return f"{here + timedelta(days=1):%d-%m-%Y} {CLOSES:%H:%M}"
    return ""


def validities(page: Page) -> list[tuple[str, str]]:
    """Return the choices of how long from now."""
    open_still = page.language.local(page.now.wall).time() < CLOSES
    point = page.language.clock(page.now.wall)[2]
    day = page.say("Sampai {time}", time=f"{CLOSES:%H}{point}{CLOSES:%M}")
    return [
        (_HOURS, page.language.duration(_TWO_HOURS)),
        (_DAY, day if open_still else page.say("Sampai tengah malam")),
        (_TOMORROW, page.say("Besok juga")),
    ]


def waiting_for_pass(page: Page, lane_id: str = "", claim: str = "") -> Typed:
    """Fill in who waits at a lane; if none is named, at an entry where somebody is not known."""
    for lane in page.context.site.lanes:
        named = lane.id == lane_id if lane_id else lane.direction == Direction.IN
        waiting = _waiting(page, lane)
        if waiting is None or not named or (lane_id and waiting.claim != claim):
            continue
        if lane_id or Objection.UNKNOWN in waiting.objections:
            return Typed(plate=_plate(waiting), lane=lane.id, claim=waiting.claim)
    return Typed()


def form_values(
    page: Page, session: Session, typed: Typed, error: FormError | None
) -> dict[str, object]:
    """Return what the template shows: choices, what was typed, and the cure of each problem."""
    hosts = visit_list.hosts(session, CHIPS)
    known = listing.opds(session)
    hosts += [each for each in known if each not in hosts][: CHIPS - len(hosts)]
    problems = {} if error is None else error.problems
    lane = page.context.site.lane(typed.lane)
    wall, zone = page.now.wall, page.context.timezone
    return {
        "typed": typed,
        "hosts": hosts,
        "departments": sorted({*known, *hosts}),
        "validities": validities(page),
        "lane": None if lane is None else lane_name(page, lane),
        "folded": not any(getattr(typed, name) or name in problems for name in _FOLDED),
        "problems": {name: problem_in_words(p, page.language) for name, p in problems.items()},
        "inside": visit_list.counted(session, Which.INSIDE, wall, zone),
    }


def _waiting(page: Page, lane: LaneName) -> Waiting | None:
    shown = lane_now(page, lane)
    waiting = None if shown is None else shown.waiting
    return None if waiting is None or waiting.granted else waiting


def _plate(waiting: Waiting) -> str:
    plates = (each for each in waiting.credentials if each.startswith("plate:"))
    return display(next(plates, "").removeprefix("plate:"))
