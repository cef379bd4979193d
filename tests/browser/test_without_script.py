"""Everything but live updates works as plain pages and forms."""

import pytest
from playwright.sync_api import expect

from tests.gate.web.played import PlayedController

pytestmark = pytest.mark.browser


def test_a_guard_opens_with_a_reason(window, controller: PlayedController):
    page = window("slamet.r", java_script_enabled=False)
    page.locator('[data-piece="lane-masuk"]').get_by_role("link", name="Buka …", exact=True).click()
    page.get_by_label("Kurir atau pengantar").check()
    page.get_by_role("button", name="Buka palang").click()

    page.wait_for_url("**/live")
    assert controller.orders[0].reason == "delivery"


def test_a_guard_turns_somebody_away(window, controller: PlayedController):
    controller.wait("masuk", "plate:N1873RB", objections=["unknown"])
    page = window("slamet.r", java_script_enabled=False)
    page.goto("/live")
    page.get_by_role("button", name="Tolak").click()

    page.wait_for_url("**/live")
    assert controller.orders[0].claim == "claim-1"


def test_an_officer_searches_and_blocks(window):
    page = window("yulianti", java_script_enabled=False)
    page.get_by_label("Cari pelat, nama, atau nomor tag").fill("santoso")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="N 1234 AP").click()
    page.get_by_role("link", name="Blokir …").click()
    page.get_by_label("Pelanggaran").check()
    page.get_by_role("button", name="Blokir").click()

    expect(page.get_by_text("N 1234 AP diblokir.")).to_be_visible()


def test_the_indicator_claims_nothing(window):
    page = window("slamet.r", java_script_enabled=False)

    expect(page.get_by_text("Langsung", exact=True)).to_be_hidden()
    expect(page.locator("#clock")).to_be_hidden()
