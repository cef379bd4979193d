"""From a row of the history to its story, and from a month to its numbers and its paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import wrong_with
from tests.gate.web.conftest import NOW
from tests.gate.web.site import Site

pytestmark = pytest.mark.browser


def test_a_passage_is_searched_for_and_told_and_its_month_is_printed(window, site: Site):
    reads = [{"reader": "masuk-kamera", "medium": "plate", "value": "N9340RA", "at": 1.0}]
    last_month = NOW - 33 * 86_400
    for claim, wall in (("a", last_month), ("b", NOW)):
        denied = {"claim": claim, "objections": ["unknown"], "reads": reads, "wall": wall}
        site.record("decision.denied", "masuk", **denied)
        site.record("passage.done", "masuk", claim=claim, direction="in", wall=wall)
    page = window("suparman", viewport={"width": 390, "height": 800})

    page.goto("/history")
    page.get_by_label("Pelat, nama, atau petugas").fill("n 9340")
    rows = page.locator(".table .row-link")
    expect(rows).to_have_count(2)
    rows.first.click()
    expect(page.get_by_role("heading", name="Kisah satu lintasan")).to_be_visible()
    expect(page.get_by_text("Tidak dibukakan: Tidak terdaftar")).to_be_visible()
    expect(page.get_by_text("utuh. Jam terpercaya.")).to_be_visible()
    expect(page.get_by_role("button", name="Cetak")).to_be_visible()
    assert wrong_with(page) == []
    page.get_by_role("link", name="Kembali ke daftar").click()
    expect(rows).to_have_count(2)

    page.goto("/reports")
    numbers = page.get_by_text("Lihat angka sebagai tabel").first
    numbers.click()
    expect(page.get_by_role("row", name="07 0 0")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Mengetahui,")).to_be_visible()
    expect(page.get_by_role("button", name="Cetak")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Tempat")).to_be_hidden()
