"""The demo's registry: its schema, its vehicles, and someone who may sign in."""

import contextlib
import datetime as dt
import secrets
from collections.abc import Iterator

from sqlalchemy import Engine

from gate.clock import ClockSource, SystemClock, boot_id
from gate.config.gate_toml import Config
from gate.registry import dates, migrate, vehicles
from gate.registry.author import Author
from gate.registry.database import editing, engine, reading
from gate.registry.forms import VehicleForm
from gate.registry.people import users
from gate.registry.people.staff import Role
from gate.registry.visitors import passes as visits
from gate.registry.visitors.form import VisitForm
from simulator.vehicles import VEHICLES, DemoVehicle, Kind

LOGIN = "demo"

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that are not taken for one another."""


def prepare(config: Config) -> str:
    """Bring the database up to date, fill it at its first start, and return a new password.

    The password is that of `LOGIN`, an admin; it was never used before and stands nowhere.
    """
    config.data_dir.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(config.database)
    author = Author(config.gate_id, boot_id(), "cli", SystemClock(ClockSource.RTC).now())
    with _opened(config) as opened:
        _seed(opened, config, author)
        return _let_in(opened, author)


def form(vehicle: DemoVehicle, today: dt.date) -> VehicleForm:
    """Return the form staff would have filled in."""
    first, last = (
        "" if days is None else dates.spell(today + dt.timedelta(days=days))
        for days in vehicle.days
    )
    return VehicleForm(
        plate=vehicle.plate,
        tags=(vehicle.tag,),
        holder=vehicle.holder,
        opd=vehicle.opd,
        category=vehicle.category,
        identification=vehicle.identification,
        valid_from=first,
        valid_until=last,
    )


def guest(vehicle: DemoVehicle, today: dt.date) -> VisitForm:
    """Return the form of a visitor's pass as a guard would have filled it in."""
    _, last = vehicle.days
    return VisitForm(
        plate=vehicle.plate,
        host=vehicle.opd,
        visitor=vehicle.holder,
        ends="" if last is None else dates.spell(today + dt.timedelta(days=last)),
    )


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[Engine]:
    opened = engine(config.database)
    try:
        yield opened
    finally:
        opened.dispose()


def _seed(opened: Engine, config: Config, author: Author) -> None:
    """Put the demo's vehicles on an empty list; what someone changed since then stays."""
    with reading(opened) as session:
        page = vehicles.search(session, vehicles.Query(), wall=author.now.wall, limit=1)
    if page.total:
        return
    today = dt.datetime.fromtimestamp(author.now.wall, config.timezone).date()
    with editing(opened) as session:
        for each in VEHICLES:
            if each.kind is Kind.UNKNOWN:
                continue
            if each.kind is Kind.VISITOR:
                visits.issue(session, guest(each, today), author=author, zone=config.timezone)
                continue
            view = vehicles.add(session, form(each, today), author=author, zone=config.timezone)
            if each.blocked:
                vehicles.block(session, view.id, each.blocked, author=author)


def _let_in(opened: Engine, author: Author) -> str:
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    with editing(opened) as session:
        if any(user.login == LOGIN for user in users.everyone(session)):
            users.set_password(session, LOGIN, password, author=author)
        else:
            users.add(session, LOGIN, "Demo", Role.ADMIN, password, author=author)
    return password
