"""Visitors' passes: made in seconds for whoever waits, listed, shown, extended, ended."""

import json
import re
from dataclasses import replace

import pytest

from gate.core.access.presence import Stay
from gate.core.occupancy.headcount import stay_key, stay_to_remember
from gate.core.values.events import Action
from gate.registry import pass_codes, vehicles
from gate.registry.database import editing
from gate.registry.people import users
from gate.registry.people.staff import Role
from gate.registry.store_models import ControllerState
from gate.registry.visitors.form import VisitForm
from gate.registry.visitors.list import VisitView
from gate.web.live.feed import Feed
from gate.web.visitors import pass_list
from gate.words.language import Language
from gate.words.visits import span
from tests.gate.web.conftest import NOW
from tests.gate.web.played import PlayedController
from tests.gate.web.site import PASSWORD, FixedWall, Site

HOUR = 3600
FOUR = NOW + 8 * HOUR + 18 * 60  # 16.00
GUEST = VisitForm(plate="P 1440 VX", host="Dispendukcapil")


@pytest.fixture
def waits(feed: Feed, controller: PlayedController):
    """Let somebody stand at a lane, and the pages know it."""

    def wait(*objections: str, lane: str = "masuk", read: str = "plate:P1873RB", **more):
        controller.wait(lane, read, objections=list(objections), **more)
        feed.look()

    return wait


@pytest.fixture
def issue(site: Site):
    def make(form: VisitForm = GUEST, **changes: object) -> VisitView:
        return site.add_pass(replace(form, **changes))

    return make


def let_in(site: Site, view: VisitView, at: float | None = NOW - 600) -> None:
    stay = Stay("parkir", at, "visitor", "masuk", 1, view.starts_at)
    with editing(site.engine) as session:
        text = json.dumps(stay_to_remember(stay))
        session.merge(ControllerState(key=stay_key(view.vehicle), value=text))


WAITING = "/visitors/new?lane=masuk&claim=claim-1"
FIELDS = {"plate": "P 1873 RB", "host": "Dispendukcapil", "lane": "masuk", "claim": "claim-1"}


async def test_whoever_waits_is_filled_in_and_the_most_visited_can_be_chosen(browser, waits, issue):
    issue()
    waits("unknown")
    guard = await browser("slamet.r")
    await guard.get(WAITING)

    assert 'value="P 1873 RB"' in guard.page.text
    assert "Terisi dari kamera jalur masuk." in guard.text
    assert guard.page.text.index('name="host" value="Dispendukcapil"') < guard.page.text.index(
        'name="host" value="Bappeda Litbang"'
    )
    assert "Sampai 16.00" in guard.text
    assert "Simpan dan buka palang" in guard.text


async def test_a_pass_is_saved_and_the_boom_opened_for_the_vehicle_it_is_for(
    browser, waits, controller, site: Site
):
    waits("unknown")
    guard = await browser("slamet.r")
    await guard.get(WAITING)
    answer = await guard.post("/visitors/new", boom="open", **FIELDS)

    (order,) = controller.orders
    assert (order.lane, order.action, order.actor) == ("masuk", Action.OPEN, "user:1")
    assert (order.reason, order.claim) == ("visitor_checked", "claim-1")
    (row,) = site.rows(1)
    assert (row.kind, row.actor, row.payload["host"]) == (
        "admin.pass_issued",
        "user:1",
        "Dispendukcapil",
    )
    assert answer.url.path == f"/visitors/{row.payload['visit']}"
    assert "Izin tamu disimpan. Perintah buka dikirim." in guard.text
    assert "Izin siap dipakai" in guard.text
    assert "Hari ini, 24 Nov 2026, 07.42\N{EN DASH}16.00" in guard.text
    assert "Slamet Riyadi, 07.42" in guard.text
    code = row.payload["after"]["codes"][0]
    assert pass_codes.spell(code) in guard.text
    assert '<div class="qr" role="img"' in guard.page.text


