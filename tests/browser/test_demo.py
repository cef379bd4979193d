"""The whole product, started as a user starts it: page and broker see what happens."""

import re
import subprocess
import sys

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.mosquitto import Broker, Subscriber
from tests.ports import free_port
from tests.waiting import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

WELCOME = re.compile(r"sign in as (\S+) with the password (\S+)\n")


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with Broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


class Demo:
    """A demo that runs, and the page of somebody who has signed in."""

    def __init__(self, page: Page, panel: str, process: subprocess.Popen[bytes]) -> None:
        self.page = page
        self._panel = panel
        self._process = process

    def arrive(self, **car: str) -> None:
        answer = httpx.post(f"{self._panel}/api/vehicle", json=car, trust_env=False)
        assert answer.is_success, answer.text

    def lane(self, name: str):
        heading = self.page.get_by_role("heading", name=name)
        return self.page.locator("article, section", has=heading).first


@pytest.fixture(scope="module")
def demo(tmp_path_factory, broker: Broker, chromium: Browser):
    folder = tmp_path_factory.mktemp("demo")
    web, panel, said = free_port(), free_port(), folder / "said"
    command = [sys.executable, "-m", "simulator", "--dir", str(folder)]
    command += ["--port", str(web), "--panel-port", str(panel)]
    command += ["--mqtt", f"mqtt://{broker.host}:{broker.port}"]
    with said.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_for(lambda: "Ctrl-C" in said.read_text(), "the welcome")
        login, password = WELCOME.search(said.read_text()).groups()
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{web}", viewport={"width": 1280, "height": 800}
        )
        page = context.new_page()
        page.goto("/")
        page.fill("#login", login)
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/live")
        yield Demo(page, f"http://127.0.0.1:{panel}", process)
        context.close()
    finally:
        process.terminate()
        assert process.wait(20) == 0, said.read_text()


def test_a_car_passes_from_the_reader_to_the_page_and_the_broker(demo, broker):
    with Subscriber(broker, "gate/demo/#") as subscriber:
        demo.arrive(lane="masuk", tag="01001293D8")
        events = demo.page.locator("body")
        expect(events).to_contain_text("Boleh masuk", timeout=20_000)
        wait_for(
            lambda: any(
                heard.json["kind"] == "passage.done" for heard in subscriber.on("gate/demo/events")
            ),
            "the passage at the broker",
        )
        states = [heard.json["state"] for heard in subscriber.on("gate/demo/lane/masuk/state")]

    assert {"closed", "opening", "open"} <= set(states)
    expect(demo.lane("Jalur masuk")).to_contain_text("Tertutup", timeout=20_000)


def test_a_blocked_vehicle_is_shown_with_its_reason_and_opened_by_the_guard(demo):
    demo.arrive(lane="keluar", plate="N 3008 RK")
    lane = demo.lane("Jalur keluar")
    expect(lane).to_contain_text("Diblokir: Tunggakan kontrak", timeout=20_000)

    lane.get_by_text("Buka untuk N 3008 RK …").click()
    dialog = demo.page.get_by_role("dialog")
    dialog.get_by_label("Perintah atasan").check()
    dialog.get_by_role("button", name="Buka palang").click()

    expect(lane).to_contain_text("Membuka", timeout=10_000)
