from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.values.tags import (
    Spelling,
    Understood,
    canonical_tag,
    decimal_tag,
    enrolled_as,
    hex_tag,
    printed,
    understand,
    unmistakable,
)

unhurried = settings(deadline=None)

cards = st.binary(min_size=5, max_size=5)
numbers = st.binary(min_size=3, max_size=32)


def big(number: bytes) -> int:
    return int.from_bytes(number, "big")


PRINTERS: Mapping[Spelling, Callable[[bytes], str]] = {
    Spelling.HEX: lambda card: card.hex(" "),
    Spelling.CARD_10: lambda card: f"{big(card[1:]):010}",
    Spelling.CARD_13: lambda card: f"{big(card):013}",
    Spelling.CARD_3_5: lambda card: f"{card[2]:03},{big(card[3:]):05}",
    Spelling.CARD_5_5: lambda card: f"{big(card[1:3]):05},{big(card[3:]):05}",
    Spelling.CARD_8: lambda card: f"{card[2] * 100_000 + big(card[3:]):08}",
    Spelling.CARD_8_PLAIN: lambda card: f"{big(card[2:]):08}",
    Spelling.CARD_PAIR: lambda card: f"{big(card[1:]):010} {card[2]:03},{big(card[3:]):05}",
    Spelling.CARD_3_10: lambda card: f"{card[0]}-{big(card[1:]):010}",
}
"""How a card of five bytes is printed."""


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("01001293D8", "01001293D8"),
        ("01001293d8", "01001293D8"),
        (" 01 00 12 93 D8\r\n", "01001293D8"),
        ("E2:84-36.11_00 00100009", "E284361100001000" + "09"),
        ("1293D8", "1293D8"),
        ("129358", "129358"),
        ("01 12 34 56 78", "0112345678"),
        ("0x0112345678", "0112345678"),
        ("323230383038303830", "323230383038303830"),
    ],
)
def test_hexadecimal_of_any_look_is_one_canonical_form(text: str, tag: str):
    assert understand(text)[0] == (tag, Spelling.HEX)


@pytest.mark.parametrize(
    ("text", "tag", "spelling"),
    [
        ("0001217496", "001293D8", Spelling.CARD_10),
        ("0013477100", "00CDA4EC", Spelling.CARD_10),
        ("0013961168", "00D507D0", Spelling.CARD_10),
        ("4340757", "00423C15", Spelling.CARD_10),
        ("018,37848", "1293D8", Spelling.CARD_3_5),
        ("213, 02000", "D507D0", Spelling.CARD_3_5),
        ("018-37848", "1293D8", Spelling.CARD_3_5),
        ("018 37848", "1293D8", Spelling.CARD_3_5),
        ("00018,37848", "001293D8", Spelling.CARD_5_5),
        ("21302000", "D507D0", Spelling.CARD_8),
        ("00190000", "02E630", Spelling.CARD_8_PLAIN),
        ("0001217496 018,37848", "001293D8", Spelling.CARD_PAIR),
        ("322126887957", "4B00423C15", Spelling.CARD_13),
        ("75-4340757", "4B00423C15", Spelling.CARD_3_10),
        ("3424 4E103FFFC809A862A1EC1500", "4E103FFFC809A862A1EC1500", Spelling.EPC_WITH_PC),
    ],
)
def test_what_is_printed_is_understood_and_named(text: str, tag: str, spelling: Spelling):
    assert understand(text)[0] == Understood(tag, spelling)


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("129358", [Spelling.HEX, Spelling.CARD_10]),
        ("01217496", [Spelling.CARD_8, Spelling.CARD_8_PLAIN, Spelling.HEX]),
        ("0112345678", [Spelling.CARD_10, Spelling.HEX]),
        ("9999999999", [Spelling.HEX]),
        ("12-345678", [Spelling.CARD_3_10, Spelling.HEX]),
        ("123456789012", [Spelling.CARD_13, Spelling.HEX]),
        ("2012ABCDEF0123456789", [Spelling.EPC_WITH_PC, Spelling.HEX]),
        ("2812ABCDEF0123456789AB23", [Spelling.HEX]),
    ],
)
def test_what_may_be_several_tags_names_them_all(text: str, spellings: list[Spelling]):
    assert [spelling for _, spelling in understand(text)] == spellings


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1293",
        "12345",
        "256,00001",
        "01001293D",
        "0001217497 018,37848",
        "card 7",
        "00" * 33,
        "0x1293D",
        "0x",
        "99999999999999999",
        "\u0661\u0662\u0663\u0664\u0665\u0666",
    ],
)
def test_what_is_no_tag_number_is_refused_and_quoted(text: str):
    with pytest.raises(ValueError, match="not a tag number") as raised:
        canonical_tag(text)

    assert repr(text) in str(raised.value)


