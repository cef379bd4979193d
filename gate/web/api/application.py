"""The API as an application of its own, beside that of the pages: other errors, no cookies."""

import json
import sys
from typing import Final

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gate.web.api import (
    alarms,
    answers,
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
from gate.web.api.callers import Callers
from gate.web.api.description import described
from gate.web.api.door import Door
from gate.web.api.once import Once
from gate.web.api.problem import PREFIX
from gate.web.context import Context

_DESCRIPTION: Final = "/openapi.json"


def create_api(context: Context) -> FastAPI:
    """Build the application that serves `PREFIX`; it shares the parts of the pages' one."""
    api = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=sys.maxsize,  # the door is stricter, and answers in its own words
        generate_unique_id_function=_operation,
    )
    api.state.context = context
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
    api.add_middleware(Once, engine=context.engine, clock=context.clock)
    callers = Callers(context.engine, context.clock)
    api.add_middleware(Door, callers=callers, is_open=_is_open)
    return api


class Beside:
    """Serves the API under `PREFIX` and leaves everything else to the pages."""

    def __init__(self, app: ASGIApp, *, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            await self._api({**scope, "root_path": PREFIX}, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_open(scope: Scope) -> bool:
    """Whether no token is needed: the description holds no secret."""
    return (scope["method"], scope["path"]) == ("GET", PREFIX + _DESCRIPTION)


def _operation(route: APIRoute) -> str:
    return route.name
