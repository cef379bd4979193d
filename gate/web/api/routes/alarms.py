"""Alarms of the controller: listed, acknowledged."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StrictStr

from gate.core.values.events import Action
from gate.core.values.orders import Argument, longest
from gate.status.model import AlarmStatus
from gate.web.access.places import LIVE
from gate.web.api.access import changing, looking
from gate.web.api.fields import Sent, Stamp, stamp, stamp_or_none
from gate.web.api.order_model import Accepted
from gate.web.api.ordering import ordered, spoken
from gate.web.lanes.ordering import Filled, order
from gate.web.request.page import Page

router = APIRouter(prefix="/alarms", tags=["alarms"])


class AlarmOut(BaseModel):
    """An alarm; `over`: its cause is gone, and it waits to be acknowledged."""

    id: str
    alarm: str
    lane: str | None
    since: Stamp
    detail: dict[str, Any]
    acknowledged: str | None = Field(description="by whom")
    acknowledged_at: Stamp | None
    over: bool
    over_at: Stamp | None

    @classmethod
    def of(cls, alarm: AlarmStatus) -> "AlarmOut":
        """Write an alarm down."""
        return cls(
            id=alarm.id,
            alarm=alarm.alarm,
            lane=alarm.lane,
            since=stamp(alarm.since),
            detail=dict(alarm.detail),
            acknowledged=alarm.acknowledged,
            acknowledged_at=stamp_or_none(alarm.acknowledged_at),
            over=alarm.over,
            over_at=stamp_or_none(alarm.over_at),
        )


class Alarms(BaseModel):
    """All alarms that stand."""

    items: list[AlarmOut]


class Acknowledging(Sent):
    """Which alarm somebody has looked at."""

    alarm: StrictStr = Field(
        min_length=1, max_length=longest(Argument.ALARM), examples=["masuk/boom_blocked"]
    )


@router.get("")
def list_alarms(page: Annotated[Page, Depends(looking(LIVE))]) -> Alarms:
    """List the alarms that stand."""
    return Alarms(items=[AlarmOut.of(each) for each in spoken(page).alarms])


@router.post("/acknowledgements", status_code=202)
async def acknowledge_alarm(
    page: Annotated[Page, Depends(changing(LIVE))], request: Request, sent: Acknowledging
) -> Accepted:
    """Tell the controller that somebody has looked at an alarm."""
    site = page.context.site
    lane = site.lane(sent.alarm.partition("/")[0]) or site.lanes[0]
    given = order(page, lane, Action.ACK_ALARM, Filled(), {Argument.ALARM: sent.alarm})
    return await ordered(request, page, given)
