import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.tags import canonical_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("01001293D8", "01001293D8"),
        ("01001293d8", "01001293D8"),
        (" 01 00 12 93 D8\r\n", "01001293D8"),
        ("E2:84-36.11_00 00100009", "E284361100001000" + "09"),
        ("1293D8", "1293D8"),
    ],
)
def test_spellings_of_one_tag_are_one_canonical_form(text, tag):
    assert canonical_tag(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1293",
        "01001293D",
        "018,37848",
        "card 7",
        "00" * 33,
        "0x1293D8",
        "\u0661\u0662\u0663\u0664\u0665\u0666",
    ],
)
def test_what_is_not_hexadecimal_bytes_is_refused_and_quoted(text):
    with pytest.raises(ValueError, match="not a tag number") as raised:
        canonical_tag(text)

    assert repr(text) in str(raised.value)


@given(st.binary(min_size=3, max_size=32))
def test_any_three_to_thirty_two_bytes_are_their_own_canonical_form(number):
    tag = number.hex().upper()

    assert canonical_tag(tag) == tag
    assert canonical_tag(number.hex(" ")) == tag


@given(st.text(max_size=70))
def test_whatever_is_typed_is_a_tag_or_a_value_error(text):
    try:
        tag = canonical_tag(text)
    except ValueError:
        return

    assert bytes.fromhex(tag).hex().upper() == tag
