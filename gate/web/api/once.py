"""A request that comes again under the same idempotency key is answered again, not done again."""

import hmac
import re
from typing import Final

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.errors import StoreError
from gate.ports import Clock
from gate.registry import idempotency
from gate.registry.database import editing
from gate.registry.idempotency import Answer, Taken
from gate.registry.people.tokens import TokenView
from gate.store.database import BUSY_TIMEOUT_S
from gate.web.api.access import CALLER
from gate.web.api.door import BODY
from gate.web.api.ordering_paths import PATIENCE, orders
from gate.web.api.problem import (
    KEY_REUSED,
    STORE_SILENT,
    TOO_MANY,
    UNANSWERED,
    Kind,
    Refused,
    wrong,
)

HEADER: Final = "idempotency-key"
PATTERN: Final = r"^[A-Za-z0-9._:+/=-]{1,100}$"

ORDER_ID: Final = "gate.order_id"
"""Where the id stands under which the controller knows an order of the same key again."""

FINAL: Final = "gate.final"
"""Set in the scope of a request whose refusal is its answer for good."""

_KEPT_HEADERS: Final = ("content-type", "etag", "location")
_SUCCESS: Final = range(200, 300)
_ID_LENGTH: Final = 32

_SAID: Final[dict[Taken, tuple[Kind, str, dict[str, str]]]] = {
    Taken.OTHERWISE: (KEY_REUSED, "Use a new key for another request.", {}),
    Taken.UNANSWERED: (
        UNANSWERED,
        "It is under way, or was when the gate stopped: look if it was done, then use a new key.",
        {"retry-after": "2"},
    ),
    Taken.TOO_MANY: (
        TOO_MANY,
        f"This token has used {idempotency.MOST_KEYS:,} keys within a day; wait, or send no key.",
        {"retry-after": "3600"},
    ),
}


class Once:
    """Answers each POST with an idempotency key once, for a day and over restarts.

    After a failure the key stays taken: nobody knows how far it came.
    """

    def __init__(self, app: ASGIApp, *, engine: Engine, clock: Clock) -> None:
        self._app = app
        self._engine = engine
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = Headers(scope=scope).get(HEADER) if scope.get("method") == "POST" else None
        if key is None or CALLER not in scope:
            await self._app(scope, receive, send)
            return
        try:
            known = await self._take(scope, key)
        except Refused as error:
            await error.response(scope, receive, send)
            return
        if isinstance(known, Answer):
            headers = {**known.headers, "idempotency-replayed": "true"}
            await Response(known.body, known.status, headers)(scope, receive, send)
            return
        told = _Told()
        try:
            await self._app(scope, receive, told.hear)
        except Exception:
            await told.tell(send)
            raise
        if known:
            try:
                await run_in_threadpool(self._settle, scope, key, told)
            finally:  # what was done must be told, kept or not
                await told.tell(send)
            return
        await told.tell(send)

    async def _take(self, scope: Scope, key: str) -> Answer | bool:
        """Return the answer there is already; else whether the key is now ours to answer."""
        if re.fullmatch(PATTERN, key) is None:
            raise wrong("header", HEADER, "key_wrong", "Use 1 to 100 letters, digits and ._:+/=-")
        digest = _digest(scope, key)
        scope[ORDER_ID] = digest[:_ID_LENGTH]
        try:
            found = await run_in_threadpool(self._look, scope, key, digest)
        except StoreError as error:
            if orders(scope):
                return False
            raise Refused(STORE_SILENT, str(error), headers={"retry-after": "5"}) from error
        if isinstance(found, Taken):
            kind, detail, headers = _SAID[found]
            raise Refused(kind, detail, headers=headers)
        return True if found is None else found

    def _look(self, scope: Scope, key: str, digest: str) -> Answer | Taken | None:
        wall, caller = self._clock.now().wall, scope[CALLER]
        with editing(self._engine, _patience(scope)) as session:
            return idempotency.take(session, caller.id, key, digest, wall)

    def _settle(self, scope: Scope, key: str, told: "_Told") -> None:
        """Keep what was done; give the key back when nothing was."""
        answer = told.answer
        caller: TokenView = scope[CALLER]
        try:
            with editing(self._engine, _patience(scope)) as session:
                if answer.status in _SUCCESS or scope.get(FINAL):
                    idempotency.keep(session, caller.id, key, answer)
                else:
                    idempotency.release(session, caller.id, key)
        except StoreError:
            return


def _patience(scope: Scope) -> float:
    return PATIENCE if orders(scope) else BUSY_TIMEOUT_S


class _Told:
    """Holds an answer back, until it is kept under its key."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    @property
    def answer(self) -> Answer:
        """What is going to be answered."""
        begin, *rest = self._messages
        found = Headers(raw=begin["headers"])
        headers = {name: found[name] for name in _KEPT_HEADERS if name in found}
        return Answer(begin["status"], headers, b"".join(each.get("body", b"") for each in rest))

    async def hear(self, message: Message) -> None:
        """Take a piece of the answer."""
        self._messages.append(message)

    async def tell(self, send: Send) -> None:
        """Send all of it."""
        for each in self._messages:
            await send(each)


def _digest(scope: Scope, key: str) -> str:
    """Hash what was asked, keyed by the token: a password in it cannot be guessed from the hash."""
    secret = Headers(scope=scope)["authorization"].encode("latin-1")
    asked = (key, scope["path"], scope["query_string"].decode("latin-1"))
    text = "\n".join(asked).encode() + b"\n" + scope[BODY]
    return hmac.new(secret, text, "sha256").hexdigest()
