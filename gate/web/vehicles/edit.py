"""One vehicle: added, changed, blocked, unblocked, removed."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from gate.registry import vehicles
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.problems import EditConflict, FormError
from gate.registry.views import VehicleView
from gate.web.access.places import VEHICLES
from gate.web.lanes.ordering import Filled, filled_in, reason_problem
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.web.vehicles.form import compared, filled_form, filled_from, form_values
from gate.web.vehicles.list import Place, listed, place
from gate.words.orders import BLOCK_REASONS, REASONS

router = APIRouter()

Officer = Annotated[Page, Depends(seeing(VEHICLES))]
OfficersForm = Annotated[Page, Depends(posting(VEHICLES))]
Typed = Annotated[VehicleForm, Depends(filled_form)]
At = Annotated[Place, Depends(place)]


_START: Final = Place()


@router.get("/vehicles/new")
def blank(page: Officer, at: At) -> Response:
    """Ask for a new vehicle."""
    return _form(page, VehicleForm(), None, at=at)


@router.post("/vehicles/new")
def add(page: OfficersForm, typed: Typed) -> Response:
    """Put it on the list."""
    try:
        with editing(page.context.engine) as session:
            saved = vehicles.add(session, typed, author=page.author, zone=page.context.timezone)
    except FormError as error:
        return _form(page, typed, None, problem=error)
    return _done(page, announcements.SAVED, saved.id)


@router.get("/vehicles/{vehicle}")
def show(page: Officer, vehicle: int, at: At) -> Response:
    """Show a vehicle's form beside the list."""
    with reading(page.context.engine) as session:
        view = vehicles.get(session, vehicle)
    return _form(page, filled_from(page, view), view, at=at)


@router.post("/vehicles/{vehicle}")
def change(
    page: OfficersForm, vehicle: int, typed: Typed, version: Annotated[int, Form()]
) -> Response:
    """Save what was changed; never over somebody else's change without asking."""
    try:
        with editing(page.context.engine) as session:
            vehicles.change(
                session,
                vehicle,
                typed,
                expected_version=version,
                author=page.author,
                zone=page.context.timezone,
            )
    except FormError as error:
        return _form(page, typed, _get(page, vehicle), problem=error)
    except EditConflict as conflict:
        return _form(page, typed, conflict.current, problem=conflict)
    return _done(page, announcements.SAVED, vehicle)


@router.get("/vehicles/{vehicle}/block")
def ask_block(page: Officer, vehicle: int) -> Response:
    """Ask why."""
    return _block(page, _get(page, vehicle), Filled(), None)


@router.post("/vehicles/{vehicle}/block")
def block(
    page: OfficersForm, vehicle: int, filled: Annotated[Filled, Depends(filled_in)]
) -> Response:
    """Deny it from now on."""
    problem = reason_problem(page, BLOCK_REASONS, filled)
    if problem is not None:
        return _block(page, _get(page, vehicle), filled, problem)
    with editing(page.context.engine) as session:
        vehicles.block(session, vehicle, filled.words, author=page.author)
    return _done(page, announcements.BLOCKED, vehicle)


@router.get("/vehicles/{vehicle}/unblock")
def ask_unblock(page: Officer, vehicle: int) -> Response:
    """Ask whether to take the block back."""
    return page.show("vehicles/unblock.html", {"view": _get(page, vehicle)})


@router.post("/vehicles/{vehicle}/unblock")
def unblock(page: OfficersForm, vehicle: int) -> Response:
    """Take the block back."""
    with editing(page.context.engine) as session:
        vehicles.unblock(session, vehicle, author=page.author)
    return _done(page, announcements.UNBLOCKED, vehicle)


@router.get("/vehicles/{vehicle}/remove")
def ask_remove(page: Officer, vehicle: int) -> Response:
    """Ask whether to remove it for good."""
    return page.show("vehicles/remove.html", {"view": _get(page, vehicle)})


@router.post("/vehicles/{vehicle}/remove")
def remove(page: OfficersForm, vehicle: int) -> Response:
    """Take it off the list for good."""
    with editing(page.context.engine) as session:
        vehicles.remove(session, vehicle, author=page.author)
    notice = announcements.code(announcements.REMOVED, vehicle)
    return page.go(VEHICLES.path, notice=notice)


def _get(page: Page, vehicle: int) -> VehicleView:
    with reading(page.context.engine) as session:
        return vehicles.get(session, vehicle)


def _form(
    page: Page,
    typed: VehicleForm,
    view: VehicleView | None,
    *,
    at: Place = _START,
    problem: FormError | EditConflict | None = None,
) -> Response:
    with reading(page.context.engine) as session:
        values = listed(page, session, at) | {"chosen": view}
        wrong = problem if isinstance(problem, FormError) else None
        values["form"] = form_values(page, session, typed, view, wrong)
    values["conflict"] = compared(page, problem) if isinstance(problem, EditConflict) else None
    return page.show("vehicles/page.html", values, status=200 if problem is None else 400)


def _block(page: Page, view: VehicleView, filled: Filled, problem: str | None) -> Response:
    values: dict[str, object] = {
        "view": view,
        "filled": filled,
        "problem": problem,
        "choices": [(code, page.say(REASONS[code])) for code in BLOCK_REASONS],
    }
    return page.show("vehicles/block.html", values, status=200 if problem is None else 400)


def _done(page: Page, what: str, vehicle: int) -> Response:
    return page.go(f"{VEHICLES.path}/{vehicle}", notice=announcements.code(what, vehicle))
