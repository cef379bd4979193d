"""Impor dari Excel: upload, preview, import in one step, stop, and the rows to put right."""

import io
import json
import re
import signal
import sys

import httpx
import pytest
from python_calamine import CalamineWorkbook

from gate.registry import vehicles
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.listing import Query
from gate.registry.vehicle_import.table import Fault
from gate.web.jobs import import_work, imports
from gate.web.jobs.bulk import End, Task
from gate.web.jobs.import_words import FAULTS
from gate.web.vehicles import import_page as vehicle_import
from gate.words.language import Language
from tests.gate.web.site import Site
from tests.waiting import until

HEAD = "pelat;tag;pemegang;opd;golongan;warna"
GOOD = "N 77 ZZ;0012874F22;Nur Aini;Dispendukcapil;pegawai;merah"
CHANGED = "N 1234 AP;01001293D8;Budi S.;Dinas Kominfo;pegawai;"
SAME = "N 1288 UK;;CV Karya Abadi;;rekanan;"
WRONG = "xx;;Salah;;pegawai;"


@pytest.fixture
async def officer(browser):
    return await browser("yulianti")


def table(*rows: str) -> bytes:
    return "\r\n".join((HEAD, *rows)).encode()


async def upload(officer, content: bytes, name: str = "daftar.csv") -> httpx.Response:
    page = await officer.get("/vehicles/import")
    word = re.search(r'name="csrf" value="([^"]*)"', page.text)[1]
    officer.page = await officer.client.post(
        "/vehicles/import", data={"csrf": word}, files={"file": (name, content)}
    )
    return officer.page


async def worked(officer, app, actor: str = "user:3") -> str:
    """Wait for the child and return what the page then says."""
    jobs = app.state.context.imports

    def over() -> bool:
        seen = jobs.seen(actor)
        return seen is None or seen.end is not None

    await until(over)
    await officer.get("/vehicles/import")
    return officer.text


