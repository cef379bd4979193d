"""What is answered when a page is not shown: each refusal and failure in plain words."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from gate.errors import StoreError
from gate.registry.people.staff import Role
from gate.registry.problems import NoSuchVehicle
from gate.web.access.places import ROLE_NAMES
from gate.web.request.page import Page, visiting
from gate.web.request.refusals import BadToken, NotForThisRole, SignInNeeded

_LOG: Final = logging.getLogger(__name__)
_NOT_FOUND: Final = 404


async def _sign_in(_: Request, error: SignInNeeded) -> Response:
    return RedirectResponse("/login?over=1" if error.over else "/login", 303)


async def _not_for_this_role(request: Request, error: NotForThisRole) -> Response:
    page = await run_in_threadpool(visiting, request)
    roles = error.roles - {Role.ADMIN} or error.roles
    for_whom = [page.say(name) for role, name in ROLE_NAMES.items() if role in roles]
    return _told(
        page, 403, page.say("Halaman ini untuk {roles}.", roles=", ".join(for_whom)), "lock"
    )


async def _bad_token(request: Request, _: BadToken) -> Response:
    page = await run_in_threadpool(visiting, request)
    return _told(
        page,
        403,
        page.say("Halaman terlalu lama terbuka. Kembali, muat ulang, lalu ulangi."),
        "refresh",
    )


async def _no_such_vehicle(request: Request, _: NoSuchVehicle) -> Response:
    page = await run_in_threadpool(visiting, request)
    return _told(page, _NOT_FOUND, page.say("Kendaraan ini sudah tidak ada di daftar."), "car")


async def _store_failed(request: Request, error: StoreError) -> Response:
    _LOG.error("page %s: %s", request.url.path, error)
    page = await run_in_threadpool(visiting, request)
    return _told(
        page,
        503,
        page.say("Penyimpanan tidak menjawab. Portal tetap bekerja. Coba lagi sebentar lagi."),
        "database-exclamation",
    )


async def _other(request: Request, error: HTTPException) -> Response:
    page = await run_in_threadpool(visiting, request)
    if error.status_code == _NOT_FOUND:
        return _told(page, _NOT_FOUND, page.say("Halaman ini tidak ada."), "help-circle")
    return _told(page, error.status_code, page.say("Permintaan ini tidak dipahami."), "help-circle")


async def _out_of_range(request: Request, _: OverflowError) -> Response:
    """Say that nothing has so high a number: no database could hold it."""
    page = await run_in_threadpool(visiting, request)
    return _told(page, _NOT_FOUND, page.say("Halaman ini tidak ada."), "help-circle")


async def _malformed(request: Request, _: RequestValidationError) -> Response:
    page = await run_in_threadpool(visiting, request)
    return _told(page, 400, page.say("Permintaan ini tidak dipahami."), "help-circle")


async def _failed(request: Request, _: Exception) -> Response:
    """Say that it is our mistake; the traceback goes to the log."""
    page = await run_in_threadpool(visiting, request)
    return _told(
        page, 500, page.say("Halaman ini gagal dibuat. Portal tetap bekerja."), "alert-triangle"
    )


def _told(page: Page, status: int, sentence: str, icon: str) -> Response:
    values = {"sentence": sentence, "icon_name": icon}
    return page.show("refusal.html", values, status=status)


Answer = Callable[[Request, Exception], Awaitable[Response]]

_ANSWERS: Final = {
    SignInNeeded: _sign_in,
    NotForThisRole: _not_for_this_role,
    BadToken: _bad_token,
    NoSuchVehicle: _no_such_vehicle,
    StoreError: _store_failed,
    HTTPException: _other,
    OverflowError: _out_of_range,
    RequestValidationError: _malformed,
    Exception: _failed,
}


def install(app: FastAPI) -> None:
    """Give the application an answer to each."""
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)  # type: ignore[arg-type] # each handles its own kind
