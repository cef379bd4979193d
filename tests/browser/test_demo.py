"""The whole product, started as a user starts it: page, panel and broker see what happens."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from gate.config.gate_toml import load
from gate.status import file as gate_status
from tests.browser.conftest import new_page
from tests.mosquitto import Broker, Subscriber
from tests.ports import free_port
from tests.waiting import BOUND, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.broker]

WELCOME = re.compile(r"sign in as (\S+) with the password (\S{14})\n")


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with Broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


class Demo:
    """A demo that runs in a folder, and the page of somebody who signs in there."""

    def __init__(self, page: Page, panel: int, folder: Path) -> None:
        self.page = page
        self._panel = f"http://127.0.0.1:{panel}"
        self._folder = folder

    def sign_in(self) -> None:
        """Sign in as the welcome says."""
        login, password = WELCOME.search(self.said).groups()
        self.page.goto("/")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/live")

    @property
    def said(self) -> str:
        return (self._folder / "said").read_text()

    @property
    def controller(self) -> int:
        """The number of the controller's process."""
        status = gate_status.read(load(self._folder / "gate.toml").status_file)
        assert status is not None
        return status.pid

    def arrive(self, **car: str) -> None:
        answer = httpx.post(f"{self._panel}/api/vehicle", json=car, trust_env=False, timeout=BOUND)
        assert answer.is_success, answer.text

    def on_panel(self, lane: str):
        """What the panel says that the gate makes of a lane."""
        answer = httpx.get(f"{self._panel}/api/state", trust_env=False, timeout=BOUND)
        return answer.json()["lanes"][lane]["gate"]

    def lane(self, name: str):
        heading = self.page.get_by_role("heading", name=name)
        return self.page.locator("article, section", has=heading).first


@contextmanager
def started(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a demo in a folder, where `said` gets what it says; it has welcomed the user."""
    said = folder / "said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator", "--dir", str(folder), *options],
            stdout=output,
            stderr=output,
        )

    def ended_or(reached: Callable[[], bool]) -> Callable[[], bool]:
        return lambda: process.poll() is not None or reached()

    try:
        for part in ("site", "controller", "web"):
            wait_for(ended_or((folder / "log" / f"{part}.log").exists), part)
        wait_for(ended_or(lambda: "Ctrl-C" in said.read_text()), "the welcome")
        assert process.poll() is None, said.read_text()
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def demo(tmp_path_factory, broker: Broker, chromium: Browser) -> Iterator[Demo]:
    """A demo; in the end Ctrl-C stops all of it cleanly."""
    folder = tmp_path_factory.mktemp("demo")
    web, panel = free_port(), free_port()
    ports = ("--port", str(web), "--panel-port", str(panel))
    with started(folder, *ports, "--mqtt", f"mqtt://{broker.host}:{broker.port}") as process:
        address, wide = f"http://127.0.0.1:{web}", {"width": 1280, "height": 800}
        made = Demo(new_page(chromium, address, [], viewport=wide), panel, folder)
        made.sign_in()
        yield made
        made.page.context.close()
        controller = made.controller
        process.send_signal(signal.SIGINT)
        assert process.wait(BOUND) == 0, made.said
        assert not Path(f"/proc/{controller}").exists()


def test_a_car_passes_from_the_reader_to_the_page_and_the_broker(demo: Demo, broker: Broker):
    with Subscriber(broker, "gate/demo/#") as subscriber:

        def states() -> set[str]:
            return {heard.json["state"] for heard in subscriber.on("gate/demo/lane/masuk/state")}

        def events() -> set[str]:
            return {heard.json["kind"] for heard in subscriber.on("gate/demo/events")}

        demo.arrive(lane="masuk", tag="01001293D8")
        expect(demo.page.locator("body")).to_contain_text("Boleh masuk")
        wait_for(lambda: "passage.done" in events(), "the passage at the broker")
        wait_for(lambda: states() >= {"closed", "opening", "open"}, "the lane at the broker")

    expect(demo.lane("Jalur masuk")).to_contain_text("Tertutup")


def test_a_blocked_vehicle_is_shown_with_its_reason_and_opened_by_the_guard(
    demo: Demo, broker: Broker
):
    demo.arrive(lane="keluar", plate="N 3008 RK")
    lane = demo.lane("Jalur keluar")
    expect(lane).to_contain_text("Diblokir: Tunggakan kontrak")
    waiting = {"granted": False, "objections": ["blocked"]}
    wait_for(
        lambda: demo.on_panel("keluar") == {"state": "closed", "waiting": waiting}, "the panel"
    )

    with Subscriber(broker, "gate/demo/lane/keluar/state") as subscriber:
        lane.get_by_text("Buka untuk N 3008 RK …").click()
        dialog = demo.page.get_by_role("dialog")
        dialog.get_by_label("Perintah atasan").check()
        dialog.get_by_role("button", name="Buka palang").click()
        wait_for(
            lambda: any(heard.json["state"] == "opening" for heard in tuple(subscriber.messages)),
            "the boom rising at the broker",
        )
    expect(demo.page.locator(".events-list")).to_contain_text("Perintah atasan")


def test_a_killed_controller_is_started_again(demo: Demo):
    before = demo.controller

    os.kill(before, signal.SIGKILL)

    wait_for(lambda: "controller runs again" in demo.said, "the controller")
    assert "controller died of SIGKILL; starting it again" in demo.said
    assert demo.controller != before
