"""Impor dari Excel: a file is uploaded, looked through, and taken over in one step."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from gate.registry.import_headings import ENGLISH, HEADINGS
from gate.registry.vehicle_import.plan import Result
from gate.registry.vehicle_import.table import MOST_BYTES, Fault
from gate.web.access.places import VEHICLES
from gate.web.jobs.bulk import Outcome
from gate.web.jobs.import_words import ENDS, FAULTS, RESULTS
from gate.web.jobs.imports import Busy, Seen, Stage
from gate.web.request.page import Page, posting, seeing
from gate.web.vehicles.fields import field_name, shown
from gate.words.language import SOURCE
from gate.words.vehicles import problem_in_words

router = APIRouter()

PAGE_SIZE: Final = 50
LARGEST_UPLOAD: Final = 2 * MOST_BYTES
"""Bytes of the longest form taken here: a file that is somewhat too large is told so kindly."""

_PATH: Final = "/vehicles/import"
_LONGEST_NAME: Final = 100

Officer = Annotated[Page, Depends(seeing(VEHICLES))]
OfficersForm = Annotated[Page, Depends(posting(VEHICLES))]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file in words: what changes, as name, before, after; or what is wrong."""

    number: int
    title: str
    changes: list[tuple[str, str, str]]
    problems: list[str]


@router.get(_PATH)
def show(
    page: Officer,
    result: Result | None = None,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """Ask for a file, or show how far its import is."""
    seen = page.context.imports.seen(page.user.actor)
    if seen is None:
        return _ask(page, None)
    values: dict[str, object] = {"seen": seen, "busy": False, **_told(page, seen)}
    if seen.stage in {Stage.READING, Stage.IMPORTING}:
        return page.show("vehicles/import_progress.html", values)
    return page.show("vehicles/import_result.html", values | _rows(page, seen, result, number))


@router.post(_PATH, max_body_size=LARGEST_UPLOAD)
async def upload(page: Officer, request: Request) -> Response:
    """Take a file and start looking through it."""
    async with request.form(max_files=1, max_fields=4) as form:
        word, file = form.get("csrf"), form.get("file")
        page.check(word if isinstance(word, str) else "")
        if not isinstance(file, UploadFile) or not file.filename:
            return await run_in_threadpool(_ask, page, page.say("Pilih berkasnya dulu"))
        if (file.size or 0) > MOST_BYTES:
            return await run_in_threadpool(_ask, page, _too_large(page))
        actor, name = page.user.actor, _bare(file.filename)
        try:
            await run_in_threadpool(
                page.context.imports.start, actor, name, file.file, page.language.code
            )
        except Busy:
            return await run_in_threadpool(_ask, page, _busy(page))
    return page.go(_PATH)


@router.post(f"{_PATH}/apply")
def apply(page: OfficersForm) -> Response:
    """Import what was looked through."""
    imports = page.context.imports
    try:
        imports.apply(page.user.actor, page.author)
    except Busy:
        seen = imports.seen(page.user.actor)
        if seen is not None:
            values: dict[str, object] = {"seen": seen, "busy": True, **_told(page, seen)}
            values |= _rows(page, seen, None, 1)
            return page.show("vehicles/import_result.html", values, status=409)
    return page.go(_PATH)


@router.post(f"{_PATH}/stop")
def stop(page: OfficersForm) -> Response:
    """Stop, or let go of what was uploaded."""
    page.context.imports.stop(page.user.actor)
    return page.go(_PATH)


@router.get(f"{_PATH}/problems.xlsx")
def problems(page: Officer) -> Response:
    """Hand out the rows to put right, each with what it needs."""
    found = page.context.imports.problems(page.user.actor)
    if found is None:
        return page.go(_PATH)
    return FileResponse(found, filename="perlu-diperbaiki.xlsx")


def _ask(page: Page, problem: str | None) -> Response:
    names = HEADINGS if page.language.code == SOURCE else ENGLISH
    values: dict[str, object] = {
        "problem": problem,
        "columns": [names[each][0] if names is HEADINGS else ENGLISH[each] for each in HEADINGS],
        "limit": MOST_BYTES // 2**20,
        "bytes": MOST_BYTES,
        "too_large": _too_large(page),
    }
    return page.show("vehicles/import.html", values, status=200 if problem is None else 400)


def _too_large(page: Page) -> str:
    return page.say(FAULTS[Fault.LARGE], limit=MOST_BYTES // 2**20)


def _busy(page: Page) -> str:
    return page.say("Impor lain sedang berjalan. Coba lagi sebentar lagi.")


def _bare(filename: str) -> str:
    """Return the name of a file without its folders, as browsers may send them."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable())[-_LONGEST_NAME:] or "?"


def _told(page: Page, seen: Seen) -> dict[str, object]:
    fault = None if seen.fault is None else page.say(FAULTS[seen.fault], **seen.params)
    return {
        "fault": fault,
        "ended": None if seen.end not in ENDS else page.say(ENDS[seen.end]),
        "taken": seen.counts[Result.ADDED] + seen.counts[Result.CHANGED],
        "wrong": seen.counts[Result.WRONG],
        "busy_words": _busy(page),
    }


def _rows(page: Page, seen: Seen, result: Result | None, number: int) -> dict[str, object]:
    order = (Result.WRONG, Result.CHANGED, Result.ADDED, Result.UNCHANGED)
    chosen = result or next((each for each in order if seen.counts[each]), Result.ADDED)
    offset = (number - 1) * PAGE_SIZE
    rows = page.context.imports.rows(page.user.actor, chosen, offset, PAGE_SIZE)
    return {
        "lines": [_line(page, each) for each in rows],
        "chosen": str(chosen),
        "results": [(str(each), page.say(RESULTS[each]), seen.counts[each]) for each in order],
        "number": number,
        "first": offset + 1,
        "last": offset + len(rows),
        "total": seen.counts[chosen],
    }


def _line(page: Page, outcome: Outcome) -> Line:
    language = page.language
    return Line(
        number=outcome.number,
        title=outcome.title,
        changes=[
            (field_name(language, name), shown(language, name, old), shown(language, name, new))
            for name, (old, new) in outcome.changes.items()
        ],
        problems=[_problem(page, outcome, name) for name in outcome.problems],
    )


def _problem(page: Page, outcome: Outcome, name: str) -> str:
    """Name the field, what stands in its cell, and what it needs."""
    problem = outcome.problems[name]
    cell = "" if "text" in problem.params else outcome.found.get(name, "")
    words = problem_in_words(problem, page.language)
    if name == "row":
        return words
    return f"{field_name(page.language, name)}{f' “{cell}”' if cell else ''}: {words}"
