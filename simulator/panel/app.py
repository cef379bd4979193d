"""The panel: a page for people, and the API it and the tests use.

| request | body | does |
|---|---|---|
| GET /api/state | | tells everything (`state.state`) |
| GET /api/vehicles | | lists the demo's vehicles: {"kind", "plate", "tag", "holder", "opd"} |
| POST /api/vehicle | {"lane", "tag"?, "plate"?, …, see `Arrival`} | drives up: {"vehicle"} |
| POST /api/leave | {"lane", "vehicle"} | reverses out; only the last one of a side can |
| POST /api/fault | {"lane"?, "fault", "on"} | switches a `Fault`; without lane at all of them |
| POST /api/reader | {"reader", "plugged"} | pulls a reader's cable or puts it back |
| POST /api/line | {"reader", "trouble", "on"} | spoils a reader's line (`Trouble`) |

A deed that cannot be played is answered with 409 {"problem"}. Loopback only: other host names and
requests of other sites are refused.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field

from gate import web
from gate.web.access.security import Guarded
from simulator.panel.page import Page
from simulator.panel.state import Json, state
from simulator.reader.bad_line import Trouble
from simulator.stage import Stage
from simulator.vehicles import BODIES, VEHICLES, Build
from simulator.world import Car, Fault, Manner

HERE = Path(__file__).parent
PRODUCT = Path(web.__file__).parent / "static"
"""Stylesheet, fonts and icons of the product: the panel wears the same clothes."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Arrival(BaseModel):
    """A vehicle drives up, as `simulator.world.Car` has it."""

    lane: str
    tag: str | None = None
    plate: str | None = None
    build: Build = Build.CAR
    inside: bool = False
    manner: Manner = Manner.PATIENT
    patience: float | None = Field(default=None, ge=0)
    parks: float | None = Field(default=None, ge=0)

    def car(self) -> Car:
        """What arrives."""
        return replace(
            Car.showing(self.tag, self.plate),
            body=BODIES[self.build],
            inside=self.inside,
            manner=self.manner,
            patience=self.patience,
            parks=self.parks,
        )


class Leaving(BaseModel):
    """A vehicle reverses out."""

    lane: str
    vehicle: int


class Switch(BaseModel):
    """A fault begins or ends."""

    fault: Fault
    on: bool
    lane: str | None = None


class Plug(BaseModel):
    """A reader's cable."""

    reader: str
    plugged: bool


class Disturbance(BaseModel):
    """A trouble of a reader's line begins or ends."""

    reader: str
    trouble: Trouble
    on: bool


def create_app(stage: Stage) -> FastAPI:
    """Build the panel of a stage that is running."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(_api(stage), prefix="/api")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.mount("/gate", StaticFiles(directory=PRODUCT), name="gate")
    page = Page(stage.config, HERE / "templates")

    @app.get("/")
    async def show(request: Request) -> Response:
        return page.answer(request)

    @app.exception_handler(ValueError)
    async def refuse(_: Request, error: ValueError) -> Response:
        return JSONResponse({"problem": str(error)}, 409)

    app.add_middleware(Guarded, tls=False, static_prefix="/gate/fonts")
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))
    return app


def _api(stage: Stage) -> APIRouter:
    """Let the stage be seen and played. All on the event loop, where the stage lives."""
    api = APIRouter()

    @api.get("/state")
    async def tell() -> Json:
        return state(stage)

    @api.get("/vehicles")
    async def list_vehicles() -> list[Mapping[str, object]]:
        shown = ("kind", "plate", "tag", "holder", "opd")
        return [{name: asdict(each)[name] for name in shown} for each in VEHICLES]

    @api.post("/vehicle")
    async def arrive(arrival: Arrival) -> dict[str, int]:
        return {"vehicle": stage.arrive(arrival.lane, arrival.car())}

    @api.post("/leave")
    async def leave(leaving: Leaving) -> dict[str, int]:
        stage.back_out(leaving.lane, leaving.vehicle)
        return {"vehicle": leaving.vehicle}

    @api.post("/fault")
    async def switch(wanted: Switch) -> Switch:
        stage.switch(wanted.lane, wanted.fault, on=wanted.on)
        return wanted

    @api.post("/reader")
    async def plug(wanted: Plug) -> Plug:
        stage.plug(wanted.reader, on=wanted.plugged)
        return wanted

    @api.post("/line")
    async def disturb(wanted: Disturbance) -> Disturbance:
        stage.disturb(wanted.reader, wanted.trouble, on=wanted.on)
        return wanted

    return api
