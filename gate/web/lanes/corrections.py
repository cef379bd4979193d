"""What staff know better than the gate: the plate of who waits, how many are inside."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.events import Action
from gate.core.values.orders import MOST_INSIDE, Argument, Counted, OrderError, longest
from gate.core.values.plates import display
from gate.status.model import ZoneStatus
from gate.web.access.places import LIVE
from gate.web.board.moment import LaneName
from gate.web.lanes.ordering import (
    Filled,
    filled_in,
    lane_name,
    lane_now,
    not_given,
    order,
    order_now,
    reason_problem,
    send,
)
from gate.web.request.page import Page, posting, seeing
from gate.words.orders import COUNT_REASONS, REASONS
from gate.words.vehicles import PLATE_WRONG

_PLACES = ("failure", "zone_problem", "count_problem", "reason_problem")

router = APIRouter()

Guard = Annotated[Page, Depends(seeing(LIVE))]
GuardsForm = Annotated[Page, Depends(posting(LIVE))]
Claim = Annotated[str, Query(max_length=longest(Argument.CLAIM))]


@router.get("/lanes/{lane_id}/plate")
async def ask_plate(page: Guard, lane_id: str, claim: Claim = "") -> Response:
    """Ask what the plate really is; what was read stands there to be put right."""
    lane = _lane(page, lane_id)
    return _plate(page, lane, claim, _read(page, lane, claim))


@router.post("/lanes/{lane_id}/plate")
async def correct_plate(
    page: GuardsForm,
    lane_id: str,
    claim: Claim = "",
    plate: Annotated[str, Form(max_length=longest(Argument.PLATE))] = "",
) -> Response:
    """Tell the controller what the plate is, and let it decide again."""
    lane, wanted = _lane(page, lane_id), Action.CORRECT_PLATE
    try:
        given = order(page, lane, wanted, Filled(claim=claim), {Argument.PLATE: plate})
    except OrderError as error:
        if error.argument is Argument.PLATE:
            wrong = page.say(PLATE_WRONG, text=plate.strip())
            return _plate(page, lane, claim, plate, wrong=wrong)
        return _plate(page, lane, claim, plate, failure=not_given(page, error.refusal, wanted))
    failure = await send(page, given)
    if failure is not None:
        return _plate(page, lane, claim, plate, failure=failure)
    return page.go(LIVE.path)


@router.get("/occupancy")
async def ask_count(page: Guard) -> Response:
    """Ask how many are really inside."""
    return _count(page, "", "", Filled())


@router.post("/occupancy")
async def correct_count(
    page: GuardsForm,
    filled: Annotated[Filled, Depends(filled_in)],
    count: Annotated[str, Form(max_length=12)] = "",
    zone: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Tell the controller what somebody has counted."""
    zones, bare = _zones(page), count.strip()
    if zone not in zones:
        return _count(page, zone, count, filled, zone_problem=page.say("Pilih area dulu"))
    if not (bare.isascii() and bare.isdecimal() and int(bare) <= MOST_INSIDE):
        most = page.language.number(MOST_INSIDE)
        problem = page.say("Tulis angka 0 sampai {limit}", limit=most)
        return _count(page, zone, count, filled, count_problem=problem)
    reason = reason_problem(page, COUNT_REASONS, filled)
    if reason is not None:
        return _count(page, zone, count, filled, reason_problem=reason)
    lane = page.context.site.lanes[0]
    seen = {Argument.CORRECTION: str(Counted(int(bare), zone))}
    failure = await order_now(page, lane, Action.CORRECT_OCCUPANCY, filled, seen)
    if failure is not None:
        return _count(page, zone, count, filled, failure=failure)
    return page.go(LIVE.path)


def _plate(
    page: Page,
    lane: LaneName,
    claim: str,
    plate: str,
    *,
    wrong: str | None = None,
    failure: str | None = None,
) -> Response:
    values: dict[str, object] = {
        "title": page.say("Ketik pelat di {lane}", lane=lane_name(page, lane)),
        "action": f"/lanes/{lane.id}/plate?claim={claim}",
        "plate": plate,
        "wrong": wrong,
        "failure": failure,
    }
    return page.show("orders/plate.html", values, status=_status(wrong, failure))


def _count(page: Page, zone: str, count: str, filled: Filled, **problems: str) -> Response:
    zones = _zones(page)
    if not zones:
        raise HTTPException(404)
    failure = problems.get("failure")
    values: dict[str, object] = {
        "zones": [(code, each.name, each.inside, each.capacity) for code, each in zones.items()],
        "area": zone,
        "count": count,
        "filled": filled,
        "choices": [(code, page.say(REASONS[code])) for code in COUNT_REASONS],
        "problems": dict.fromkeys(_PLACES) | problems,
        "signed": page.say(
            "Tercatat atas nama {name}, {time}.",
            name=page.user.name,
            time=page.language.clock(page.now.wall),
        ),
    }
    wrong = next(iter(problems.values()), None)
    return page.show("orders/count.html", values, status=_status(wrong, failure))


def _status(wrong: str | None, failure: str | None) -> int:
    if failure is not None:
        return 409
    return 200 if wrong is None else 400


def _zones(page: Page) -> Mapping[str, ZoneStatus]:
    """Return the zones that are counted; none while the controller is silent."""
    moment = page.context.feed.moment
    known = None if moment.status is None or not moment.alive else moment.status.occupancy
    return {} if known is None else known.zones


def _read(page: Page, lane: LaneName, claim: str) -> str:
    """Return the plate as the camera has it of this vehicle, if it is still there."""
    shown = lane_now(page, lane)
    waiting = None if shown is None else shown.waiting
    if waiting is None or waiting.claim != claim:
        return ""
    plates = (each for each in waiting.credentials if each.startswith("plate:"))
    return display(next(plates, "").removeprefix("plate:"))


def _lane(page: Page, lane_id: str) -> LaneName:
    lane = page.context.site.lane(lane_id)
    if lane is None:
        raise HTTPException(404)
    return lane
