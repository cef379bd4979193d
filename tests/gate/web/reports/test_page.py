"""Laporan: a month in figures, in both languages, printed and as a workbook."""

import io
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from gate.core.values.zones import Zone
from gate.registry.database import editing
from gate.registry.forms import VehicleForm
from gate.registry.timetable import holidays
from gate.store.database import connect
from gate.web.app import create_app
from tests.gate.web.browsing import Browser
from tests.gate.web.conftest import NOW
from tests.gate.web.site import Site

DAY = 86_400
OCTOBER = NOW - 33 * DAY  # Thursday 22 October 2026, 07.42


@contextmanager
def impatient(page, ends: Iterator[bool]):
    """Look at the journal; what is said to be enough comes from `ends`."""
    with closing(connect(page.context.config.database, read_only=True)) as connection:
        yield connection, lambda: next(ends)


@pytest.fixture
async def head(browser):
    return await browser("suparman")


def october(site: Site) -> None:
    """Four in, one out, one of three arrivals denied, two openings, one visitor too late."""
    for hour in (0, 0, 1, 2):
        site.record("passage.done", "masuk", direction="in", vehicle=1, wall=OCTOBER + hour * 3600)
    site.record("passage.done", "keluar", direction="out", vehicle=1, wall=OCTOBER + 8 * 3600)
    site.record("decision.granted", "masuk", claim="a", objections=[], wall=OCTOBER)
    site.record("decision.granted", "masuk", claim="b", objections=[], wall=OCTOBER)
    site.record("decision.denied", "masuk", claim="c", objections=["expired"], wall=OCTOBER)
    for reason in ("delivery", "other words"):
        order = {"action": "open", "reason": reason, "wall": OCTOBER}
        site.record("order.accepted", "masuk", "user:1", **order)
    detail = {"vehicle": 9, "plate": "N1873RB", "until": OCTOBER}
    site.record("alarm.raised", "masuk", alarm="overstay", detail=detail, wall=OCTOBER + 60)


async def test_the_last_whole_month_is_told_first(head, site: Site):
    october(site)
    for _ in range(2):
        site.record("passage.done", "masuk", direction="in", wall=OCTOBER - 30 * DAY)

    await head.get("/reports")

    assert "Laporan bulan Oktober 2026" in head.text
    assert "Kendaraan masuk 4 naik 100% dari September" in head.text
    assert "Kedatangan ditolak 1 33,3% dari semua kedatangan" in head.text
    assert "Dibuka petugas 2 semua dengan alasan tertulis" in head.text
    assert "Izin berakhir 1" in head.text
    assert "Slamet Riyadi 2 Kurir atau pengantar 1 , Alasan lain 1" in re.sub(
        r"(\d),", r"\1 ,", head.text
    )
    assert "Dinas Kominfo 4" in head.text
    assert "N 1873 RB izin sampai 22 Okt 2026 07.42" in head.text
    assert "Keterisian tertinggi (perkiraan) 4 22 Okt 2026 09.30" in head.text
    assert "22 hari kerja" in head.text
    assert "rantai utuh. Jam terpercaya sepanjang bulan. Dicetak 24 Nov 2026 07.42." in head.text


async def test_holidays_are_no_working_days(head, site: Site):
    october(site)
    with editing(site.engine) as session:
        holidays.put(session, {date(2026, 10, 28): "Libur"}, author=site.author)

    await head.get("/reports?month=2026-10")

    assert "21 hari kerja" in head.text


async def test_a_running_month_is_held_against_the_same_days(head, site: Site):
    site.record("passage.done", "masuk", direction="in", wall=NOW - DAY)
    for days in (25, 31.1):  # one later in October than today in November, one not
        site.record("passage.done", "masuk", direction="in", wall=NOW - days * DAY)
    site.record("passage.done", "masuk", direction="in", wall=NOW - 32 * DAY)

    await head.get("/reports?month=2026-11")

    assert "Bulan ini belum selesai: angka sampai 24 Nov 2026." in head.text
    assert "turun 50% dari Oktober sampai tanggal yang sama" in head.text


@pytest.mark.parametrize("month", ["2026-13", "x", "2199-01"])
async def test_a_month_that_is_none_is_not_a_mistake(head, month: str):
    assert (await head.get(f"/reports?month={month}")).status_code == 200
    assert "Laporan bulan November 2026" in head.text


async def test_a_month_without_a_row_says_so(head):
    await head.get("/reports?month=2026-01")

    assert "Tidak ada yang ditolak." in head.text
    assert "Palang tidak pernah dibuka petugas." in head.text
    assert "Tidak ada catatan di bulan ini." in head.text
    assert (await head.get("/reports/2026-01.xlsx")).status_code == 200


