"""The live stream (server-sent events): a whole snapshot first, then only what changed."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from gate.web.access.places import LIVE
from gate.web.live.boards import Board
from gate.web.request.page import Page, seeing, signed_in

router = APIRouter()

HEARTBEAT: Final = 2.0
"""Seconds between two signs of life."""

STILL_SIGNED_IN: Final = 30.0
"""Seconds between two looks whether the session still counts."""

MOST_STREAMS: Final = 64
"""Streams at one time; a browser that gets none tries again."""


@router.get("/live/stream")
async def live(page: Annotated[Page, Depends(seeing(LIVE))]) -> Response:
    """Stream the live page's pieces and events."""
    return streaming(page, lambda: page.context.boards.now(page.reader))


@router.get("/live/pulse")
async def pulse(page: Annotated[Page, Depends(signed_in)]) -> Response:
    """Stream the time and the signs of life only, for the other pages."""
    return streaming(page, None)


def streaming(page: Page, board: Callable[[], Board] | None) -> Response:
    """Answer with a stream of what a page shows; None = the signs of life only."""
    feed = page.context.feed
    if feed.closing or feed.streams >= MOST_STREAMS:
        return Response(status_code=503)
    return StreamingResponse(
        _events(page, board),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _events(page: Page, board: Callable[[], Board] | None) -> AsyncIterator[str]:
    feed, clock = page.context.feed, page.context.clock
    told, version = Told(), -1
    beat = clock.now().monotonic
    check = beat + STILL_SIGNED_IN
    with feed.streaming():
        while not feed.closing:
            now = clock.now().monotonic
            if now >= check:
                check = now + STILL_SIGNED_IN
                if not await _still_signed_in(page):
                    yield frame(feed.version, "over", {})
                    return
            if board is not None and version != feed.version:
                version = feed.version
                news = told.news(board())
                if news:
                    yield frame(version, "board", news)
            if now >= beat:
                beat = now + HEARTBEAT
                yield frame(feed.version, "tick", _tick(page))
            await feed.changed(feed.version if board is None else version, beat - now)


class Told:
    """What one browser already has."""

    def __init__(self) -> None:
        self._pieces: Mapping[str, str] = {}
        self._keys: list[str] | None = None

    def news(self, board: Board) -> dict[str, object]:
        """Return what has changed since; the first time, everything."""
        news: dict[str, object] = {}
        changed = {
            name: html for name, html in board.pieces.items() if self._pieces.get(name) != html
        }
        if changed:
            news["pieces"] = changed
        keys = [key for key, _ in board.events]
        if not self._keys or self._keys[0] not in keys:
            if keys != self._keys:
                news["rows"] = [html for _, html in board.events]
        elif keys[0] != self._keys[0]:
            news["new_rows"] = [html for _, html in board.events[: keys.index(self._keys[0])]]
        self._pieces, self._keys = board.pieces, keys
        return news


def frame(number: int, name: str, data: Mapping[str, object]) -> str:
    """Write one event; JSON has no line breaks of its own."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"


def _tick(page: Page) -> dict[str, object]:
    context = page.context
    now, moment = context.clock.now(), context.feed.moment
    status, role = moment.status, page.user.role
    return {
        "wall": now.wall,
        "alive": moment.alive,
        "trusted": status is None or status.clock.trusted,
        "theme": page.appearance.theme_now(role, page.language, now.wall),
    }


async def _still_signed_in(page: Page) -> bool:
    wall = page.context.clock.now().wall
    return await run_in_threadpool(page.context.sessions.find, page.token or "", wall) is not None
