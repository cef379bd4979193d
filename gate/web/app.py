"""COMPOSITION ROOT of the web process: every part is built here and handed on as an argument."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from gate.clock import boot_id
from gate.config.gate_toml import Config
from gate.controller.orders import ANSWER_WITHIN
from gate.ports import Clock
from gate.status.model import FRESH_FOR
from gate.web.access.cookies import Cookies
from gate.web.access.second_step import SecondStep
from gate.web.access.security import Guarded
from gate.web.access.sessions import Sessions
from gate.web.access.throttle import Throttle
from gate.web.account import page as account
from gate.web.account import preferences, signing
from gate.web.api.application import Beside
from gate.web.api.problem import PREFIX
from gate.web.board.moment import LaneName, Site
from gate.web.history import page as history
from gate.web.jobs.backups import Backups
from gate.web.jobs.imports import Imports
from gate.web.lanes import corrections, orders, stream
from gate.web.lanes import page as live
from gate.web.live.archive import Archive
from gate.web.live.boards import Boards
from gate.web.live.feed import Feed
from gate.web.live.rendering import STATIC, Rendering, static_path
from gate.web.reports import page as reports
from gate.web.request import answers
from gate.web.request.context import Context
from gate.web.schedules import holidays, plans
from gate.web.schedules import page as schedules
from gate.web.setup import about, backups, retention
from gate.web.staff import page as people
from gate.web.technician import page as technician
from gate.web.vehicles import changes as vehicle_history
from gate.web.vehicles import edit as vehicle
from gate.web.vehicles import export as vehicle_export
from gate.web.vehicles import import_page as vehicle_import
from gate.web.vehicles import page as vehicles
from gate.web.vehicles import tags as vehicle_tags
from gate.web.visitors import page as visitors

LARGEST_BODY: Final = 64 * 1024
"""Bytes of the longest form these pages send, with room."""

_PAGES: Final = (
    signing,
    account,
    people,
    live,
    stream,
    corrections,
    orders,
    vehicles,
    vehicle_export,
    vehicle_history,
    vehicle_import,
    vehicle_tags,
    vehicle,
    visitors,
    history,
    reports,
    preferences,
    technician,
    retention,
    backups,
    holidays,
    plans,
    schedules,
    about,
)
"""In the order in which a path is looked up."""


def create_app(
    config: Config,
    engine: Engine,
    clock: Clock,
    *,
    fresh_for: float = FRESH_FOR,
    answer_within: float = ANSWER_WITHIN,
) -> FastAPI:
    """Build the application; `app.state.context` holds its parts.

    It follows the controller while its lifespan runs. Close `context.feed` before stopping the
    server, or open streams keep it waiting. The controller counts as silent when its status is
    older than `fresh_for` seconds, or an order has no answer `answer_within` seconds.
    """
    context = _context(config, engine, clock, fresh_for=fresh_for, answer_within=answer_within)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(context.feed.run(), name="feed")
        try:
            yield
        finally:
            context.feed.close()
            await asyncio.to_thread(context.imports.close)
            await asyncio.to_thread(context.backups.close)
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    app = FastAPI(
        routes=[route for pages in _PAGES for route in pages.router.routes],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        max_body_size=LARGEST_BODY,
    )
    app.state.context = context
    app.mount(static_path(), StaticFiles(directory=STATIC), name="static")
    answers.install(app)
    app.add_middleware(Beside, context=context)
    app.add_middleware(_guarded, config=config)
    return app


def _guarded(app: ASGIApp, config: Config) -> ASGIApp:
    return Guarded(
        app,
        tls=config.web.tls_cert is not None,
        static_prefix=static_path(),
        bearer_prefix=PREFIX,
    )


def _context(
    config: Config, engine: Engine, clock: Clock, *, fresh_for: float, answer_within: float
) -> Context:
    site = Site(
        name=config.name,
        organisation=config.organisation,
        technician_phone=config.technician_phone,
        lanes=tuple(
            LaneName(lane_id, lane.name, lane.settings.direction)
            for lane_id, lane in config.lanes.items()
        ),
        readers={name: reader.medium for name, reader in config.readers.items()},
    )
    rendering = Rendering(config.timezone)
    archive = Archive(config.database, engine, config.gate_id)
    feed = Feed(config.status_file, archive, clock, boot_id(), fresh_for)
    return Context(
        config=config,
        engine=engine,
        clock=clock,
        boot_id=boot_id(),
        site=site,
        rendering=rendering,
        cookies=Cookies(tls=config.web.tls_cert is not None),
        sessions=Sessions(engine),
        throttle=Throttle(),
        second_step=SecondStep(),
        feed=feed,
        boards=Boards(feed, site, rendering),
        imports=Imports(config, clock),
        backups=Backups(config),
        answer_within=answer_within,
    )
