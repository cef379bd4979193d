"""Every refusal and failure of the API as a problem."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.errors import StoreError
from gate.registry.problems import EditConflict, FormError, NoSuchVehicle, ProblemCode
from gate.web.api import problem
from gate.web.api.access import context_of
from gate.web.api.problem import Refused, Wrong
from gate.web.request.refusals import NotForThisRole
from gate.words.vehicles import problem_in_words

_LOG: Final = logging.getLogger(__name__)

_CONFLICTS: Final = frozenset(
    {
        *(ProblemCode.PLATE_EXISTS, ProblemCode.TAG_TAKEN, ProblemCode.CODE_TAKEN),
        *(ProblemCode.PASS_VALID, ProblemCode.VISITOR_BLOCKED, ProblemCode.NAME_TAKEN),
        ProblemCode.VISITOR_LISTED,
        *(ProblemCode.LOGIN_TAKEN, ProblemCode.LAST_ADMIN),
        *(ProblemCode.SCHEDULE_USED, ProblemCode.SCHEDULE_DOUBLE),
    }
)
"""What is wrong only because of what others have."""

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_NOT_FOUND, _WRONG_METHOD = 404, 405


async def _refused(_: Request, error: Refused) -> Response:
    return error.response


async def _form(request: Request, error: FormError) -> Response:
    language = context_of(request).rendering.language("en")
    errors = [
        Wrong(place="body", field=name, code=found.code, detail=problem_in_words(found, language))
        for name, found in error.problems.items()
    ]
    codes = {found.code for found in error.problems.values()}
    kind = problem.CONFLICT if codes <= _CONFLICTS else problem.INVALID
    return Refused(kind, _together(errors), errors).response


async def _invalid(_: Request, error: RequestValidationError) -> Response:
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        detail = f"The body cannot be read as JSON: {found[0]['ctx']['error']}."
        return Refused(problem.MALFORMED, detail).response
    if any(each["type"] == "missing" and each["loc"][-1] == "if-match" for each in found):
        detail = 'Send the header `If-Match: "7"` with the version the change is made from.'
        return Refused(problem.VERSION_NEEDED, detail).response
    errors = list(_told(found))
    return Refused(problem.INVALID, _together(errors), errors).response


async def _conflict(_: Request, error: EditConflict) -> Response:
    errors = [
        Wrong(place="body", field=name, code="changed", detail=_changed(now, sent))
        for name, (now, sent) in error.differences.items()
    ]
    detail = f"It is at version {error.current.version} now: get it, and decide again."
    return Refused(problem.CHANGED, detail, errors).response


def _changed(now: object, sent: object) -> str:
    return f"now {json.dumps(now)}, sent {json.dumps(sent)}"


async def _no_such_vehicle(_: Request, error: NoSuchVehicle) -> Response:
    return problem.not_found(f"vehicle {error.vehicle}").response


async def _not_for_this_role(_: Request, error: NotForThisRole) -> Response:
    return Refused(problem.FORBIDDEN, f"This is for: {error}.").response


async def _store_failed(request: Request, error: StoreError) -> Response:
    _LOG.error("API %s: %s", request.url.path, error)
    detail = "The gate itself goes on working; ask again later, or for less at once."
    return Refused(problem.STORE_SILENT, detail, headers={"retry-after": "5"}).response


async def _other(request: Request, error: HTTPException) -> Response:
    if error.status_code == _NOT_FOUND:
        return problem.not_found(f"path {request.url.path}").response
    if error.status_code == _WRONG_METHOD:
        allowed = ", ".join(methods_of(request.app, request.scope["path"]))
        detail = f"Possible here: {allowed}."
        return Refused(problem.WRONG_METHOD, detail, headers={"allow": allowed}).response
    return Refused(problem.MALFORMED, "The body cannot be read as JSON.").response


async def _failed(_: Request, _error: Exception) -> Response:
    return failed().response


def failed() -> Refused:
    """Say that it is our mistake; the traceback goes to the log."""
    return Refused(problem.FAILED, "The failure is logged; the gate goes on working.")


def methods_of(app: FastAPI, path: str) -> list[str]:
    """Return what can be done with a path."""
    found = set[str]()
    for template, operations in app.openapi()["paths"].items():
        if _fits(template, path):
            found |= {method.upper() for method in operations}
    return [method for method in _METHODS if method in found]


def _fits(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.removeprefix(problem.PREFIX).split("/")
    return len(wanted) == len(given) and all(
        part == other or part.startswith("{") for part, other in zip(wanted, given, strict=True)
    )


def _told(found: Sequence[Any]) -> Iterator[Wrong]:
    for each in found:
        place, *parts = map(str, each["loc"])
        detail = each["msg"].removeprefix("Value error, ")
        yield Wrong(place=place, field=".".join(parts) or place, code=each["type"], detail=detail)


def _together(errors: Iterable[Wrong]) -> str:
    return "; ".join(f"{each.field}: {each.detail.rstrip('.')}" for each in errors) + "."


Answer = Callable[[Request, Exception], Awaitable[Response]]

_ANSWERS: Final = {
    Refused: _refused,
    FormError: _form,
    RequestValidationError: _invalid,
    EditConflict: _conflict,
    NoSuchVehicle: _no_such_vehicle,
    NotForThisRole: _not_for_this_role,
    StoreError: _store_failed,
    HTTPException: _other,
    Exception: _failed,
}


def install(app: FastAPI) -> None:
    """Give the application an answer to each."""
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)  # type: ignore[arg-type] # each handles its own kind
