import pytest

from gate.core.values.model import Medium
from hardware.protocols.checksums import xor_of
from hardware.protocols.decoder import Options
from hardware.protocols.frames import FrameDecoder
from hardware.protocols.readers import nedap_anpr
from tests.hardware.protocols.specimens import values

PLATES = Options(Medium.PLATE, r"(?P<plate>[A-Z0-9 ]+)(?:,(?P<confidence>\d+))?", 100)


def decoder() -> FrameDecoder:
    return FrameDecoder(nedap_anpr.layout(PLATES))


def message(text: bytes, length: bytes) -> bytes:
    head = nedap_anpr.HEAD + bytes(4) + length + text
    return head + bytes([xor_of(head)]) + nedap_anpr.TAIL


def test_the_text_is_read_by_the_site_s_pattern():
    (reading,) = decoder().feed(nedap_anpr.encode("N 1234 ABC,97\r\n"))

    assert (reading.credential.value, reading.confidence) == ("N1234ABC", 0.97)


def test_the_order_of_the_length_s_bytes_does_not_matter():
    for length in (bytes([0, 0, 0, 6]), bytes([6, 0, 0, 0])):
        assert values(decoder().feed(message(b"N12ABC", length))) == ["N12ABC"]


@pytest.mark.parametrize("length", [bytes(4), b"\xff" * 4, bytes([0, 0, 1, 0])])
def test_a_length_that_cannot_be_is_noise(length: bytes):
    anpr = decoder()

    assert anpr.feed(message(b"N12ABC", length)) + anpr.flush() == []
    assert anpr.faults.bad_frames == 0


@pytest.mark.parametrize("text", [b"N\xff12ABC", b"none"])
def test_a_text_that_is_no_plate_is_dropped_and_counted(text: bytes):
    anpr = decoder()

    assert anpr.feed(message(text, len(text).to_bytes(4, "big"))) + anpr.flush() == []
    assert anpr.faults.bad_frames == 1


def test_a_text_too_long_is_not_sent():
    with pytest.raises(ValueError, match="at most"):
        nedap_anpr.encode("A" * 200)


def test_options_that_cannot_work_are_refused():
    with pytest.raises(ValueError, match="lacks the group"):
        nedap_anpr.layout(Options(Medium.PLATE, ".*"))
