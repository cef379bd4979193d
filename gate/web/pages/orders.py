"""Orders to a lane: a question first, always with a reason, then the controller's answer.

The same form is a page of its own and, with script, a dialog on the live page.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.events import Action, OrderGiven
from gate.web.board.moment import LaneName
from gate.web.board.objecting import Case
from gate.web.board.panel import Person, describe
from gate.web.ordering import Filled, filled_in, order, problem, send
from gate.web.page import Page, posting, seeing
from gate.web.places import LIVE, SUPERVISING
from gate.web.refusals import NotForThisRole
from gate.web.wording.orders import QUESTIONS, REASONS, Question

router = APIRouter()

Guard = Annotated[Page, Depends(seeing(LIVE))]
GuardsForm = Annotated[Page, Depends(posting(LIVE))]


@router.post("/alarms/acknowledge")
async def acknowledge(page: GuardsForm, alarm: Annotated[str, Form(max_length=200)]) -> Response:
    """Tell the controller that a person has looked at an alarm."""
    site = page.context.site
    lane = site.lane(alarm.partition("/")[0]) or site.lanes[0]
    return await _at_once(page, order(page, lane, Action.ACK_ALARM, Filled(), value=alarm))


@router.post("/lanes/{lane_id}/turn-away")
async def turn_away(
    page: GuardsForm, lane_id: str, claim: Annotated[str, Form(max_length=100)]
) -> Response:
    """Turn the waiting vehicle away."""
    return await _at_once(
        page, order(page, _lane(page, lane_id), Action.DISMISS, Filled(claim=claim))
    )


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
    """Give the order; without a reason nothing is sent."""
    lane, question = _lane(page, lane_id), _question(page, word)
    lacking = problem(page, question, filled)
    if lacking is not None:
        return _form(page, lane, question, filled, problem=lacking, status=400)
    failure = await send(page, order(page, lane, question.action, filled))
    if failure is not None:
        return _form(page, lane, question, filled, failure=failure, status=409)
    return page.go(LIVE.path)


async def _at_once(page: Page, given: OrderGiven) -> Response:
    """Give an order that asks nothing."""
    failure = await send(page, given)
    if failure is not None:
        values = {"sentence": failure, "icon_name": "alert-triangle"}
        return page.show("refusal.html", values, status=409)
    return page.go(LIVE.path)


def _form(
    page: Page,
    lane: LaneName,
    question: Question,
    filled: Filled,
    *,
    status: int = 200,
    **told: str,
) -> Response:
    filler = {
        "lane": _name(page, lane),
        "name": page.user.name,
        "time": page.language.clock(page.now.wall),
    }
    values: dict[str, object] = {
        "lane": lane,
        "title": page.say(question.title, **filler),
        "notice": page.say(question.notice, **filler),
        "submit": page.say(question.submit),
        "promise": None if question.promise is None else page.say(question.promise),
        "question": question,
        "filled": filled,
        "choices": [(code, page.say(REASONS[code])) for code in question.reasons],
        "durations": [(n, page.language.duration(n * 60)) for n in question.minutes],
        "person": _person(page, lane, filled.claim),
        "problem": told.get("problem"),
        "failure": told.get("failure"),
    }
    template = "orders/check.html" if question is QUESTIONS["check"] else "orders/ask.html"
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
    if word == "end-lockdown" and page.user.role not in SUPERVISING:
        raise NotForThisRole(LIVE)
    return question


def _name(page: Page, lane: LaneName) -> str:
    """Name a lane inside a sentence."""
    name = page.context.site.lane_name(lane, page.language)
    return name[:1].lower() + name[1:]


def _person(page: Page, lane: LaneName, claim: str) -> Person | None:
    """Return who the order is for, if that vehicle is still there."""
    moment = page.context.feed.moment
    if moment.status is None or lane.id not in moment.status["lanes"]:
        return None
    shown = moment.status["lanes"][lane.id]
    waiting = shown["waiting"]
    if waiting is None or waiting["claim"] != claim:
        return None
    return describe(Case(page.context.site, moment, page.reader, lane.id, shown, waiting))
