import pytest

from hardware.protocols.fields import Fields


def test_fields_are_taken_from_front_to_back():
    fields = Fields(bytes.fromhex("0102FFFE03"))

    assert (fields.number(), fields.number(1), fields.signed(2), fields.rest()) == (
        1,
        2,
        -2,
        b"\x03",
    )
    fields.end()


@pytest.mark.parametrize("count", [3, -1])
def test_nothing_is_taken_that_is_not_there(count: int):
    fields = Fields(b"ab")

    with pytest.raises(ValueError, match="not there"):
        fields.take(count)


def test_what_is_left_over_is_an_error():
    with pytest.raises(ValueError, match="too many"):
        Fields(b"a").end()
