"""The door of the API: nobody passes without a token, and nothing but short JSON is carried in."""

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.errors import StoreError
from gate.registry.people.tokens import TokenView
from gate.web.api.access import CALLER
from gate.web.api.callers import Callers
from gate.web.api.ordering_paths import orders
from gate.web.api.problem import (
    NOT_JSON,
    STORE_SILENT,
    TOKEN_NEEDED,
    TOO_LARGE,
    TOO_MANY,
    Refused,
)

LARGEST_BODY: Final = 64 * 1024
"""Bytes."""

BODY: Final = "gate.body"
"""Where the door leaves the bytes that it has read."""

_CARRYING: Final = frozenset({"POST", "PUT", "PATCH"})
_SCHEME: Final = "bearer"


class Door:
    """Lets programs in; `is_open` names the paths that need no token."""

    def __init__(self, app: ASGIApp, *, callers: Callers, is_open: Callable[[Scope], bool]) -> None:
        self._app = app
        self._callers = callers
        self._is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or self._is_open(scope):
            await self._app(scope, receive, send)
            return
        try:
            scope[CALLER] = await self._caller(scope)
            if scope["method"] in _CARRYING:
                body = scope[BODY] = await _read(scope, receive)
                receive = _again(body)
        except Refused as error:
            await error.response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _caller(self, scope: Scope) -> TokenView:
        """Return whose token it is; the same refusal whatever is wrong with it."""
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() != _SCHEME or not token.strip():
            raise Refused(
                TOKEN_NEEDED,
                "Send the header `Authorization: Bearer TOKEN`; `gate token add` makes one.",
                headers={"www-authenticate": 'Bearer realm="gate"'},
            )
        client = scope.get("client")
        address = client[0] if client else ""
        try:
            find = partial(self._callers.find, note=not orders(scope))
            found = await run_in_threadpool(find, token.strip(), address)
        except StoreError as error:
            raise Refused(STORE_SILENT, str(error), headers={"retry-after": "5"}) from error
        if isinstance(found, TokenView):
            return found
        if found > 0.0:
            raise Refused(
                TOO_MANY,
                "Too many wrong tokens came from this address; wait before the next.",
                headers={"retry-after": str(math.ceil(found))},
            )
        raise Refused(
            TOKEN_NEEDED,
            "This token is unknown, expired or revoked; `gate token list` tells which there are.",
            headers={"www-authenticate": 'Bearer realm="gate", error="invalid_token"'},
        )


async def _read(scope: Scope, receive: Receive) -> bytes:
    """Read the body; Refused when it is too large or no JSON is announced."""
    headers, body = Headers(scope=scope), b""
    announced = headers.get("content-length", "0")
    too_large = announced.isdecimal() and int(announced) > LARGEST_BODY
    more = not too_large
    while more:
        message = await receive()
        body += message.get("body", b"")
        too_large = len(body) > LARGEST_BODY
        more = message.get("more_body", False) and not too_large
    if too_large:
        raise Refused(TOO_LARGE, f"Send at most {LARGEST_BODY:,} bytes.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise Refused(NOT_JSON, "Send the header `Content-Type: application/json`, and JSON.")
    return body


def _again(body: bytes) -> Receive:
    """Hand on what was read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
