"""Lanes as the controller tells them now, and orders to them."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Path, Request

from gate.core.values.events import Action
from gate.core.values.plates import canonical
from gate.web.access.places import LIVE, SUPERVISING
from gate.web.api.access import changing, looking, only
from gate.web.api.order_model import (
    REASONS,
    WORDS,
    Accepted,
    AnyOrder,
    CorrectPlate,
    Dismiss,
    FreeFlow,
    Hold,
    Open,
)
from gate.web.api.ordering import ordered, refused, spoken
from gate.web.api.problem import not_found, wrong
from gate.web.api.reasons import Reasoned
from gate.web.api.routes.lane_model import LaneOut, Lanes
from gate.web.board.acts import is_for_supervisor
from gate.web.board.moment import LaneName
from gate.web.lanes.ordering import NOT_BY_GUARD, Filled, lane_now, order
from gate.web.lanes.orders import FOR_SUPERVISORS
from gate.web.request.page import Page
from gate.words.vehicles import PLATE_WRONG

router = APIRouter(prefix="/lanes", tags=["lanes"])

Looking = Annotated[Page, Depends(looking(LIVE))]
Ordering = Annotated[Page, Depends(changing(LIVE))]
LaneId = Annotated[str, Path(max_length=64, examples=["masuk"])]

_MINUTE: Final = 60
_EXAMPLE: Final[dict[str, Any]] = {
    "open": {"summary": "Open once", "value": {"action": "open", "reason": "visitor_checked"}}
}


@router.get("")
def list_lanes(page: Looking) -> Lanes:
    """Tell what all lanes do now."""
    status = spoken(page)
    found = status.lanes.items()
    return Lanes(items=[LaneOut.of(lane_id, lane, page.now) for lane_id, lane in found])


@router.get("/{lane}")
def get_lane(page: Looking, lane: LaneId) -> LaneOut:
    """Tell what a lane does now."""
    named, status = _lane(page, lane), spoken(page)
    return LaneOut.of(named.id, status.lanes[named.id], page.now)


@router.post("/{lane}/orders", status_code=202)
async def order_lane(
    page: Ordering,
    request: Request,
    lane: LaneId,
    sent: Annotated[AnyOrder, Body(openapi_examples=_EXAMPLE)],
) -> Accepted:
    """Order something of a lane; under an idempotency key it is never done twice."""
    named, action = _lane(page, lane), Action(sent.action)
    words = WORDS.get(action, ())
    if FOR_SUPERVISORS & set(words):
        only(page, SUPERVISING)
    filled = sent.filled(page, REASONS[action]) if isinstance(sent, Reasoned) else Filled()
    claim = sent.claim if isinstance(sent, Open | Dismiss | CorrectPlate) else None
    filled = replace(filled, claim=claim or "")
    value = _plate(page, sent.plate) if isinstance(sent, CorrectPlate) else None
    given = order(page, named, action, filled, value=value)
    if isinstance(sent, Hold | FreeFlow):
        given = replace(given, until=page.now.wall + sent.minutes * _MINUTE)
    shown = lane_now(page, named)
    if shown is not None and any(is_for_supervisor(shown, word, page.reader) for word in words):
        raise refused(page, given, NOT_BY_GUARD)
    return await ordered(request, page, given)


def _plate(page: Page, text: str) -> str:
    try:
        return canonical(text)
    except ValueError:
        told = page.say(PLATE_WRONG, text=text.strip())
        raise wrong("body", "plate", "plate_wrong", told) from None


def _lane(page: Page, lane: str) -> LaneName:
    named = page.context.site.lane(lane)
    if named is None:
        raise not_found(f"lane {lane}")
    return named
