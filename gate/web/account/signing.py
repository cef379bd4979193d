"""Signing in and out, and the way home."""

from math import ceil
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from gate.registry.database import editing, reading
from gate.registry.people import second_factor, users
from gate.registry.people.staff import UserView
from gate.web.access.places import home
from gate.web.access.second_step import PATIENCE_S
from gate.web.access.throttle import PAUSE
from gate.web.request.page import Page, Visiting
from gate.words.language import message

router = APIRouter()

STAYS: Final = 12 * 3600
"""Seconds a browser stays signed in when asked to; else until it is closed."""


@router.get("/")
def go_home(page: Visiting) -> Response:
    """Lead to the first place of the role."""
    return page.go(home(page.user.role))


@router.get("/login")
def ask(page: Visiting, over: str = "") -> Response:
    """Ask who it is."""
    if page.signed_in is not None:
        return page.go(home(page.user.role))
    told = message("Anda sudah logout karena lama tidak dipakai. Portal tetap bekerja.")
    return _form(page, notice=page.say(told) if over else None)


@router.post("/login")
def sign_in(
    page: Visiting,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    stay: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Check the password; whether the login exists cannot be told from the answer."""
    page.check(csrf)
    throttle, address = page.context.throttle, _address(page)
    counted = throttle.count(login, address, page.now.monotonic)
    if counted.wait > 0:
        return _wait(page, login, counted.wait)
    with throttle.turn() as taken:
        if not taken:
            return _busy(page, login)
        user = users.authenticate(page.context.engine, login, password)
    if user is None:
        return _refused(page, login, counted.left)
    if user.second_factor:
        return _halfway(page, user, stay=bool(stay))
    throttle.forget(login, address)
    return _welcome(page, user, stay=bool(stay))


@router.get("/login/code")
def ask_code(page: Visiting) -> Response:
    """Ask for the code on the phone."""
    half = page.context.second_step.find(_word(page), page.now.monotonic)
    return page.go("/login") if half is None else page.show("second_step.html", {"problem": None})


@router.post("/login/code")
def check_code(
    page: Visiting,
    code: Annotated[str, Form(max_length=20)] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Check the code; wrong ones count like wrong passwords."""
    page.check(csrf)
    half = page.context.second_step.find(_word(page), page.now.monotonic)
    if half is None:
        return page.go("/login")
    login, throttle = half.user.login, page.context.throttle
    counted = throttle.count(login, _address(page), page.now.monotonic)
    if counted.wait > 0:
        return _wait(page, login, counted.wait)
    with editing(page.context.engine) as session:
        fits = second_factor.accept(session, half.user.id, code, page.now.wall)
        if not fits:
            users.record_failed_login(session, login, author=page.author)
    if not fits:
        wrong = page.say("Kode tidak cocok. Periksa jam ponsel, lalu coba kode baru")
        return page.show("second_step.html", {"problem": wrong}, status=401)
    throttle.forget(login, _address(page))
    page.context.second_step.end(_word(page))
    return _welcome(page, half.user, stay=half.stay)


@router.post("/logout")
def sign_out(page: Visiting, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    page.check(csrf)
    if page.token is not None:
        page.context.sessions.close(page.token, author=page.author)
    response = page.go("/login")
    page.context.cookies.clear(response, "session")
    page.context.cookies.clear(response, "visit")
    return response


def _halfway(page: Page, user: UserView, *, stay: bool) -> Response:
    """The password was right; the code is still owed."""
    word = page.context.second_step.begin(user, page.now.monotonic, stay=stay)
    response = page.go("/login/code")
    page.context.cookies.set(response, "second", word, seconds=int(PATIENCE_S))
    return response


def _word(page: Page) -> str | None:
    return page.context.cookies.get(page.request, "second")


def _welcome(page: Page, user: UserView, *, stay: bool) -> Response:
    device = page.request.headers.get("user-agent", "")
    sessions = page.context.sessions
    opened = sessions.open(user, instead_of=page.token, author=page.author, device=device)
    response = page.go(home(user.role))
    page.context.cookies.set(response, "session", opened.token, seconds=STAYS if stay else None)
    page.context.cookies.clear(response, "visit")
    page.context.cookies.clear(response, "second")
    return response


def _refused(page: Page, login: str, left: int) -> Response:
    with editing(page.context.engine) as session:
        users.record_failed_login(session, login, author=page.author)
    if left == 0:
        return _wait(page, login, PAUSE)
    wrong = page.say("Nama pengguna atau kata sandi salah.")
    tries = page.language.many("Sisa {n} kali percobaan.", "Sisa {n} kali percobaan.", left)
    return _form(page, login=login, problem=wrong, detail=tries, status=401)


def _busy(page: Page, login: str) -> Response:
    problem, again = page.say("Halaman ini sedang sibuk."), page.say("Coba lagi sebentar lagi.")
    return _form(page, login=login, problem=problem, detail=again, status=503)


def _wait(page: Page, login: str, seconds: float) -> Response:
    minutes = max(1, ceil(round(seconds) / 60))
    problem = page.say("Terlalu banyak percobaan.")
    again = page.language.many("Coba lagi {n} menit lagi.", "Coba lagi {n} menit lagi.", minutes)
    return _form(page, login=login, problem=problem, detail=again, status=429)


def _form(page: Page, *, status: int = 200, **values: object) -> Response:
    with reading(page.context.engine) as session:
        nobody = not users.everyone(session)
    blank: dict[str, object] = {"login": "", "problem": None, "detail": "", "notice": None}
    return page.show("signing.html", blank | values | {"nobody": nobody}, status=status)


def _address(page: Page) -> str:
    return page.request.client.host if page.request.client is not None else ""
