"""The panel of a played site as people use it; its time passes twenty times as fast."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gate.clock import monotonic
from simulator import demo_config
from simulator.panel.app import create_app
from simulator.stage import Stage
from tests.browser.conftest import Served, new_page
from tests.simulator.waiting import running

pytestmark = pytest.mark.browser


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[str]:
    """The address of the panel of a site without a controller."""
    config = demo_config.write(tmp_path, web_port=8080, broker=None)
    stage = Stage(config, time=lambda: 20 * monotonic())
    served = Served(create_app(stage), running(stage.run()))
    yield served.address
    served.stop()


@pytest.fixture
def page(chromium: Browser, panel: str) -> Iterator[Page]:
    """The panel in Chromium; whatever the console said is a failure, but for refused deeds."""
    said: list[str] = []
    page = new_page(chromium, panel, said)
    page.goto("/")
    yield page
    page.context.close()
    assert [text for text in said if "409 (Conflict)" not in text] == []


def test_a_vehicle_is_let_arrive_and_sent_back(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur masuk")
    lane.get_by_role("button", name=re.compile("Diblokir")).click()

    row = lane.get_by_role("listitem").filter(has_text="N 3008 RK")
    expect(row).to_contain_text("menunggu")
    row.get_by_role("button", name="Mundur").click()
    expect(lane.get_by_text("Tidak ada kendaraan")).to_be_visible()


def test_a_vehicle_of_any_name_is_typed_in(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur keluar")
    lane.get_by_text("Kendaraan lain").click()
    lane.get_by_label("Pelat nomor").fill("b 99 zz")
    lane.get_by_role("button", name="Datangkan").click()

    expect(lane.get_by_role("listitem").filter(has_text="B 99 ZZ")).to_be_visible()


def test_a_motorcycle_from_the_other_side_is_let_arrive(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur masuk")
    lane.get_by_text("Kendaraan lain").click()
    lane.get_by_label("Jenis").select_option("Sepeda motor")
    lane.get_by_label("Pengemudi").select_option("Menempel kendaraan di depan")
    lane.get_by_label("Datang dari arah berlawanan").check()
    lane.get_by_label("Pelat nomor").fill("n 7 b")
    lane.get_by_role("button", name="Datangkan").click()

    row = lane.get_by_role("listitem").filter(has_text="N 7 B")
    expect(row).to_contain_text("menunggu")
    row.get_by_role("button", name="Mundur").click()
    expect(row).to_have_count(0)


def test_a_mistake_is_told_where_it_was_made(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur keluar")
    lane.get_by_text("Kendaraan lain").click()
    lane.get_by_label("Nomor tag").fill("XYZ")
    lane.get_by_role("button", name="Datangkan").click()

    expect(lane.get_by_role("alert")).to_contain_text("XYZ")


def test_a_switch_shows_that_it_is_on(page: Page) -> None:
    switch = page.get_by_role("region", name="Jalur masuk").get_by_role(
        "button", name="Fotosel terhalang"
    )
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")

    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")


def test_a_bad_cable_is_played_and_repaired(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur masuk")
    lane.get_by_text("Kabel buruk").click()
    noise = lane.get_by_role("button", name="Derau").first
    noise.click()
    expect(noise).to_have_attribute("aria-pressed", "true")

    noise.click()
    expect(noise).to_have_attribute("aria-pressed", "false")


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
