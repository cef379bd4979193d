import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.plate_grammar import AnyPlate
from gate.core.values.plate_indonesia import REGION, REGIONS, Indonesia

HERE = Indonesia()


def least(read: str, most: int = 2) -> dict[str, int]:
    """The explanations with the fewest errors."""
    found = HERE.explanations(read, most)
    return {plate: errors for plate, errors in found.items() if errors == min(found.values())}


@pytest.mark.parametrize(
    "plate",
    [
        *("N1234AP", "B1A", "AA12", "N1", "KT9999XYZ", "PY1AB"),
        *("RI1", "RI64", "CD1234", "CC12", "CH12345", "123407", "123400", "1234IX", "1234VII"),
        *("1234XVIII", "7XX", "1234IV", "1234V", "1234X"),
    ],
)
def test_a_plate_explains_itself(plate):
    assert HERE.explanations(plate, 2)[plate] == 0


def test_one_letter_may_be_two_errors_away_by_another_build():
    assert HERE.explanations("N12O4AP", 2) == {"N1204AP": 1, "N120AAP": 2}


@pytest.mark.parametrize(
    "text", ["N0123AP", "N12345AP", "N1234ABCD", "XX12AB", "C1A", "RI0", "CD1", "1234IIII", "12"]
)
def test_what_is_no_plate_of_ours_does_not_explain_itself(text):
    assert text not in HERE.explanations(text, 2)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("N1234A8C", {"N1234ABC": 1}),
        ("N12O4AB", {"N1204AB": 1}),
        ("81234KJT", {"B1234KJT": 1}),
        ("L1Z46X", {"L1246X": 1}),
        ("11234AB", {"L1234AB": 1, "T1234AB": 1}),
        ("DK8OOSAB", {"DK800SAB": 2}),
        ("K0123A", {"KU123A": 1}),
        ("N1234X", {"N1234X": 0}),
        ("XX12AB", {}),
        ("NAPNAP", {}),
    ],
)
def test_a_read_is_explained_by_the_fewest_errors(read, meant):
    found = least(read)

    assert found.items() >= meant.items()
    assert set(found.values()) == set(meant.values())


@pytest.mark.parametrize("plate", ["RI1", "CD1234", "1234IX", "123407", "CC1234"])
def test_a_plate_of_a_special_class_is_never_taken_for_another(plate):
    assert HERE.explanations(plate, 2) == {plate: 0}


def test_a_special_plate_that_was_misread_is_among_what_it_may_be():
    assert HERE.explanations("RII", 1) == {"R1I": 1, "RI1": 1}


def test_only_the_regions_of_the_site_are_known():
    here = Indonesia(["N", "P"])

    assert here.explanations("N12O4AB", 1) == {"N1204AB": 1}
    assert here.explanations("B12O4AB", 1) == {}
    assert here == Indonesia(["P", "N"]) != HERE
    assert hash(here) == hash(Indonesia(["P", "N"]))


def test_the_regions_are_as_plates_have_them():
    assert all(REGION.fullmatch(region) for region in REGIONS)
    assert {"N", "B", "AB", "PY"} <= REGIONS


@pytest.mark.parametrize(
    ("plate", "shared"),
    [("S1234OA", True), ("N1234AO", True), ("N1234AP", False), ("N1234", False), ("123407", False)],
)
def test_an_o_in_the_series_may_be_a_crossed_one(plate, shared):
    assert HERE.shared(plate) is shared


@given(st.from_regex(r"[A-Z0-9]{2,12}", fullmatch=True))
def test_whatever_is_read_every_explanation_is_a_plate_at_that_distance(read):
    for plate, errors in HERE.explanations(read, 2).items():
        assert plate in HERE.explanations(plate, 0)
        assert sum(a != b for a, b in zip(plate, read, strict=True)) == errors


@given(st.from_regex(re.compile(r"(?:N|B|AB|DK|KU)[1-9][0-9]{0,3}[A-Z]{0,3}"), fullmatch=True))
def test_a_civil_plate_of_a_known_region_explains_itself(plate):
    assert HERE.explanations(plate, 1)[plate] == 0


def test_without_a_grammar_every_read_is_a_plate_and_nothing_else():
    assert AnyPlate().explanations("N12O4AB", 2) == {"N12O4AB": 0}
    assert not AnyPlate().shared("S1OA")
