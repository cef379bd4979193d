from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.model import Category, Credential, Identification, Medium
from gate.registry.forms import VehicleForm, read_form
from gate.registry.pass_codes import canonical as canonical_code
from gate.registry.problems import FormError, Problem, ProblemCode

JAKARTA = ZoneInfo("Asia/Jakarta")


def problems(form: VehicleForm) -> dict[str, Problem]:
    with pytest.raises(FormError) as caught:
        read_form(form, JAKARTA)
    return dict(caught.value.problems)


def test_what_was_typed_becomes_canonical(car: VehicleForm):
    typed = replace(
        car,
        plate=" n-1234 ap",
        tags=("01 00 12 93 d8", "", "01001293D8", "00aabbccdd"),
        codes=("7k4-92m",),
        holder="  Siti   Rahayu ",
        notes=" two\nlines ",
    )

    draft = read_form(typed, JAKARTA)

    assert draft.plate == "N1234AP"
    assert draft.tags == ("00AABBCCDD", "01001293D8")
    assert draft.codes == ("7K492M",)
    assert draft.holder == "Siti Rahayu"
    assert draft.notes == "two\nlines"


def test_signs_that_steer_a_terminal_are_not_kept(car: VehicleForm):
    draft = read_form(replace(car, holder="Siti\x1b[2J\0Rahayu", notes="a\r\nb\x07"), JAKARTA)

    assert draft.holder == "Siti [2J Rahayu"
    assert draft.notes == "a \nb"


def test_all_credentials_are_listed_the_plate_first(car: VehicleForm):
    draft = read_form(replace(car, codes=("7K492M",)), JAKARTA)

    assert draft.credentials == (
        Credential(Medium.PLATE, "N1234AP"),
        Credential(Medium.TAG, "01001293D8"),
        Credential(Medium.CODE, "7K492M"),
    )


def test_dates_become_local_midnights_around_the_valid_days(car: VehicleForm):
    draft = read_form(replace(car, valid_from="1-1-2026", valid_until="31-12-2026"), JAKARTA)

    assert draft.valid_from == 1_767_200_400  # 2025-12-31T17:00Z
    assert draft.valid_until == 1_798_736_400  # 2026-12-31T17:00Z


def test_blank_choices_mean_an_employee_known_by_anything(car: VehicleForm):
    draft = read_form(replace(car, category=" ", identification=""), JAKARTA)

    assert (draft.category, draft.identification) == (Category.EMPLOYEE, Identification.ANY)


def test_one_day_is_a_valid_period(car: VehicleForm):
    draft = read_form(replace(car, valid_from="1-1-2026", valid_until="1-1-2026"), JAKARTA)

    assert draft.valid_from is not None
    assert draft.valid_until == draft.valid_from + 24 * 3600


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("plate", "MASUK", Problem(ProblemCode.PLATE_WRONG, {"text": "MASUK"})),
        ("tags", ("01001293D8", "xyz"), Problem(ProblemCode.TAG_WRONG, {"text": "xyz"})),
        ("codes", ("7K",), Problem(ProblemCode.CODE_WRONG, {"text": "7K"})),
        ("holder", "  ", Problem(ProblemCode.HOLDER_MISSING)),
        ("holder", "x" * 121, Problem(ProblemCode.TEXT_LONG, {"limit": 120})),
        ("opd", "x" * 161, Problem(ProblemCode.TEXT_LONG, {"limit": 160})),
        ("notes", "x" * 1001, Problem(ProblemCode.TEXT_LONG, {"limit": 1000})),
        ("category", "pilot", Problem(ProblemCode.CATEGORY_WRONG, {"text": "pilot"})),
        (
            "identification",
            "smell",
            Problem(ProblemCode.IDENTIFICATION_WRONG, {"text": "smell"}),
        ),
        ("valid_from", "besok", Problem(ProblemCode.DATE_WRONG, {"text": "besok"})),
        ("valid_until", "31-13-2026", Problem(ProblemCode.DATE_WRONG, {"text": "31-13-2026"})),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_each_field_names_its_problem(
    car: VehicleForm, field: str, typed: str | tuple[str, ...], problem: Problem
):
    assert problems(replace(car, **{field: typed})) == {field: problem}


def test_validity_may_not_end_before_it_starts(car: VehicleForm):
    found = problems(replace(car, valid_from="2-1-2026", valid_until="1-1-2026"))

    assert found == {"valid_until": Problem(ProblemCode.DATE_ORDER)}


def test_a_vehicle_needs_something_to_be_recognised_by(car: VehicleForm):
    found = problems(replace(car, plate=" ", tags=("",)))

    assert found == {"plate": Problem(ProblemCode.CREDENTIAL_MISSING)}


def test_a_tag_alone_is_enough(car: VehicleForm):
    assert read_form(replace(car, plate=""), JAKARTA).plate is None


def test_all_problems_come_at_once(car: VehicleForm):
    found = problems(replace(car, plate="?", holder="", valid_until="?"))

    assert list(found) == ["valid_until", "plate", "holder"]


@given(st.builds(VehicleForm, tags=st.lists(st.text(), max_size=3).map(tuple)))
def test_nothing_typed_ever_raises_anything_but_a_form_error(form: VehicleForm):
    with suppress(FormError):
        read_form(form, JAKARTA)


@pytest.mark.parametrize("text", ["7k4-92m", "7K4 92M", "7K492M"])
def test_a_pass_code_is_read_however_it_is_grouped(text: str):
    assert canonical_code(text) == "7K492M"
