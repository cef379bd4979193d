"""What all pages of one web process share; built once, in `app`."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import Engine

from gate.config.gate_toml import Config
from gate.ports import Clock
from gate.web.access.cookies import Cookies
from gate.web.access.second_step import SecondStep
from gate.web.access.sessions import Sessions
from gate.web.access.throttle import Throttle
from gate.web.board.moment import Site
from gate.web.jobs.backups import Backups
from gate.web.jobs.imports import Imports
from gate.web.jobs.proofs import Proofs
from gate.web.live.boards import Boards
from gate.web.live.feed import Feed
from gate.web.live.rendering import Rendering


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of the web process. `answer_within` is how many seconds an order may take."""

    config: Config
    engine: Engine
    clock: Clock
    boot_id: str
    site: Site
    rendering: Rendering
    cookies: Cookies
    sessions: Sessions
    throttle: Throttle
    second_step: SecondStep
    feed: Feed
    boards: Boards
    imports: Imports
    backups: Backups
    answer_within: float
    proofs: Proofs = field(default_factory=Proofs)

    @property
    def timezone(self) -> ZoneInfo:
        """The gate's own time zone."""
        return self.config.timezone

    @classmethod
    def of(cls, request: Request) -> "Context":
        """Return the context of the application that serves a request."""
        context = request.app.state.context
        if not isinstance(context, cls):
            raise TypeError("the application was not built by create_app")
        return context
