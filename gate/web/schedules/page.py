"""Jadwal: in which hours which vehicles may pass, and what lanes do by themselves then."""

from collections.abc import Collection
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.model import Category
from gate.core.values.row_kind import RowKind
from gate.core.values.schedule import Schedule
from gate.registry.database import editing, reading
from gate.registry.people.staff import Role
from gate.registry.problems import FormError
from gate.registry.timetable import plans, schedules
from gate.registry.timetable.plans import PlanForm
from gate.web.access.places import PLANNING, SCHEDULES
from gate.web.board.week import BLANK, day_names, in_words, rows, week
from gate.web.history.conflicts import Conflict, Faster, Subject, check, stamp
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.web.request.refusals import NotForThisRole
from gate.web.schedules.schedule_forms import Typed, typed
from gate.words.kinds import PLAN_MODES
from gate.words.vehicles import CATEGORIES, problem_in_words

router = APIRouter()

Looking = Annotated[Page, Depends(seeing(SCHEDULES))]
Changing = Annotated[Page, Depends(posting(SCHEDULES))]
Filled = Annotated[Typed, Depends(typed)]
Text = Annotated[str, Form(max_length=200)]

_NEW: Final = Typed("", (BLANK,), as_usual=False, lanes=())


@router.get(SCHEDULES.path)
def show(page: Looking) -> Response:
    """List schedules, who has them, and the lanes' plans."""
    return overview(page)


@router.get(f"{SCHEDULES.path}/new")
def blank(page: Looking) -> Response:
    """Ask for a new schedule."""
    if not page.may_change:
        raise NotForThisRole(frozenset({Role.OFFICER, Role.ADMIN}))
    return _one(page, None, _NEW)


@router.post(f"{SCHEDULES.path}/new")
def add(page: Changing, filled: Filled) -> Response:
    """Make a schedule."""
    try:
        with editing(page.context.engine) as session:
            made = schedules.add(
                session, filled.form, author=page.author, lanes=page.context.config.lanes
            )
    except FormError as error:
        return _one(page, None, filled, error)
    return saved(page, made.id)


@router.get(f"{SCHEDULES.path}/{{number}}")
def one(page: Looking, number: int) -> Response:
    """Show one: its week, its form, who has it."""
    schedule = _get(page, number)
    return _one(page, schedule, _filled(page, schedule))


@router.post(f"{SCHEDULES.path}/{{number}}")
def change(page: Changing, number: int, filled: Filled) -> Response:
    """Save what was changed, never over somebody else's change without asking."""
    schedule = _get(page, number)
    try:
        with editing(page.context.engine) as session:
            lanes, before = page.context.config.lanes, schedules.named(session, schedule.name)
            after = schedules.change(
                session, before.name, filled.form, author=page.author, lanes=lanes
            )
            if filled.seen:
                check(
                    page, filled.seen, _words(page, before), _words(page, after), _changed(number)
                )
    except FormError as error:
        return _one(page, schedule, filled, error)
    except Faster as faster:
        return _one(page, _get(page, number), filled, conflict=faster.conflict)
    return saved(page, number)


@router.post(f"{SCHEDULES.path}/{{number}}/categories")
def give(
    page: Changing,
    number: int,
    categories: Annotated[list[str] | None, Form()] = None,
    seen: Text = "",
) -> Response:
    """Hold exactly the ticked categories to a schedule."""
    schedule, wanted = _get(page, number), set(categories or ())
    try:
        with editing(page.context.engine) as session:
            if seen:
                now = schedules.use(session, schedule).categories
                subject = Subject(
                    (RowKind.ADMIN_CATEGORY_CHANGED,), {}, f"{SCHEDULES.path}/{number}"
                )
                check(page, seen, _given(page, now), _given(page, wanted), subject)
            for category in Category:
                act = schedules.give if category in wanted else schedules.take
                act(session, schedule.name, category, author=page.author)
    except FormError as error:
        return _one(page, schedule, _filled(page, schedule), error)
    except Faster as faster:
        return _one(page, schedule, _filled(page, schedule), clash=faster.conflict)
    return saved(page, number)


@router.get(f"{SCHEDULES.path}/{{number}}/remove")
def ask(page: Looking, number: int) -> Response:
    """Ask before a schedule goes."""
    values = {"question": page.say("Hapus jadwal"), "subject": _get(page, number).name}
    return page.show("schedules/remove.html", values)


@router.post(f"{SCHEDULES.path}/{{number}}/remove")
def remove(page: Changing, number: int) -> Response:
    """Take a schedule away that nobody has."""
    schedule = _get(page, number)
    try:
        with editing(page.context.engine) as session:
            schedules.remove(session, schedule.name, author=page.author)
    except FormError as error:
        return _one(page, schedule, _filled(page, schedule), error)
    return saved(page)


