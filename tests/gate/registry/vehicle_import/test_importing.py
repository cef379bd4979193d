import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gate.errors import StoreError
from gate.registry import vehicles
from gate.registry.database import editing
from gate.registry.forms import VehicleForm
from gate.registry.problems import Problem, ProblemCode
from gate.registry.vehicle_import import importing as imports
from gate.registry.vehicle_import.file import ImportFile
from gate.registry.vehicle_import.plan import Result
from gate.store import pending
from gate.store.journal import StoredRow
from tests.gate.registry.office import Office, nothing

Rows = Callable[[], list[StoredRow]]
HEADINGS = "pelat;tag;pemegang;opd;golongan;cara dikenali;berlaku dari;berlaku sampai;catatan\n"


def test_new_vehicles_are_added_with_all_their_cells(office: Office):
    report = office.bring(
        HEADINGS + "n 1234 ap;01 00 12 93 d8, 00AABBCCDD;Siti Rahayu;Dinas Kominfo;"
        "Pejabat;Tag dan pelat;1/1/2026;31 Des 2026;mobil dinas\n"
        "N 2 B;;Budi;;;;;;\n"
    )

    assert report.counts == {Result.ADDED: 2}
    siti, budi = office.listed()
    form = VehicleForm(
        plate="N 1234 AP",
        tags=("00AABBCCDD", "01001293D8"),
        holder="Siti Rahayu",
        opd="Dinas Kominfo",
        category="official",
        identification="both",
        valid_from="01-01-2026",
        valid_until="31-12-2026",
        notes="mobil dinas",
    )
    assert VehicleForm.of(siti, office.zone) == form
    assert VehicleForm.of(budi, office.zone) == VehicleForm(plate="N 2 B", holder="Budi")
    assert siti.created_at == siti.updated_at >= office.author.seconds


def test_an_import_makes_one_version_and_a_row_of_its_own_in_the_journal(
    office: Office, rows: Rows, version: Callable[[], int]
):
    report = office.bring("pelat;pemegang\nN 1 A;Siti\nN 2 A;Budi\n")

    assert report.version == version() == 1
    assert {view.version for view in office.listed()} == {1}
    row, *_ = rows()
    assert (row.kind, row.actor) == ("admin.vehicles_imported", "user:7")
    assert row.payload == {
        "file": "cars.csv",
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "wrong": 0,
    }


def test_new_vehicles_are_numbered_above_the_known_ones(office: Office, car: VehicleForm):
    known = office.add(car)
    office.bring("pelat;pemegang\nN 1 A;Siti\nN 2 A;Budi\n")

    assert min(view.id for view in office.listed()) == known.id
    assert office.add(VehicleForm(plate="N 3 A", holder="Agus")).id > known.id + 2


def test_a_known_plate_is_changed_where_a_cell_is_filled_in(office: Office, car: VehicleForm):
    before = office.add(replace(car, codes=("7K492M",), notes="old"))

    report = office.bring("pelat;pemegang;catatan\nN-1234-AP;Budi;\n")

    assert report.counts == {Result.CHANGED: 1}
    (after,) = office.listed()
    assert after == replace(before, holder="Budi", version=2, updated_at=after.updated_at)


def test_filled_in_tags_replace_the_known_ones(office: Office, car: VehicleForm):
    office.add(replace(car, tags=("01001293D8", "00000000A1"), codes=("7K492M",)))
    with editing(office.engine) as session:
        vehicles.report_lost(session, "01001293D8", author=office.author)

    office.bring("pelat;tag\nN 1234 AP;01001293D8/00000000A2\n")

    (after,) = office.listed()
    assert after.tags == ("00000000A2", "01001293D8")
    assert (after.codes, after.lost) == (("7K492M",), ("01001293D8",))


def test_the_comma_within_a_printed_number_parts_no_tags(office: Office):
    office.bring('tag,pemegang\n"018,37848,0001217496",Siti\n')

    (vehicle,) = office.listed()
    assert vehicle.tags == ("001293D8", "1293D8")


def test_a_block_survives_an_import(office: Office, car: VehicleForm):
    added = office.add(car)
    with editing(office.engine) as session:
        vehicles.block(session, added.id, "Tag hilang", author=office.author)

    office.bring("pelat;pemegang\nN 1234 AP;Budi\n")

    assert office.listed()[0].blocked == "Tag hilang"


