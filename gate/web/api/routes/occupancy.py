"""How many vehicles are inside, and corrections of that."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr

from gate.core.values.events import Action
from gate.core.values.orders import MOST_INSIDE, Argument, Counted, Located
from gate.core.values.refusal import Refusal
from gate.status.model import ZoneStatus
from gate.web.access.places import LIVE
from gate.web.api.access import changing, looking
from gate.web.api.fields import OneOf
from gate.web.api.order_model import Accepted, Claim
from gate.web.api.ordering import ordered, refused, spoken
from gate.web.api.problem import wrong
from gate.web.api.reasons import Reasoned
from gate.web.lanes.ordering import bare, order
from gate.web.request.page import Page
from gate.words.orders import COUNT_REASONS, RECORD_REASONS

router = APIRouter(prefix="/occupancy", tags=["occupancy"])


class ZoneOut(BaseModel):
    """How full a zone is; without `capacity` there is no limit.

    `certainty` is sure or unsure, `off_by` how wrong `inside` may be.
    """

    id: str
    name: str
    inside: int
    capacity: int | None
    free: int | None
    by_category: dict[str, int]
    capacity_of: dict[str, int]
    certainty: str
    off_by: int | None

    @classmethod
    def of(cls, zone_id: str, zone: ZoneStatus) -> "ZoneOut":
        """Write a zone down."""
        return cls(
            id=zone_id,
            name=zone.name,
            inside=zone.inside,
            capacity=zone.capacity,
            free=zone.free,
            by_category=dict(zone.by_category),
            capacity_of=dict(zone.capacity_of),
            certainty=zone.certainty,
            off_by=zone.off_by,
        )


class Zones(BaseModel):
    """All zones that are counted."""

    items: list[ZoneOut]


class Correction(Reasoned):
    """How many vehicles somebody has counted."""

    zone: StrictStr = Field(min_length=1, max_length=100)
    inside: StrictInt = Field(ge=0, le=MOST_INSIDE)
    reason: Annotated[str, OneOf(COUNT_REASONS)]


class Stay(Reasoned):
    """Where the vehicle really is that waits at a lane; its zone is the one of that lane."""

    lane: StrictStr = Field(min_length=1, max_length=64, examples=["masuk"])
    claim: Claim
    inside: StrictBool
    reason: Annotated[str, OneOf(RECORD_REASONS)]


@router.get("")
def get_occupancy(page: Annotated[Page, Depends(looking(LIVE))]) -> Zones:
    """Tell how many vehicles are inside, zone by zone."""
    return Zones(items=[ZoneOut.of(zone_id, zone) for zone_id, zone in _zones(page).items()])


@router.post("/corrections", status_code=202)
async def correct_occupancy(
    page: Annotated[Page, Depends(changing(LIVE))], request: Request, sent: Correction
) -> Accepted:
    """Tell the controller what somebody has counted."""
    _check_zone(page, sent.zone)
    filled = sent.filled(page, COUNT_REASONS)
    lane, seen = page.context.site.lanes[0], Counted(sent.inside, sent.zone)
    correction = {Argument.CORRECTION: str(seen)}
    given = order(page, lane, Action.CORRECT_OCCUPANCY, filled, correction)
    return await ordered(request, page, given)


@router.post("/stays", status_code=202)
async def record_stay(
    page: Annotated[Page, Depends(changing(LIVE))], request: Request, sent: Stay
) -> Accepted:
    """Tell the controller that the vehicle waiting at a lane is inside, or is not."""
    lane, lanes = page.context.site.lane(sent.lane), spoken(page).lanes
    if lane is None:
        raise wrong("body", "lane", "lane_unknown", f"There is {', '.join(lanes)}")
    filled = replace(sent.filled(page, RECORD_REASONS), claim=sent.claim)
    waiting = lanes[lane.id].waiting
    vehicle = None
    if waiting is not None and waiting.claim == sent.claim:
        vehicle = waiting.vehicle
    if vehicle is None:
        unsent = bare(page, lane, Action.CORRECT_OCCUPANCY, filled)
        raise refused(page, unsent, Refusal.UNKNOWN_CLAIM)
    correction = {Argument.CORRECTION: str(Located(vehicle, sent.inside))}
    given = order(page, lane, Action.CORRECT_OCCUPANCY, filled, correction)
    return await ordered(request, page, given)


def _check_zone(page: Page, zone: str) -> None:
    zones = _zones(page)
    if zone not in zones:
        raise wrong("body", "zone", "zone_unknown", f"There is {', '.join(zones) or 'no zone'}")


def _zones(page: Page) -> Mapping[str, ZoneStatus]:
    known = spoken(page).occupancy
    return {} if known is None else known.zones
