"""The API as an application of its own, beside that of the pages: other errors, no cookies."""

import json
import sys
from functools import cache
from typing import Final

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.web.api import answers
from gate.web.api.access import CONTEXT
from gate.web.api.callers import Callers
from gate.web.api.description import HEAD, described
from gate.web.api.door import Door
from gate.web.api.once import Once
from gate.web.api.problem import PREFIX
from gate.web.api.routes import (
    alarms,
    credentials,
    holidays,
    journal,
    lanes,
    occupancy,
    passes,
    plans,
    reports,
    retention,
    schedules,
    users,
    vehicles,
)
from gate.web.api.turns import Turns
from gate.web.request.context import Context

_DESCRIPTION: Final = "/openapi.json"


@cache
def _application() -> FastAPI:
    """Build what serves all sites alike, once; the context comes with each request."""
    api = FastAPI(
        **HEAD,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation,
    )
    for resource in (
        vehicles,
        credentials,
        passes,
        lanes,
        alarms,
        occupancy,
        journal,
        reports,
        schedules,
        plans,
        holidays,
        users,
        retention,
    ):
        api.include_router(resource.router)
    written: list[bytes] = []

    def describe(_: Request) -> Response:
        if not written:
            written.append(json.dumps(described(api)).encode())
        return Response(written[0], media_type="application/json")

    api.add_route(_DESCRIPTION, describe, methods=["GET"], include_in_schema=False)
    answers.install(api)
    return api


class Beside:
    """Serves the API under `PREFIX` and leaves everything else to the pages."""

    def __init__(self, app: ASGIApp, *, context: Context) -> None:
        callers = Callers(context.engine, context.clock)
        once = Once(_application(), engine=context.engine, clock=context.clock)
        door = Door(Turns(once), callers=callers, is_open=_is_open)
        # The door is stricter than the pages, and answers in its own words.
        self._api = RequestBodyLimitMiddleware(door, max_body_size=sys.maxsize)
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            own = {**scope, "root_path": PREFIX, CONTEXT: self._context}
            await self._serve(own, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the words of the API whatever fails; the pages log it."""
        begun = False

        async def tell(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._api(scope, receive, tell)
        except Exception:
            if not begun:
                await answers.failed().response(scope, receive, send)
            raise


def _is_open(scope: Scope) -> bool:
    """Whether no token is needed: the description holds no secret."""
    return (scope["method"], scope["path"]) == ("GET", PREFIX + _DESCRIPTION)


def _operation(route: APIRoute) -> str:
    return route.name
