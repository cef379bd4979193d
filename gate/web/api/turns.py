"""Only so many requests are at work at one time: the guards' pages share threads and processor."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gate.web.api.ordering_paths import orders
from gate.web.api.problem import TOO_MANY, Refused

AT_WORK: Final = 4
"""Requests."""

MOST_WAITING: Final = 16
"""Requests that wait for a turn; more are refused at once."""

LONGEST_WAIT: Final = 2.0
"""Seconds one waits for its turn."""


class Turns:
    """Serves requests in turns; orders need none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._turns = asyncio.Semaphore(AT_WORK)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if orders(scope):
            await self._app(scope, receive, send)
        elif await self._take():
            try:
                await self._app(scope, receive, send)
            finally:
                self._turns.release()
        else:
            detail = f"The gate serves {AT_WORK} requests of programs at once; ask one by one."
            refused = Refused(TOO_MANY, detail, headers={"retry-after": "2"})
            await refused.response(scope, receive, send)

    async def _take(self) -> bool:
        """Wait for a turn; False when there was none in time."""
        if self._turns.locked() and self._waiting >= MOST_WAITING:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                return await self._turns.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
