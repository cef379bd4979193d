import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gate.core.model import Credential, Medium
from hardware.protocols.decoder import Reading
from hardware.protocols.rdm6300 import LENGTH, PHANTOM, Rdm6300, encode
from tests.hardware.protocols.captured import Captured, captured

TAG = "01001293D8"
FRAMES = captured("rdm6300")

tags = st.text(alphabet="0123456789ABCDEF", min_size=10, max_size=10).filter(PHANTOM.__ne__)
noise = st.one_of(
    st.binary(max_size=40),
    st.lists(st.sampled_from([b"\x02", b"\x03", b"0", b"A", b"0100"]), max_size=30).map(b"".join),
    st.builds(lambda tag, length: encode(tag)[:length], tags, st.integers(0, LENGTH - 1)),
)


def read(*chunks: bytes) -> list[str]:
    decoder = Rdm6300()
    return [reading.credential.value for chunk in chunks for reading in decoder.feed(chunk)]


@pytest.mark.parametrize(
    "frame", [f for f in FRAMES if f.kind == "frame" and f.valid], ids=lambda f: f.name
)
def test_a_real_frame_is_read(frame: Captured):
    assert Rdm6300().feed(frame.data) == [Reading(Credential(Medium.TAG, frame.expect["tag"]))]


@pytest.mark.parametrize("frame", [f for f in FRAMES if not f.valid], ids=lambda f: f.name)
def test_a_wrong_frame_is_dropped_and_counted(frame: Captured):
    decoder = Rdm6300()

    assert decoder.feed(frame.data) == []
    assert decoder.faults.bad_frames == 1
    assert decoder.faults.dropped_bytes == LENGTH


@pytest.mark.parametrize("stream", [f for f in FRAMES if f.kind == "stream"], ids=lambda f: f.name)
def test_a_stream_is_read_whole_and_byte_by_byte(stream: Captured):
    assert read(stream.data) == stream.expect["tags"]
    assert read(*(bytes([byte]) for byte in stream.data)) == stream.expect["tags"]


def test_encode_gives_the_frame_of_the_data_sheet():
    assert encode("62E3086CED") == b"\x0262E3086CED08\x03"


def test_encode_takes_lower_case_and_sends_upper_case():
    assert encode("62e3086ced") == encode("62E3086CED")


@pytest.mark.parametrize(
    "tag", ["", "62E3086CE", "62E3086CED0", "62E3086CEG", "62 E3086CE", "٠١٢٣٤٥٦٧٨٩"]
)
def test_encode_refuses_what_is_no_tag(tag: str):
    with pytest.raises(ValueError, match="ten hexadecimal digits"):
        encode(tag)


def test_the_phantom_of_zeros_is_dropped_though_its_checksum_is_right():
    assert read(encode(PHANTOM)) == []


@pytest.mark.parametrize(
    "damaged", [b"\x0201001293d858\x03", b"\x02+1001293D858\x03", b"\x0201 01293D858\x03"]
)
def test_only_upper_case_hex_digits_are_digits(damaged: bytes):
    assert read(damaged) == []


@given(st.lists(tags, min_size=1, max_size=5), st.lists(noise, min_size=6, max_size=6))
@example([TAG], [b"\x02", b"", b"", b"", b"", b""])
@example([TAG], [b"\x0201001293D858", b"", b"", b"", b"", b""])
def test_noise_before_between_and_after_costs_no_frame(sent: list[str], noises: list[bytes]):
    stream = noises[0] + b"".join(
        encode(tag) + after for tag, after in zip(sent, noises[1:], strict=False)
    )

    assert read(stream) == sent


@given(st.lists(tags | noise, max_size=6), st.data())
def test_it_does_not_matter_how_the_stream_is_cut(parts: list[str | bytes], data: st.DataObject):
    stream = b"".join(encode(part) if isinstance(part, str) else part for part in parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert read(*chunks) == read(stream) == read(*(bytes([byte]) for byte in stream))


@given(st.lists(st.binary(max_size=50)))
def test_any_bytes_are_taken_all_are_accounted_for_and_few_are_kept(chunks: list[bytes]):
    decoder = Rdm6300()

    readings = sum(len(decoder.feed(chunk)) for chunk in chunks)

    kept = len(decoder._pending)
    assert kept < LENGTH
    assert sum(map(len, chunks)) == LENGTH * readings + decoder.faults.dropped_bytes + kept


def test_a_frame_cut_off_by_a_gap_does_not_join_the_next():
    decoder = Rdm6300()
    decoder.feed(encode(TAG)[:9])

    assert decoder.flush() == []
    assert decoder.faults.dropped_bytes == 9
    assert decoder.feed(encode(TAG)[9:]) == []
    assert len(decoder.feed(encode(TAG))) == 1