def test_without_a_plate_the_tag_says_which_vehicle_is_meant(office: Office, car: VehicleForm):
    office.add(car)

    report = office.bring("tag;pemegang\n01001293D8;Budi\n")

    assert report.counts == {Result.CHANGED: 1}
    assert [view.holder for view in office.listed()] == ["Budi"]


def test_a_vehicle_known_by_tag_only_gets_its_plate(office: Office, car: VehicleForm):
    office.add(replace(car, plate=""))

    office.bring("pelat;tag\nN 1 A;01001293D8\n")

    assert [view.plate for view in office.listed()] == ["N1A"]


def test_what_stands_there_already_makes_no_version(
    office: Office, rows: Rows, version: Callable[[], int]
):
    table = HEADINGS + "N 1 A;01001293D8;Siti;Kominfo;tamu;tag;1-1-2026;31-12-2026;x\n"
    office.bring(table)

    report = office.bring(table)

    assert (report.counts, report.version) == ({Result.UNCHANGED: 1}, None)
    assert version() == 1
    assert [row.kind for row in rows()] == ["admin.vehicles_imported", "admin.vehicle_added"]


def test_removed_vehicles_come_back_as_new_ones(office: Office, car: VehicleForm):
    added = office.add(car)
    with editing(office.engine) as session:
        vehicles.remove(session, added.id, author=office.author)

    assert office.bring("pelat;tag;pemegang\nN1234AP;01001293D8;Siti\n").counts == {Result.ADDED: 1}
    assert [view.id for view in office.listed()] != [added.id]


def test_a_rehearsal_tells_every_outcome_and_writes_nothing(
    office: Office, car: VehicleForm, version: Callable[[], int]
):
    office.add(car)
    before = office.listed()

    report = office.rehearse(
        "pelat;pemegang\nN 1234 AP;Siti Rahayu\nn1234ap\n?;Agus\nN 2 A;Budi\nN 2 B;\n"
    )

    assert [(each.number, each.title, each.result) for each in report.outcomes] == [
        (2, "N 1234 AP", Result.UNCHANGED),
        (3, "N 1234 AP", Result.WRONG),
        (4, "?", Result.WRONG),
        (5, "N 2 A", Result.ADDED),
        (6, "N 2 B", Result.WRONG),
    ]
    assert report.version is None
    assert office.listed() == before
    assert version() == 1


def test_progress_is_told_after_every_batch(office: Office):
    told = []
    table = "pelat;pemegang\n" + "".join(f"N {number} A;Siti\n" for number in range(1, 1201))

    report = office.bring(table, lambda done, most: told.append((done, most)))

    assert report.counts == {Result.ADDED: 1200}
    assert told == [(500, 1202), (1000, 1202), (1200, 1202)]


def test_others_can_write_while_an_import_decides(office: Office, path: Path):
    def write(_done: int, _most: int) -> None:
        other = sqlite3.connect(path, timeout=0)
        other.execute("UPDATE user SET name = ''")
        other.commit()
        other.close()

    assert office.bring("pelat;pemegang\nN 1 A;Siti\n", write).version == 1


def test_an_edit_in_between_makes_the_import_decide_again(office: Office, car: VehicleForm):
    edits = [car]

    def edit(_done: int, _most: int) -> None:
        if edits:
            office.add(edits.pop())

    report = office.bring("pelat;pemegang\nN 1234 AP;Budi\n", edit)

    assert report.counts == {Result.CHANGED: 1}
    assert [view.holder for view in office.listed()] == ["Budi"]


def test_an_import_gives_up_when_staff_keep_editing(office: Office):
    plates = iter(range(1, 10))

    def edit(_done: int, _most: int) -> None:
        office.add(VehicleForm(plate=f"L {next(plates)} A", holder="Agus"))

    with pytest.raises(StoreError, match=r"cars\.csv: staff are editing .*import it again later"):
        office.bring("pelat;pemegang\nN 1 A;Siti\n", edit)
    assert len(office.listed()) == imports.ATTEMPTS


def test_each_vehicle_is_journalled_with_what_changed(office: Office, car: VehicleForm, rows: Rows):
    known = office.add(car)
    office.bring("pelat;pemegang;diblokir\nN 1234 AP;Budi;Pelanggaran\nN 1 A;Agus;\n")

    *_, imported, changed, added = rows()
    assert (changed.kind, changed.payload) == (
        "admin.vehicle_changed",
        {
            "vehicle": known.id,
            "import": "cars.csv",
            "import_event": imported.event_id,
            "before": {"holder": "Siti Rahayu", "blocked": None},
            "after": {"holder": "Budi", "blocked": "Pelanggaran"},
        },
    )
    new = office.listed()[1]
    assert (added.kind, added.payload) == (
        "admin.vehicle_added",
        {
            "vehicle": new.id,
            "import": "cars.csv",
            "import_event": imported.event_id,
            "before": {},
            "after": {
                "plate": "N1A",
                "holder": "Agus",
                "category": "employee",
                "identification": "any",
            },
        },
    )


