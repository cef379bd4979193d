from collections.abc import Callable
from dataclasses import replace

import pytest

from gate.registry.forms import VehicleForm
from gate.registry.problems import EditConflict, FormError, Problem, ProblemCode
from gate.store.journal import StoredRow
from tests.gate.registry.office import Office

Rows = Callable[[], list[StoredRow]]


def problems(error: pytest.ExceptionInfo[FormError]) -> dict[str, Problem]:
    return dict(error.value.problems)


def test_an_added_vehicle_reads_back(office: Office, car: VehicleForm):
    added = office.add(replace(car, codes=("7K4-92M",)))

    assert office.get(added.id) == added
    assert (added.plate, added.tags, added.codes) == ("N1234AP", ("01001293D8",), ("7K492M",))
    assert added.updated_at == added.created_at == office.author.seconds


def test_the_form_of_a_stored_vehicle_changes_nothing(office: Office, car: VehicleForm, rows: Rows):
    added = office.add(replace(car, valid_from="1-1-2026", notes="red\nvan"))

    again = office.change(added, VehicleForm.of(added, office.zone))

    assert again == added
    assert [row.kind for row in rows()] == ["admin.vehicle_added"]


def test_every_edit_gives_the_next_version(
    office: Office, car: VehicleForm, version: Callable[[], int]
):
    added = office.add(car)
    blocked = office.block(added, "Tag hilang")
    changed = office.change(blocked, replace(car, holder="Budi"))
    office.remove(changed)

    assert (added.version, blocked.version, changed.version, version()) == (1, 2, 3, 4)


def test_an_addition_is_journalled_with_all_that_was_filled_in(
    office: Office, car: VehicleForm, rows: Rows
):
    added = office.add(car)

    (row,) = rows()
    assert (row.kind, row.actor, row.lane) == ("admin.vehicle_added", "user:7", None)
    assert (row.boot_id, row.monotonic_ns, row.clock_trusted) == ("boot-1", 12_500_000_000, True)
    assert row.payload == {
        "vehicle": added.id,
        "before": {},
        "after": {
            "plate": "N1234AP",
            "tags": ["01001293D8"],
            "holder": "Siti Rahayu",
            "opd": "Dinas Kominfo",
            "category": "employee",
            "identification": "any",
            "valid_until": added.valid_until,
        },
    }


def test_a_change_is_journalled_with_what_differs(office: Office, car: VehicleForm, rows: Rows):
    added = office.add(car)
    office.change(added, replace(car, holder="Budi", tags=("00AABBCCDD",)))

    row = rows()[-1]
    assert row.kind == "admin.vehicle_changed"
    assert row.payload == {
        "vehicle": added.id,
        "before": {"holder": "Siti Rahayu", "tags": ["01001293D8"]},
        "after": {"holder": "Budi", "tags": ["00AABBCCDD"]},
    }


def test_a_form_with_problems_leaves_no_trace(
    office: Office, car: VehicleForm, rows: Rows, version: Callable[[], int]
):
    with pytest.raises(FormError):
        office.add(replace(car, plate="?"))

    assert rows() == []
    assert version() == 0


def test_no_two_vehicles_share_plate_tag_or_code(office: Office, car: VehicleForm):
    first = office.add(replace(car, codes=("7K492M",)))
    owner = {
        "plate": "N 1234 AP",
        "holder": "Siti Rahayu",
        "opd": "Dinas Kominfo",
        "vehicle": first.id,
    }

    with pytest.raises(FormError) as caught:
        office.add(replace(car, plate="n1234ap", codes=("7k4 92m", "AAAA"), holder="Budi"))

    assert problems(caught) == {
        "plate": Problem(ProblemCode.PLATE_EXISTS, {"text": "N 1234 AP"} | owner),
        "tags": Problem(ProblemCode.TAG_TAKEN, {"text": "01001293D8"} | owner),
        "codes": Problem(ProblemCode.CODE_TAKEN, {"text": "7K492M"} | owner),
    }


def test_a_change_may_not_take_what_another_vehicle_has(office: Office, car: VehicleForm):
    office.add(car)
    second = office.add(VehicleForm(plate="N 1 A", holder="Budi"))

    with pytest.raises(FormError) as caught:
        office.change(second, VehicleForm(plate="N 1 A", holder="Budi", tags=car.tags))

    assert problems(caught)["tags"].code is ProblemCode.TAG_TAKEN


def test_who_was_slower_learns_what_stands_now(office: Office, car: VehicleForm):
    seen = office.add(car)
    theirs = office.change(seen, replace(car, holder="Budi", opd="Dinas Perhubungan"))

    with pytest.raises(EditConflict) as caught:
        office.change(seen, replace(car, holder="Agus", opd="Dinas Perhubungan"))

    assert caught.value.current == theirs
    assert caught.value.differences == {"holder": ("Budi", "Agus")}
    assert "holder" in str(caught.value)


def test_wanting_what_the_other_one_did_is_no_conflict(office: Office, car: VehicleForm):
    seen = office.add(car)
    theirs = office.change(seen, replace(car, holder="Budi"))

    assert office.change(seen, replace(car, holder="Budi")) == theirs


def test_a_form_that_says_nothing_of_schedule_lanes_and_entries_keeps_them(
    office: Office, car: VehicleForm
):
    office.add_schedule("pagi", "daily 06:00-09:00")
    full = replace(car, schedule="PAGI", lanes=("masuk",), entries="2")
    view = office.add(full)
    assert (view.schedule, view.lanes, view.entries) == ("pagi", ("masuk",), 2)

    kept = office.change(view, replace(car, holder="Budi"))
    assert (kept.schedule, kept.lanes, kept.entries) == ("pagi", ("masuk",), 2)

    gone = office.change(kept, replace(car, schedule="", lanes=(), entries=""))
    assert (gone.schedule, gone.lanes, gone.entries) == (None, (), None)
