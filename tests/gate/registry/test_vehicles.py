from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from gate.registry import vehicles
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.models import Vehicle, VehicleCredential
from gate.registry.problems import EditConflict, FormError, NoSuchVehicle, Problem, ProblemCode
from gate.registry.views import VehicleView
from gate.store.journal import StoredRow

Rows = Callable[[], list[StoredRow]]


class List:
    """The list of vehicles as one member of staff edits it, one transaction per edit."""

    def __init__(self, engine: Engine, author: Author, zone: ZoneInfo) -> None:
        self.engine, self.author, self.zone = engine, author, zone

    def add(self, form: VehicleForm) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.add(session, form, author=self.author, zone=self.zone)

    def change(self, view: VehicleView, form: VehicleForm) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.change(
                session,
                view.id,
                form,
                expected_version=view.version,
                author=self.author,
                zone=self.zone,
            )

    def block(self, view: VehicleView, reason: str) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.block(session, view.id, reason, author=self.author)

    def unblock(self, view: VehicleView) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.unblock(session, view.id, author=self.author)

    def remove(self, view: VehicleView) -> None:
        with editing(self.engine) as session:
            vehicles.remove(session, view.id, author=self.author)

    def report_lost(self, tag: str) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.report_lost(session, tag, author=self.author)

    def found(self, tag: str) -> VehicleView:
        with editing(self.engine) as session:
            return vehicles.found(session, tag, author=self.author)

    def get(self, vehicle_id: int) -> VehicleView:
        with reading(self.engine) as session:
            return vehicles.get(session, vehicle_id)


@pytest.fixture
def staff(engine: Engine, author: Author, zone: ZoneInfo) -> List:
    return List(engine, author, zone)


def problems(error: pytest.ExceptionInfo[FormError]) -> dict[str, Problem]:
    return dict(error.value.problems)


def test_an_added_vehicle_reads_back(staff: List, car: VehicleForm):
    added = staff.add(replace(car, codes=("7K4-92M",)))

    assert staff.get(added.id) == added
    assert (added.plate, added.tags, added.codes) == ("N1234AP", ("01001293D8",), ("7K492M",))
    assert added.updated_at == added.created_at == staff.author.seconds


def test_the_form_of_a_stored_vehicle_changes_nothing(staff: List, car: VehicleForm, rows: Rows):
    added = staff.add(replace(car, valid_from="1-1-2026", notes="red\nvan"))

    again = staff.change(added, VehicleForm.of(added, staff.zone))

    assert again == added
    assert [row.kind for row in rows()] == ["admin.vehicle_added"]


def test_every_edit_gives_the_next_version(
    staff: List, car: VehicleForm, version: Callable[[], int]
):
    added = staff.add(car)
    blocked = staff.block(added, "Tag hilang")
    changed = staff.change(blocked, replace(car, holder="Budi"))
    staff.remove(changed)

    assert (added.version, blocked.version, changed.version, version()) == (1, 2, 3, 4)


def test_an_addition_is_journalled_with_all_that_was_filled_in(
    staff: List, car: VehicleForm, rows: Rows
):
    added = staff.add(car)

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


def test_a_change_is_journalled_with_what_differs(staff: List, car: VehicleForm, rows: Rows):
    added = staff.add(car)
    staff.change(added, replace(car, holder="Budi", tags=("00AABBCCDD",)))

    row = rows()[-1]
    assert row.kind == "admin.vehicle_changed"
    assert row.payload == {
        "vehicle": added.id,
        "before": {"holder": "Siti Rahayu", "tags": ["01001293D8"]},
        "after": {"holder": "Budi", "tags": ["00AABBCCDD"]},
    }


def test_a_form_with_problems_leaves_no_trace(
    staff: List, car: VehicleForm, rows: Rows, version: Callable[[], int]
):
    with pytest.raises(FormError):
        staff.add(replace(car, plate="?"))

    assert rows() == []
    assert version() == 0


def test_no_two_vehicles_share_plate_tag_or_code(staff: List, car: VehicleForm):
    first = staff.add(replace(car, codes=("7K492M",)))
    owner = {
        "plate": "N 1234 AP",
        "holder": "Siti Rahayu",
        "opd": "Dinas Kominfo",
        "vehicle": first.id,
    }

    with pytest.raises(FormError) as caught:
        staff.add(replace(car, plate="n1234ap", codes=("7k4 92m", "AAAA"), holder="Budi"))

    assert problems(caught) == {
        "plate": Problem(ProblemCode.PLATE_EXISTS, {"text": "N 1234 AP"} | owner),
        "tags": Problem(ProblemCode.TAG_TAKEN, {"text": "01001293D8"} | owner),
        "codes": Problem(ProblemCode.CODE_TAKEN, {"text": "7K492M"} | owner),
    }


def test_a_change_may_not_take_what_another_vehicle_has(staff: List, car: VehicleForm):
    staff.add(car)
    second = staff.add(VehicleForm(plate="N 1 A", holder="Budi"))

    with pytest.raises(FormError) as caught:
        staff.change(second, VehicleForm(plate="N 1 A", holder="Budi", tags=car.tags))

    assert problems(caught)["tags"].code is ProblemCode.TAG_TAKEN


