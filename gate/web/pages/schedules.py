"""Jadwal: in which hours which vehicles may pass, and what lanes do by themselves then."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.model import Category
from gate.core.plan import PlanMode
from gate.core.schedule import Schedule
from gate.registry import plans, schedules
from gate.registry.database import editing, reading
from gate.registry.plans import PlanForm
from gate.registry.problems import FormError
from gate.registry.staff import Role
from gate.web import announcements
from gate.web.page import Page, posting, seeing
from gate.web.places import SCHEDULES
from gate.web.refusals import NotForThisRole
from gate.web.schedule_forms import Typed, typed
from gate.web.week import BLANK, day_names, in_words, rows, week
from gate.web.wording.kinds import PLAN_MODES
from gate.web.wording.vehicles import CATEGORIES, problem_in_words

router = APIRouter()

Looking = Annotated[Page, Depends(seeing(SCHEDULES))]
Changing = Annotated[Page, Depends(posting(SCHEDULES))]
Filled = Annotated[Typed, Depends(typed)]
Text = Annotated[str, Form(max_length=200)]

PLANNING: Final = frozenset({Role.ADMIN})
"""Who plans what lanes do by themselves."""

_NEW: Final = Typed("", (BLANK,), as_usual=False, lanes=())


@router.get(SCHEDULES.path)
def show(page: Looking) -> Response:
    """List schedules, who has them, and the lanes' plans."""
    return _list(page)


@router.post(f"{SCHEDULES.path}/plans")
def plan(
    page: Changing, lane: Text = "", mode: Text = "", schedule: Text = "", reason: Text = ""
) -> Response:
    """Plan something for a lane."""
    _only_planners(page)
    if mode not in PLAN_MODES:
        raise HTTPException(400)
    form = PlanForm(lane, PlanMode(mode), schedule, reason)
    try:
        with editing(page.context.engine) as session:
            plans.add(session, form, author=page.author, lanes=page.context.config.lanes)
    except FormError as error:
        return _list(page, form, error)
    return _saved(page)


@router.get(f"{SCHEDULES.path}/plans/{{number}}/remove")
def ask_plan(page: Looking, number: int) -> Response:
    """Ask before a plan goes."""
    _only_planners(page)
    with reading(page.context.engine) as session:
        known = [each for each in plans.everyone(session) if each.id == number]
    if not known:
        raise HTTPException(404)
    values = {"question": page.say("Hapus rencana jalur"), "subject": known[0].reason}
    return page.show("schedules/remove.html", values)


@router.post(f"{SCHEDULES.path}/plans/{{number}}/remove")
def remove_plan(page: Changing, number: int) -> Response:
    """Take a plan away."""
    _only_planners(page)
    try:
        with editing(page.context.engine) as session:
            plans.remove(session, number, author=page.author)
    except FormError as error:
        raise HTTPException(404) from error
    return _saved(page)


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
    return _saved(page, made.id)


@router.get(f"{SCHEDULES.path}/{{number}}")
def one(page: Looking, number: int) -> Response:
    """Show one: its week, its form, who has it."""
    schedule = _get(page, number)
    return _one(page, schedule, _filled(page, schedule))


@router.post(f"{SCHEDULES.path}/{{number}}")
def change(page: Changing, number: int, filled: Filled) -> Response:
    """Save what was changed; whoever has the schedule keeps it."""
    schedule = _get(page, number)
    try:
        with editing(page.context.engine) as session:
            lanes = page.context.config.lanes
            schedules.change(session, schedule.name, filled.form, author=page.author, lanes=lanes)
    except FormError as error:
        return _one(page, schedule, filled, error)
    return _saved(page, number)


@router.post(f"{SCHEDULES.path}/{{number}}/categories")
def give(
    page: Changing, number: int, categories: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Hold exactly the ticked categories to a schedule."""
    schedule, wanted = _get(page, number), set(categories or ())
    try:
        with editing(page.context.engine) as session:
            for category in Category:
                act = schedules.give if category in wanted else schedules.take
                act(session, schedule.name, category, author=page.author)
    except FormError as error:
        return _one(page, schedule, _filled(page, schedule), error)
    return _saved(page, number)


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
    return _saved(page)


def _only_planners(page: Page) -> None:
    if page.user.role not in PLANNING:
        raise NotForThisRole(PLANNING)


def _get(page: Page, number: int) -> Schedule:
    with reading(page.context.engine) as session:
        for schedule in schedules.everyone(session):
            if schedule.id == number:
                return schedule
    raise HTTPException(404)


def _filled(page: Page, schedule: Schedule) -> Typed:
    lanes = tuple(sorted(schedule.lanes or ()))
    filled = tuple(rows(schedule, page.language))
    return Typed(schedule.name, filled, as_usual=schedule.holds_on_holidays, lanes=lanes)


def _list(page: Page, form: PlanForm | None = None, error: FormError | None = None) -> Response:
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
    page: Page, schedule: Schedule | None, filled: Typed, error: FormError | None = None
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
    }
    return page.show("schedules/one.html", values, status=200 if error is None else 400)


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


def _saved(page: Page, number: int | None = None) -> Response:
    path = SCHEDULES.path if number is None else f"{SCHEDULES.path}/{number}"
    return page.go(path, notice=announcements.code(announcements.SCHEDULES_SAVED))
