"""Orders to a lane: a question first, always with a reason, then the controller's answer.

The same form is a page of its own and, with script, a dialog on the live page.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.events import Action
from gate.core.values.orders import Argument, Arguments, Located, longest
from gate.status.model import Waiting
from gate.web.access.places import LIVE, ordering
from gate.web.board.acts import NO_BREAK, is_for_supervisor, refused_now
from gate.web.board.moment import LaneName
from gate.web.board.objecting import Case
from gate.web.board.person import Person, describe
from gate.web.lanes.ordering import (
    FIELDS,
    Filled,
    Hitch,
    end_of,
    filled_in,
    hitch,
    lane_name,
    lane_now,
    order_now,
)
from gate.web.request.page import Page, posting, seeing
from gate.web.request.refusals import NotForThisRole
from gate.words.orders import QUESTIONS, REASONS, Question
from gate.words.refusals import SUPERVISOR_FIRST

router = APIRouter()

Guard = Annotated[Page, Depends(seeing(LIVE))]
GuardsForm = Annotated[Page, Depends(posting(LIVE))]


@router.post("/alarms/acknowledge")
async def acknowledge(
    page: GuardsForm, alarm: Annotated[str, Form(max_length=longest(Argument.ALARM))]
) -> Response:
    """Tell the controller that a person has looked at an alarm."""
    site = page.context.site
    lane = site.lane(alarm.partition("/")[0]) or site.lanes[0]
    failure = await order_now(page, lane, Action.ACK_ALARM, Filled(), {Argument.ALARM: alarm})
    return _at_once(page, failure)


@router.post("/lanes/{lane_id}/turn-away")
async def turn_away(
    page: GuardsForm, lane_id: str, claim: Annotated[str, Form(max_length=longest(Argument.CLAIM))]
) -> Response:
    """Turn the waiting vehicle away."""
    lane = _lane(page, lane_id)
    return _at_once(page, await order_now(page, lane, Action.DISMISS, Filled(claim=claim)))


@router.get("/lanes/{lane_id}/{word}")
async def ask(page: Guard, lane_id: str, word: str, claim: str = "") -> Response:
    """Ask for the reason before ordering."""
    lane, question = _lane(page, lane_id), _question(page, word)
    return _form(page, lane, question, Filled(claim=claim))


@router.post("/lanes/{lane_id}/{word}")
async def give(
    page: GuardsForm,
    lane_id: str,
    word: str,
    filled: Annotated[Filled, Depends(filled_in)],
) -> Response:
    """Give the order; what lacks a reason, or is for a supervisor, is not sent."""
    lane, question = _lane(page, lane_id), _question(page, word)
    stopped = hitch(page, question, filled)
    if stopped is not None:
        return _form(page, lane, question, filled, stopped)
    failure = _for_supervisor(page, lane, question) or await _give(page, lane, question, filled)
    if failure is not None:
        return _form(page, lane, question, filled, Hitch("order", failure))
    return page.go(LIVE.path)


async def _give(page: Page, lane: LaneName, question: Question, filled: Filled) -> str | None:
    """Send the order to its lane, or to all that would follow it; return what went wrong."""
    if question.record:
        return await _record_and_give(page, lane, question, filled)
    lanes, asked = [lane], _arguments(page, question, filled)
    if question.everywhere and filled.everywhere:
        lanes += [each for each in page.context.site.lanes if _follows(page, each, lane, question)]
    for each in lanes:
        failure = await order_now(page, each, question.action, filled, asked)
        if failure is not None:
            return failure if each is lane else f"{lane_name(page, each)}: {failure}"
    return None


async def _record_and_give(
    page: Page, lane: LaneName, question: Question, filled: Filled
) -> str | None:
    """Put down where the vehicle really is, then open for it; two orders, two rows."""
    waiting = _waiting(page, lane, filled.claim)
    if waiting is None or waiting.vehicle is None:
        return page.say("Kendaraan itu sudah tidak menunggu di sini.")
    seen = Located(waiting.vehicle, inside=question.record == "in")
    correction = {Argument.CORRECTION: str(seen)}
    failure = await order_now(page, lane, Action.CORRECT_OCCUPANCY, filled, correction)
    if failure is not None:
        return failure
    failure = await order_now(page, lane, question.action, filled)
    if failure is None:
        return None
    return page.say("Sudah dicatat, tetapi palang tidak dibuka. {why}", why=failure)


def _follows(page: Page, other: LaneName, lane: LaneName, question: Question) -> bool:
    shown = lane_now(page, other)
    refused = shown is not None and refused_now(shown, question.action) is not None
    return other is not lane and not refused


def _arguments(page: Page, question: Question, filled: Filled) -> Arguments:
    """Return what the form says an order has to know, beside its vehicle."""
    if question.minutes:
        return {Argument.UNTIL: end_of(page, question, filled)}
    return {} if question.promise is None else {Argument.SEEN: bool(filled.promise)}


def _for_supervisor(page: Page, lane: LaneName, question: Question) -> str | None:
    """Refuse to raise the boom before a vehicle that only a supervisor lets in."""
    shown = lane_now(page, lane)
    if shown is None or not is_for_supervisor(shown, question.action, page.reader):
        return None
    return page.say(SUPERVISOR_FIRST)


def _at_once(page: Page, failure: str | None) -> Response:
    """Show how an order went that asks nothing."""
    if failure is not None:
        values = {"sentence": failure, "icon_name": "alert-triangle"}
        return page.show("refusal.html", values, status=409)
    return page.go(LIVE.path)


def _form(
    page: Page,
    lane: LaneName,
    question: Question,
    filled: Filled,
    stopped: Hitch | None = None,
) -> Response:
    filler = {
        "lane": lane_name(page, lane),
        "name": page.user.name,
        "time": page.language.clock(page.now.wall),
    }
    values: dict[str, object] = {
        "lane": lane,
        "title": page.say(question.title, **filler).replace(" …", f"{NO_BREAK}…"),
        "consequence": page.say(question.notice, **filler),
        "submit": page.say(question.submit),
        "promise": None if question.promise is None else page.say(question.promise),
        "question": question,
        "filled": filled,
        "choices": [(code, page.say(REASONS[code])) for code in question.reasons],
        "everywhere": question.everywhere and len(page.context.site.lanes) > 1,
        "durations": [(n, page.language.duration(n * 60)) for n in question.minutes],
        "person": _person(page, lane, filled.claim),
        "hitches": dict.fromkeys(FIELDS)
        | ({} if stopped is None else {stopped.field: stopped.text}),
    }
    template = "orders/check.html" if question is QUESTIONS["check"] else "orders/ask.html"
    status = 200 if stopped is None else 409 if stopped.field == "order" else 400
    return page.show(template, values, status=status)


def _lane(page: Page, lane_id: str) -> LaneName:
    lane = page.context.site.lane(lane_id)
    if lane is None:
        raise HTTPException(404)
    return lane


def _question(page: Page, word: str) -> Question:
    question = QUESTIONS.get(word)
    if question is None:
        raise HTTPException(404)
    roles = ordering(question.action)
    if page.user.role not in roles:
        raise NotForThisRole(roles)
    return question


def _person(page: Page, lane: LaneName, claim: str) -> Person | None:
    """Return who the order is for, if that vehicle is still there."""
    shown, waiting = lane_now(page, lane), _waiting(page, lane, claim)
    if shown is None or waiting is None:
        return None
    moment = page.context.feed.moment
    return describe(Case(page.context.site, moment, page.reader, lane.id, shown, waiting))


def _waiting(page: Page, lane: LaneName, claim: str) -> Waiting | None:
    shown = lane_now(page, lane)
    waiting = None if shown is None else shown.waiting
    return waiting if waiting is not None and waiting.claim == claim else None
