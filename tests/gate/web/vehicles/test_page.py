"""Kendaraan: list, search, add, edit, block, unblock, remove; all without script."""

import re
from html import escape, unescape

import pytest

from gate.registry import vehicles
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.models import RegistryState
from tests.gate.web.browsing import Browser
from tests.gate.web.site import Site

NEW = {
    "plate": "n 77 zz",
    "tags": ["00 12 87 4F 22", ""],
    "holder": "Nur Aini",
    "opd": "Dispendukcapil",
    "category": "employee",
    "identification": "any",
    "valid_from": "",
    "valid_until": "31-12-2026",
    "notes": "",
}


@pytest.fixture
async def officer(browser):
    return await browser("yulianti")


def version_of(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


async def test_all_vehicles_are_listed_by_plate_with_their_badges(officer):
    await officer.get("/vehicles")

    assert "5 kendaraan" in officer.text
    assert "N 1209 VY Dewi Lestari Dinsos PPPA tanpa batas Belum berlaku" in officer.text
    assert "N 871 PS Hj. Siti Aminah, S.Sos., M.AP. Bappeda Litbang 23 Nov 2020 Berakhir" in (
        officer.text
    )
    assert "CV Karya Abadi Rekanan" in officer.text
    assert "Baris 1\N{EN DASH}5 dari 5" in officer.text


async def test_a_search_finds_by_plate_name_or_tag_and_stays_out_of_the_address(officer):
    await officer.get("/vehicles")
    await officer.post("/vehicles/search", text=" n12 ")
    assert officer.page.url.path == "/vehicles"
    assert officer.page.url.query == b""
    assert "4 dari 5 kendaraan cocok" in officer.text

    await officer.post("/vehicles/search", text="santoso")
    assert "1 dari 5 kendaraan cocok" in officer.text
    await officer.post("/vehicles/search", text="0012874f21")
    assert "Al-Ghifari" in officer.text


async def test_filters_narrow_by_department_and_status(officer):
    await officer.get("/vehicles")
    await officer.post("/vehicles/search", opd="Dinas Kominfo")
    assert "1 dari 5 kendaraan cocok" in officer.text
    await officer.post("/vehicles/search", status="expired")
    assert "Siti Aminah" in officer.text
    assert '<option value="expired" selected>' in officer.page.text
    await officer.post("/vehicles/search", status="nonsense")
    assert "5 kendaraan" in officer.text


async def test_a_search_without_a_match_helps_on(officer):
    await officer.get("/vehicles")
    await officer.post("/vehicles/search", text="zzz")

    assert "Tidak ada kendaraan yang cocok. Periksa huruf 0 dan O" in officer.text


async def test_a_cookie_somebody_wrote_by_hand_is_harmless(officer):
    officer.client.cookies.set("vehicles", "text=%00%ff&opd&&&=&status=x" + "a" * 3000)

    assert (await officer.get("/vehicles")).status_code == 200


async def test_an_empty_list_says_how_to_start(officer, site: Site):
    with editing(site.engine) as session:
        for number in range(1, 6):
            vehicles.remove(session, number, author=site.author)

    await officer.get("/vehicles")

    assert "Belum ada kendaraan." in officer.text
    assert "Impor dari Excel, atau tambah satu per satu." in officer.text


async def test_long_lists_come_in_pages(officer, site: Site):
    site.add_vehicles(
        *(VehicleForm(plate=f"N {number} ZZ", holder="Nur") for number in range(1000, 1060))
    )

    await officer.get("/vehicles")
    assert "Baris 1\N{EN DASH}50 dari 65" in officer.text
    await officer.get(linked(officer, "next"))
    assert "Baris 51\N{EN DASH}65 dari 65" in officer.text
    await officer.get(linked(officer, "prev"))
    assert "Baris 1\N{EN DASH}50 dari 65" in officer.text
    await officer.get("/vehicles?after=9999&row=51")
    assert "Baris 1\N{EN DASH}50 dari 65" in officer.text
    assert (await officer.get("/vehicles?after=x")).status_code == 400


async def test_a_vehicle_leads_back_to_its_page_of_the_list(officer, site: Site):
    site.add_vehicles(
        *(VehicleForm(plate=f"N {number} ZZ", holder="Nur") for number in range(1000, 1060))
    )
    await officer.get("/vehicles")
    place = linked(officer, "next").removeprefix("/vehicles")

    await officer.get(linked(officer, "next"))
    inside = re.search(r'class="row-link" href="([^"]*)"', officer.page.text)[1]
    assert unescape(inside).endswith(place)
    await officer.get(unescape(inside))

    assert f'href="/vehicles{escape(place)}"' in officer.page.text


def linked(browser: Browser, rel: str) -> str:
    """Return where the page before or behind is."""
    found = re.search(f'rel="{rel}" href="([^"]*)"', browser.page.text)
    return unescape(found[1])


async def test_a_new_vehicle_is_on_the_list_and_in_the_journal(officer, site: Site):
    await officer.get("/vehicles/new")
    await officer.post("/vehicles/new", **NEW)

    assert officer.page.url.path == "/vehicles/6"
    assert "Kendaraan N 77 ZZ disimpan." in officer.text
    assert 'value="31-12-2026"' in officer.page.text
    (row,) = site.rows(1)
    assert (row.kind, row.actor) == ("admin.vehicle_added", "user:3")
    assert row.payload["after"]["tags"] == ["0012874F22"]

    await officer.get("/vehicles/6")
    assert "disimpan" not in officer.text


async def test_a_change_raises_the_registry_version_that_the_gate_watches(officer, site: Site):
    def version() -> int:
        with reading(site.engine) as session:
            return session.get_one(RegistryState, 1).version

    before = version()
    await officer.get("/vehicles/new")
    await officer.post("/vehicles/new", **NEW)

    assert version() == before + 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"plate": "xx"}, "Pelat tidak dikenali: xx. Contoh: N 1234 AP"),
        ({"plate": "N1234AP"}, "Pelat ini sudah terdaftar: Budi Santoso, Dinas Kominfo."),
        ({"tags": "0012874F21"}, "Tag ini sudah dipakai N 1218 QP (Moch. Ridwan Hidayatullah"),
        ({"tags": "kartu"}, "Nomor tag tidak dikenali: kartu."),
        ({"holder": " "}, "Isi nama pemegang"),
        ({"plate": "", "tags": ""}, "Isi pelat nomor atau nomor tag"),
        ({"valid_until": "kapan"}, "Tulis tanggal seperti 31-12-2026"),
        ({"valid_from": "1-1-2027"}, "Akhir masa berlaku sebelum awalnya"),
        ({"category": "x"}, "Pilih golongan"),
        ({"identification": "x"}, "Pilih cara dikenali"),
        ({"holder": "x" * 200}, "Terlalu panjang, paling banyak 120 huruf"),
    ],
)
async def test_a_problem_is_told_at_its_field_and_nothing_typed_is_lost(
    officer, change: dict[str, str], problem: str
):
    await officer.get("/vehicles/new")

    answer = await officer.post("/vehicles/new", **{**NEW, **change})

    assert answer.status_code == 400
    assert problem in officer.text
    assert re.search(r'aria-describedby="\w+-problem"', answer.text)
    assert 'value="Dispendukcapil"' in answer.text


