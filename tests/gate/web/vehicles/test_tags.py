"""Tags and codes of a vehicle: shown, lost, found, taken off, and enrolled by presenting them."""

import re

import pytest

from gate.errors import StoreError
from gate.registry import vehicles
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.timetable.form import ScheduleForm
from gate.registry.timetable.schedules import add
from gate.registry.views import VehicleView
from gate.web.live.feed import Feed
from gate.web.request.query_timeout import patient
from tests.gate.cli.line import told
from tests.gate.web.played import PlayedController
from tests.gate.web.site import Site

CARD = "01001293D8"
READER = "masuk-rfid"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
async def officer(browser):
    return await browser("yulianti")


def vehicle(site: Site, number: int) -> VehicleView:
    with reading(site.engine) as session:
        return vehicles.get(session, number)


async def send(officer, act: str, place: int = 0, number: int = 1):
    """Open the question of an act and say yes."""
    asked = await officer.get(f"/vehicles/{number}/tags/{place}/{act}")
    value = re.search(r'name="value" value="([^"]*)"', asked.text)[1]
    return await officer.post(f"/vehicles/{number}/tags/{place}/{act}", value=value)


async def test_a_tag_is_shown_with_what_its_card_may_say(officer):
    await officer.get("/vehicles/1")

    assert "0001217496" in officer.text
    assert "018,37848" in officer.text


async def test_a_lost_tag_is_reported_after_a_question_and_found_again(officer, site: Site):
    await officer.get("/vehicles/1/tags/0/lost")
    assert f"Tag {CARD}" in officer.text
    assert "Ditolak di semua jalur mulai sekarang." in officer.text

    await send(officer, "lost")
    assert officer.page.url.path == "/vehicles/1"
    assert "Dilaporkan hilang." in officer.text
    assert vehicle(site, 1).lost == (CARD,)
    (row,) = site.rows(1)
    assert (row.kind, row.actor) == ("admin.vehicle_changed", "user:3")

    await send(officer, "found")
    assert "Sudah ditemukan. Berlaku sekarang" in officer.text
    assert vehicle(site, 1).lost == ()


async def test_a_tag_is_taken_off_and_free_again(officer, site: Site):
    await send(officer, "remove")

    assert "Tag dilepas dari kendaraan ini." in officer.text
    assert vehicle(site, 1).tags == ()
    assert vehicle(site, 1).plate == "N1234AP"


async def test_the_last_means_to_know_a_vehicle_stays_on_it(officer, site: Site):
    (number,) = site.add_vehicles(VehicleForm(tags=("0012874F99",), holder="Nur Aini"))

    answer = await send(officer, "remove", number=number)

    assert answer.status_code == 400
    assert "Isi pelat nomor atau nomor tag" in officer.text
    assert vehicle(site, number).tags == ("0012874F99",)


async def test_a_pass_code_is_shown_lost_and_taken_off(officer, site: Site):
    (number,) = site.add_vehicles(VehicleForm(plate="N 9 Z", codes=("7K492M",), holder="Tamu"))
    await officer.get(f"/vehicles/{number}")
    assert "Kode izin 7K4-92M" in officer.text

    await send(officer, "lost", number=number)
    assert vehicle(site, number).lost == ("7K492M",)
    await send(officer, "remove", number=number)
    assert vehicle(site, number).codes == ()


async def test_what_somebody_took_off_meanwhile_is_left_alone(officer, site: Site):
    await officer.get("/vehicles/1/tags/0/lost")
    await officer.post("/vehicles/1/tags/0/lost", value="AABBCCDD")

    assert officer.page.url.path == "/vehicles/1"
    assert vehicle(site, 1).lost == ()
    assert (await officer.get("/vehicles/1/tags/7/lost")).status_code == 404


async def test_a_schedule_is_chosen_and_stays(officer, site: Site):
    with editing(site.engine) as session:
        form = ScheduleForm(name="Piket", windows=("mon-fri 06:00-18:00",))
        add(session, form, author=site.author, lanes=())
    page = await officer.get("/vehicles/1")
    assert "Ikut golongannya" in officer.text
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    fields = {"plate": "N 1234 AP", "tags": CARD, "holder": "Budi Santoso", "category": "employee"}

    await officer.post(
        "/vehicles/1", version=version, identification="any", schedule="Piket", **fields
    )

    assert "<option selected>Piket</option>" in officer.page.text
    assert vehicle(site, 1).schedule == "Piket"