async def test_saving_alone_orders_nothing(browser, waits, controller):
    waits("unknown")
    guard = await browser("slamet.r")
    await guard.get(WAITING)
    await guard.post("/visitors/new", **FIELDS)

    assert controller.orders == []
    assert "Izin tamu disimpan." in guard.text


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        ("unknown_claim", "Tidak dijalankan: kendaraan itu sudah tidak menunggu"),
        ("stale", "Perintah terlalu lama di jalan dan dibatalkan."),
    ],
)
async def test_a_pass_whose_vehicle_was_not_let_in_is_kept_and_says_why(
    browser, waits, controller, refusal: str, why: str
):
    waits("unknown")
    controller.refusal = refusal
    guard = await browser("slamet.r")
    await guard.get(WAITING)
    await guard.post("/visitors/new", boom="open", **FIELDS)

    assert "Izin tersimpan, palang jalur masuk belum dibuka." in guard.text
    assert why in guard.text
    assert 'href="/lanes/masuk/open?claim=claim-1"' in guard.page.text


async def test_a_pass_does_not_open_for_who_needs_the_supervisor(browser, waits, controller):
    waits("blocked")
    guard = await browser("slamet.r")
    await guard.get(WAITING)
    await guard.post("/visitors/new", boom="open", **FIELDS)

    assert controller.orders == []
    assert "Kendaraan yang menunggu hanya dibukakan koordinator" in guard.text


async def test_without_a_controller_the_pass_is_saved_and_the_boom_stays(browser):
    guard = await browser("slamet.r")
    await guard.get("/visitors/new")
    assert "Simpan dan buka palang" not in guard.text
    await guard.post("/visitors/new", boom="open", **FIELDS)

    assert "Izin tersimpan, palang jalur masuk belum dibuka." in guard.text
    assert "Pengendali tidak menjawab" in guard.text


@pytest.mark.parametrize(
    ("who", "plate"),
    [
        ({"objections": ["unknown"]}, "P 1873 RB"),
        ({"objections": ["unknown"], "read": "tag:0A0A0A0A"}, ""),
        ({"objections": ["expired"]}, None),
        ({"objections": ["unknown"], "lane": "keluar"}, None),
        ({"objections": ["unknown"], "granted": True}, None),
    ],
    ids=["unknown", "no plate", "known", "leaving", "let in"],
)
async def test_the_key_for_a_pass_takes_the_unknown_vehicle_at_an_entry(
    browser, waits, who: dict, plate: str | None
):
    waits(*who.pop("objections"), **who)
    guard = await browser("slamet.r")
    await guard.get("/visitors/new")

    assert ("Simpan dan buka palang" in guard.text) is (plate is not None)
    assert f'id="plate" name="plate" value="{plate or ""}"' in guard.page.text


async def test_who_has_gone_meanwhile_is_not_filled_in(browser, waits):
    waits("unknown")
    guard = await browser("slamet.r")
    await guard.get("/visitors/new?lane=masuk&claim=claim-0")

    assert "P 1873 RB" not in guard.page.text


async def test_what_was_typed_stays_with_the_cure_beside_it(browser):
    guard = await browser("slamet.r")
    await guard.get("/visitors/new")
    answer = await guard.post(
        "/visitors/new", plate="N 1234 AP", ends="besok lusa", visitor="Dr. Hendra", once="yes"
    )

    assert answer.status_code == 400
    assert "Pilih tujuannya" in guard.text
    assert "Tulis tanggal seperti 31-12-2026" in guard.text
    assert 'value="Dr. Hendra"' in guard.page.text
    assert re.search(r'<details class="more-fields" open>', guard.page.text)

    await guard.post("/visitors/new", plate="N 1234 AP", host="DPMPTSP")
    assert "Pelat ini sudah terdaftar: Budi Santoso, Dinas Kominfo." in guard.text


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({"validity": "hours"}, NOW + 2 * HOUR),
        ({"validity": "day"}, FOUR),
        ({"validity": "tomorrow"}, FOUR + 24 * HOUR),
        ({"validity": "hours", "ends": "09.42"}, NOW + 2 * HOUR),
    ],
    ids=["hours", "day", "tomorrow", "typed"],
)
async def test_how_long_is_chosen_or_typed(browser, site: Site, fields: dict, ends: float):
    guard = await browser("slamet.r")
    await guard.get("/visitors/new")
    await guard.post("/visitors/new", other_host="Bagian Umum", host="DPMPTSP", **fields)

    after = site.rows(1)[0].payload["after"]
    assert (after["valid_until"], after["opd"]) == (ends, "Bagian Umum")
    assert after.get("entries") is None


