import pytest

from gate.core.values.model import Credential, Medium
from hardware.osdp.card import card, credential
from hardware.protocols import wiegand

RAW, WIEGAND, ASCII = 0, 1, 2


def left_justified(bits: str) -> bytes:
    padded = bits.ljust((len(bits) + 7) // 8 * 8, "0")
    return int(padded, 2).to_bytes(len(padded) // 8, "big")


@pytest.mark.parametrize("card_format", [RAW, WIEGAND])
@pytest.mark.parametrize("tag", ["1293D8", "AABBCC"])
def test_wiegand_26_loses_its_parity_whatever_it_is_called(card_format: int, tag: str):
    bits = wiegand.encode(tag)

    read = credential(card_format, 26, left_justified(bits), Medium.TAG)

    assert read == Credential(Medium.TAG, tag)


def test_wiegand_34_carries_four_bytes():
    bits = wiegand.encode("001293D8")

    assert credential(WIEGAND, 34, left_justified(bits), Medium.TAG).value == "001293D8"


def test_wrong_parity_is_no_card():
    bits = "1" + wiegand.encode("1293D8")[1:]
    bits = bits if bits != wiegand.encode("1293D8") else "0" + bits[1:]

    with pytest.raises(ValueError, match="parity"):
        credential(WIEGAND, 26, left_justified(bits), Medium.TAG)


@pytest.mark.parametrize("number", ["04A1B2C3", "04A1B2C3D4E5F6"])
def test_whole_bytes_are_the_number_of_the_card(number: str):
    data = bytes.fromhex(number)

    assert credential(RAW, 8 * len(data), data, Medium.TAG) == Credential(Medium.TAG, number)


def test_another_length_is_one_number_in_whole_bytes():
    bits = "1" + "0" * 35 + "1"

    assert credential(RAW, 37, left_justified(bits), Medium.TAG).value == "1000000001"


def test_what_a_camera_has_read_is_a_plate():
    read = credential(RAW, 56, b"N1234AB", Medium.PLATE)

    assert read == Credential(Medium.PLATE, "N1234AB")


@pytest.mark.parametrize(
    ("card_format", "bits", "data", "medium"),
    [
        (ASCII, 32, b"1234", Medium.TAG),
        (RAW, 0, b"", Medium.TAG),
        (RAW, 40, b"1234", Medium.TAG),
        (RAW, 16, b"12", Medium.TAG),
        (RAW, 8 * 33, bytes(33), Medium.TAG),
        (RAW, 32, b"\xff\xfe\xfd\xfc", Medium.PLATE),
        (RAW, 32, b"....", Medium.PLATE),
    ],
)
def test_what_is_no_credential_is_refused(card_format, bits, data, medium):
    with pytest.raises(ValueError, match=r".+"):
        credential(card_format, bits, data, medium)


def test_an_event_without_data_is_refused():
    with pytest.raises(ValueError, match="not a card"):
        card({"format": RAW, "length": 32}, Medium.TAG)
