import pytest

from gate.config.gate_toml import Config
from gate.core.values.model import Credential, Medium
from gate.registry.database import engine, reading
from gate.registry.people import users
from gate.registry.people.staff import Role
from gate.registry.visitors import list as visit_list
from gate.store import book
from gate.store.database import connect
from simulator import demo_config, registry
from simulator.vehicles import VEHICLES, Kind


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The demo whose registry was prepared once; to be read only."""
    folder = tmp_path_factory.mktemp("demo")
    config = demo_config.write(folder, web_port=8080, broker=None)
    registry.prepare(config)
    return config


def test_the_controller_finds_the_vehicles_of_the_demo(prepared: Config) -> None:
    permits = book.load(connect(prepared.database, read_only=True), prepared.timezone)
    known = [vehicle for vehicle in VEHICLES if vehicle.kind is not Kind.UNKNOWN]
    assert len(permits) == len(known) == 11
    for vehicle in known:
        for medium, value in ((Medium.TAG, vehicle.tag), (Medium.PLATE, vehicle.plate)):
            if value:
                number = permits.vehicle(Credential(medium, value.replace(" ", "")))
                assert number is not None
                permit = permits.permit(number)
                assert permit is not None
                assert (permit.blocked or "") == vehicle.blocked


def test_the_visitor_of_the_demo_has_a_pass(prepared: Config) -> None:
    opened = engine(prepared.database)
    with reading(opened) as session:
        found = visit_list.find(session, "P 1440 VX")
    opened.dispose()
    assert (found.visitor, found.host) == ("Dr. Hendra", "RSUD dr. Mohamad Saleh")
    assert found.code is not None
    assert found.ends_at - found.starts_at > 29 * 86_400


def test_the_stranger_is_unknown(prepared: Config) -> None:
    permits = book.load(connect(prepared.database, read_only=True), prepared.timezone)
    (stranger,) = (vehicle for vehicle in VEHICLES if vehicle.kind is Kind.UNKNOWN)
    assert permits.vehicle(Credential(Medium.TAG, stranger.tag)) is None


def test_every_start_gives_a_password_of_its_own_and_adds_nothing(config: Config) -> None:
    first, second = registry.prepare(config), registry.prepare(config)

    opened = engine(config.database)
    user = users.authenticate(opened, registry.LOGIN, second)
    assert user is not None
    assert user.role is Role.ADMIN
    assert users.authenticate(opened, registry.LOGIN, first) is None
    opened.dispose()
    assert len(book.load(connect(config.database, read_only=True), config.timezone)) == 11
