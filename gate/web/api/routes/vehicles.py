"""Vehicles: listed, added, changed, blocked, unblocked, removed; and what happened to one."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import Field, TypeAdapter
from sqlmodel import Session

from gate.registry import listing, vehicles
from gate.registry.changes import KINDS
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.views import Status, VehicleView
from gate.store.search import SearchFilter
from gate.web.access.places import VEHICLES
from gate.web.api.access import changing, looking
from gate.web.api.cursor import packed, unpacked
from gate.web.api.fields import LARGEST, Cursor, Limit, Number, OneOf, Sent
from gate.web.api.reasons import Reasoned
from gate.web.api.routes.journal import JournalPage, sought_page
from gate.web.api.routes.vehicle_model import NewVehicle, VehicleFields, VehicleOut, VehiclePage
from gate.web.request.page import Page
from gate.web.request.query_timeout import patient
from gate.web.vehicles.list import LONGEST_SEARCH
from gate.words.orders import BLOCK_REASONS

router = APIRouter(prefix="/vehicles", tags=["vehicles"])

Looking = Annotated[Page, Depends(looking(VEHICLES))]
Changing = Annotated[Page, Depends(changing(VEHICLES))]
Version = Annotated[
    str,
    Header(
        alias="if-match", pattern=r'^"[0-9]{1,15}"$', description='the `ETag` of the vehicle, `"7"`'
    ),
]

_PLACE: Final = TypeAdapter(tuple[str | None, Annotated[int, Field(ge=0, le=LARGEST)]])


class VehicleQuery(Sent):
    """What to list. `q` is looked for in plate, tags, holder and department."""

    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    opd: Annotated[str, Field(max_length=160)] | None = None
    status: Status | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class Blocking(Reasoned):
    """Why a vehicle is blocked."""

    reason: Annotated[str, OneOf(BLOCK_REASONS)]


@router.get("")
def list_vehicles(page: Looking, query: Annotated[VehicleQuery, Query()]) -> VehiclePage:
    """List vehicles by plate, those without one first."""
    wanted = listing.Query(query.q, query.opd, query.status)
    wall = page.now.wall
    with reading(page.context.engine) as session, patient(session, page.context.clock):
        found = listing.following(
            session,
            wanted,
            wall=wall,
            after=unpacked(query.cursor, _PLACE),
            limit=query.limit + 1,
        )
    shown = found[: query.limit]
    last = shown[-1] if len(found) > len(shown) else None
    return VehiclePage(
        items=[VehicleOut.of(each, wall) for each in shown],
        next=None if last is None else packed((last.plate, last.id)),
    )


@router.post("", status_code=201)
def add_vehicle(page: Changing, sent: NewVehicle, response: Response) -> VehicleOut:
    """Put a vehicle on the list; the gate knows it within a second."""
    form, context = sent.form(page.context.timezone), page.context
    with editing(context.engine) as session:
        saved = vehicles.add(
            session, form, author=page.author, zone=context.timezone, lanes=context.config.lanes
        )
    response.headers["location"] = f"/api/v1/vehicles/{saved.id}"
    return answered(page, saved, response)


@router.get("/{vehicle}")
def get_vehicle(page: Looking, vehicle: Number, response: Response) -> VehicleOut:
    """Get one vehicle; its `ETag` is what `If-Match` brings back."""
    with reading(page.context.engine) as session:
        return answered(page, vehicles.get(session, vehicle), response)


@router.put("/{vehicle}")
def replace_vehicle(
    page: Changing, vehicle: Number, sent: NewVehicle, version: Version, response: Response
) -> VehicleOut:
    """Replace all that is said of a vehicle; nothing when somebody else changed it meanwhile."""
    form = sent.form(page.context.timezone)
    with editing(page.context.engine) as session:
        saved = _change(page, session, vehicle, form, version)
    return answered(page, saved, response)


@router.patch("/{vehicle}")
def change_vehicle(
    page: Changing, vehicle: Number, sent: VehicleFields, version: Version, response: Response
) -> VehicleOut:
    """Change the fields that are sent; nothing when somebody else changed it meanwhile."""
    with editing(page.context.engine) as session:
        form = sent.over(vehicles.get(session, vehicle), page.context.timezone)
        saved = _change(page, session, vehicle, form, version)
    return answered(page, saved, response)


@router.delete("/{vehicle}", status_code=204)
def remove_vehicle(page: Changing, vehicle: Number) -> None:
    """Take a vehicle off the list for good."""
    with editing(page.context.engine) as session:
        vehicles.remove(session, vehicle, author=page.author)


@router.post("/{vehicle}/block")
def block_vehicle(
    page: Changing, vehicle: Number, sent: Blocking, response: Response
) -> VehicleOut:
    """Deny a vehicle from now on, whatever else is valid; a new reason replaces the old one."""
    filled = sent.filled(page, BLOCK_REASONS)
    with editing(page.context.engine) as session:
        blocked = vehicles.block(session, vehicle, filled.words, author=page.author)
    return answered(page, blocked, response)


@router.post("/{vehicle}/unblock")
def unblock_vehicle(page: Changing, vehicle: Number, response: Response) -> VehicleOut:
    """Take the block back; what else is invalid stays so."""
    with editing(page.context.engine) as session:
        free = vehicles.unblock(session, vehicle, author=page.author)
    return answered(page, free, response)


@router.get("/{vehicle}/history")
def get_vehicle_history(
    page: Looking, vehicle: Number, limit: Limit = 50, cursor: Cursor | None = None
) -> JournalPage:
    """Tell who changed what of a vehicle, the newest first."""
    with reading(page.context.engine) as session:
        vehicles.get(session, vehicle)
    return sought_page(page, SearchFilter(kinds=KINDS, vehicles=(vehicle,)), limit, cursor)


def answered(page: Page, view: VehicleView, response: Response) -> VehicleOut:
    """Answer with a vehicle and its version."""
    response.headers["etag"] = f'"{view.version}"'
    return VehicleOut.of(view, page.now.wall)


def _change(
    page: Page, session: Session, vehicle: int, form: VehicleForm, version: str
) -> VehicleView:
    context = page.context
    return vehicles.change(
        session,
        vehicle,
        form,
        expected_version=int(version.strip('"')),
        author=page.author,
        zone=context.timezone,
        lanes=context.config.lanes,
    )
