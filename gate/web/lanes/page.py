"""Pantau: the lanes, what is wrong, and the latest events."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from gate.web.access.places import LIVE
from gate.web.request.page import Page, seeing

router = APIRouter()


@router.get("/live")
async def show(page: Annotated[Page, Depends(seeing(LIVE))]) -> Response:
    """Show the gate as it is now; the stream keeps the page so."""
    boards = page.context.boards
    values = {
        "board": boards.now(page.reader),
        "moment": page.context.feed.version,
        "lost": boards.disconnected(page.reader),
    }
    return page.show("live/page.html", values)
