from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.plate_indonesia import LOOKALIKES, readings


@pytest.mark.parametrize(
    ("read", "build", "found"),
    [
        ("N1AP", "LDLL", {"N1AP": 0}),
        ("NIAP", "LDLL", {"N1AP": 1}),
        ("81AP", "LDLL", {"B1AP": 1}),
        ("N1A0", "LDLL", {"N1AD": 1, "N1AO": 1, "N1AQ": 1, "N1AU": 1}),
        ("N1A1", "LDLL", {"N1AI": 1, "N1AL": 1, "N1AT": 1}),
        ("NTAP", "LDLL", {"N1AP": 1, "N7AP": 1}),
        ("8IAP", "LDLL", {"B1AP": 2}),
        ("8IA8", "LDLL", {}),
        ("N3AP", "LLLL", {}),
        ("XXAP", "LDLL", {}),
    ],
)
def test_a_character_of_the_wrong_kind_stands_for_what_it_looks_like(read, build, found):
    assert dict(readings(read, build, 2)) == found


def test_every_pair_is_taken_both_ways():
    for digit, letters in LOOKALIKES.items():
        for letter in letters:
            assert (letter, 1) in readings(digit, "L", 1)
            assert (digit, 1) in readings(letter, "D", 1)


@given(st.from_regex(r"[A-Z0-9]{1,9}", fullmatch=True), st.integers(0, 3), st.data())
def test_what_is_found_is_built_so_and_differs_by_as_many_characters_as_told(read, most, data):
    build = data.draw(st.text("LD", min_size=len(read), max_size=len(read)))
    for plate, errors in readings(read, build, most):
        kinds = ["D" if each.isdigit() else "L" for each in plate]

        assert "".join(kinds) == build
        assert sum(a != b for a, b in zip(plate, read, strict=True)) == errors <= most


@given(st.from_regex(r"[A-Z0-9]{1,6}", fullmatch=True))
def test_what_has_its_place_is_never_touched(read):
    builds = ("".join(build) for build in product("LD", repeat=len(read)))
    unchanged = [build for build in builds if (read, 0) in readings(read, build, 0)]

    assert unchanged == ["".join("D" if each.isdigit() else "L" for each in read)]
