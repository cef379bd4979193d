"""A seeded site per test, its application with the feed running, and browsers without script."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from gate.clock import SystemClock
from gate.registry import migrate
from gate.web.app import create_app
from gate.web.board.moment import LaneName
from gate.web.board.moment import Site as Shown
from gate.web.wording.language import Language
from tests.gate.web.browsing import Browser
from tests.gate.web.lanes import NOW, ZONE
from tests.gate.web.site import CARS, FixedWall, Site

__all__ = ["NOW", "ZONE"]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all `PEOPLE` (numbers 1 to 6) and `CARS` (numbers 1 to 5)."""
    directory = tmp_path_factory.mktemp("seeded")
    migrate.upgrade(directory / "empty.db")
    (directory / "site").mkdir()
    site = Site.make(directory / "site", directory / "empty.db", FixedWall(SystemClock(), NOW))
    site.add_people()
    site.add_vehicles(*CARS)
    site.engine.dispose()
    return Path(shutil.copy(directory / "site" / "gate.db", directory / "seeded.db"))


@pytest.fixture
def clock() -> FixedWall:
    return FixedWall(SystemClock(), NOW)


@pytest.fixture
def site(tmp_path: Path, seeded: Path, clock: FixedWall) -> Iterator[Site]:
    made = Site.make(tmp_path, seeded, clock)
    yield made
    made.engine.dispose()


@pytest.fixture
async def app(site: Site) -> AsyncIterator[FastAPI]:
    made = create_app(site.config, site.engine, site.clock)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Callable[..., Browser]]:
    """Open browsers; `login` signs in at once."""
    opened = []

    async def open_(login: str | None = None, **cookies: str) -> Browser:
        made = Browser(app, cookies)
        opened.append(made)
        if login is not None:
            await made.sign_in(login)
        return made

    yield open_
    for made in opened:
        await made.close()


@pytest.fixture
def indonesian() -> Language:
    return Language("id", ZONE)


@pytest.fixture
def english() -> Language:
    return Language("en", ZONE)


@pytest.fixture
def shown() -> Shown:
    """What of the example site the pages show."""
    return Shown(
        "Portal Balai Kota",
        "Pemkot Probolinggo",
        "0335-421228",
        (LaneName("masuk", "Masuk", "in"), LaneName("keluar", "Keluar", "out")),
        {"masuk-rfid": "tag", "masuk-kamera": "plate", "keluar-qr": "code"},
    )
