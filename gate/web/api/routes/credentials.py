"""Tags and pass codes of a vehicle: added, reported lost, found again, taken off."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import Field, StrictStr
from sqlmodel import Session

from gate.core.values.tags import unmistakable
from gate.registry import vehicles
from gate.registry.database import editing
from gate.registry.forms import VehicleForm
from gate.registry.views import VehicleView
from gate.web.api.fields import Number, Sent
from gate.web.api.problem import CONFLICT, Refused, not_found
from gate.web.api.routes.vehicle_model import VehicleOut
from gate.web.api.routes.vehicles import Changing, answered
from gate.web.request.page import Page

router = APIRouter(prefix="/vehicles/{vehicle}/credentials", tags=["vehicles"])

Kind = Literal["tag", "code"]
Value = Annotated[
    str, Path(pattern=r"^[0-9A-Z]{4,64}$", description="as the vehicle has it, in canonical form")
]
Act = Callable[[Session, VehicleView], VehicleView]


class NewCredential(Sent):
    """A tag in hexadecimal, or a pass code."""

    medium: Kind
    value: StrictStr = Field(min_length=1, max_length=70, examples=["01001293D8"])


@router.post("", status_code=201)
def add_credential(
    page: Changing, vehicle: Number, sent: NewCredential, response: Response
) -> VehicleOut:
    """Give a vehicle one more tag or code."""
    with editing(page.context.engine) as session:
        view = vehicles.get(session, vehicle)
        form = VehicleForm.of(view, page.context.timezone)
        if sent.medium == "tag":
            tag = f"0x{sent.value.lower().removeprefix('0x')}"
            form = replace(form, tags=(*form.tags, tag))
        else:
            form = replace(form, codes=(*form.codes, sent.value))
        saved = _change(page, session, view, form)
    return answered(page, saved, response)


@router.post("/{medium}/{value}/lost")
def report_credential_lost(
    page: Changing, vehicle: Number, medium: Kind, value: Value, response: Response
) -> VehicleOut:
    """Deny a tag or code from now on; it stays known whose it is."""

    def lose(session: Session, _view: VehicleView) -> VehicleView:
        return vehicles.report_lost(session, _spelt(medium, value), author=page.author)

    return _act(vehicle, (medium, value), (page, response), lose)


@router.post("/{medium}/{value}/found")
def report_credential_found(
    page: Changing, vehicle: Number, medium: Kind, value: Value, response: Response
) -> VehicleOut:
    """Let one that was lost count again."""

    def find(session: Session, _view: VehicleView) -> VehicleView:
        return vehicles.found(session, _spelt(medium, value), author=page.author)

    return _act(vehicle, (medium, value), (page, response), find)


@router.delete("/{medium}/{value}")
def remove_credential(
    page: Changing, vehicle: Number, medium: Kind, value: Value, response: Response
) -> VehicleOut:
    """Take a tag or code off a vehicle."""

    def remove(session: Session, view: VehicleView) -> VehicleView:
        rest = tuple(each for each in _held(view, medium) if each != value)
        less = replace(view, tags=rest) if medium == "tag" else replace(view, codes=rest)
        return _change(page, session, view, VehicleForm.of(less, page.context.timezone))

    return _act(vehicle, (medium, value), (page, response), remove)


def _act(
    vehicle: int, which: tuple[Kind, str], asked: tuple[Page, Response], act: Act
) -> VehicleOut:
    """Do something with a credential that the vehicle has."""
    page, response = asked
    medium, value = which
    with editing(page.context.engine) as session:
        view = vehicles.get(session, vehicle)
        if value not in _held(view, medium):
            raise not_found(f"{medium} {value} of vehicle {vehicle}")
        saved = act(session, view)
        if saved.id != vehicle:  # a code that reads like the tag of another vehicle
            raise Refused(CONFLICT, f"{value} also means a tag of vehicle {saved.id}.")
    return answered(page, saved, response)


def _change(page: Page, session: Session, view: VehicleView, form: VehicleForm) -> VehicleView:
    return vehicles.change(
        session,
        view.id,
        form,
        expected_version=view.version,
        author=page.author,
        zone=page.context.timezone,
    )


def _held(view: VehicleView, medium: Kind) -> tuple[str, ...]:
    return view.tags if medium == "tag" else view.codes


def _spelt(medium: Kind, value: str) -> str:
    return unmistakable(value) if medium == "tag" else value
