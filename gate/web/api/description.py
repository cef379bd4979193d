"""The OpenAPI description: what FastAPI knows of the routes, and what holds for all of them."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI

from gate.web.api import problem
from gate.web.api.once import PATTERN
from gate.web.api.problem import Kind, Problem

_Tree = dict[str, Any]

_ABOUT: Final = """The operations of the pages, for programs.

Make a token with `gate token add NAME --role ROLE` and send it as `Authorization: Bearer TOKEN`; it
may do what that role may do on the pages, and the journal names it `api:NAME`.

Lists come a page at a time: `next` of one is the `cursor` of the following. A POST with an
`Idempotency-Key` is done once: when it comes again within 24 hours, the first answer comes back,
with the header `Idempotency-Replayed`. An order that got no answer may come again under its key:
the controller does not follow it twice while it runs. Orders aside, few requests are at work at
once; one that waits too long for its turn gets 429. Every refusal is a problem as of RFC 9457; its
`type` stays the same, `errors` say field by field what to put right.
"""

_TEXT: Final = {"schema": {"type": "string"}}
_SECONDS: Final = {"schema": {"type": "string", "pattern": "^[0-9]+$"}}
_HEADERS: Final[dict[int, _Tree]] = {
    401: {"WWW-Authenticate": {**_TEXT, "required": True, "description": "Bearer"}},
    429: {"Retry-After": {**_SECONDS, "required": True, "description": "seconds"}},
    503: {"Retry-After": {**_SECONDS, "required": True, "description": "seconds"}},
}
_ALWAYS: Final = (problem.TOKEN_NEEDED, problem.FORBIDDEN, problem.TOO_MANY, problem.FAILED)
_ALWAYS_TOO: Final = (problem.STORE_SILENT, problem.CONTROLLER_SILENT)
_SENDING: Final = frozenset({"post", "put", "patch"})
_CHANGING: Final = _SENDING | {"delete"}
_VERSIONED: Final = "if-match"

_KEY: Final[_Tree] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "makes this POST once only, for 24 hours",
    "schema": {"type": "string", "pattern": PATTERN},
    "example": "5f0c1f2e-2f0b-4c41-9d0e-6f3b1f6f6a11",
}


HEAD: Final[_Tree] = {
    "title": "Parking gate",
    "version": version("parking-gate"),
    "description": _ABOUT,
    "servers": [{"url": problem.PREFIX}],
}
"""What the application is to be built with: FastAPI describes it once, whoever asks first."""


def described(api: FastAPI) -> _Tree:
    """Return the description as OpenAPI 3.1."""
    tree = api.openapi()
    schemas = tree["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs")
    schemas["Problem"] = schema
    tree["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    tree["security"] = [{"token": []}]
    for path, item in tree["paths"].items():
        for method, operation in item.items():
            _complete(path, method, operation)
    return tree


def _complete(path: str, method: str, operation: _Tree) -> None:
    """Add what every operation may answer, and the header of those that are done once."""
    parameters = operation.setdefault("parameters", [])
    if method == "post":
        parameters.append(_KEY)
    responses = operation["responses"]
    responses.pop("422", None)
    for kind in _kinds(path, method, operation):
        told = responses.setdefault(str(kind.status), _answer(kind))
        if kind.title not in told["description"]:
            told["description"] += f"; or: {kind.title}"


def _kinds(path: str, method: str, operation: _Tree) -> Iterator[Kind]:
    yield from _ALWAYS
    yield from _ALWAYS_TOO
    if "{" in path:
        yield problem.NOT_FOUND
    if operation["parameters"] or "requestBody" in operation:
        yield problem.INVALID
    if method in _CHANGING:
        yield problem.CONFLICT
    if method in _SENDING:
        yield from (problem.MALFORMED, problem.TOO_LARGE, problem.NOT_JSON)
    if method == "post":
        yield from (problem.UNANSWERED, problem.KEY_REUSED)
    if path.endswith(("/orders", "/acknowledgements", "/corrections", "/stays")):
        yield from (problem.ORDER_REFUSED, problem.ORDER_RECEIVED)
    if any(each["name"].lower() == _VERSIONED for each in operation["parameters"]):
        yield from (problem.CHANGED, problem.VERSION_NEEDED)


def _answer(kind: Kind) -> _Tree:
    example = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": "…",
        "errors": [],
    }
    answer: _Tree = {
        "description": kind.title,
        "content": {
            problem.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example,
            }
        },
    }
    if kind.status in _HEADERS:
        answer["headers"] = _HEADERS[kind.status]
    return answer
