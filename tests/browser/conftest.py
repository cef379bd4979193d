"""One Chromium per file; each test has its own site, server and window.

While Playwright lives, its loop runs in this thread: it must end before other tests come.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from gate.clock import SystemClock
from gate.web.app import create_app
from gate.web.server import Server
from tests.gate.web.conftest import NOW, seeded
from tests.gate.web.site import FixedWall, Site

__all__ = ["seeded"]

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path, seeded: Path) -> Iterator[Site]:
    made = Site.make(tmp_path, seeded, FixedWall(SystemClock(), NOW))
    yield made
    made.engine.dispose()


class Served:
    """The pages of a site on a port of their own; `stop` ends them as `gate web` does."""

    def __init__(self, site: Site) -> None:
        self._app = create_app(site.config, site.engine, site.clock)
        self._server = Server(uvicorn.Config(self._app, port=0, log_level="warning"))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()))
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._app.state.context.feed.closing = True
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    made = Served(site)
    yield made
    made.stop()


@pytest.fixture
def controller(site: Site):
    with site.controller.running() as running:
        yield running


@pytest.fixture
def window(chromium: Browser, served: Served, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window, signed in as somebody; nothing may go wrong in its console."""
    pages: list[Page] = []
    said: list[str] = []

    def open_(login: str | None = None, **options: object) -> Page:
        context = chromium.new_context(base_url=served.address, **options)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        pages.append(page)
        if login is not None:
            token = site.sign_in(login)
            context.add_cookies([{"name": "session", "value": token, "url": served.address}])
        page.goto("/")
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert [line for line in said if not _is_expected(line)] == []


def _is_expected(line: str) -> bool:
    """A browser notes every answer that is no success, and a stream that ends with the server."""
    refused = "the server responded with a status of 4" in line
    return refused or "net::ERR_" in line
