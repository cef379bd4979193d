import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.registry import pass_codes
from gate.registry.pass_codes import ALPHABET, LENGTH


@pytest.fixture(scope="module")
def made() -> list[str]:
    return [pass_codes.make(lambda _: False) for _ in range(50)]


def test_a_code_is_made_of_characters_that_nobody_takes_for_others(made: list[str]):
    assert {len(code) for code in made} == {LENGTH}
    assert set("".join(made)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0O1I")
    assert all(map(pass_codes.is_sound, made))


def test_no_two_codes_are_alike(made: list[str]):
    assert len(set(made)) == len(made)


def test_a_code_that_somebody_has_is_not_given_again():
    offered = []

    def is_taken(code: str) -> bool:
        offered.append(code)
        return len(offered) < 3

    assert pass_codes.make(is_taken) == offered[2]


@given(place=st.integers(0, LENGTH - 1), other=st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_found_out(place: int, other: str):
    code = pass_codes.make(lambda _: False)
    wrong = code[:place] + other + code[place + 1 :]

    assert pass_codes.is_sound(wrong) is (wrong == code)


@given(one=st.integers(0, LENGTH - 1), two=st.integers(0, LENGTH - 1))
def test_two_characters_that_changed_places_are_found_out(one: int, two: int):
    code = pass_codes.make(lambda _: False)
    swapped = list(code)
    swapped[one], swapped[two] = swapped[two], swapped[one]

    assert pass_codes.is_sound("".join(swapped)) is ("".join(swapped) == code)


@pytest.mark.parametrize("code", ["7K4", "0K492M", "7K492MX"])
def test_what_we_never_make_is_no_code_of_ours(code: str):
    assert not pass_codes.is_sound(code)


def test_a_code_is_shown_in_groups_and_read_however_it_is_grouped(made: list[str]):
    spelt = pass_codes.spell(made[0])

    assert (spelt[3], len(spelt)) == ("-", 7)
    assert {pass_codes.canonical(text) for text in (spelt, spelt.lower(), made[0])} == {made[0]}
    assert pass_codes.spell("A1B2C3D4") == "A1B2C3D4"
