"""The panel as people use it."""

import re
import shutil
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

WAIT = 15_000


@pytest.fixture(scope="module")
def page(panel: httpx.Client) -> Iterator[Page]:
    """The panel in Chromium; whatever the console said is a failure, but for refused deeds."""
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(str(panel.base_url))
        yield page
        browser.close()
    assert [text for text in said if "409 (Conflict)" not in text] == []


@pytest.mark.browser
def test_a_vehicle_is_let_arrive_and_sent_back(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur masuk")
    lane.get_by_role("button", name=re.compile("Diblokir")).click()

    row = lane.get_by_role("listitem").filter(has_text="N 3008 RK")
    expect(row).to_contain_text("menunggu", timeout=WAIT)
    row.get_by_role("button", name="Mundur").click()
    expect(lane.get_by_text("Tidak ada kendaraan")).to_be_visible(timeout=WAIT)


@pytest.mark.browser
def test_a_vehicle_of_any_name_is_typed_in(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur keluar")
    lane.get_by_text("Kendaraan lain").click()
    lane.get_by_label("Pelat nomor").fill("b 99 zz")
    lane.get_by_role("button", name="Datangkan").click()

    expect(lane.get_by_role("listitem").filter(has_text="B 99 ZZ")).to_be_visible(timeout=WAIT)


@pytest.mark.browser
def test_a_motorcycle_from_the_other_side_is_let_arrive(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur masuk")
    lane.get_by_text("Kendaraan lain").click()
    lane.get_by_label("Jenis").select_option("Sepeda motor")
    lane.get_by_label("Pengemudi").select_option("Menempel kendaraan di depan")
    lane.get_by_label("Datang dari arah berlawanan").check()
    lane.get_by_label("Pelat nomor").fill("n 7 b")
    lane.get_by_role("button", name="Datangkan").click()

    row = lane.get_by_role("listitem").filter(has_text="N 7 B")
    expect(row).to_contain_text("menunggu", timeout=WAIT)
    row.get_by_role("button", name="Mundur").click()
    expect(row).to_have_count(0, timeout=WAIT)


@pytest.mark.browser
def test_a_mistake_is_told_where_it_was_made(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur keluar")
    lane.get_by_label("Nomor tag").fill("XYZ")
    lane.get_by_role("button", name="Datangkan").click()

    expect(lane.get_by_role("alert")).to_contain_text("XYZ", timeout=WAIT)


@pytest.mark.browser
def test_a_switch_shows_that_it_is_on(page: Page) -> None:
    switch = page.get_by_role("region", name="Jalur masuk").get_by_role(
        "button", name="Fotosel terhalang"
    )
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true", timeout=WAIT)

    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false", timeout=WAIT)


@pytest.mark.browser
def test_a_bad_cable_is_played_and_repaired(page: Page) -> None:
    lane = page.get_by_role("region", name="Jalur masuk")
    lane.get_by_text("Kabel buruk").click()
    noise = lane.get_by_role("button", name="Derau").first
    noise.click()
    expect(noise).to_have_attribute("aria-pressed", "true", timeout=WAIT)

    noise.click()
    expect(noise).to_have_attribute("aria-pressed", "false", timeout=WAIT)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_speaks_english_when_asked_and_remembers(panel: httpx.Client) -> None:
    with httpx.Client(base_url=panel.base_url, trust_env=False) as visitor:
        assert "Kendaraan datang" in visitor.get("/").text
        assert "A vehicle arrives" in visitor.get("/?language=en").text
        assert "A vehicle arrives" in visitor.get("/").text
        assert "Kendaraan datang" in visitor.get("/?language=nl").text


def test_the_page_needs_nothing_inline_and_nothing_from_elsewhere(panel: httpx.Client) -> None:
    answer = panel.get("/")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", answer.text)
    for path in re.findall(r'(?:href|src)="(/[^"#]+)', answer.text):
        assert panel.get(path).is_success