def test_rows_of_vehicles_have_author_and_time_of_their_import(office: Office, rows: Rows):
    table = "pelat;pemegang\n" + "".join(f"N {number} A;Siti\n" for number in range(1, 82))
    office.bring(table)

    imported, *told = rows()
    assert [row.payload["vehicle"] for row in told if row.payload] == list(range(2, 83))
    assert {(row.actor, row.wall_us, row.boot_id) for row in told} == {
        (imported.actor, imported.wall_us, imported.boot_id)
    }


def test_no_step_of_the_journalling_is_long(
    office: Office, rows: Rows, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pending, "STEP", 3)
    told: list[tuple[int, int]] = []
    table = "pelat;pemegang\n" + "".join(f"N {number} A;Siti\n" for number in range(1, 9))
    imports.import_vehicles(
        office.engine,
        ImportFile.read("cars.csv", table.encode()),
        author=office.author,
        zone=office.zone,
        progress=nothing,
    )
    before = len(rows())
    imports.tell_journal(
        office.engine, office.author.gate_id, lambda done, most: told.append((done, most))
    )

    assert (before, len(rows())) == (1, 9)
    assert told == [(3, 8), (6, 8), (8, 8)]


def test_an_outcome_tells_what_changes(office: Office, car: VehicleForm):
    office.add(car)
    report = office.rehearse("pelat;tag;pemegang\nN 1234 AP;00000000A1;Siti Rahayu\n")

    (outcome,) = report.outcomes
    assert outcome.changes == {"tags": (("01001293D8",), ("00000000A1",))}


def test_codes_schedule_lanes_entries_and_marks_are_imported(office: Office, car: VehicleForm):
    office.add_schedule("jam kantor", "mon-fri 06:00-18:00")
    office.add(replace(car, codes=("AAAA",)))
    office.bring(
        "pelat;tag;kode izin;pemegang;jadwal;jalur;berapa kali masuk;diblokir;tag hilang\n"
        "N 1 A;018,37848/00000000A1;7k4-92m, BBBB;Budi; Jam  Kantor;keluar, masuk;3;Alasan;"
        "018,37848\n"
        ";;AAAA;Siti;;;;;AAAA\n"
    )

    siti, budi = office.listed()
    assert (budi.tags, budi.codes) == (("00000000A1", "1293D8"), ("7K492M", "BBBB"))
    assert (budi.schedule, budi.lanes, budi.entries) == ("jam kantor", ("keluar", "masuk"), 3)
    assert (budi.blocked, budi.lost) == ("Alasan", ("1293D8",))
    assert (siti.holder, siti.lost) == ("Siti", ("AAAA",))


def test_the_lost_column_replaces_what_was_lost(office: Office, car: VehicleForm):
    office.add(replace(car, tags=("01001293D8", "00000000A1", "00000000A2")))
    office.report_lost("01001293D8")
    office.report_lost("00000000A1")

    office.bring("pelat;hilang\nN 1234 AP;00000000A1 + 00000000A2\n")

    assert office.listed()[0].lost == ("00000000A1", "00000000A2")


def test_what_cannot_stand_is_named(office: Office):
    found = office.wrong(
        "pelat;pemegang;jadwal;jalur;berapa kali masuk;tag hilang;diblokir\n"
        f"N 1 A;Siti;pagi;atap;0;xyz;{'x' * 201}\n"
        "N 2 A;Siti;;;;00000000A1;\n"
    )

    assert {name: each.code for name, each in found[2].items()} == {
        "schedule": ProblemCode.SCHEDULE_UNKNOWN,
        "lanes": ProblemCode.LANE_UNKNOWN,
        "entries": ProblemCode.ENTRIES_WRONG,
    }
    assert found[3] == {"lost": Problem(ProblemCode.LOST_NOT_OWN, {"text": "00000000A1"})}
    again = office.wrong(f"pelat;pemegang;diblokir\nN 1 A;Siti;{'x' * 201}\n")
    assert again == {2: {"blocked": Problem(ProblemCode.TEXT_LONG, {"limit": 200})}}