async def test_history_names_who_changed_what(officer, site: Site):
    await officer.get("/vehicles/1/block")
    await officer.post("/vehicles/1/block", reason="lost_tag")
    with editing(site.engine) as session:
        view = vehicles.get(session, 1)
        vehicles.change(
            session,
            1,
            VehicleForm(plate="N 1234 AP", holder="Budi S.", valid_until="31-12-2026"),
            expected_version=view.version,
            author=site.author,
            zone=site.config.timezone,
        )

    await officer.get("/vehicles/1/history")

    assert "Kendaraan diblokir" in officer.text
    assert "Yulianti" in officer.text
    assert "Alasan blokir Tag hilang" in officer.text
    assert "Pemegang Budi Santoso \N{RIGHTWARDS ARROW} Budi S." in officer.text
    assert "Berlaku sampai 31 Des 2026" in officer.text
    assert "OPD Dinas Kominfo \N{RIGHTWARDS ARROW} -" in officer.text


async def test_a_time_of_day_and_a_code_stand_in_history_as_people_read_them(officer, site: Site):
    form = VehicleForm(
        codes=("7K492M",),
        holder="Tamu",
        valid_from="24-11-2026 08:00",
        valid_until="24-11-2026 16:00",
    )
    (number,) = site.add_vehicles(form)

    await officer.get(f"/vehicles/{number}/history")

    assert "Berlaku mulai 24 Nov 2026 08.00" in officer.text
    assert "Berlaku sampai 24 Nov 2026 16.00" in officer.text
    assert "Kode izin 7K4-92M" in officer.text


async def test_a_vehicle_of_an_import_tells_its_file(officer, site: Site):
    site.record(
        "admin.vehicle_changed",
        None,
        "cli",
        **{"import": "pegawai.xlsx", "vehicle": 2, "before": {}, "after": {"colour": "red"}},
    )

    await officer.get("/vehicles/2/history")

    assert "Dari impor pegawai.xlsx" in officer.text
    assert "colour red" in officer.text


def read(*, connected: bool, credential: str | None = None, at: float | None = None):
    """What the status tells of a reader."""
    return told() | {"connected": connected, "credential": credential, "at": at}


@pytest.fixture
def tell(feed: Feed, controller: PlayedController):
    """Let the controller tell of a reader, and the pages hear it."""

    def say(**reads: object) -> None:
        controller.reads[READER] = read(**reads)
        controller.write()
        feed.look()

    return say


async def test_the_next_read_at_a_reader_is_told_with_its_printed_numbers(officer, tell):
    tell(connected=True)
    first = (await officer.get(f"/vehicles/readers/{READER}")).json()
    assert first["over"] is False
    assert first["says"] == "Tempelkan kartu di pembaca jalur masuk … 15 detik"

    tell(connected=True, credential="tag:0012874FFF", at=first["at"] + 0.1)
    heard = (await officer.get(f"/vehicles/readers/{READER}?since={first['at']}")).json()

    assert (heard["over"], heard["tag"]) == (True, "0012874FFF")
    assert "Di kartunya tertulis" in heard["says"]
    long = f"tag:{'AB' * 12}"
    tell(connected=True, credential=long, at=first["at"] + 0.2)
    heard = (await officer.get(f"/vehicles/readers/{READER}?since={first['at']}")).json()
    assert heard["says"] == f"Terbaca {'AB' * 12}."


async def test_a_card_that_has_an_owner_is_not_enrolled_again(officer, tell):
    tell(connected=True, credential=f"tag:{CARD}", at=2.0)

    heard = (await officer.get(f"/vehicles/readers/{READER}?since=1&vehicle=3")).json()
    own = (await officer.get(f"/vehicles/readers/{READER}?since=1&vehicle=1")).json()

    assert heard["tag"] is None
    assert "Tag ini sudah dipakai N 1234 AP (Budi Santoso" in heard["says"]
    assert own["says"] == f"Kartu ini sudah terdaftar di kendaraan ini: {CARD}"


async def test_a_reader_is_not_waited_for_in_vain(officer, tell):
    tell(connected=True, credential="plate:N1234AP", at=9e9)
    over = (await officer.get(f"/vehicles/readers/{READER}?since=0")).json()
    assert over["over"] is True
    assert over["says"] == "Tidak ada kartu yang terbaca. Ulangi, atau ketik nomornya."

    tell(connected=False)
    lost = (await officer.get(f"/vehicles/readers/{READER}")).json()
    assert lost["says"] == "Pembaca jalur masuk tidak tersambung"
    nobody = (await officer.get("/vehicles/readers/nobody")).json()
    assert nobody["says"] == "Pengendali tidak menjawab"
    assert (await officer.get(f"/vehicles/readers/{READER}?since=inf")).status_code == 400


async def test_a_look_that_takes_too_long_ends(site: Site):
    def ask() -> None:
        with reading(site.engine) as session, patient(session, site.clock):
            site.clock.ahead = 10.0
            session.connection().exec_driver_sql(ENDLESS).all()

    with pytest.raises(StoreError):
        ask()
    with reading(site.engine) as session:
        assert vehicles.get(session, 1).plate == "N1234AP"
