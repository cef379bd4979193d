"""Riwayat: the journal in plain words, searched and paged; the story of one passage; as a file."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

from anyio import CancelScope
from fastapi import APIRouter, Depends, Form
from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response, StreamingResponse

from gate.registry import ledger
from gate.registry.database import editing
from gate.store.history import one
from gate.store.search import near
from gate.store.verification import verify_span
from gate.web.access.places import HISTORY
from gate.web.history.file import FORMATS, Tally, lines, table, workbook
from gate.web.history.list import (
    LONGEST_SEARCH,
    Filter,
    chosen,
    key,
    listed,
    looking,
    named,
    sought,
)
from gate.web.history.passage import together
from gate.web.history.redecide import hindsight
from gate.web.history.story import Proof, story
from gate.web.request.page import Page, seeing

router = APIRouter()

Reader = Annotated[Page, Depends(seeing(HISTORY))]


def searching(page: Reader, csrf: Annotated[str, Form()] = "") -> Page:
    """Take the form of anybody who sees history: searching changes nothing."""
    page.check(csrf)
    return page


Searcher = Annotated[Page, Depends(searching)]
Text = Annotated[str, Form(max_length=LONGEST_SEARCH)]


def narrowed(lane: Text = "", group: Text = "", why: Text = "", by: Text = "") -> tuple[str, ...]:
    """Take what is chosen from lists."""
    return lane, group, why, by


@router.get("/history")
def show(page: Reader, before: str = "", after: str = "") -> Response:
    """Show fifty rows: older than `before`, or newer than `after` (`epoch.seq`)."""
    return page.show("history/page.html", listed(page, before, after))


@router.post("/history/search")
def search(
    page: Searcher,
    narrower: Annotated[tuple[str, ...], Depends(narrowed)],
    text: Text = "",
    since: Text = "",
    until: Text = "",
) -> Response:
    """Keep what is searched for in the browser and show what matches."""
    filter_ = Filter(*(each.strip() for each in (text, since, until, *narrower)))
    response = page.go(HISTORY.path)
    page.context.cookies.set(response, "history", filter_.cookie)
    return response


@router.get("/history/export.{ending}")
def export(page: Reader, ending: str) -> Response:
    """Send everything that matches as a file."""
    if ending not in FORMATS:
        raise HTTPException(404)
    asked, tally = sought(page, chosen(page)), Tally()
    local: datetime = page.language.local(page.now.wall)
    name = f"riwayat-{local:%Y%m%d-%H%M}.{ending}"
    if ending == "xlsx":
        with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
            path = Path(file.name)
        forget = BackgroundTask(path.unlink, missing_ok=True)
        try:
            workbook(page, asked, path, tally)
            _journalled(page, tally)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return FileResponse(path, media_type=FORMATS[ending], filename=name, background=forget)
    write = table if ending == "csv" else lines
    written = _sent(page, write(page, asked, tally), tally)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(written, media_type=FORMATS[ending], headers=headers)


async def _sent(page: Page, written: Iterator[str], tally: Tally) -> AsyncIterator[str]:
    """Pass on what is written, and journal what was taken, also when the reader went away."""
    try:
        async for piece in iterate_in_threadpool(written):
            yield piece
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(_journalled, page, tally)


def _journalled(page: Page, tally: Tally) -> None:
    filters = asdict(chosen(page))
    filters["text"] = "…" if filters["text"] else ""  # it may name somebody
    with editing(page.context.engine) as session:
        ledger.exported(session, page.author, "journal", tally.rows, filters)


@router.get("/history/{place}")
def tell(page: Reader, place: str, before: str = "", after: str = "") -> Response:
    """Tell the story of the passage that a row belongs to, beside the list."""
    at, gate_id = key(place), page.context.config.gate_id
    if at is None:
        raise HTTPException(404)
    with looking(page) as (connection, _):
        row = one(connection, gate_id, *at)
        if row is None:
            raise HTTPException(404)
        rows = together(row, near(connection, gate_id, row))
        first, last = rows[0].seq, rows[-1].seq
        checked = verify_span(connection, gate_id, at.epoch, first, last)
        now = hindsight(page, connection, rows)
    trusted = all(each.clock_trusted for each in rows)
    proof = Proof(first, last, first + checked.rows if checked.problem else None, trusted)
    told = story(row, rows, page.context.site, named(page, rows), page.language)
    values = {"story": told, "proof": proof, "chosen": place, "hindsight": now}
    return page.show("history/page.html", listed(page, before, after) | values)
