"""A seeded site per test, its application with the feed running, and browsers without script."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from gate.registry import migrate
from gate.web.app import create_app
from gate.web.board.moment import LaneName
from gate.web.board.moment import Site as Shown
from gate.web.live.feed import Feed
from gate.words.language import Language
from tests.gate.web.browsing import Browser
from tests.gate.web.played import PlayedController
from tests.gate.web.played_lanes import NOW, ZONE
from tests.gate.web.site import CARS, FixedWall, Site, StoppedClock
from tests.waiting import BOUND

__all__ = ["NOW", "ZONE"]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all `PEOPLE` (numbers 1 to 6) and `CARS` (numbers 1 to 5)."""
    directory = tmp_path_factory.mktemp("seeded")
    migrate.upgrade(directory / "empty.db")
    (directory / "site").mkdir()
    site = Site.make(directory / "site", directory / "empty.db", FixedWall(StoppedClock(), NOW))
    site.add_people()
    site.add_vehicles(*CARS)
    site.engine.dispose()
    return Path(shutil.copy(directory / "site" / "gate.db", directory / "seeded.db"))


@pytest.fixture
def clock() -> FixedWall:
    """Both clocks stand where the test puts them, so that no status grows old by itself."""
    return FixedWall(StoppedClock(), NOW)


@pytest.fixture
def site(tmp_path: Path, seeded: Path, clock: FixedWall) -> Iterator[Site]:
    made = Site.make(tmp_path, seeded, clock)
    yield made
    made.engine.dispose()


@pytest.fixture
async def app(site: Site) -> AsyncIterator[FastAPI]:
    made = create_app(site.config, site.engine, site.clock, answer_within=BOUND)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def feed(app: FastAPI) -> Feed:
    """What the pages know; `look` takes in what the controller has just told."""
    return app.state.context.feed


@pytest.fixture
def controller(site: Site, feed: Feed) -> Iterator[PlayedController]:
    """A controller that answers, whose word the pages have heard."""
    with site.controller.running(beating=False) as running:
        feed.look()
        yield running


@pytest.fixture
async def browser(app: FastAPI, site: Site) -> AsyncIterator[Callable[..., Browser]]:
    """Open browsers; with `login` somebody is signed in already, and at the first place of theirs.

    Only `Browser.sign_in` sends a password: checking one takes long on purpose.
    """
    opened = []

    async def open_(login: str | None = None, **cookies: str) -> Browser:
        made = Browser(app, cookies)
        opened.append(made)
        if login is not None:
            made.client.cookies.set("session", site.sign_in(login), domain="gate.local")
            await made.get("/")
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