async def test_a_taken_plate_leads_to_its_vehicle(officer):
    await officer.get("/vehicles/new")

    answer = await officer.post("/vehicles/new", **{**NEW, "plate": "N1234AP"})

    assert '<a href="/vehicles/1">Lihat kendaraan itu</a>' in answer.text


async def test_a_vehicle_without_department_is_named_by_its_holder(officer):
    await officer.get("/vehicles/new")

    await officer.post("/vehicles/new", **{**NEW, "plate": "N1288UK"})

    assert "Pelat ini sudah terdaftar: CV Karya Abadi." in officer.text


async def test_a_vehicle_is_changed(officer, site: Site):
    await officer.get("/vehicles/3")
    version = version_of(officer.page.text)
    fields = {**NEW, "plate": "N 1218 QP", "tags": ["0012874F21", "0012874F23"]}
    await officer.post("/vehicles/3", version=version, **fields)

    assert "Kendaraan N 1218 QP disimpan." in officer.text
    assert site.rows(1)[0].kind == "admin.vehicle_changed"
    assert 'value="0012874F23"' in officer.page.text


async def test_a_problem_of_a_change_is_told_too(officer):
    await officer.get("/vehicles/3")
    version = version_of(officer.page.text)

    answer = await officer.post("/vehicles/3", version=version, **{**NEW, "holder": ""})

    assert answer.status_code == 400
    assert "Isi nama pemegang" in officer.text
    assert "Ubah kendaraan" in officer.text


async def test_codes_of_a_vehicle_survive_its_form(officer, site: Site):
    (number,) = site.add_vehicles(VehicleForm(codes=("7K492M",), holder="Tamu"))
    await officer.get(f"/vehicles/{number}")
    assert 'type="hidden" name="codes" value="7K492M"' in officer.page.text


