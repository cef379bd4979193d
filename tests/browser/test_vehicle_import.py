import pytest
from playwright.sync_api import expect

from gate.clock import SystemClock
from tests.gate.web.site import Site
from tests.gate.web.technician.test_page import reads

pytestmark = pytest.mark.browser

LIST = """pelat;tag;pemegang;opd
N 77 ZZ;0012874F22;Nur Aini;Dispendukcapil
N 1234 AP;01001293D8;Budi S.;Dinas Kominfo
xx;;Salah;
"""


def test_a_list_is_checked_and_imported_while_the_page_follows(window, site: Site):
    page = window("yulianti")
    page.get_by_role("link", name="Impor dari Excel").click()
    page.get_by_label("Berkas Excel (XLSX) atau CSV").set_input_files(
        {"name": "daftar.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("1 baris perlu diperbaiki")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh baris bermasalah").click()
    assert download.value.suggested_filename == "perlu-diperbaiki.xlsx"

    page.get_by_role("button", name="Impor 2 kendaraan").click()

    expect(page.get_by_text("2 kendaraan masuk daftar, 1 baris perlu diperbaiki.")).to_be_visible()
    assert site.rows(3)[-1].kind == "admin.vehicles_imported"


def test_a_card_is_enrolled_by_presenting_it(window, controller):
    controller.reads = reads("masuk-rfid")
    controller.reads["masuk-rfid"] |= {"credential": None, "at": None}
    controller.write()
    page = window("yulianti")
    page.goto("/vehicles/new")
    page.get_by_label("Pembaca").select_option("masuk-rfid")
    page.get_by_role("button", name="Baca").click()
    expect(page.get_by_text("Tempelkan kartu di pembaca jalur masuk")).to_be_visible()

    controller.reads["masuk-rfid"] |= {
        "credential": "tag:0012874FFF",
        "at": SystemClock().now().monotonic,
    }
    controller.write()

    expect(page.get_by_label("Nomor tag RFID")).to_have_value("0012874FFF")
    expect(page.get_by_text("Di kartunya tertulis")).to_be_visible()