async def test_after_hours_the_day_ends_at_midnight(browser, clock: FixedWall):
    clock.wall = FOUR
    guard = await browser("slamet.r")
    await guard.get("/visitors/new")
    assert "Sampai tengah malam" in guard.text
    await guard.post("/visitors/new", host="DPMPTSP", once="yes")

    assert "16.00\N{EN DASH}24.00" in guard.text
    assert "1 kali" in guard.text


async def test_the_list_shows_today_who_is_inside_and_who_stays_too_long(
    browser, site: Site, issue, clock: FixedWall
):
    let_in(site, issue(ends="07:50", visitor="Dr. Hendra"))
    let_in(site, issue(plate="N 2 A"), at=None)
    code = issue(plate="").code
    issue(plate="N 9 Z", starts="25-11-2026 08:00")
    clock.wall += 1200
    guard = await browser("slamet.r")

    await guard.get("/visitors")
    assert "P 1440 VX Dispendukcapil Dr. Hendra 07.50 07.32 Lewat waktu" in guard.text
    assert "N 2 A Dispendukcapil 16.00 tidak diketahui Berlaku" in guard.text
    assert pass_codes.spell(code) in guard.text
    assert "Di dalam 2 Lewat waktu 1" in guard.text
    assert "N 9 Z" not in guard.text

    await guard.get("/visitors?show=overstay")
    assert guard.page.text.count("<tr>") == 2
    await guard.get("/visitors?show=upcoming")
    assert "N 9 Z Dispendukcapil besok 16.00 Belum berlaku" in guard.text


@pytest.mark.parametrize(
    ("path", "empty"),
    [
        ("/visitors", "Belum ada izin tamu hari ini."),
        ("/visitors?show=sesuatu", "Belum ada izin tamu hari ini."),
        ("/visitors?show=inside", "Tidak ada tamu di dalam."),
        ("/visitors?show=upcoming", "Tidak ada izin untuk waktu yang akan datang."),
    ],
)
async def test_an_empty_list_says_what_is_missing(browser, path: str, empty: str):
    guard = await browser("slamet.r")
    await guard.get(path)

    assert empty in guard.text


async def test_a_search_looks_at_all_days_and_ends_with_another_choice(browser, issue):
    issue(starts="25-11-2026 08:00")
    guard = await browser("slamet.r")
    await guard.get("/visitors")
    answer = await guard.post("/visitors/search", text=" 1440 é")
    assert "Tidak ada izin yang cocok." in guard.text
    await guard.post("/visitors/search", text="1440")

    assert "P 1440 VX" in guard.text
    assert "1440" not in str(answer.url)
    await guard.get("/visitors?show=today")
    await guard.get("/visitors")
    assert "Belum ada izin tamu hari ini." in guard.text