def sheet(content: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def listed(site: Site, text: str) -> int:
    with reading(site.engine) as session:
        return vehicles.search(session, Query(text), wall=site.clock.now().wall).total


async def test_a_list_is_looked_through_then_imported_but_for_wrong_rows(officer, site: Site, app):
    await upload(officer, table(GOOD, CHANGED, SAME, WRONG), name="C:\\data\\daftar.csv")
    seen = await worked(officer, app)

    assert "Hasil pemeriksaan daftar.csv" in seen
    assert "1 Perlu diperbaiki 1 Berubah 1 Baru 1 Tetap" in seen
    assert "Kolom yang tidak dipakai: warna" in seen
    assert "5 xx Pelat nomor: Pelat tidak dikenali: xx. Contoh: N 1234 AP" in seen
    await officer.get("/vehicles/import?result=changed")
    assert "Pemegang: Budi Santoso \N{RIGHTWARDS ARROW} Budi S." in officer.text
    assert listed(site, "N77ZZ") == 0

    await officer.post("/vehicles/import/apply")
    done = await worked(officer, app)

    assert "2 kendaraan masuk daftar, 1 baris perlu diperbaiki." in done
    assert listed(site, "N77ZZ") == 1
    rows = {row.kind: row for row in site.rows(3)}
    assert rows["admin.vehicles_imported"].actor == "user:3"
    assert rows["admin.vehicle_added"].payload["import"] == "daftar.csv"

    answer = await officer.client.get("/vehicles/import/problems.xlsx")
    (head, row) = sheet(answer.content)
    assert head == ["Baris", "pelat", "tag", "pemegang", "opd", "golongan", "Yang perlu diperbaiki"]
    assert row[:2] == ["5", "xx"]
    assert row[-1] == "pelat: Pelat tidak dikenali: xx. Contoh: N 1234 AP"

    await officer.get("/vehicles/1/history")
    assert "Dari impor daftar.csv" in officer.text
    await officer.get("/vehicles/import")
    await officer.post("/vehicles/import/stop")
    assert "Pilih berkas" in officer.text


async def test_a_file_that_is_too_large_or_missing_is_told_at_once(officer, monkeypatch):
    monkeypatch.setattr(vehicle_import, "MOST_BYTES", 100)
    answer = await upload(officer, table(GOOD, GOOD, GOOD))
    assert answer.status_code == 400
    assert "Berkas terlalu besar" in officer.text

    answer = await officer.client.post(
        "/vehicles/import", data={"csrf": re.search(r'csrf" value="([^"]*)"', answer.text)[1]}
    )
    assert answer.status_code == 400
    assert "Pilih berkasnya dulu" in answer.text


async def test_more_than_any_form_is_taken_here_only(officer, app):
    large = table(*(f"N {number} ZZ;;{'x' * 80};;pegawai;" for number in range(1000, 2000)))
    await upload(officer, large)
    assert "1.000 Baru" in await worked(officer, app)
    assert "Baris 1\N{EN DASH}50 dari 1.000" in officer.text
    await officer.get("/vehicles/import?result=added&page=20")
    assert "Baris 951\N{EN DASH}1.000 dari 1.000" in officer.text
    assert "N 1999 ZZ" in officer.text
    assert 'rel="next"' not in officer.page.text

    await officer.get("/vehicles")
    answer = await officer.post("/vehicles/search", text="x" * 100_000)
    assert answer.status_code == 413


async def test_an_upload_needs_the_word_of_its_form_and_the_right_role(officer, browser):
    answer = await officer.client.post(
        "/vehicles/import", data={"csrf": "guessed"}, files={"file": ("x.csv", table(GOOD))}
    )
    assert answer.status_code == 403

    guard = await browser("slamet.r")
    for path in ("/vehicles/import", "/vehicles/export.csv", "/vehicles/import/problems.xlsx"):
        assert (await guard.get(path)).status_code == 403


async def test_one_import_at_a_time_and_each_person_sees_their_own(officer, browser, app, slow):
    slow()
    await upload(officer, table(GOOD))
    assert "Memeriksa daftar.csv" in officer.text
    assert "Membaca berkas" in officer.text
    admin = await browser("admin")
    await upload(admin, table(GOOD))
    assert "Impor lain sedang berjalan." in admin.text

    await officer.post("/vehicles/import/stop")
    assert "Impor dihentikan. Tidak ada yang berubah." in await worked(officer, app)


async def test_what_was_read_waits_while_somebody_else_imports(officer, browser, app, slow):
    await upload(officer, table(GOOD))
    await worked(officer, app)
    slow()
    admin = await browser("admin")
    await upload(admin, table(GOOD))
    assert "Memeriksa daftar.csv" in admin.text

    answer = await officer.post("/vehicles/import/apply")

    assert answer.status_code == 409
    assert "Impor lain sedang berjalan." in officer.text
    await admin.post("/vehicles/import/stop")


async def test_there_is_nothing_to_import_before_a_file_was_read(officer, site: Site):
    await officer.get("/vehicles/import")
    await officer.post("/vehicles/import/apply")

    assert "Pilih berkas" in officer.text
    assert listed(site, "N77ZZ") == 0


async def test_a_list_that_changed_meanwhile_changes_nothing(officer, site: Site, app):
    await upload(officer, table(GOOD))
    await worked(officer, app)
    site.add_vehicles(VehicleForm(plate="N 1 A", tags=("0012874F22",), holder="Orang Lain"))

    await officer.post("/vehicles/import/apply")

    assert "ada baris yang sekarang salah. Tidak ada yang berubah." in await worked(officer, app)
    assert listed(site, "N77ZZ") == 0


async def test_a_child_that_fails_is_told(officer, app, slow):
    slow("raise SystemExit(3)")
    await upload(officer, table(GOOD))

    assert "Impor terputus." in await worked(officer, app)


async def test_uploads_go_after_an_hour_and_at_the_end(officer, site: Site, app, slow):
    slow("raise SystemExit(3)")
    place = site.config.data_dir / "imports"
    await upload(officer, table(GOOD))
    await worked(officer, app)
    assert len(list(place.iterdir())) == 1
    site.clock.ahead += 3601

    await officer.get("/vehicles/import")

    assert "Pilih berkas" in officer.text
    assert list(place.iterdir()) == []
    await upload(officer, table(GOOD))
    app.state.context.imports.close()
    assert list(place.iterdir()) == []


@pytest.fixture
def slow(monkeypatch):
    """Let children do nothing for long, or what a test wants."""

    def begin(program: str = "import time; time.sleep(3600)") -> None:
        class Played(imports.subprocess.Popen):
            def __init__(self, _: object, **options: object) -> None:
                super().__init__([sys.executable, "-c", program], **options)

        monkeypatch.setattr(imports.subprocess, "Popen", Played)

    return begin


def test_a_child_that_does_not_stop_is_ended(slow, monkeypatch):
    slow(
        "import signal, time; signal.signal(15, signal.SIG_IGN);"
        " print(1, flush=True); time.sleep(3600)"
    )
    child = imports.subprocess.Popen("", stdout=imports.subprocess.PIPE)
    child.stdout.readline()
    monkeypatch.setattr(imports, "STOPS_WITHIN", 0.1)

    imports._end(child)

    assert child.returncode == -signal.SIGKILL
    child.stdout.close()


def task(site: Site, content: bytes = b"", **changes: str) -> Task:
    place = site.config.data_dir / "list"
    place.mkdir()
    (place / "uploaded").write_bytes(content or table(GOOD))
    zone = str(site.config.timezone)
    fields = {"database": str(site.config.database)} | changes
    return Task(directory=str(place), name="x.csv", zone=zone, lanes=(), language="id", **fields)


def said(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x81\x8d\x00", "Ini bukan berkas tabel."),
        (b"PK\x03\x04 broken", "Berkas Excel ini rusak atau terkunci."),
        (b"\xd0\xcf\x11\xe0", "Berkas Excel lama, atau terkunci kata sandi."),
        (b"nama;pelat;plat\n", "Kolom pelat dan plat artinya sama."),
        (b"nama;umur\n", "Tidak ada kolom pelat atau tag di baris pertama."),
    ],
)
def test_a_file_that_cannot_be_read_names_the_fix(
    site: Site, capsys, indonesian: Language, content: bytes, words: str
):
    import_work.Work(task(site, content)).run()

    told = said(capsys)
    assert told["end"] == End.UNREADABLE
    assert words in indonesian.say(FAULTS[told["fault"]], **told["params"])


