"""Pengguna: who may sign in, as what; kept by admins."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.core.values.row_kind import RowKind
from gate.registry.database import editing, reading
from gate.registry.people import second_factor, users
from gate.registry.people.passwords import Hashed
from gate.registry.people.staff import Role, UserView
from gate.registry.problems import FormError
from gate.web.access.places import ROLE_NAMES, USERS
from gate.web.history.conflicts import Conflict, Faster, Subject, check, stamp
from gate.web.request import announcements
from gate.web.request.page import Page, posting, seeing
from gate.words.vehicles import problem_in_words

router = APIRouter()

Admin = Annotated[Page, Depends(seeing(USERS))]
AdminsForm = Annotated[Page, Depends(posting(USERS))]
Text = Annotated[str, Form(max_length=200)]

_BLANK: Final = {"login": "", "name": "", "role": "", "active": "yes"}


@router.get(USERS.path)
def show(page: Admin) -> Response:
    """List everybody."""
    return _page(page, None, {})


@router.get(f"{USERS.path}/new")
def blank(page: Admin) -> Response:
    """Ask for somebody new."""
    return _page(page, None, _BLANK)


@router.post(f"{USERS.path}/new")
def add(
    page: AdminsForm, login: Text = "", name: Text = "", role: Text = "", password: Text = ""
) -> Response:
    """Let somebody new sign in."""
    hashed = Hashed(password)
    try:
        with editing(page.context.engine) as session:
            users.add(session, login, name, role, hashed, author=page.author)
    except FormError as error:
        return _page(page, None, _BLANK | {"login": login, "name": name, "role": role}, error)
    return _saved(page)


@router.get(f"{USERS.path}/{{number}}")
def one(page: Admin, number: int) -> Response:
    """Show one of them."""
    found = _get(page, number)
    return _page(page, found, _typed(found))


@router.post(f"{USERS.path}/{{number}}")
def change(
    page: AdminsForm,
    number: int,
    name: Text = "",
    role: Text = "",
    active: Text = "",
    seen: Text = "",
) -> Response:
    """Save what was changed; never over somebody else's change without asking."""
    found = _get(page, number)
    wanted = _typed(found) | {"name": name, "role": role, "active": active}
    try:
        with editing(page.context.engine) as session:
            _check(page, seen, users.get(session, number), wanted)
            users.change(session, number, name, role, active=bool(active), author=page.author)
    except FormError as error:
        return _page(page, found, wanted, error)
    except Faster as faster:
        return _page(page, found, wanted, conflict=faster.conflict)
    return _saved(page)


@router.post(f"{USERS.path}/{{number}}/password")
def set_password(page: AdminsForm, number: int, password: Text = "") -> Response:
    """Give somebody a new password; their browsers are signed out."""
    found, hashed = _get(page, number), Hashed(password)
    try:
        with editing(page.context.engine) as session:
            users.set_password(session, found.login, hashed, author=page.author)
    except FormError as error:
        return _page(page, found, _typed(found), error)
    return _saved(page)


@router.post(f"{USERS.path}/{{number}}/factor/off")
def forget_factor(page: AdminsForm, number: int) -> Response:
    """Let somebody in with the password alone, whose phone is gone."""
    with editing(page.context.engine) as session:
        second_factor.turn_off(session, _get(page, number).id, author=page.author)
    return page.go(f"{USERS.path}/{number}", notice=announcements.code(announcements.USER_SAVED))


def _typed(user: UserView) -> dict[str, str]:
    active = "yes" if user.active else ""
    return {"login": user.login, "name": user.name, "role": user.role, "active": active}


def _check(page: Page, seen: str, now: UserView | None, wanted: dict[str, str]) -> None:
    """Raise Faster if somebody else has changed the user meanwhile."""
    if now is not None and seen:
        subject = Subject((RowKind.ADMIN_USER_CHANGED,), {"user": now.id}, f"{USERS.path}/{now.id}")
        check(page, seen, _words(page, _typed(now)), _words(page, wanted), subject)


def _words(page: Page, typed: dict[str, str]) -> dict[str, str]:
    roles = {str(role): page.say(name) for role, name in ROLE_NAMES.items()}
    return {
        page.say("Nama lengkap"): " ".join(typed["name"].split()),
        page.say("Tugas"): roles.get(typed["role"], typed["role"]),
        page.say("Boleh login"): page.say("ya") if typed["active"] else page.say("tidak"),
    }


def _get(page: Page, number: int) -> UserView:
    with reading(page.context.engine) as session:
        found = users.get(session, number)
    if found is None:
        raise HTTPException(404)
    return found


def _page(
    page: Page,
    chosen: UserView | None,
    typed: dict[str, str],
    error: FormError | None = None,
    conflict: Conflict | None = None,
) -> Response:
    with reading(page.context.engine) as session:
        everyone = users.everyone(session)
    problems = {} if error is None else error.problems
    values: dict[str, object] = {
        "everyone": [(each, page.say(ROLE_NAMES[each.role])) for each in everyone],
        "chosen": chosen,
        "typed": typed,
        "roles": [(str(role), page.say(ROLE_NAMES[role])) for role in Role],
        "problems": {name: problem_in_words(p, page.language) for name, p in problems.items()},
    }
    values["conflict"] = conflict
    values["seen"] = "" if chosen is None else stamp(_words(page, _typed(chosen)))
    good = error is None and conflict is None
    return page.show("users/page.html", values, status=200 if good else 400)


def _saved(page: Page) -> Response:
    return page.go(USERS.path, notice=announcements.code(announcements.USER_SAVED))
