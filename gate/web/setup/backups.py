"""Cadangan: the gate as one file to take along, sealed with a passphrase or knowingly not."""

import os
from contextlib import closing
from datetime import datetime
from math import ceil
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from gate.core.values.row_kind import RowKind
from gate.store import backup, journal
from gate.store.database import connect
from gate.web.access.places import BACKUP
from gate.web.jobs.backups import Busy, NoRoom
from gate.web.request.page import Page, posting, seeing
from gate.words.kinds import KINDS

router = APIRouter()

Admin = Annotated[Page, Depends(seeing(BACKUP))]
AdminsForm = Annotated[Page, Depends(posting(BACKUP))]
Secret = Annotated[str, Form(max_length=200)]

SHORTEST: Final = 10
"""Signs of a passphrase."""

_KIBI: Final = 2**10
_MEBI: Final = 2**20


@router.get(BACKUP.path)
def show(page: Admin) -> Response:
    """Ask for a passphrase, show how far the backup is, or offer it."""
    return _page(page, {})


@router.post(BACKUP.path)
async def make(
    page: AdminsForm, passphrase: Secret = "", again: Secret = "", unsealed: Secret = ""
) -> Response:
    """Start making one."""
    problem = _problem(page, passphrase, again, unsealed)
    if problem is None:
        problem = await run_in_threadpool(_start, page, "" if unsealed else passphrase)
    if problem is not None:
        return await run_in_threadpool(_page, page, dict([problem]), unsealed)
    return page.go(BACKUP.path)


@router.post(f"{BACKUP.path}/drop")
def drop(page: AdminsForm) -> Response:
    """Stop making it, or let go of it."""
    page.context.backups.drop(page.user.actor)
    return page.go(BACKUP.path)


@router.get(f"{BACKUP.path}/file")
def download(page: Admin) -> Response:
    """Send the file; afterwards it is gone here."""
    made = page.context.backups.seen(page.user.actor)
    if made is None or not made.size:
        return page.go(BACKUP.path)
    return StreamingResponse(
        page.context.backups.bytes(made),
        media_type="application/octet-stream",
        headers={
            "content-disposition": f'attachment; filename="{made.name}"',
            "content-length": str(made.size),
        },
    )


def _problem(page: Page, passphrase: str, again: str, unsealed: str) -> tuple[str, str] | None:
    """Say at which field what is missing."""
    if unsealed:
        return None
    if len(passphrase) < SHORTEST:
        text = page.say("Paling sedikit {limit} huruf, atau pilih tanpa kata sandi", limit=SHORTEST)
        return "passphrase", text
    if passphrase != again:
        return "again", page.say("Kedua isian tidak sama")
    return None


def _start(page: Page, passphrase: str) -> tuple[str, str] | None:
    local: datetime = page.language.local(page.now.wall)
    name = f"{page.context.config.gate_id}-{local:%Y%m%d-%H%M%S}{backup.SUFFIX}"
    try:
        page.context.backups.start(name, passphrase, page.author)
    except Busy:
        return "failure", page.say("Cadangan lain sedang dibuat. Coba lagi sebentar lagi.")
    except NoRoom:
        return "failure", page.say("Ruang penyimpanan tidak cukup untuk membuat cadangan di sini.")
    return None


def _page(page: Page, problems: dict[str, str], unsealed: str = "") -> Response:
    made = page.context.backups.seen(page.user.actor)
    values: dict[str, object] = {
        "made": made,
        "percent": 0 if made is None else round(made.share * 100),
        "size": "" if made is None else _size(page, made.size),
        "missing": _out_of_reach(page),
        "last": _last(page),
        "problems": problems,
        "unsealed": unsealed,
        "limit": SHORTEST,
    }
    return page.show("backup/page.html", values, status=400 if problems else 200)


def _size(page: Page, size: int) -> str:
    if size < _MEBI:
        return f"{page.language.number(ceil(size / _KIBI))} KiB"
    return f"{page.language.number(round(size / _MEBI, 1))} MiB"


def _out_of_reach(page: Page) -> list[str]:
    """Return the keys of `gate.toml` whose files these pages may not read."""
    named = backup.named_files(page.context.config.path)
    readable = {f"files/{key}" for key, path in named.items() if os.access(path, os.R_OK)}
    return list(backup.left_out(page.context.config, readable))


def _last(page: Page) -> tuple[str, str, str, str] | None:
    """Return how the last backup went, wherever it was made: moment, words, tone, icon."""
    with closing(connect(page.context.config.database, read_only=True)) as connection:
        found = journal.tail(
            connection,
            page.context.config.gate_id,
            limit=1,
            kinds=[RowKind.BACKUP_MADE, RowKind.BACKUP_FAILED],
        )
    if not found:
        return None
    wording = KINDS[found[0].kind]
    moment = page.language.moment(found[0].wall_us / 1e6, page.now.wall)
    return moment, page.say(wording.title), wording.tone, wording.icon