async def test_such_a_file_is_told_on_the_page(officer, app):
    await upload(officer, b"nama;umur\n")

    assert "Tidak ada kolom pelat atau tag di baris pertama." in await worked(officer, app)


def test_every_fault_has_words():
    assert FAULTS.keys() == set(Fault)


def test_a_stop_between_batches_leaves_nothing(site: Site, capsys):
    work = import_work.Work(task(site))
    work.stopping = True

    work.run()

    assert said(capsys) == {"end": End.STOPPED}


def test_a_database_that_fails_is_told_by_the_child(site: Site, capsys):
    import_work.Work(task(site, database=str(site.config.data_dir / "none.db"))).run()

    assert said(capsys) == {"end": End.FAILED}


def test_a_child_without_its_file_says_that_it_failed(site: Site, capsys, monkeypatch):
    order = task(site)
    (order.place / "uploaded").unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO(order.text + "\n"))
    monkeypatch.setattr(import_work, "_COURTESY", 0)
    monkeypatch.setattr(import_work.signal, "signal", lambda *_: None)

    import_work.main()

    assert said(capsys) == {"end": End.FAILED}


async def test_the_list_goes_out_as_it_is_searched_for(officer, site: Site):
    answer = await officer.client.get("/vehicles/export.csv")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="kendaraan-2026-11-24.csv"'
    )
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("pelat;tag;kode izin;pemegang;opd")

    await officer.get("/vehicles")
    await officer.post("/vehicles/search", text="santoso")
    answer = await officer.client.get("/vehicles/export.xlsx")
    assert [row[0] for row in sheet(answer.content)] == ["pelat", "N 1234 AP"]
    taken = [(row.actor, row.payload) for row in site.rows() if row.kind == "export.done"]
    assert taken == [
        ("user:3", {"what": "vehicles", "rows": 1, "filters": {"text": "…"}}),
        ("user:3", {"what": "vehicles", "rows": 5, "filters": {}}),
    ]


async def test_an_export_that_cannot_begin_says_so(officer, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    assert (await officer.get("/vehicles/export.csv")).status_code == 503
    assert "Penyimpanan tidak menjawab." in officer.text


async def test_an_export_comes_back_by_import_without_a_change(officer, site: Site, app):
    with editing(site.engine) as session:
        vehicles.block(session, 4, "violation", author=site.author)
    answer = await officer.client.get("/vehicles/export.xlsx")

    await upload(officer, answer.content, "daftar.xlsx")

    assert "0 Perlu diperbaiki 0 Berubah 0 Baru 5 Tetap" in await worked(officer, app)
    assert "Tidak ada yang perlu diimpor dari berkas ini." in officer.text
    assert (await officer.get("/vehicles/import/problems.xlsx")).url.path == "/vehicles/import"
