"""What every answer carries and no request may do, whatever page it is about.

Plain ASGI, so that streams pass through untouched.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_ALWAYS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS: Final = "max-age=31536000"
_FOREVER: Final = "public, max-age=31536000, immutable"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guarded:
    """Adds the headers and refuses what other sites send.

    Under `bearer_prefix` no cookie counts, so no browser can be made to send anything that does.
    """

    def __init__(
        self, app: ASGIApp, *, tls: bool, static_prefix: str, bearer_prefix: str | None = None
    ) -> None:
        self._app = app
        self._bearer_prefix = bearer_prefix
        self._static_prefix = static_prefix
        self._headers = _ALWAYS | ({"strict-transport-security": _HSTS} if tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = scope["path"].startswith(self._static_prefix)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("cache-control", _FOREVER if kept else "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if self._is_by_cookie(scope) and scope["method"] not in _SAFE and _is_foreign(headers):
            await PlainTextResponse("cross-site request", 403)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _is_by_cookie(self, scope: Scope) -> bool:
        prefix = self._bearer_prefix
        return prefix is None or not scope["path"].startswith(f"{prefix}/")


def _is_foreign(headers: Headers) -> bool:
    """Whether the browser says that another site sent this; a second wall behind the tokens."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
