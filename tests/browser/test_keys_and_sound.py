"""What the guard's PC does beside the mouse: keys that never move the boom, tones that call."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import stop_time
from tests.gate.web.played import PlayedController

pytestmark = pytest.mark.browser

COUNTED_TONES = """() => {
  window.tones = [];
  const real = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    const tone = real.call(this);
    window.tones.push(tone);
    return tone;
  };
}"""


def tones_of_a_second(page: Page) -> list[float]:
    """Let a second pass, and return the tones that have sounded since the last look."""
    page.clock.run_for(1_000)
    return page.evaluate("() => window.tones.splice(0).map((tone) => tone.frequency.value)")


def test_a_key_leads_to_the_question_and_never_to_the_boom(window, controller: PlayedController):
    page = window("slamet.r")
    page.keyboard.press("2")
    page.keyboard.press("F8")
    expect(page.get_by_role("dialog")).to_contain_text("Tahan palang jalur keluar terbuka")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.keyboard.press("1")
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Buka palang jalur masuk sekali")
    dialog.get_by_label("Keterangan").press_sequentially("? 1 2")  # keys are letters in a field
    expect(page.locator("#keys")).to_be_hidden()
    assert controller.orders == []


def test_a_key_acknowledges_the_first_alarm(window, controller: PlayedController):
    controller.alarm("tailgating", "masuk")
    page = window("slamet.r")
    expect(page.get_by_role("button", name="Sudah saya periksa")).to_be_visible()

    page.keyboard.press("A")

    expect(page.get_by_role("button", name="Sudah saya periksa")).to_have_count(0)


@pytest.mark.usefixtures("controller")
def test_the_keys_are_listed_and_can_be_turned_off(window):
    page = window("slamet.r")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Pilih jalur")
    page.get_by_label("Pakai tombol papan ketik di perangkat ini").uncheck()
    page.get_by_role("button", name="Selesai").click()

    page.keyboard.press("F8")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)

    page.reload()
    assert not [url for url in asked if "/hold" in url]
    page.get_by_text("Akun dan tampilan").locator("..").click()
    page.get_by_role("button", name="Tombol papan ketik").click()
    expect(page.get_by_label("Pakai tombol papan ketik di perangkat ini")).not_to_be_checked()


@pytest.mark.usefixtures("controller")
def test_rows_of_the_list_are_walked_with_two_keys(window):
    page = window("yulianti")
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator(".row-link").nth(place)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator('input[type="search"]')).to_be_focused()


def test_who_waits_and_what_is_wrong_is_heard_once_sound_is_on(
    window, controller: PlayedController
):
    page = window("slamet.r")
    stop_time(page)
    page.goto("/live")
    page.evaluate(COUNTED_TONES)
    controller.wait("masuk", "plate:N1873RB", objections=["unknown"])
    expect(page.locator(".turn-away")).to_have_count(1)
    assert tones_of_a_second(page) == []

    page.get_by_role("button", name="Nyalakan suara").click()
    expect(page.get_by_role("button", name="Senyapkan")).to_be_visible()
    assert tones_of_a_second(page) == [660, 520, 440]

    controller.alarm("tailgating", "masuk")
    expect(page.get_by_role("button", name="Sudah saya periksa")).to_be_visible()
    assert tones_of_a_second(page) == [520, 660, 820]

    page.get_by_role("button", name="Senyapkan").click()
    expect(page.get_by_role("button", name="Nyalakan suara")).to_be_visible()
    controller.wait("masuk", "plate:N1218QP", claim="claim-2", objections=["expired"])
    expect(page.locator(".turn-away")).to_have_attribute("value", "claim-2")
    assert tones_of_a_second(page) == []


@pytest.mark.usefixtures("controller")
def test_sound_stays_on_for_the_device_and_begins_with_the_first_touch(window):
    page = window("slamet.r")
    page.get_by_role("button", name="Nyalakan suara").click()
    page.reload()
    expect(page.get_by_role("button", name="Nyalakan suara")).to_be_visible()

    page.locator("#events-title").click()

    expect(page.get_by_role("button", name="Senyapkan")).to_be_visible()
