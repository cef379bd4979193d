import pytest
from playwright.sync_api import expect

from gate.registry.forms import VehicleForm
from tests.gate.web.site import Site

pytestmark = pytest.mark.browser


def test_the_list_follows_what_is_typed(window):
    page = window("yulianti")
    page.get_by_label("Cari pelat, nama, atau nomor tag").press_sequentially("santo")

    expect(page.get_by_text("1 dari 5 kendaraan cocok")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("Cari pelat, nama, atau nomor tag")).to_be_focused()
    assert "santo" not in page.url


def test_a_filter_needs_no_button(window):
    page = window("yulianti")
    page.get_by_label("Status").select_option("expired")

    expect(page.get_by_text("1 dari 5 kendaraan cocok")).to_be_visible()


def test_a_vehicle_is_added(window):
    page = window("yulianti")
    page.get_by_role("link", name="Tambah kendaraan").click()
    page.get_by_label("Pelat nomor").fill("n 77zz")
    page.get_by_label("Nomor tag RFID").fill("0012874F22")
    expect(page.get_by_label("Pelat nomor")).to_have_value("N 77 ZZ")
    page.get_by_label("Pemegang").fill("Nur Aini")
    page.get_by_label("Berlaku sampai").fill("31-12-2026")
    page.get_by_role("button", name="Simpan").click()

    expect(page.locator(".toast")).to_have_text("Kendaraan N 77 ZZ disimpan.")
    expect(page.locator("tr.chosen")).to_contain_text("Nur Aini")


def test_a_vehicle_is_blocked_in_a_dialog_with_a_reason(window, site: Site):
    page = window("yulianti")
    page.locator("tbody tr", has_text="Budi Santoso").click()
    page.get_by_role("link", name="Blokir …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Blokir").click()
    expect(dialog.get_by_role("alert")).to_have_text("Pilih alasan dulu")
    dialog.get_by_label("Tag hilang").check()
    dialog.get_by_role("button", name="Blokir").click()

    expect(page.locator(".toast")).to_have_text(
        "N 1234 AP diblokir. Berlaku sekarang di semua jalur."
    )
    expect(page.get_by_text("Diblokir: Tag hilang")).to_be_visible()
    assert site.rows(1)[0].payload["after"] == {"blocked": "lost_tag"}


def test_a_phone_shows_the_form_on_a_page_of_its_own(window):
    page = window("yulianti", viewport={"width": 390, "height": 844})
    page.locator("tbody tr", has_text="Dewi Lestari").click()
    expect(page.get_by_role("heading", name="Ubah kendaraan")).to_be_visible()
    expect(page.locator("tbody")).to_be_hidden()

    page.get_by_role("link", name="Kembali ke daftar").click()
    expect(page.locator("tbody")).to_be_visible()


def test_hostile_names_stay_text(window, site: Site):
    hostile = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
    site.add_vehicles(VehicleForm(plate="N 66 X", holder=hostile, opd=hostile))
    page = window("yulianti")

    page.get_by_label("Cari pelat, nama, atau nomor tag").press_sequentially("N66")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("<script>")
    assert page.title().startswith("Kendaraan")
