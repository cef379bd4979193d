"""Akun saya: the password, the browsers signed in with it, and the second factor."""

from typing import Annotated, Final

import segno
from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from starlette.responses import Response

from gate.registry.database import editing
from gate.registry.people import second_factor, sessions, users
from gate.registry.people.sessions import SessionView
from gate.registry.people.staff import Role
from gate.registry.problems import FormError
from gate.web.request import announcements
from gate.web.request.page import Page, signed_in
from gate.words.devices import device_in_words
from gate.words.vehicles import problem_in_words

router = APIRouter()

PATH: Final = "/account"
MAY_ADD_FACTOR: Final = frozenset({Role.ADMIN, Role.OFFICER, Role.SUPERVISOR})
"""Whose password alone should not be enough, if they wish so."""


def own_form(page: Annotated[Page, Depends(signed_in)], csrf: Annotated[str, Form()] = "") -> Page:
    """Take a form of whoever is signed in."""
    page.check(csrf)
    return page


Own = Annotated[Page, Depends(signed_in)]
OwnForm = Annotated[Page, Depends(own_form)]
Secret = Annotated[str, Form(max_length=200)]


@router.get(PATH)
def show(page: Own) -> Response:
    """Show what belongs to whoever is signed in."""
    return _show(page)


@router.post(f"{PATH}/password")
def change_password(page: OwnForm, present: Secret = "", password: Secret = "") -> Response:
    """Choose a new password; every other browser is signed out."""
    try:
        with editing(page.context.engine) as session:
            users.change_password(session, page.user.id, present, password, author=page.author)
            sessions.close_all(session, page.user.id, but=page.token)
    except FormError as error:
        return _show(page, error)
    return page.go(PATH, notice=announcements.code(announcements.PASSWORD_CHANGED))


@router.post(f"{PATH}/sessions/{{session_id}}/end")
def end(page: OwnForm, session_id: str) -> Response:
    """Sign another browser out."""
    page.context.sessions.close_one(page.user.id, session_id, author=page.author)
    return page.go(PATH)


@router.post(f"{PATH}/factor/on")
def turn_on(
    page: OwnForm, secret: Secret = "", code: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Ask for a code at every sign-in, once the phone has shown one."""
    if page.user.role not in MAY_ADD_FACTOR or page.user.second_factor:
        return page.go(PATH)
    if not second_factor.is_secret(secret):
        return _show(page, second_factor.wrong())
    try:
        with editing(page.context.engine) as session:
            second_factor.turn_on(session, page.user.id, secret, code, author=page.author)
    except FormError as error:
        return _show(page, error, secret=secret)
    return page.go(PATH, notice=announcements.code(announcements.FACTOR_ON))


@router.post(f"{PATH}/factor/off")
def turn_off(page: OwnForm, code: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Let the password do again; a browser left open must not be enough for that."""
    with editing(page.context.engine) as session:
        fits = second_factor.accept(session, page.user.id, code, page.now.wall)
        if fits:
            second_factor.turn_off(session, page.user.id, author=page.author)
    if not fits:
        return _show(page, second_factor.wrong())
    return page.go(PATH, notice=announcements.code(announcements.FACTOR_OFF))


def _show(page: Page, error: FormError | None = None, *, secret: str | None = None) -> Response:
    problems = {} if error is None else error.problems
    if secret is None and page.user.role in MAY_ADD_FACTOR and not page.user.second_factor:
        secret = second_factor.propose()
    values: dict[str, object] = {
        "problems": {name: problem_in_words(p, page.language) for name, p in problems.items()},
        "sessions": [_shown(page, each) for each in _sessions(page)],
        "secret": secret,
        "qr": None if secret is None else _qr(page, secret),
    }
    return page.show("account/page.html", values, status=200 if error is None else 400)


def _sessions(page: Page) -> list[SessionView]:
    return page.context.sessions.of_user(page.user.id, page.token or "", page.now.wall)


def _shown(page: Page, view: SessionView) -> dict[str, object]:
    language, wall = page.language, page.now.wall
    return {
        "id": view.id,
        "own": view.own,
        "name": device_in_words(language, view.device),
        "since": language.moment(view.since, wall),
        "seen": language.moment(view.seen, wall),
    }


def _qr(page: Page, secret: str) -> Markup:
    """Draw what an authenticator app scans; it names the site and the login."""
    text = second_factor.link(secret, page.user.login, page.context.site.name)
    svg = segno.make(text, micro=False).svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704 - drawn by the library from modules, holds no text
