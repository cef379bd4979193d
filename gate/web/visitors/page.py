"""Tamu: visitors' passes listed, made in seconds, shown to be printed, extended and ended."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.events import Action
from gate.registry import pass_codes
from gate.registry.database import editing, reading
from gate.registry.people import users
from gate.registry.problems import FormError
from gate.registry.visitors import list as visit_list
from gate.registry.visitors import passes as visits
from gate.registry.visitors import qr as pass_image
from gate.registry.visitors.list import VisitView
from gate.web.access.places import ISSUING, VISITORS
from gate.web.board.acts import is_for_supervisor
from gate.web.board.moment import LaneName, person
from gate.web.lanes.ordering import (
    NOT_BY_GUARD,
    Filled,
    give,
    lane_name,
    lane_now,
    not_given,
    order,
)
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.web.request.refusals import NotForThisRole
from gate.web.visitors.pass_form import (
    Typed,
    chosen_end,
    form_of,
    form_values,
    typed_pass,
    validities,
    waiting_for_pass,
)
from gate.web.visitors.pass_list import COOKIE, LONGEST_SEARCH, listed
from gate.words.vehicles import problem_in_words
from gate.words.visits import BADGES, TITLES, span

CHECKED: Final = "visitor_checked"
"""The reason in the journal for opening to somebody who has just got a pass."""

router = APIRouter()

Viewer = Annotated[Page, Depends(seeing(VISITORS))]
ViewersForm = Annotated[Page, Depends(posting(VISITORS))]
Word = Annotated[str, Query(max_length=100)]


def issuing(page: Viewer) -> Page:
    """Take a request of somebody who may make passes."""
    if page.user.role not in ISSUING:
        raise NotForThisRole(ISSUING)
    return page


def issuers_form(page: ViewersForm) -> Page:
    """Take a form of somebody who may make passes."""
    return issuing(page)


Issuer = Annotated[Page, Depends(issuing)]
IssuersForm = Annotated[Page, Depends(issuers_form)]


@router.get(VISITORS.path)
def show_all(page: Viewer, show: Word = "", after: Word = "") -> Response:
    """List passes; a choice of the list ends a search."""
    with reading(page.context.engine) as session:
        values = listed(page, session, show, after)
    response = page.show("visitors/list.html", values | {"may_issue": page.user.role in ISSUING})
    if show:
        page.context.cookies.clear(response, COOKIE)
    return response


@router.post(f"{VISITORS.path}/search")
def search(
    page: Viewer,
    text: Annotated[str, Form(max_length=LONGEST_SEARCH)] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Keep what is searched for in the browser and show what matches; changes nothing here."""
    page.check(csrf)
    response = page.go(VISITORS.path)
    page.context.cookies.set(response, COOKIE, quote(text.strip()))
    return response


@router.get(f"{VISITORS.path}/new")
def blank(page: Issuer, lane: Word = "", claim: Word = "") -> Response:
    """Ask for a new pass, for whoever waits."""
    return _form(page, waiting_for_pass(page, lane, claim))


