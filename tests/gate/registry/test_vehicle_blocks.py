from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import select

from gate.registry.database import reading
from gate.registry.forms import VehicleForm
from gate.registry.models import Vehicle, VehicleCredential
from gate.registry.problems import FormError, NoSuchVehicle, Problem, ProblemCode
from gate.store.journal import StoredRow
from tests.gate.registry.office import Office

Rows = Callable[[], list[StoredRow]]


def problems(error: pytest.ExceptionInfo[FormError]) -> dict[str, Problem]:
    return dict(error.value.problems)


def test_a_block_carries_its_reason_until_it_is_taken_back(
    office: Office, car: VehicleForm, rows: Rows
):
    added = office.add(car)

    assert office.block(added, "  Tag   hilang ").blocked == "Tag hilang"
    assert office.unblock(added).blocked is None
    assert [(row.kind, row.payload["before"], row.payload["after"]) for row in rows()[1:]] == [
        ("admin.vehicle_blocked", {"blocked": None}, {"blocked": "Tag hilang"}),
        ("admin.vehicle_unblocked", {"blocked": "Tag hilang"}, {"blocked": None}),
    ]


def test_unblocking_what_is_not_blocked_leaves_no_trace(
    office: Office, car: VehicleForm, rows: Rows
):
    added = office.add(car)

    assert office.unblock(added) == added
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
    office: Office, car: VehicleForm, reason: str, problem: Problem
):
    added = office.add(car)

    with pytest.raises(FormError) as caught:
        office.block(added, reason)

    assert problems(caught) == {"reason": problem}


def test_a_removed_vehicle_leaves_an_empty_row_for_the_gate(
    office: Office, car: VehicleForm, rows: Rows
):
    added = office.add(car)
    office.remove(added)

    with reading(office.engine) as session:
        row = session.get_one(Vehicle, added.id)
        assert (row.removed, row.plate, row.holder, row.opd, row.version) == (True, None, "", "", 2)
        assert session.exec(select(VehicleCredential)).all() == []
    assert rows()[-1].kind == "admin.vehicle_removed"
    assert rows()[-1].payload["before"]["plate"] == "N1234AP"


def test_a_removed_vehicle_is_gone_for_every_edit(office: Office, car: VehicleForm):
    added = office.add(car)
    office.remove(added)

    for edit in (office.remove, office.unblock, lambda view: office.change(view, car)):
        with pytest.raises(NoSuchVehicle):
            edit(added)


def test_plate_and_tag_of_a_removed_vehicle_are_free_again(office: Office, car: VehicleForm):
    office.remove(office.add(car))

    assert office.add(car).plate == "N1234AP"


def test_a_lost_tag_stays_with_its_vehicle(office: Office, car: VehicleForm, rows: Rows):
    added = office.add(car)

    lost = office.report_lost("01 00 12 93 d8")

    assert (lost.id, lost.tags, lost.lost) == (added.id, ("01001293D8",), ("01001293D8",))
    assert lost.version == 2
    assert rows()[-1].payload["after"] == {"lost": ["01001293D8"]}


def test_a_second_report_keeps_the_first_time(office: Office, car: VehicleForm, rows: Rows):
    office.add(car)
    office.report_lost("01001293D8")
    office.author = replace(office.author, now=replace(office.author.now, wall=2e9))
    office.report_lost("01001293D8")

    with reading(office.engine) as session:
        (credential,) = session.exec(select(VehicleCredential)).all()
    assert credential.lost_at == 1_790_000_000
    assert len(rows()) == 2


def test_a_found_tag_counts_again(office: Office, car: VehicleForm):
    office.add(car)
    office.report_lost("01001293D8")

    assert office.found("01001293D8").lost == ()


@pytest.mark.parametrize("enrolled", ["0x0112345678", "0112345678"], ids=["hex", "printed"])
def test_a_tag_of_digits_alone_is_found_however_it_was_enrolled(
    office: Office, car: VehicleForm, enrolled: str
):
    view = office.add(replace(car, tags=(enrolled,)))

    assert office.report_lost("0112345678").lost == view.tags
    assert office.get(view.id).tags == view.tags


def test_a_tag_of_digits_alone_stays_itself_in_the_form(office: Office, car: VehicleForm):
    view = office.add(replace(car, tags=("0x0112345678", "01001293D8")))

    changed = office.change(view, replace(VehicleForm.of(view, office.zone), holder="Budi"))

    assert changed.tags == view.tags == ("01001293D8", "0112345678")


def test_a_lost_tag_is_still_lost_after_an_edit(office: Office, car: VehicleForm):
    office.add(car)
    lost = office.report_lost("01001293D8")

    assert office.change(lost, replace(car, holder="Budi")).lost == ("01001293D8",)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("xyz", ProblemCode.TAG_WRONG), ("00AABBCCDD", ProblemCode.TAG_UNKNOWN)],
    ids=["wrong", "unknown"],
)
def test_only_a_known_tag_can_be_lost(office: Office, tag: str, code: ProblemCode):
    with pytest.raises(FormError) as caught:
        office.report_lost(tag)

    assert problems(caught) == {"tag": Problem(code, {"text": tag})}