def _get(page: Page, number: int) -> Schedule:
    with reading(page.context.engine) as session:
        for schedule in schedules.everyone(session):
            if schedule.id == number:
                return schedule
    raise HTTPException(404)


def _changed(number: int) -> Subject:
    kinds = (RowKind.ADMIN_SCHEDULE_CHANGED,)
    return Subject(kinds, {"schedule": number}, f"{SCHEDULES.path}/{number}")


def _words(page: Page, schedule: Schedule) -> dict[str, str]:
    """Say what a schedule is, as its form names it."""
    names = [name for code, name in _lanes(page) if code in (schedule.lanes or ())]
    return {
        page.say("Nama"): schedule.name,
        page.say("Hari dan jam"): in_words(schedule.windows, page.language),
        page.say("Hari libur sama seperti hari lain"): page.say("ya")
        if schedule.holds_on_holidays
        else page.say("tidak"),
        page.say("Jalur (kosong: semua)"): ", ".join(names),
    }


def _given(page: Page, categories: Collection[str]) -> dict[str, str]:
    told = [page.say(name) for code, name in CATEGORIES.items() if code in categories]
    return {page.say("Dipakai oleh"): ", ".join(told)}


def _filled(page: Page, schedule: Schedule) -> Typed:
    lanes = tuple(sorted(schedule.lanes or ()))
    filled = tuple(rows(schedule, page.language))
    return Typed(schedule.name, filled, as_usual=schedule.holds_on_holidays, lanes=lanes)


def overview(page: Page, form: PlanForm | None = None, error: FormError | None = None) -> Response:
    """Show all schedules and plans, with what is wrong with a plan that was typed."""
    with reading(page.context.engine) as session:
        known = schedules.everyone(session)
        values: dict[str, object] = {
            "schedules": [
                (each, in_words(each.windows, page.language), _who(page, session, each))
                for each in known
            ],
            "plans": plans.everyone(session),
        }
    values |= {
        "lanes": _lanes(page),
        "lane_names": dict(_lanes(page)),
        "modes": {code: page.say(name) for code, name in PLAN_MODES.items()},
        "may_plan": page.user.role in PLANNING,
        "typed": form,
        "problems": _problems(page, error),
    }
    return page.show("schedules/page.html", values, status=200 if error is None else 400)


def _one(
    page: Page,
    schedule: Schedule | None,
    filled: Typed,
    error: FormError | None = None,
    **conflicts: Conflict,
) -> Response:
    with reading(page.context.engine) as session:
        given = None if schedule is None else schedules.use(session, schedule)
    values: dict[str, object] = {
        "schedule": schedule,
        "week": [] if schedule is None else week(schedule, page.language),
        "filled": filled,
        "use": given,
        "days": day_names(page.language, "abbreviated"),
        "lanes": _lanes(page),
        "categories": [(str(code), page.say(name)) for code, name in CATEGORIES.items()],
        "problems": _problems(page, error),
        "conflict": conflicts.get("conflict"),
        "clash": conflicts.get("clash"),
        "seen": "" if schedule is None else stamp(_words(page, schedule)),
        "given": "" if given is None else stamp(_given(page, given.categories)),
    }
    good = error is None and not conflicts
    return page.show("schedules/one.html", values, status=200 if good else 400)


def _who(page: Page, session: Session, schedule: Schedule) -> str:
    """Say who has a schedule."""
    given = schedules.use(session, schedule)
    told = [page.say(CATEGORIES[Category(name)]) for name in given.categories]
    if given.vehicles:
        told.append(page.language.many("{n} kendaraan", "{n} kendaraan", given.vehicles))
    if given.plans:
        told.append(page.language.many("{n} rencana jalur", "{n} rencana jalur", len(given.plans)))
    return ", ".join(told)


def _lanes(page: Page) -> list[tuple[str, str]]:
    site = page.context.site
    return [(lane.id, site.lane_name(lane, page.language)) for lane in site.lanes]


def _problems(page: Page, error: FormError | None) -> dict[str, str]:
    problems = {} if error is None else error.problems
    return {name: problem_in_words(found, page.language) for name, found in problems.items()}


def saved(page: Page, number: int | None = None) -> Response:
    """Lead back to the list, or to one of them."""
    path = SCHEDULES.path if number is None else f"{SCHEDULES.path}/{number}"
    return page.go(path, notice=announcements.code(announcements.SCHEDULES_SAVED))
