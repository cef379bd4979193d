import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.plates import LONGEST, SHORTEST, canonical, display


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("N 1234 AP", "N1234AP"),
        ("n1234ap", "N1234AP"),
        (" N-1234.AP ", "N1234AP"),
        ("N_1234/AP", "N1234AP"),
        ("N·1234\nAP", "N1234AP"),
        ("RI 1", "RI1"),
        ("CD 12 34", "CD1234"),
    ],
)
def test_spellings_of_one_plate_are_one_canonical_form(text, plate):
    assert canonical(text) == plate


@pytest.mark.parametrize(
    "text", ["N 1234 AP 01.20", "N1234AP01.20", "N 1234 AP\n12-29", "N 1234 AP-07·25"]
)
def test_month_and_year_under_the_number_are_dropped(text):
    assert canonical(text) == "N1234AP"


def test_month_and_year_behind_a_plate_without_letters_need_a_space():
    assert canonical("RI 1 01.20") == "RI1"


@pytest.mark.parametrize(
    ("text", "plate"),
    [("1234-07", "123407"), ("12-34-07", "123407"), ("1234-IX", "1234IX"), ("1234-00", "123400")],
)
def test_the_two_digits_of_a_police_plate_are_no_second_line(text, plate):
    assert canonical(text) == plate


def test_what_would_leave_no_digit_is_no_second_line():
    assert canonical("AB-12-34") == "AB1234"


def test_a_month_beyond_twelve_is_no_second_line():
    assert canonical("N 1234 AP 13.20") == "N1234AP1320"


def test_the_crossed_o_becomes_an_o():
    assert canonical("S 1234 Øa") == "S1234OA"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "-",
        "7",
        "NAP",
        "N 1234 AP!",
        "Ж1234",
        "N\u0661\u0662\u0663\u0664AP",
        "A123456789012",
    ],
)
def test_what_is_no_plate_is_refused_and_quoted(text):
    with pytest.raises(ValueError, match="not a number plate") as raised:
        canonical(text)

    assert repr(text) in str(raised.value)


@pytest.mark.parametrize(
    ("plate", "shown"),
    [
        ("N1234AP", "N 1234 AP"),
        ("B1A", "B 1 A"),
        ("AA12", "AA 12"),
        ("RI1", "RI 1"),
        ("123407", "123407"),
        ("N0123AP", "N0123AP"),
        ("ABC123", "ABC123"),
    ],
)
def test_a_civil_plate_is_shown_as_stamped_and_others_as_they_are(plate, shown):
    assert display(plate) == shown


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_plate_or_a_value_error(text):
    try:
        plate = canonical(text)
    except ValueError:
        return

    assert SHORTEST <= len(plate) <= LONGEST
    assert plate.isascii()
    assert plate.isalnum()
    assert plate == plate.upper()


@given(st.from_regex(r"[A-Z0-9 .\-]{2,14}", fullmatch=True))
def test_a_canonical_plate_is_its_own_canonical_form_and_so_is_what_is_shown(text):
    try:
        plate = canonical(text)
    except ValueError:
        return

    assert canonical(plate) == plate
    assert canonical(display(plate)) == plate