@pytest.mark.parametrize("text", ["", "dispenduk"])
async def test_a_long_list_is_paged(browser, issue, monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setattr(pass_list, "BATCH", 2)
    for number in range(1, 6):
        issue(plate=f"N {number} A")
    guard = await browser("slamet.r")
    await guard.get("/visitors")
    await guard.post("/visitors/search", text=text)
    seen = re.findall(r"N \d A", guard.text)
    while onward := re.search(r'rel="next" href="([^"]+)"', guard.page.text):
        await guard.get(onward[1].replace("&amp;", "&"))
        seen += re.findall(r"N \d A", guard.text)

    assert sorted(seen) == [f"N {number} A" for number in range(1, 6)]
    assert "Dari awal" in guard.text


async def test_a_pass_is_extended_from_its_end(browser, issue, site: Site):
    made = issue()
    guard = await browser("slamet.r")
    await guard.get(f"/visitors/{made.id}")
    await guard.post(f"/visitors/{made.id}/extend", validity="hours")

    assert "Izin tamu diperpanjang." in guard.text
    assert "07.42\N{EN DASH}18.00" in guard.text
    assert site.rows(1)[0].kind == "admin.pass_extended"


async def test_a_time_that_is_over_extends_nothing(browser, issue):
    made = issue()
    guard = await browser("slamet.r")
    await guard.get(f"/visitors/{made.id}")
    answer = await guard.post(f"/visitors/{made.id}/extend", ends="07:00")

    assert answer.status_code == 400
    assert "Waktu ini sudah lewat" in guard.text
    assert 'value="07:00"' in guard.page.text


async def test_a_pass_is_ended_after_a_question(browser, issue, site: Site):
    made = issue(phone="0812", purpose="KTP")
    let_in(site, made, at=None)
    guard = await browser("slamet.r")
    await guard.get(f"/visitors/{made.id}")
    assert "Nomor telepon 0812" in guard.text
    assert "Di dalam sejak tidak diketahui" in guard.text
    await guard.get(f"/visitors/{made.id}/end")
    assert "Tamu ini masih di dalam. Ia tetap bisa keluar." in guard.text
    await guard.post(f"/visitors/{made.id}/end")

    assert "Izin tamu diakhiri. Tidak berlaku lagi." in guard.text
    assert "Izin berakhir, tamu masih di dalam" in guard.text
    assert 'class="qr"' not in guard.page.text
    assert site.rows(1)[0].kind == "admin.pass_ended"


async def test_a_pass_of_a_plate_alone_and_a_blocked_one_say_so(browser, issue, site: Site):
    made = issue(with_code=False)
    with editing(site.engine) as session:
        vehicles.block(session, made.vehicle, "violation", author=site.author)
    guard = await browser("slamet.r")
    await guard.get(f"/visitors/{made.id}")

    assert "Izin diblokir" in guard.text
    assert "Diblokir: Pelanggaran" in guard.text
    assert 'class="qr"' not in guard.page.text


async def test_an_auditor_looks_and_changes_nothing(browser, site: Site):
    with editing(site.engine) as session:
        users.add(session, "audit", "Inspektorat", Role.AUDITOR, PASSWORD, author=site.author)
    made = site.add_pass(GUEST, actor="cli")
    auditor = await browser("audit")
    await auditor.get("/visitors")
    await auditor.post("/visitors/search", text="1440")
    assert "P 1440 VX" in auditor.text
    assert "/visitors/new" not in auditor.page.text
    await auditor.get(f"/visitors/{made.id}")
    assert "Perpanjang" not in auditor.text
    assert "Dibuat oleh terminal, 07.42" in auditor.text

    for path in ("/visitors/new", f"/visitors/{made.id}/extend", f"/visitors/{made.id}/end"):
        await auditor.get("/visitors")
        assert (await auditor.post(path, host="DPMPTSP")).status_code == 403
    assert (await auditor.get(f"/visitors/{made.id}/end")).status_code == 403
    assert site.rows(1)[0].kind != "admin.pass_ended"


@pytest.mark.parametrize("login", ["teknisi", "suparman"])
async def test_others_have_no_business_here(browser, login: str):
    someone = await browser(login)

    assert (await someone.get("/visitors")).status_code == 403
    assert "/visitors" not in (await someone.get("/history")).text


async def test_what_does_not_exist_is_not_shown(browser, issue):
    made = issue()
    guard = await browser("slamet.r")

    assert (await guard.get("/visitors/99")).status_code == 404
    await guard.get(f"/visitors/{made.id}?refusal=stopped&lane=tiga")
    assert "belum dibuka" not in guard.text


async def test_english_speaks_english(browser, issue):
    made = issue()
    guard = await browser("slamet.r", language="en")
    await guard.get(f"/visitors/{made.id}")
    assert "Pass ready" in guard.text
    await guard.get("/visitors/new")

    assert "Until 16:00" in guard.text


def test_a_span_of_days_names_both(indonesian: Language):
    assert span(indonesian, int(NOW), int(FOUR) + 24 * HOUR, NOW) == (
        "24 Nov 2026 07.42 \N{EN DASH} 25 Nov 2026 16.00"
    )
    assert span(indonesian, int(NOW), int(FOUR) + 8 * HOUR, NOW).endswith("07.42\N{EN DASH}24.00")
