import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.protocols import wiegand

unhurried = settings(deadline=None)

FOB = "00001001010010011110110001"
SWAPPED = "11110110101101100001001110"

tags = st.binary(min_size=3, max_size=32).map(lambda number: number.hex().upper())


def test_the_bits_of_a_real_fob_are_read():
    assert wiegand.decode(FOB) == "1293D8"
    assert wiegand.encode("1293D8") == FOB


def test_a_real_capture_with_swapped_wires_is_read_when_told_so():
    assert wiegand.decode_swapped(SWAPPED) == "1293D8"
    with pytest.raises(ValueError, match="wires may be swapped"):
        wiegand.decode(SWAPPED)


@pytest.mark.parametrize("place", range(26))
def test_one_wrong_bit_is_noticed_and_not_blamed_on_the_wires(place: int):
    wrong = FOB[:place] + "10"[int(FOB[place])] + FOB[place + 1 :]

    with pytest.raises(ValueError, match="parity") as raised:
        wiegand.decode(wrong)

    assert "wires" not in str(raised.value)


@pytest.mark.parametrize("bits", ["", "0" * 25, "0" * 37, "0" * 18, "2" * 26, "0" * 266])
def test_what_has_another_length_is_refused(bits: str):
    with pytest.raises(ValueError, match="bits between two of parity"):
        wiegand.decode(bits)


@unhurried
@given(tags)
def test_what_is_encoded_is_decoded(tag: str):
    assert wiegand.decode(wiegand.encode(tag)) == tag


def test_a_plate_as_a_camera_sends_it_by_wiegand_is_the_one_of_the_manual():
    assert wiegand.tag_of_plate("HK55EVB") == "80CF15"
