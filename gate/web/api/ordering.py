"""One order of a program: given through the controller's socket, a refusal as a problem."""

from dataclasses import replace
from typing import Final

from starlette.requests import Request

from gate.core.values.events import OrderGiven
from gate.core.values.refusal import Refusal
from gate.status.model import Status
from gate.web.api.once import FINAL, ORDER_ID
from gate.web.api.order_model import Accepted
from gate.web.api.problem import CONTROLLER_SILENT, ORDER_RECEIVED, ORDER_REFUSED, Refused
from gate.web.lanes.ordering import NOT_ANSWERED, give, not_given
from gate.web.request.page import Page

_UNSEEN: Final = frozenset(
    {Refusal.BUSY, Refusal.FORBIDDEN, Refusal.MALFORMED, Refusal.STALE, Refusal.UNKNOWN_LANE}
)
"""Refusals of orders that no lane has seen: the same may come again and be followed."""


def spoken(page: Page) -> Status:
    """Return what the controller says now; Refused when it is silent."""
    moment = page.context.feed.moment
    if moment.status is None or not moment.alive:
        raise silent()
    return moment.status


async def ordered(request: Request, page: Page, given: OrderGiven) -> Accepted:
    """Give an order; Refused when it was not taken.

    Under an idempotency key its id is always the same: the controller does not follow it twice.
    """
    given = replace(given, id=request.scope.get(ORDER_ID, given.id))
    refusal = await give(page, given)
    if refusal == NOT_ANSWERED:
        raise silent()
    if refusal is not None:
        request.scope[FINAL] = refusal not in _UNSEEN
        raise refused(page, given, refusal)
    return Accepted(order=given.id, lane=given.lane)


def refused(page: Page, given: OrderGiven, refusal: str) -> Refused:
    """Say why an order was not taken, or that it was already: nobody knows how that one went."""
    if refusal == Refusal.DUPLICATE:
        return Refused(
            ORDER_RECEIVED,
            "The controller has received an order with this key before: look at the lane for what"
            " became of it. Nothing is done now; another order needs another key.",
            order=given.id,
            refusal=refusal,
        )
    detail = not_given(page, refusal, given.action)
    return Refused(ORDER_REFUSED, detail, order=given.id, refusal=refusal)


def silent() -> Refused:
    """Say that nobody carries orders out."""
    return Refused(
        CONTROLLER_SILENT,
        "Is gate.service running? An order that was sent may have been carried out nevertheless:"
        " look, or send it again under the same idempotency key.",
        headers={"retry-after": "5"},
    )