async def test_whoever_takes_a_month_along_is_journalled(head, site: Site):
    await head.get("/reports/2026-10.xlsx")

    row = site.rows(1)[0]
    assert (row.kind, row.actor) == ("export.done", "user:4")
    assert row.payload == {"what": "report", "rows": 0, "filters": {"month": "2026-10"}}


async def test_a_changed_record_is_named(head, site: Site):
    october(site)
    connection = connect(site.config.database)
    (seq,) = connection.execute("SELECT max(seq) FROM journal").fetchone()
    connection.execute("UPDATE journal SET actor = 'user:2' WHERE seq = ?", (seq,))
    connection.close()

    await head.get("/reports?month=2026-10")

    assert f"catatan {seq} tidak cocok" in head.text


async def test_a_chain_too_long_to_check_now_is_not_called_whole(head, site: Site, monkeypatch):
    october(site)
    ends = iter([False, True] * 9)
    monkeypatch.setattr("gate.web.reports.page.looking", lambda page: impatient(page, ends))
    monkeypatch.setattr("gate.store.verification._CHECK_EVERY", 3)

    await head.get("/reports?month=2026-10")

    assert "rantai utuh pada 3 catatan pertama; muat ulang untuk memeriksa sisanya" in head.text
    for _ in range(4):
        await head.get("/reports?month=2026-10")
    assert "rantai utuh. Jam terpercaya" in head.text


async def test_reports_speak_english(head, site: Site):
    october(site)
    await head.get("/reports")
    await head.post("/preferences", language="en", back="/reports")

    assert "Report for October 2026" in head.text
    assert "33.3% of all arrivals" in head.text


async def test_numbers_come_as_a_workbook(head, site: Site):
    october(site)
    site.add_vehicles()

    answer = await head.get("/reports/2026-10.xlsx")

    assert answer.headers["content-disposition"] == 'attachment; filename="laporan-2026-10.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    summary = dict(book.get_sheet_by_name("Ringkasan").to_python())
    assert (summary["Kendaraan masuk"], summary["Kedatangan ditolak"]) == (4.0, 1.0)
    assert ["Slamet Riyadi", "Alasan lain", 1.0] in book.get_sheet_by_name(
        "Dibuka petugas"
    ).to_python()
    assert ["07.00", 0.1, 0.0] in book.get_sheet_by_name("Per jam").to_python()
    assert (await head.get("/reports/2026-1.xlsx")).status_code == 404


@pytest.mark.parametrize(("login", "status"), [("slamet.r", 403), ("teknisi", 403), ("admin", 200)])
async def test_reports_are_for_those_who_answer_for_the_gate(browser, login: str, status: int):
    someone = await browser(login)

    assert (await someone.get("/reports")).status_code == status


async def test_what_was_opened_without_a_reason_is_counted(head, site: Site):
    for reason in ("", "duty"):
        site.record("order.accepted", "masuk", "key", action="open", reason=reason, wall=OCTOBER)

    await head.get("/reports")

    assert "Dibuka petugas 2 1 tanpa alasan tertulis" in head.text
    assert "sakelar kunci 2 Tanpa alasan 1, Piket 1" in head.text


async def test_visitors_are_counted_with_their_stay(head, site: Site):
    (guest,) = site.add_vehicles(VehicleForm(plate="N 1873 RB", holder="Tamu", category="visitor"))
    for lane, way, at in (("masuk", "in", 0), ("keluar", "out", 52 * 60)):
        site.record("passage.done", lane, direction=way, vehicle=guest, wall=OCTOBER + at)
    site.record("passage.done", "masuk", direction="in", wall=OCTOBER - 30 * DAY)

    await head.get("/reports")

    assert "Tamu 1 rata-rata 52 menit di dalam" in head.text
    assert "Kendaraan masuk 1 sama dengan September" in head.text
    book = CalamineWorkbook.from_filelike(
        io.BytesIO((await head.get("/reports/2026-10.xlsx")).content)
    )
    assert ["Rata-rata lama tamu di dalam, menit", 52.0] in book.get_sheet_by_index(0).to_python()


async def test_the_fullest_moment_is_held_against_the_capacity(site: Site):
    zone = Zone("parkir", frozenset({"masuk"}), frozenset({"keluar"}), capacity=180)
    counting = Site(replace(site.config, zones=(zone,)), site.clock)
    october(counting)
    app = create_app(counting.config, counting.engine, counting.clock)
    browser = Browser(app, {"session": counting.sign_in("suparman")})

    await browser.get("/reports")

    assert "Keterisian tertinggi (perkiraan) 4 dari 180 22 Okt 2026 09.30" in browser.text
    await browser.close()
    counting.engine.dispose()
