from gate.core.values.model import Medium
from hardware.protocols.catalogue import make_decoder
from hardware.protocols.decoder import Options
from hardware.protocols.readers import rdm6300, text_line
from hardware.protocols.reversed import turned
from tests.hardware.protocols.specimens import values


def test_a_tag_comes_with_its_last_byte_first():
    decoder = make_decoder("rdm6300", Options(reversed_bytes=True))

    assert values(decoder.feed(rdm6300.encode("01001293D8"))) == ["D893120001"]
    assert turned("D893120001") == "01001293D8"


def test_it_counts_as_the_decoder_inside_does():
    decoder = make_decoder("rdm6300", Options(reversed_bytes=True))
    decoder.feed(b"?" + rdm6300.encode("01001293D8") + b"\x02")

    assert (decoder.good_frames, decoder.faults.dropped_bytes, decoder.pending) == (1, 1, 1)
    assert decoder.flush() == []
    assert decoder.pending == 0


def test_what_silence_ends_is_turned_too_and_what_is_no_tag_is_not():
    ended = make_decoder("text_line", Options(reversed_bytes=True, ends_by_gap=True))
    ended.feed(b"0102030405")
    plates = make_decoder("text_line", Options(Medium.PLATE, reversed_bytes=True))

    assert values(ended.flush()) == ["0504030201"]
    assert values(plates.feed(text_line.encode("N 1234 AP"))) == ["N1234AP"]
