"""Hari libur: the days on which schedules hold otherwise, and what is proposed for a year."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.row_kind import RowKind
from gate.registry import dates
from gate.registry.database import editing, reading
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import holidays
from gate.registry.timetable.form import bare
from gate.registry.timetable.holiday_proposal import propose
from gate.web.access.places import HOLIDAYS
from gate.web.board.week import day_names
from gate.web.history.conflicts import Conflict, Faster, Subject, check, stamp
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.words.vehicles import problem_in_words

router = APIRouter()

Looking = Annotated[Page, Depends(seeing(HOLIDAYS))]
Changing = Annotated[Page, Depends(posting(HOLIDAYS))]
Text = Annotated[str, Form(max_length=200)]
Year = Annotated[int | None, Query(ge=2000, le=2099)]
"""Years for which anything is known of the moon."""

Ticked = Annotated[list[str] | None, Form()]

MOST_DAYS: Final = 100
"""Days taken from one form."""


@router.get(HOLIDAYS.path)
def show(page: Looking, year: Year = None) -> Response:
    """List the holidays of a year, this one unless another is asked for."""
    return _page(page, year or _this_year(page))


@router.post(HOLIDAYS.path)
def add(page: Changing, day: Text = "", name: Text = "", seen: Text = "") -> Response:
    """Add a holiday, or rename one that has a name already, once that was seen."""
    try:
        when = dates.parse(day)
    except ValueError:
        problem = Problem(ProblemCode.DATE_WRONG, {"text": day})
        return _page(page, _this_year(page), (day, name), FormError({"day": problem}))
    try:
        with editing(page.context.engine) as session:
            known = holidays.everyone(session).get(when)
            if known is not None and name.strip():
                wanted = _words(page, when, bare(name))
                check(page, seen, _words(page, when, known), wanted, _changed(when))
            holidays.put(session, {when: name}, author=page.author)
    except FormError as error:
        return _page(page, when.year, (day, name), error)
    except Faster as faster:
        return _page(page, when.year, (day, name), conflict=faster.conflict)
    return _saved(page, when.year)


@router.get(f"{HOLIDAYS.path}/remove")
def ask(page: Looking, day: str) -> Response:
    """Ask before a day is an ordinary one again."""
    when = _day(day)
    with reading(page.context.engine) as session:
        name = holidays.everyone(session).get(when)
    if name is None:
        raise HTTPException(404)
    values = {"day": when, "subject": f"{name}, {page.language.calendar(when)}"}
    return page.show("holidays/remove.html", values)


@router.post(f"{HOLIDAYS.path}/remove")
def remove(page: Changing, day: Text = "") -> Response:
    """Make a day an ordinary one again."""
    when = _day(day)
    try:
        with editing(page.context.engine) as session:
            holidays.remove(session, [when], author=page.author)
    except FormError as error:
        return _page(page, when.year, None, error)
    return _saved(page, when.year)


@router.get(f"{HOLIDAYS.path}/proposal")
def proposal(page: Looking, year: Year = None) -> Response:
    """Show what the calendar of Indonesia has for a year and the gate has not."""
    asked = year or _this_year(page)
    proposed = propose(asked)
    with reading(page.context.engine) as session:
        known = holidays.everyone(session)
    values: dict[str, object] = {
        "year": asked,
        "days": [
            (day, name, page.language.calendar(day), _weekday(page, day), day in proposed.public)
            for day, name in proposed.days.items()
            if known.get(day) != name
        ],
    }
    return page.show("holidays/proposal.html", values)


@router.post(f"{HOLIDAYS.path}/proposal")
def take(
    page: Changing, year: Annotated[int, Form(ge=2000, le=2099)], days: Ticked = None
) -> Response:
    """Take the ticked days over, under the names that were proposed."""
    ticked = set((days or [])[:MOST_DAYS])
    wanted = {day: name for day, name in propose(year).days.items() if day.isoformat() in ticked}
    with editing(page.context.engine) as session:
        holidays.put(session, wanted, author=page.author)
    return _saved(page, year)


def _words(page: Page, day: date, name: str) -> dict[str, str]:
    return {page.language.calendar(day): name}


def _changed(day: date) -> Subject:
    return Subject((RowKind.ADMIN_HOLIDAYS_CHANGED,), {}, f"{HOLIDAYS.path}?year={day.year}")


def _page(
    page: Page,
    year: int,
    typed: tuple[str, str] | None = None,
    error: FormError | None = None,
    conflict: Conflict | None = None,
) -> Response:
    with reading(page.context.engine) as session:
        known = holidays.everyone(session)
    problems = {} if error is None else error.problems
    values: dict[str, object] = {
        "year": year,
        "days": [
            (day, name, page.language.calendar(day), _weekday(page, day))
            for day, name in known.items()
            if day.year == year
        ],
        "typed": typed or ("", ""),
        "conflict": conflict,
        "seen": ""
        if conflict is None
        else stamp({each.name: each.now for each in conflict.fields}),
        "problems": {
            name: problem_in_words(each, page.language) for name, each in problems.items()
        },
    }
    good = error is None and conflict is None
    return page.show("holidays/page.html", values, status=200 if good else 400)


def _weekday(page: Page, day: date) -> str:
    return day_names(page.language)[day.weekday()]


def _this_year(page: Page) -> int:
    return page.language.local(page.now.wall).year


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise HTTPException(404) from error


def _saved(page: Page, year: int) -> Response:
    notice = announcements.code(announcements.HOLIDAYS_SAVED)
    return page.go(f"{HOLIDAYS.path}?year={year}", notice=notice)
