"""One Chromium for all of these files; each test has its own site, server and window.

While Playwright lives, its loop runs in this thread: it ends with the package, before other tests
come.
"""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from gate.clock import SystemClock
from gate.web.app import create_app
from gate.web.server import Server
from tests.gate.web.conftest import NOW, seeded
from tests.gate.web.site import FixedWall, Site
from tests.waiting import BOUND, wait_for

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
PICTURES = Path(__file__).parents[2] / ".cache" / "pictures"
BOUND_MS = 1000 * BOUND

expect.set_options(timeout=BOUND_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Tell of a failure by its sentence, its place and a picture of each open page."""
    if call.excinfo is not None:
        sentence, tree, _ = str(call.excinfo.value).partition("\nAria snapshot:")
        if tree:
            call.excinfo.value.args = (re.sub(r"\n\s*\n", "\n", sentence),)
        for entry in call.excinfo.traceback:
            if "playwright" in Path(entry.path).parts:
                entry.frame.f_globals["__tracebackhide__"] = True
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        report.sections += [("picture", str(path)) for path in _pictures(item)]
    return report


def _pictures(item: pytest.Function) -> Iterator[Path]:
    browser = item.funcargs.get("chromium")
    pages = [page for context in browser.contexts for page in context.pages] if browser else []
    for number, page in enumerate(pages):
        path = PICTURES / "failed" / f"{re.sub(r'[^a-z0-9]+', '-', item.name)}-{number}.png"
        with suppress(Error):  # a page that hangs has no picture
            page.screenshot(path=path)
            yield path


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(QUIET), timeout=BOUND_MS
        )
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path, seeded: Path) -> Iterator[Site]:
    made = Site.make(tmp_path, seeded, FixedWall(SystemClock(), NOW))
    yield made
    made.engine.dispose()


class Served:
    """An application on a port of its own in a thread of its own, `beside` something else."""

    def __init__(self, app: FastAPI, beside: AbstractAsyncContextManager[None]) -> None:
        self._server = Server(uvicorn.Config(app, port=0, log_level="warning"))
        self._beside = beside
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        wait_for(lambda: self._server.started, "the pages")
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(BOUND)

    async def _serve(self) -> None:
        async with self._beside:
            await self._server.serve()


class ServedSite(Served):
    """The pages of a site; `stop` ends them as `gate web` does.

    However busy the machine, the controller's status and its answers come in time.
    """

    def __init__(self, site: Site) -> None:
        app = create_app(site.config, site.engine, site.clock, fresh_for=BOUND, answer_within=BOUND)
        self._feed = app.state.context.feed
        super().__init__(app, nullcontext())

    def stop(self) -> None:
        self._feed.closing = True
        super().stop()


@pytest.fixture
def served(site: Site) -> Iterator[ServedSite]:
    made = ServedSite(site)
    yield made
    made.stop()


@pytest.fixture
def controller(site: Site):
    with site.controller.running() as running:
        yield running


@pytest.fixture
def window(chromium: Browser, served: ServedSite, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window, signed in as somebody; nothing may go wrong in its console."""
    pages: list[Page] = []
    said: list[str] = []

    def open_(login: str | None = None, **options: object) -> Page:
        page = new_page(chromium, served.address, said, **options)
        pages.append(page)
        if login is not None:
            token = site.sign_in(login)
            cookie = {"name": "session", "value": token, "url": served.address}
            page.context.add_cookies([cookie])
        page.goto("/")
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert [line for line in said if not _is_expected(line)] == []


def new_page(browser: Browser, address: str, said: list[str], **options: object) -> Page:
    """Open an empty page of a context of its own; what its console says goes to `said`."""
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(BOUND_MS)
    page = context.new_page()
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    return page


def stop_time(page: Page) -> None:
    """Let the time of the pages loaded from now on stand still but for `page.clock.run_for`."""
    page.clock.install(time=0)
    page.clock.pause_at(1)


def _is_expected(line: str) -> bool:
    """A browser notes every answer that is no success, and a stream that ends with the server."""
    refused = "the server responded with a status of 4" in line
    return refused or "net::ERR_" in line
