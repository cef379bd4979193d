"""Lanes as the controller tells them now, and orders to them."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Path, Request

from gate.core.values.events import Action
from gate.core.values.orders import OrderError
from gate.web.access.places import LIVE, ordering
from gate.web.api.access import changing, looking, only
from gate.web.api.order_model import (
    Accepted,
    AnyOrder,
    CorrectPlate,
    Dismiss,
    Open,
    arguments,
)
from gate.web.api.ordering import ordered, refused, spoken
from gate.web.api.problem import Refused, not_found, wrong
from gate.web.api.reasons import Reasoned
from gate.web.api.routes.lane_model import LaneOut, Lanes
from gate.web.board.acts import is_for_supervisor
from gate.web.board.moment import LaneName
from gate.web.lanes.ordering import NOT_BY_GUARD, Filled, lane_now, order
from gate.web.request.page import Page
from gate.words.orders import reasons
from gate.words.vehicles import PLATE_WRONG

router = APIRouter(prefix="/lanes", tags=["lanes"])

Looking = Annotated[Page, Depends(looking(LIVE))]
Ordering = Annotated[Page, Depends(changing(LIVE))]
LaneId = Annotated[str, Path(max_length=64, examples=["masuk"])]

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
    only(page, ordering(action))
    filled = sent.filled(page, reasons(action)) if isinstance(sent, Reasoned) else Filled()
    if isinstance(sent, Open | Dismiss | CorrectPlate):
        filled = replace(filled, claim=sent.claim or "")
    try:
        given = order(page, named, action, filled, arguments(sent, page.now.wall))
    except OrderError as error:
        raise _wrong(page, sent, error) from None
    shown = lane_now(page, named)
    if shown is not None and is_for_supervisor(shown, action, page.reader):
        raise refused(page, given, NOT_BY_GUARD)
    return await ordered(request, page, given)


def _wrong(page: Page, sent: AnyOrder, error: OrderError) -> Refused:
    """Say what is wrong with a plate; the description rules everything else out."""
    if not isinstance(sent, CorrectPlate):
        raise error
    told = page.say(PLATE_WRONG, text=sent.plate.strip())
    return wrong("body", "plate", "plate_wrong", told)


def _lane(page: Page, lane: str) -> LaneName:
    named = page.context.site.lane(lane)
    if named is None:
        raise not_found(f"lane {lane}")
    return named