def test_a_reader_s_hexadecimal_is_never_taken_for_decimal():
    assert hex_tag("0112345678") == "0112345678"
    assert hex_tag("34244e103fffc809a862a1ec1500") == "4E103FFFC809A862A1EC1500"
    with pytest.raises(ValueError, match="hexadecimal"):
        hex_tag("018,37848")


def test_a_reader_s_decimal_is_never_taken_for_hexadecimal():
    assert decimal_tag("0000123478\n") == "0001E256"
    with pytest.raises(ValueError, match="as printed"):
        decimal_tag("9999999999")


@unhurried
@given(cards, st.sampled_from(sorted(PRINTERS)))
def test_each_spelling_of_a_card_leads_to_what_the_reader_sends(card: bytes, spelling: Spelling):
    found = [each.tag for each in understand(PRINTERS[spelling](card)) if each[1] is spelling]

    assert len(found) == 1
    assert found[0] in enrolled_as(card.hex().upper())


@unhurried
@given(cards, st.sampled_from(sorted(PRINTERS.keys() - {Spelling.CARD_8_PLAIN})))
def test_the_likeliest_is_the_spelling_that_was_used(card: bytes, spelling: Spelling):
    assert understand(PRINTERS[spelling](card))[0].spelling is spelling


def test_a_card_may_be_enrolled_under_its_whole_number_or_its_end():
    assert enrolled_as("01001293D8") == ("01001293D8", "001293D8", "1293D8")
    assert enrolled_as("001293D8") == ("001293D8", "1293D8")
    assert enrolled_as("1293D8") == ("1293D8",)
    assert enrolled_as("E28069950000400A8F398133") == ("E28069950000400A8F398133",)


def test_a_tag_is_shown_as_cards_print_it():
    assert printed("01001293D8") == {
        Spelling.CARD_3_5: "018,37848",
        Spelling.CARD_8_PLAIN: "01217496",
        Spelling.CARD_10: "0001217496",
        Spelling.CARD_13: "0004296184792",
    }
    assert printed("1293D8").keys() == {Spelling.CARD_3_5, Spelling.CARD_8_PLAIN}
    assert printed("E28069950000400A8F398133") == {}


@unhurried
@given(st.binary(min_size=3, max_size=5))
def test_what_is_printed_is_understood_as_the_same_card(number: bytes):
    tag = number.hex().upper()

    for spelling, text in printed(tag).items():
        meant = {each.tag for each in understand(text) if each.spelling is spelling}
        assert meant & set(enrolled_as(tag))


@unhurried
@given(numbers)
def test_three_to_thirty_two_bytes_have_a_spelling_that_stays_what_it_is(number: bytes):
    tag = number.hex().upper()

    assert canonical_tag(unmistakable(tag)) == tag
    assert hex_tag(unmistakable(tag)) == tag


@unhurried
@given(st.text(max_size=70) | st.text(alphabet="0123456789,- ", max_size=24))
def test_whatever_is_typed_is_tags_or_a_value_error(text: str):
    try:
        found = understand(text)
    except ValueError:
        return

    for tag, _ in found:
        assert bytes.fromhex(tag).hex().upper() == tag