def test_who_was_slower_learns_what_stands_now(staff: List, car: VehicleForm):
    seen = staff.add(car)
    theirs = staff.change(seen, replace(car, holder="Budi", opd="Dinas Perhubungan"))

    with pytest.raises(EditConflict) as caught:
        staff.change(seen, replace(car, holder="Agus", opd="Dinas Perhubungan"))

    assert caught.value.current == theirs
    assert caught.value.differences == {"holder": ("Budi", "Agus")}
    assert "holder" in str(caught.value)


def test_wanting_what_the_other_one_did_is_no_conflict(staff: List, car: VehicleForm):
    seen = staff.add(car)
    theirs = staff.change(seen, replace(car, holder="Budi"))

    assert staff.change(seen, replace(car, holder="Budi")) == theirs


def test_a_block_carries_its_reason_until_it_is_taken_back(
    staff: List, car: VehicleForm, rows: Rows
):
    added = staff.add(car)

    assert staff.block(added, "  Tag   hilang ").blocked == "Tag hilang"
    assert staff.unblock(added).blocked is None
    assert [(row.kind, row.payload["before"], row.payload["after"]) for row in rows()[1:]] == [
        ("admin.vehicle_blocked", {"blocked": None}, {"blocked": "Tag hilang"}),
        ("admin.vehicle_unblocked", {"blocked": "Tag hilang"}, {"blocked": None}),
    ]


def test_unblocking_what_is_not_blocked_leaves_no_trace(staff: List, car: VehicleForm, rows: Rows):
    added = staff.add(car)

    assert staff.unblock(added) == added
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("  ", Problem(ProblemCode.REASON_MISSING)),
        ("x" * 201, Problem(ProblemCode.TEXT_LONG, {"limit": 200})),
    ],
    ids=["blank", "long"],
)
def test_a_block_needs_a_reason_that_fits(
    staff: List, car: VehicleForm, reason: str, problem: Problem
):
    added = staff.add(car)

    with pytest.raises(FormError) as caught:
        staff.block(added, reason)

    assert problems(caught) == {"reason": problem}


def test_a_removed_vehicle_leaves_an_empty_row_for_the_gate(
    staff: List, car: VehicleForm, rows: Rows
):
    added = staff.add(car)
    staff.remove(added)

    with reading(staff.engine) as session:
        row = session.get_one(Vehicle, added.id)
        assert (row.removed, row.plate, row.holder, row.opd, row.version) == (True, None, "", "", 2)
        assert session.exec(select(VehicleCredential)).all() == []
    assert rows()[-1].kind == "admin.vehicle_removed"
    assert rows()[-1].payload["before"]["plate"] == "N1234AP"


def test_a_removed_vehicle_is_gone_for_every_edit(staff: List, car: VehicleForm):
    added = staff.add(car)
    staff.remove(added)

    for edit in (staff.remove, staff.unblock, lambda view: staff.change(view, car)):
        with pytest.raises(NoSuchVehicle):
            edit(added)


def test_plate_and_tag_of_a_removed_vehicle_are_free_again(staff: List, car: VehicleForm):
    staff.remove(staff.add(car))

    assert staff.add(car).plate == "N1234AP"


def test_a_lost_tag_stays_with_its_vehicle(staff: List, car: VehicleForm, rows: Rows):
    added = staff.add(car)

    lost = staff.report_lost("01 00 12 93 d8")

    assert (lost.id, lost.tags, lost.lost) == (added.id, ("01001293D8",), ("01001293D8",))
    assert lost.version == 2
    assert rows()[-1].payload["after"] == {"lost": ["01001293D8"]}


def test_a_second_report_keeps_the_first_time(staff: List, car: VehicleForm, rows: Rows):
    staff.add(car)
    staff.report_lost("01001293D8")
    staff.author = replace(staff.author, now=replace(staff.author.now, wall=2e9))
    staff.report_lost("01001293D8")

    with reading(staff.engine) as session:
        (credential,) = session.exec(select(VehicleCredential)).all()
    assert credential.lost_at == 1_790_000_000
    assert len(rows()) == 2


def test_a_found_tag_counts_again(staff: List, car: VehicleForm):
    staff.add(car)
    staff.report_lost("01001293D8")

    assert staff.found("01001293D8").lost == ()


def test_a_lost_tag_is_still_lost_after_an_edit(staff: List, car: VehicleForm):
    staff.add(car)
    lost = staff.report_lost("01001293D8")

    assert staff.change(lost, replace(car, holder="Budi")).lost == ("01001293D8",)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("xyz", ProblemCode.TAG_WRONG), ("00AABBCCDD", ProblemCode.TAG_UNKNOWN)],
    ids=["wrong", "unknown"],
)
def test_only_a_known_tag_can_be_lost(staff: List, tag: str, code: ProblemCode):
    with pytest.raises(FormError) as caught:
        staff.report_lost(tag)

    assert problems(caught) == {"tag": Problem(code, {"text": tag})}
