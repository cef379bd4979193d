"""Unduh Excel: the vehicles that are searched for, as a file, streamed from a child process."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from gate.errors import StoreError
from gate.registry import ledger, vehicles
from gate.registry.database import editing, reading
from gate.registry.exports import Words
from gate.web.access.places import VEHICLES
from gate.web.request.page import Page, seeing
from gate.web.vehicles.list import chosen_filter

router = APIRouter()

_CHUNK: Final = 64 * 1024
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/vehicles/export.{kind}")
async def export(
    page: Annotated[Page, Depends(seeing(VEHICLES))], kind: Literal["csv", "xlsx"]
) -> Response:
    """Stream the file, journalled before it leaves; StoreError when the database is silent."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gate.web.jobs.export_work", stdin=PIPE, stdout=PIPE
    )
    first = await _begin(process, _task(page, kind))
    try:
        await run_in_threadpool(_journal, page)
    except BaseException:
        await _end(process)
        raise
    name = f"kendaraan-{page.language.local(page.now.wall):%Y-%m-%d}.{kind}"
    return StreamingResponse(
        _bytes(process, first),
        media_type=_TYPES[kind],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _journal(page: Page) -> None:
    """Write down who takes which vehicles; how many there are is counted for it."""
    wanted = chosen_filter(page)
    text = "…" if wanted.text else ""  # it may name somebody
    filters = {"text": text, "opd": wanted.opd, "status": wanted.status}
    with reading(page.context.engine) as session:
        found = vehicles.search(session, wanted.query, wall=page.now.wall, limit=1)
    with editing(page.context.engine) as session:
        ledger.exported(session, page.author, "vehicles", found.total, filters)


def _task(page: Page, kind: str) -> bytes:
    config, wanted = page.context.config, chosen_filter(page)
    task = {
        "database": str(config.database),
        "place": str(config.data_dir),
        "zone": str(config.timezone),
        "words": Words(page.language.code),
        "kind": kind,
        "text": wanted.text,
        "opd": wanted.opd,
        "status": wanted.status,
        "wall": page.now.wall,
    }
    return json.dumps(task).encode() + b"\n"


async def _begin(process: Process, task: bytes) -> bytes:
    """Give the child its order and wait until it writes; without a byte it has failed."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the child was started without pipes")
    try:
        process.stdin.write(task)
        process.stdin.close()
        first = await process.stdout.read(_CHUNK)
    except BaseException:
        await _end(process)
        raise
    if not first:
        await process.wait()
        raise StoreError("the list could not be exported; see the messages before this one")
    return first


async def _bytes(process: Process, first: bytes) -> AsyncIterator[bytes]:
    """Pass on what the child writes; a file that it could not finish ends as a broken download."""
    try:
        yield first
        while process.stdout is not None and (chunk := await process.stdout.read(_CHUNK)):
            yield chunk
        if await process.wait() != 0:
            raise StoreError("the export ended early; see the messages before this one")
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
