"""Kendaraan: the list, searched and paged."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from gate.registry.database import reading
from gate.web.access.places import VEHICLES
from gate.web.request.page import Page, posting, seeing
from gate.web.vehicles.list import LONGEST_SEARCH, Filter, Place, listed, place

router = APIRouter()


@router.get("/vehicles")
def show(
    page: Annotated[Page, Depends(seeing(VEHICLES))],
    at: Annotated[Place, Depends(place)],
) -> Response:
    """Show one page of the vehicles that were searched for."""
    with reading(page.context.engine) as session:
        values = listed(page, session, at)
    return page.show("vehicles/page.html", values)


@router.post("/vehicles/search")
def search(
    page: Annotated[Page, Depends(posting(VEHICLES))],
    text: Annotated[str, Form(max_length=LONGEST_SEARCH)] = "",
    opd: Annotated[str, Form(max_length=160)] = "",
    status: Annotated[str, Form(max_length=16)] = "",
) -> Response:
    """Keep what is searched for in the browser and show what matches."""
    response = page.go(VEHICLES.path)
    page.context.cookies.set(response, "vehicles", Filter(text.strip(), opd, status).cookie)
    return response
