"""Lama penyimpanan: for how many days personal data is kept, and what the last run erased."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from gate.core.values.row_kind import RowKind
from gate.registry.database import editing
from gate.registry.ledger import driver_connection
from gate.registry.lifetimes import LONGEST, SHORTEST, keep_for
from gate.store import journal, retention
from gate.store.database import connect
from gate.store.erasing import Subject
from gate.web.access.places import RETENTION
from gate.web.history.conflicts import Conflict, Faster, check, stamp
from gate.web.history.conflicts import Subject as Changed
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.words.language import message

router = APIRouter()

Looking = Annotated[Page, Depends(seeing(RETENTION))]
Changing = Annotated[Page, Depends(posting(RETENTION))]
Days = Annotated[str, Form(max_length=8)]

_SUBJECT: Final = Changed((RowKind.ADMIN_RETENTION_CHANGED,), {}, RETENTION.path)

SUBJECTS: Final[Mapping[Subject, tuple[str, str]]] = {
    Subject.REGISTERED: (
        message("Kendaraan terdaftar"),
        message("Lewatnya kendaraan di daftar, dengan pelat dan tagnya"),
    ),
    Subject.VISITOR: (
        message("Tamu"),
        message("Izin tamu, tamunya sendiri, dan lewatnya, sejak izin berakhir"),
    ),
    Subject.UNKNOWN: (
        message("Yang tidak dikenal"),
        message("Pelat dan tag yang terbaca tetapi tidak ada di daftar"),
    ),
}
"""What is kept how long: its name, and what belongs to it."""


@router.get(RETENTION.path)
def show(page: Looking) -> Response:
    """Show the three lifetimes, and the last run."""
    return _page(page, _now(page), {})


@router.post(RETENTION.path)
def change(
    page: Changing,
    registered: Days = "",
    visitor: Days = "",
    unknown: Days = "",
    seen: Annotated[str, Form(max_length=16)] = "",
) -> Response:
    """Keep each for so many days from the next nightly run on."""
    typed = {"registered": registered, "visitor": visitor, "unknown": unknown}
    wrong = {name for name, text in typed.items() if not _is_lifetime(text)}
    if wrong:
        told = page.say("Tulis angka {least} sampai {most}", least=SHORTEST, most=LONGEST)
        return _page(page, typed, dict.fromkeys(wrong, told))
    try:
        with editing(page.context.engine) as session:
            before = retention.lifetimes(driver_connection(session))
            now = {str(subject): str(days) for subject, days in before.items()}
            if seen:
                check(page, seen, _words(page, now), _words(page, typed), _SUBJECT)
            for subject, text in typed.items():
                keep_for(session, subject, int(text), author=page.author)
    except Faster as faster:
        return _page(page, typed, {}, faster.conflict)
    return page.go(RETENTION.path, notice=announcements.code(announcements.RETENTION_SAVED))


def _is_lifetime(text: str) -> bool:
    return text.isascii() and text.isdigit() and SHORTEST <= int(text) <= LONGEST


def _words(page: Page, days: Mapping[str, str]) -> dict[str, str]:
    """Name what is kept, and for how many days; leading zeros are nothing."""
    return {
        page.say(name): str(int(days[subject.value])) for subject, (name, _) in SUBJECTS.items()
    }


def _now(page: Page) -> dict[str, str]:
    with _reading(page) as connection:
        return {str(subject): str(n) for subject, n in retention.lifetimes(connection).items()}


def _page(
    page: Page,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    conflict: Conflict | None = None,
) -> Response:
    values: dict[str, object] = {
        "subjects": [
            (str(subject), page.say(name), page.say(what))
            for subject, (name, what) in SUBJECTS.items()
        ],
        "typed": typed,
        "problems": problems,
        "last": _last_run(page),
        "most": LONGEST,
        "conflict": conflict,
        "seen": stamp(_words(page, _now(page))),
    }
    return page.show("retention/page.html", values, status=400 if problems or conflict else 200)


def _last_run(page: Page) -> tuple[str, list[tuple[str, str]]] | None:
    """Tell when data was erased last, and how much of each; None when that never was."""
    with _reading(page) as connection:
        found = journal.tail(
            connection, page.context.config.gate_id, limit=1, kinds=[retention.KIND]
        )
    if not found:
        return None
    payload, number = found[0].payload or {}, page.language.number
    rows = payload.get("rows")
    erased = rows if isinstance(rows, dict) else {}
    counts = [
        (page.say(name), number(_whole(erased.get(subject.value))))
        for subject, (name, _) in SUBJECTS.items()
    ]
    vehicles = payload.get("vehicles")
    counts.append((page.say("Tamu dihapus dari daftar"), number(_whole(vehicles))))
    return page.language.short(found[0].wall_us / 1e6), counts


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


@contextmanager
def _reading(page: Page) -> Iterator[sqlite3.Connection]:
    with closing(connect(page.context.config.database, read_only=True)) as connection:
        yield connection
