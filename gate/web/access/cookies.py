"""The cookies of these pages, by name, with the strictest flags the connection allows."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

A_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and writes cookies; under TLS they are `Secure` and bound to this host."""

    tls: bool

    def get(self, request: Request, name: str) -> str | None:
        """Return a cookie's value."""
        return request.cookies.get(self._full(name))

    def set(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Keep a value in the browser, until it closes or for so long; no script can read it."""
        response.set_cookie(
            self._full(name),
            value,
            max_age=seconds,
            path="/",
            secure=self.tls,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response, name: str) -> None:
        """Forget a value."""
        response.delete_cookie(
            self._full(name), path="/", secure=self.tls, httponly=True, samesite="lax"
        )

    def _full(self, name: str) -> str:
        return f"__Host-{name}" if self.tls else name
