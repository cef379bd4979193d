import pytest

from hardware.protocols.decoder import Decoder
from hardware.protocols.frames import FrameDecoder
from hardware.protocols.readers.rdm6300 import (
    BARE,
    PHANTOM,
    RAW13,
    SUM,
    Rdm6300,
    encode,
    encode_bare,
    encode_raw13,
    encode_sum,
)

TAG = "01001293D8"


def read(decoder: Decoder, *chunks: bytes) -> list[str]:
    return [reading.credential.value for chunk in chunks for reading in decoder.feed(chunk)]


def test_encode_gives_the_frame_of_the_data_sheet():
    assert encode("62E3086CED") == b"\x0262E3086CED08\x03"


def test_the_clones_differ_in_what_stands_around_the_tag():
    assert encode_raw13("0114AE3BBC") == b"\x020114AE3BBC\x3c\x03"
    assert encode_sum("2E00AF0EC9") == b"\x022E00AF0EC9B4\x03"
    assert encode_bare(TAG) == b"01001293D858"


def test_encode_takes_lower_case_and_sends_upper_case():
    assert encode("62e3086ced") == encode("62E3086CED")


@pytest.mark.parametrize(
    "tag", ["", "62E3086CE", "62E3086CED0", "62E3086CEG", "62 E3086CE", "٠١٢٣٤٥٦٧٨٩"]
)
def test_encode_refuses_what_is_no_tag(tag: str):
    with pytest.raises(ValueError, match="ten hexadecimal digits"):
        encode(tag)


def test_the_phantom_of_zeros_is_dropped_though_its_checksum_is_right():
    assert read(Rdm6300(), encode(PHANTOM)) == []
    assert read(FrameDecoder(BARE), encode_bare(PHANTOM)) == []


@pytest.mark.parametrize(
    "damaged", [b"\x0201001293d858\x03", b"\x02+1001293D858\x03", b"\x0201 01293D858\x03"]
)
def test_only_upper_case_hex_digits_are_digits(damaged: bytes):
    decoder = Rdm6300()

    assert read(decoder, damaged) == []
    assert (decoder.faults.bad_frames, decoder.faults.dropped_bytes) == (1, 14)


@pytest.mark.parametrize("checksum", [0x02, 0x03, 0x0A, 0x0D])
def test_a_raw_checksum_may_look_like_the_start_or_the_end(checksum: int):
    tag = f"000000{checksum ^ 0x55:02X}55"

    assert encode_raw13(tag)[11] == checksum
    assert read(FrameDecoder(RAW13), encode_raw13(tag) * 2) == [tag, tag]


def test_each_clone_refuses_the_checksum_of_the_other():
    assert read(FrameDecoder(SUM), encode(TAG)) == []
    assert read(Rdm6300(), encode_sum(TAG)) == []


def test_a_frame_cut_off_by_a_gap_does_not_join_the_next():
    decoder = Rdm6300()
    decoder.feed(encode(TAG)[:9])

    assert decoder.flush() == []
    assert decoder.faults.dropped_bytes == 9
    assert decoder.feed(encode(TAG)[9:]) == []
    assert len(decoder.feed(encode(TAG))) == 1


def test_a_bare_number_is_told_from_half_a_number_by_the_gap():
    decoder = FrameDecoder(BARE)
    decoder.feed(encode_bare(TAG)[7:])
    decoder.flush()

    assert read(decoder, encode_bare(TAG)) == [TAG]
