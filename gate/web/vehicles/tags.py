"""The tags and pass codes of a vehicle: read one, report it lost, find it again, take it off."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Path, Query
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from gate.core.values.tags import unmistakable
from gate.registry import pass_codes, vehicles
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.problems import FormError, NoSuchVehicle
from gate.registry.views import VehicleView
from gate.web.access.places import VEHICLES
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.web.vehicles.reading import listen, owned
from gate.words.vehicles import problem_in_words

router = APIRouter()

Act = Literal["lost", "found", "remove"]
Place = Annotated[int, Path(ge=0, le=100)]
Officer = Annotated[Page, Depends(seeing(VEHICLES))]


@router.get("/vehicles/readers/{reader}")
def heard(
    page: Officer,
    reader: str,
    since: Annotated[float | None, Query(ge=0, allow_inf_nan=False)] = None,
    vehicle: int = 0,
) -> Response:
    """Tell a script what was presented to a reader, and whose it is."""
    found = listen(page, reader, since)
    if found.tag is not None:
        with reading(page.context.engine) as session:
            taken = owned(page, session, found.tag, vehicle)
        if taken is not None:
            found = replace(found, says=taken, tag=None)
    return JSONResponse(asdict(found))


@router.get("/vehicles/{vehicle}/tags/{place}/{act}")
def ask(page: Officer, vehicle: int, place: Place, act: Act) -> Response:
    """Ask whether to do it."""
    with reading(page.context.engine) as session:
        view = vehicles.get(session, vehicle)
    held = (*view.tags, *view.codes)
    if place >= len(held):
        raise NoSuchVehicle(vehicle)
    return _sheet(page, view, held[place], act, None)


@router.post("/vehicles/{vehicle}/tags/{place}/{act}")
def do(
    page: Annotated[Page, Depends(posting(VEHICLES))],
    vehicle: int,
    act: Act,
    value: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Do it, unless somebody took the tag off meanwhile."""
    with editing(page.context.engine) as session:
        view = vehicles.get(session, vehicle)
        if value not in (*view.tags, *view.codes):
            return page.go(f"{VEHICLES.path}/{vehicle}")
        try:
            _DO[act](page, session, view, value)
        except FormError as error:
            session.rollback()
            return _sheet(page, view, value, act, error)
    return page.go(f"{VEHICLES.path}/{vehicle}", notice=announcements.code(_SAID[act]))


def _lost(page: Page, session: Session, view: VehicleView, value: str) -> None:
    vehicles.report_lost(session, _spelt(view, value), author=page.author)


def _found(page: Page, session: Session, view: VehicleView, value: str) -> None:
    vehicles.found(session, _spelt(view, value), author=page.author)


def _remove(page: Page, session: Session, view: VehicleView, value: str) -> None:
    zone = page.context.timezone
    rest = replace(
        view,
        tags=tuple(each for each in view.tags if each != value),
        codes=tuple(each for each in view.codes if each != value),
    )
    vehicles.change(
        session,
        view.id,
        VehicleForm.of(rest, zone),
        expected_version=view.version,
        author=page.author,
        zone=zone,
    )


def _spelt(view: VehicleView, value: str) -> str:
    return unmistakable(value) if value in view.tags else value


_DO: Final[Mapping[Act, Callable[[Page, Session, VehicleView, str], None]]] = {
    "lost": _lost,
    "found": _found,
    "remove": _remove,
}
_SAID: Final[Mapping[Act, str]] = {
    "lost": announcements.TAG_LOST,
    "found": announcements.TAG_FOUND,
    "remove": announcements.TAG_REMOVED,
}


def _sheet(
    page: Page, view: VehicleView, value: str, act: Act, error: FormError | None
) -> Response:
    tag = value in view.tags
    problems = [] if error is None else error.problems.values()
    values: dict[str, object] = {
        "view": view,
        "act": act,
        "value": value,
        "called": page.say("Tag {number}", number=value)
        if tag
        else page.say("Kode izin {code}", code=pass_codes.spell(value)),
        "problems": [problem_in_words(each, page.language) for each in problems],
    }
    return page.show("vehicles/tag.html", values, status=200 if error is None else 400)