@router.post(f"{VISITORS.path}/new")
async def issue(
    page: IssuersForm,
    typed: Annotated[Typed, Depends(typed_pass)],
    boom: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Make a pass, and open for the vehicle it was made for if that was asked."""
    try:
        made = await run_in_threadpool(_issue, page, typed)
    except FormError as error:
        return await run_in_threadpool(_form, page, typed, error)
    lane = page.context.site.lane(typed.lane)
    if not boom or lane is None:
        return _shown(page, made.id, announcements.VISIT_MADE)
    refusal = await _open(page, lane, typed.claim)
    if refusal is not None:
        where = f"lane={quote(lane.id)}&claim={quote(typed.claim)}&refusal={quote(refusal)}"
        return page.go(f"{VISITORS.path}/{made.id}?{where}")
    return _shown(page, made.id, announcements.VISIT_MADE_OPENED)


@router.get(f"{VISITORS.path}/{{visit}}")
def show(
    page: Viewer, visit: int, refusal: Word = "", lane: Word = "", claim: Word = ""
) -> Response:
    """Show one pass; `refusal` is why the boom stayed down at a lane."""
    shut = None
    named = page.context.site.lane(lane)
    if refusal and named is not None:
        why = not_given(page, refusal, Action.OPEN)
        shut = (lane_name(page, named), why, f"/lanes/{named.id}/open?claim={quote(claim)}")
    return _pass(page, _get(page, visit), shut=shut)


@router.post(f"{VISITORS.path}/{{visit}}/extend")
def extend(
    page: IssuersForm,
    visit: int,
    validity: Annotated[str, Form(max_length=10)] = "",
    ends: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Let it count longer, from its end or from now."""
    known = _get(page, visit)
    until = ends.strip() or chosen_end(page, validity, max(page.now.wall, known.ends_at))
    try:
        with editing(page.context.engine) as session:
            longer = visits.extend(
                session, visit, until, author=page.author, zone=page.context.timezone
            )
    except FormError as error:
        return _pass(page, known, ends=ends, error=error)
    return _shown(page, longer.id, announcements.VISIT_EXTENDED)


@router.get(f"{VISITORS.path}/{{visit}}/end")
def ask_end(page: Issuer, visit: int) -> Response:
    """Ask whether it shall count no longer."""
    return page.show("visitors/end.html", _words(page, _get(page, visit)))


@router.post(f"{VISITORS.path}/{{visit}}/end")
def end(page: IssuersForm, visit: int) -> Response:
    """Let it count no longer."""
    with editing(page.context.engine) as session:
        ended = visits.end(session, _get(page, visit).id, author=page.author)
    return _shown(page, ended.id, announcements.VISIT_ENDED)


def _issue(page: Page, typed: Typed) -> VisitView:
    form, zone = form_of(page, typed), page.context.timezone
    with editing(page.context.engine) as session:
        return visits.issue(session, form, author=page.author, zone=zone)


async def _open(page: Page, lane: LaneName, claim: str) -> str | None:
    """Open for a vehicle that waits, unless only a supervisor lets it in; return why not."""
    now = lane_now(page, lane)
    if now is not None and is_for_supervisor(now, Action.OPEN, page.reader):
        return NOT_BY_GUARD
    return await give(page, order(page, lane, Action.OPEN, Filled(reason=CHECKED, claim=claim)))


def _get(page: Page, visit: int) -> VisitView:
    try:
        with reading(page.context.engine) as session:
            return visit_list.get(session, visit)
    except LookupError as error:
        raise HTTPException(404) from error


def _form(page: Page, typed: Typed, error: FormError | None = None) -> Response:
    with reading(page.context.engine) as session:
        values = form_values(page, session, typed, error)
    return page.show("visitors/new.html", values, status=200 if error is None else 400)


def _pass(
    page: Page,
    view: VisitView,
    *,
    shut: tuple[str, str, str] | None = None,
    ends: str = "",
    error: FormError | None = None,
) -> Response:
    problem = None if error is None else error.problems["ends"]
    values = _words(page, view) | {
        "shut": shut,
        "may_issue": page.user.role in ISSUING,
        "validities": validities(page),
        "ends": ends,
        "problem": None if problem is None else problem_in_words(problem, page.language),
        "qr": None if view.code is None else _drawn(view.code),
    }
    return page.show("visitors/pass.html", values, status=200 if error is None else 400)


def _words(page: Page, view: VisitView) -> dict[str, object]:
    """Word a pass."""
    language, wall = page.language, page.now.wall
    state = view.state(wall)
    return {
        "view": view,
        "over": view.ends_at <= wall,
        "title": page.say(TITLES[state]),
        "badge_of": BADGES[state],
        "code": pass_codes.spell(view.code or ""),
        "span": span(language, view.starts_at, view.ends_at, wall),
        "since": None if view.since is None else language.moment(view.since, wall),
        "by": _name(page, view.issued_by),
        "made": language.moment(view.issued_at, wall),
    }


def _name(page: Page, actor: str | None) -> str:
    kind, _, number = (actor or "").partition(":")
    people = {}
    if actor is not None and kind == "user" and number.isdecimal():
        with reading(page.context.engine) as session:
            user = users.get(session, int(number))
        people = {} if user is None else {actor: user.name}
    return person(people, actor, page.language)


def _drawn(code: str) -> Markup:
    return Markup(pass_image.svg(code))  # noqa: S704 - drawn from modules, holds no text


def _shown(page: Page, visit: int, what: str) -> Response:
    return page.go(f"{VISITORS.path}/{visit}", notice=announcements.code(what))