async def test_two_people_at_one_vehicle_are_asked_to_compare(officer, site: Site):
    await officer.get("/vehicles/1")
    version = version_of(officer.page.text)
    with reading(site.engine) as session:
        view = vehicles.get(session, 1)
    form = VehicleForm.of(view, site.config.timezone)
    with editing(site.engine) as session:
        vehicles.change(
            session,
            1,
            VehicleForm(plate=form.plate, tags=form.tags, holder="Orang Lain", category="visitor"),
            expected_version=view.version,
            author=site.author,
            zone=site.config.timezone,
        )

    mine = {**NEW, "plate": "N 1234 AP", "tags": "", "valid_from": "1-12-2026"}
    answer = await officer.post("/vehicles/1", version=version, **mine)

    assert answer.status_code == 400
    assert "mengubah isian ini 0 detik lalu. Bandingkan, lalu pilih." in officer.text
    assert "Pemegang sekarang: Orang Lain isian Anda: Nur Aini" in officer.text
    assert "Golongan sekarang: Tamu isian Anda: Pegawai" in officer.text
    assert "Nomor tag RFID sekarang: 01001293D8 isian Anda: -" in officer.text
    assert "Berlaku mulai sekarang: - isian Anda: 1 Des 2026" in officer.text
    assert "Berlaku sampai sekarang: - isian Anda: 31 Des 2026" in officer.text

    await officer.post("/vehicles/1", version=version_of(answer.text), **mine)
    assert "disimpan" in officer.text


async def test_other_fields_are_compared_in_words_too(officer, site: Site):
    await officer.get("/vehicles/1")
    with reading(site.engine) as session:
        view = vehicles.get(session, 1)
    with editing(site.engine) as session:
        vehicles.block(session, 1, "violation", author=site.author)

    await officer.post("/vehicles/1", version=view.version, **{**NEW, "identification": "both"})

    assert "Pelat nomor sekarang: N 1234 AP isian Anda: N 77 ZZ" in officer.text
    assert "Cara dikenali sekarang: Tag atau pelat isian Anda: Tag dan pelat" in officer.text


async def test_blocking_wants_a_reason_and_shows_it(officer, site: Site):
    await officer.get("/vehicles/1/block")
    assert (await officer.post("/vehicles/1/block")).status_code == 400
    assert "Pilih alasan dulu" in officer.text

    await officer.post("/vehicles/1/block", reason="lost_tag", note="di parkiran")

    assert officer.page.url.path == "/vehicles/1"
    assert "N 1234 AP diblokir. Berlaku sekarang di semua jalur." in officer.text
    assert "Diblokir: Tag hilang: di parkiran" in officer.text
    assert site.rows(1)[0].kind == "admin.vehicle_blocked"


async def test_a_block_can_be_taken_back(officer, site: Site):
    with editing(site.engine) as session:
        vehicles.block(session, 1, "violation", author=site.author)
    await officer.get("/vehicles/1/unblock")
    assert "Diblokir: Pelanggaran" in officer.text

    await officer.post("/vehicles/1/unblock")

    assert "Blokir N 1234 AP dicabut." in officer.text
    assert "Blokir …" in officer.text


async def test_a_vehicle_is_removed_only_after_a_question(officer, site: Site):
    await officer.get("/vehicles/1/remove")
    assert "Tidak bisa dibatalkan. Riwayatnya tetap ada." in officer.text

    await officer.post("/vehicles/1/remove")

    assert officer.page.url.path == "/vehicles"
    assert "Kendaraan dihapus dari daftar." in officer.text
    assert "N 1234 AP" not in officer.text
    assert site.rows(1)[0].kind == "admin.vehicle_removed"


@pytest.mark.parametrize("path", ["", "/block", "/unblock", "/remove"])
async def test_a_vehicle_that_is_gone_says_so(officer, path: str):
    await officer.get("/vehicles")

    assert (await officer.get(f"/vehicles/99{path}")).status_code == 404
    assert "Kendaraan ini sudah tidak ada di daftar." in officer.text


async def test_what_people_typed_is_never_markup(officer):
    hostile = '"><script>alert(1)</script>'
    await officer.get("/vehicles/new")
    await officer.post(
        "/vehicles/new", **{**NEW, "holder": hostile, "opd": hostile, "notes": hostile}
    )
    await officer.post("/vehicles/search", text=hostile)

    for path in ("/vehicles", "/vehicles/6", "/vehicles/6/block", "/history"):
        assert "<script>alert" not in (await officer.get(path)).text


async def test_a_database_that_fails_is_told_plainly(officer, site: Site):
    from tests.gate.web.access.test_sessions import break_disk  # noqa: PLC0415 - one test needs it

    await officer.get("/vehicles")
    officer.client.cookies.set("notice", "saved.1")
    break_disk(site)

    assert (await officer.get("/vehicles")).status_code == 503
    assert "Penyimpanan tidak menjawab. Portal tetap bekerja." in officer.text


async def test_a_mistake_of_ours_is_told_without_its_inside(officer, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    await officer.get("/vehicles")
    monkeypatch.setattr("gate.web.vehicles.page.listed", fail)

    assert (await officer.get("/vehicles")).status_code == 500
    assert "Halaman ini gagal dibuat. Portal tetap bekerja." in officer.text
    assert "inside" not in officer.page.text


@pytest.mark.parametrize("notice", ["saved.x", "nonsense.1", "saved.99"])
async def test_a_notice_somebody_wrote_by_hand_is_harmless(officer, notice: str):
    officer.client.cookies.set("notice", notice)

    assert (await officer.get("/vehicles")).status_code == 200
