from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from gate.registry import changes
from gate.registry.changes import Change
from gate.registry.database import reading
from gate.registry.forms import VehicleForm
from gate.registry.vehicle_import import importing as imports
from gate.registry.vehicle_import.file import ImportFile
from tests.gate.registry.office import Office, nothing

History = Callable[..., list[Change]]


@pytest.fixture
def history(engine: Engine) -> History:
    def read(vehicle: int, limit: int = 10) -> list[Change]:
        with reading(engine) as session:
            return changes.of_vehicle(session, vehicle, limit=limit)

    return read


def test_each_change_tells_who_and_what_stood_before(
    office: Office, car: VehicleForm, history: History
):
    added = office.add(car)
    office.change(added, replace(car, holder="Budi"))

    changed, first = history(added.id)
    assert changed == Change(
        wall=office.author.now.wall,
        trusted=True,
        kind="admin.vehicle_changed",
        actor="user:7",
        before={"holder": "Siti Rahayu"},
        after={"holder": "Budi"},
    )
    assert (first.kind, first.before) == ("admin.vehicle_added", {})


def test_a_change_by_an_import_names_the_file(office: Office, car: VehicleForm, history: History):
    added = office.add(car)
    office.bring("pelat;pemegang\nN 1234 AP;Budi\n")

    assert history(added.id)[0].file == "cars.csv"


def test_the_newest_is_what_happened_last_whenever_it_was_told(
    office: Office, car: VehicleForm, history: History, monkeypatch: pytest.MonkeyPatch
):
    seconds = iter((100.0, 110.0, 160.0))  # it decides twice
    monkeypatch.setattr(imports, "monotonic", lambda: next(seconds))
    start = office.author
    added = office.add(car)

    def edit(_done: int, _most: int) -> None:
        """Staff change it while the import decides."""
        office.author = replace(start, now=replace(start.now, wall=start.now.wall + 30))
        if office.get(added.id).holder == car.holder:
            office.change(office.get(added.id), replace(car, holder="Agus"))

    table = ImportFile.read("cars.csv", b"pelat;pemegang\nN 1234 AP;Budi\n")
    imports.import_vehicles(office.engine, table, author=start, zone=office.zone, progress=edit)
    office.author = replace(start, now=replace(start.now, wall=start.now.wall + 90))
    office.block(added, "Pelanggaran")  # before the import has told of it
    imports.tell_journal(office.engine, start.gate_id, nothing)

    assert [each.after.get("holder") for each in history(added.id)] == [
        *(None, "Budi", "Agus", "Siti Rahayu")
    ]


def test_no_vehicle_gets_the_history_of_another(office: Office, car: VehicleForm, history: History):
    first = office.add(car)
    others = [
        office.add(VehicleForm(plate=f"N {number} A", holder="Siti")) for number in range(1, 11)
    ]

    assert {others[-1].id // 10, first.id} == {1}
    assert len(history(first.id)) == 1


def test_only_the_newest_changes_are_read(office: Office, car: VehicleForm, history: History):
    view = office.add(car)
    for reason in ("a", "b", "c"):
        office.block(view, reason)

    assert [each.after["blocked"] for each in history(view.id, 2)] == ["c", "b"]
