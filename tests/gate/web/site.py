"""A whole site for tests of the pages: the example configuration, a real database, some people."""

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from gate.clock import boot_id
from gate.config.gate_toml import Config, load
from gate.core.values.model import Instant
from gate.ports import Clock
from gate.registry import vehicles
from gate.registry.author import Author
from gate.registry.database import editing, engine
from gate.registry.forms import VehicleForm
from gate.registry.people import sessions, users
from gate.registry.people.staff import Role, UserView
from gate.registry.visitors import passes as visits
from gate.registry.visitors.form import VisitForm
from gate.registry.visitors.list import VisitView
from gate.store import journal
from gate.store.database import connect, transaction
from tests.gate.web.played import PlayedController

EXAMPLE = Path(__file__).parents[3] / "config" / "gate.toml"
PASSWORD = "palang-merah-putih"  # noqa: S105 - of people who exist in tests only

PEOPLE = {
    "slamet.r": ("Slamet Riyadi", Role.GUARD),
    "agus.s": ("Agus Salim", Role.SUPERVISOR),
    "yulianti": ("Yulianti", Role.OFFICER),
    "suparman": ("Drs. H. Suparman, M.Si.", Role.HEAD),
    "teknisi": ("Bambang", Role.TECHNICIAN),
    "admin": ("Kominfo", Role.ADMIN),
}

CARS = (
    VehicleForm(
        plate="N 1234 AP", tags=("01001293D8",), holder="Budi Santoso", opd="Dinas Kominfo"
    ),
    VehicleForm(
        plate="N 871 PS",
        holder="Hj. Siti Aminah, S.Sos., M.AP.",
        opd="Bappeda Litbang",
        valid_until="23-11-2020",
    ),
    VehicleForm(
        plate="N 1218 QP",
        tags=("0012874F21",),
        holder="Moch. Ridwan Hidayatullah Al-Ghifari, S.STP.",
        opd="Dinas Pengendalian Penduduk, Keluarga Berencana, Pemberdayaan Perempuan dan Anak",
        category="official",
        identification="both",
    ),
    VehicleForm(plate="N 1288 UK", holder="CV Karya Abadi", opd="", category="vendor"),
    VehicleForm(
        plate="N 1209 VY", holder="Dewi Lestari", opd="Dinsos PPPA", valid_from="1-12-2199"
    ),
)


class StoppedClock:
    """Time passes only when a test says so."""

    def now(self) -> Instant:
        return Instant(1000.0, 0.0, trusted=True)


class FixedWall:
    """The monotonic clock of another clock with a wall clock that a test sets."""

    def __init__(self, clock: Clock, wall: float) -> None:
        self._clock = clock
        self.wall = wall
        self.ahead = 0.0  # seconds added to the monotonic clock

    def now(self) -> Instant:
        return Instant(self._clock.now().monotonic + self.ahead, self.wall, trusted=True)


@dataclass
class Site:
    """Configuration, database and a played controller in a directory of their own."""

    config: Config
    clock: Clock

    @classmethod
    def make(cls, directory: Path, migrated: Path, clock: Clock, **web: object) -> "Site":
        (directory / "run").mkdir()
        shutil.copy(migrated, directory / "gate.db")
        config = load(EXAMPLE)
        return cls(
            replace(
                config,
                data_dir=directory,
                runtime_dir=directory / "run",
                web=replace(config.web, **web),
            ),
            clock,
        )

    @cached_property
    def engine(self) -> Engine:
        return engine(self.config.database)

    @cached_property
    def controller(self) -> PlayedController:
        return PlayedController(self.config, self.clock)

    @property
    def author(self) -> Author:
        return Author(self.config.gate_id, boot_id(), None, self.clock.now())

    def add_people(self) -> dict[str, UserView]:
        with editing(self.engine) as session:
            return {
                login: users.add(session, login, name, role, PASSWORD, author=self.author)
                for login, (name, role) in PEOPLE.items()
            }

    def add_vehicles(self, *forms: VehicleForm) -> list[int]:
        with editing(self.engine) as session:
            return [
                vehicles.add(session, form, author=self.author, zone=self.config.timezone).id
                for form in forms
            ]

    def add_pass(self, form: VisitForm, *, actor: str = "user:1") -> VisitView:
        author = replace(self.author, actor=actor)
        with editing(self.engine) as session:
            return visits.issue(session, form, author=author, zone=self.config.timezone)

    def sign_in(self, login: str) -> str:
        """Open a session without the password and return its cookie."""
        with editing(self.engine) as session:
            (user,) = (each for each in users.everyone(session) if each.login == login)
            return sessions.start(session, user, author=self.author).token

    def record(self, kind: str, lane: str | None = None, actor: str | None = None, **payload):
        """Append a row as the controller would; `wall` in the payload sets its time."""
        now = self.clock.now()
        wall = payload.pop("wall", now.wall)
        row = journal.Row(
            event_id=uuid4().hex,
            boot_id=boot_id(),
            monotonic_ns=round(now.monotonic * 1e9),
            wall_us=round(wall * 1e6),
            clock_trusted=True,
            lane=lane,
            kind=kind,
            actor=actor,
            payload=payload,
        )
        connection = connect(self.config.database)
        try:
            with transaction(connection):
                journal.append(connection, self.config.gate_id, [row])
        finally:
            connection.close()

    def rows(self, limit: int = 20) -> list[journal.StoredRow]:
        connection = connect(self.config.database, read_only=True)
        try:
            return journal.tail(connection, self.config.gate_id, limit=limit)
        finally:
            connection.close()
