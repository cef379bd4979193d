"""A visitor's pass from the lane to the slip, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from gate.core.values.events import Action
from gate.registry.visitors.form import VisitForm
from tests.gate.web.played import PlayedController
from tests.gate.web.site import Site

pytestmark = pytest.mark.browser


def test_a_pass_is_made_at_the_lane_with_one_choice_and_enter(
    window, site: Site, controller: PlayedController
):
    site.add_pass(VisitForm(host="Dispendukcapil"))
    controller.wait("masuk", "plate:P1440VX", objections=["unknown"])
    page = window("slamet.r")
    page.get_by_role("link", name="Buat izin tamu …").click()
    expect(page.get_by_label("Pelat nomor")).to_have_value("P 1440 VX")
    page.get_by_label("Dispendukcapil").check()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Izin siap dipakai")).to_be_visible()
    expect(page.locator(".toast")).to_have_text("Izin tamu disimpan. Perintah buka dikirim.")
    expect(page.locator(".pass-code")).to_have_text(re.compile(r"^\w{3}-\w{3}$"))
    (order,) = controller.orders
    assert (order.action, order.claim, order.reason) == (
        Action.OPEN,
        "claim-1",
        "visitor_checked",
    )

    expect(page.get_by_role("button", name="Cetak slip")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".slip .qr svg")).to_be_visible()
    expect(page.get_by_text("Tunjukkan slip ini di pintu masuk dan keluar.")).to_be_visible()
    for gone in (".bar", ".page-head", ".until-card", ".slip .card-foot"):
        expect(page.locator(gone)).to_be_hidden()


def test_the_right_one_of_two_plates_is_touched_or_typed(window, controller: PlayedController):
    controller.wait(
        "masuk",
        "plate:N12B4AP",
        objections=["ambiguous_plate"],
        candidates=["N1234AP", "N1284AP"],
    )
    page = window("slamet.r")
    page.get_by_role("button", name="N 1284 AP").click()
    expect(page.locator(".outcome").first).to_have_text("Pelat dibetulkan, diperiksa lagi")
    page.get_by_role("link", name="Bukan keduanya").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Pelat nomor").fill("n871ps")
    dialog.get_by_role("button", name="Pakai pelat ini").click()

    expect(dialog).to_be_hidden()
    assert [order.value for order in controller.orders] == ["N1284AP", "N871PS"]


def test_the_list_of_passes_follows_what_is_typed(window, site: Site):
    site.add_pass(VisitForm(plate="P 1440 VX", host="Dispendukcapil"))
    site.add_pass(VisitForm(plate="P 1441 VX", host="DPMPTSP"))
    page = window("slamet.r")
    page.get_by_role("link", name="Tamu", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Cari pelat, kode, nama, atau tujuan").press_sequentially("dpmp")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("P 1441 VX")
