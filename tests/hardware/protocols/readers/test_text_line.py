import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.values.model import Credential, Medium
from gate.registry.pass_codes import canonical as canonical_code
from hardware.protocols.decoder import Options, Reading
from hardware.protocols.lines import LONGEST
from hardware.protocols.readers.text_line import TextLine, encode, with_checksum
from tests.hardware.protocols.captured import captured

unhurried = settings(deadline=None)

CAMERA = Options(Medium.PLATE, r"^(?P<plate>[A-Z0-9 ]{2,12})(?:[,;](?P<confidence>.{1,5}))?$", 100)
CODES = Options(Medium.CODE)
NMEA = Options(Medium.PLATE, r"LPR,(?P<plate>\w+),(?P<confidence>\d+),\d+,(?:IN|OUT)", 100)

FRAMES = {
    frame.expect.get("text") or frame.expect.get("plate") or frame.expect["error"]: frame.data
    for frame in captured("text_line", "stx_etx_text", "axxon_lpr_stx")
}

codes = st.text(alphabet=string.ascii_uppercase + string.digits, min_size=1, max_size=LONGEST)


def read(options: Options, *chunks: bytes) -> list[Reading]:
    decoder = TextLine(options)
    return [reading for chunk in chunks for reading in decoder.feed(chunk)]


def values(options: Options, *chunks: bytes) -> list[str]:
    return [reading.credential.value for reading in read(options, *chunks)]


@pytest.mark.parametrize(
    ("text", "medium", "pattern", "value"),
    [
        ("X 12AB56789", Medium.CODE, "[NMDUX] (?P<code>[0-9A-F]+)", "12AB56789"),
        ("X012345", Medium.TAG, "X(?P<tag>[0-9A-F]+)", "012345"),
        ("46HVR9-NLD", Medium.PLATE, "(?P<plate>.+)-[A-Z]{3}", "46HVR9"),
        ("1293D8", Medium.TAG, None, "1293D8"),
        ("A09988776655", Medium.TAG, "A0(?P<tag>[0-9A-F]+)", "9988776655"),
        ("E28069950000400A8F398133", Medium.TAG, None, "E28069950000400A8F398133"),
        ("N1234ABC", Medium.PLATE, r"\d{14}\d\d(?P<plate>.+)", "N1234ABC"),
    ],
)
def test_a_documented_frame_is_read(text: str, medium: Medium, pattern: str | None, value: str):
    assert read(Options(medium, pattern), FRAMES[text]) == [Reading(Credential(medium, value))]


def test_every_documented_frame_is_tried():
    assert len(FRAMES) == 8


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\n\r\n", b"\x03", b"\r\n\x03"])
def test_any_end_of_line_will_do_and_makes_one_line(end: bytes):
    assert values(CODES, b"ONE" + end + b"TWO" + end) == ["ONE", "TWO"]


def test_a_reader_that_sends_no_end_is_ended_by_the_gap():
    decoder = TextLine(replace(CODES, ends_by_gap=True))

    assert decoder.feed(b"AB12") == []
    assert decoder.pending == 4
    assert [reading.credential.value for reading in decoder.flush()] == ["AB12"]
    assert decoder.flush() == []
    assert (decoder.good_frames, decoder.faults.dropped_bytes) == (1, 0)


def test_what_a_gap_ends_is_dropped_when_it_says_nothing():
    decoder = TextLine(replace(CODES, ends_by_gap=True))
    decoder.feed(b"?!")

    assert decoder.flush() == []
    assert (decoder.faults.bad_frames, decoder.faults.dropped_bytes) == (1, 2)


@pytest.mark.parametrize(
    ("pattern", "line", "tag"),
    [
        (r"(?P<tag>(?P<decimal>\d{10}))", "0000123478", "0001E256"),
        (r"(?P<tag>\d{10})", "0000123478", "0000123478"),
        (r"[NMDU] (?P<tag>(?P<decimal>\d{3},\d{5}))", "N 018,37848", "1293D8"),
        (r"(?P<tag>(?P<bits>[01]+))", "00001001010010011110110001", "1293D8"),
        (r"(?P<tag>(?P<swapped_bits>[01]+))", "11110110101101100001001110", "1293D8"),
        (r"(?P<tag>(?P<decimal>\d{10})|\w+)", "1293D8", "1293D8"),
    ],
)
def test_the_pattern_says_how_a_tag_is_spelt(pattern: str, line: str, tag: str):
    assert values(Options(Medium.TAG, pattern), encode(line)) == [tag]


def test_a_wrong_parity_spoils_the_line():
    pattern = r"(?P<tag>(?P<bits>[01]+))"

    assert values(Options(Medium.TAG, pattern), encode("00001001010010011110110000")) == []


def test_an_stx_begins_the_line_anew():
    decoder = TextLine(CODES)

    readings = decoder.feed(b"BROK\x02WHOLE\x03")

    assert [reading.credential.value for reading in readings] == ["WHOLE"]
    assert decoder.faults.dropped_bytes == 4


@pytest.mark.parametrize(
    "spoilt", [b"A" * (LONGEST + 1), b"A\xffB", b"A\x00B", b"A\tB", b"\x80", b"A\x7fB"]
)
def test_a_line_too_long_or_not_printable_is_dropped_up_to_its_end(spoilt: bytes):
    decoder = TextLine(CODES)

    readings = decoder.feed(spoilt + b"MORE\r" + encode("GOOD"))

    assert [reading.credential.value for reading in readings] == ["GOOD"]
    assert decoder.faults.bad_frames == 1
    assert decoder.faults.dropped_bytes == len(spoilt + b"MORE")


def test_the_longest_line_is_read():
    assert values(CODES, encode("A" * LONGEST)) == ["A" * LONGEST]


@pytest.mark.parametrize("rest", [FRAMES["truncated"], b"A\xffB", b"\x02ABC"])
def test_what_a_gap_leaves_unfinished_is_forgotten(rest: bytes):
    decoder = TextLine(CODES)
    decoder.feed(rest)

    assert decoder.flush() == []
    assert decoder.faults.dropped_bytes == len(rest) - (rest[0] == 0x02)
    assert [reading.credential.value for reading in decoder.feed(b"NEXT\r")] == ["NEXT"]


def test_a_line_that_the_pattern_does_not_fit_is_dropped_and_counted():
    decoder = TextLine(CAMERA)

    assert decoder.feed(b"no plate\r\n") == []
    assert (decoder.faults.bad_frames, decoder.faults.dropped_bytes) == (1, 8)


def test_the_pattern_must_fit_the_whole_line_even_without_anchors():
    assert values(
        Options(Medium.PLATE, r"(?P<plate>N\d+AP)"), b"?N1234AP\rN1234AP?\rN1234AP\r"
    ) == ["N1234AP"]


def test_a_plate_is_made_canonical():
    assert values(CAMERA, b"N 1234 AP\r") == ["N1234AP"]


def test_a_tag_is_made_canonical():
    assert values(Options(Medium.TAG), b"e2 80 69 95\r") == ["E2806995"]


@pytest.mark.parametrize("text", ["AB12", " ab12 ", "ab-12", "A B 1 2"])
def test_a_code_is_made_canonical_as_the_registry_makes_it(text: str):
    assert values(CODES, encode(text)) == ["AB12"] == [canonical_code(text)]


@pytest.mark.parametrize(
    ("medium", "line"), [(Medium.PLATE, b"ABCDEF"), (Medium.TAG, b"XYZ"), (Medium.CODE, b"A+1")]
)
def test_a_line_that_holds_no_credential_is_dropped(medium: Medium, line: bytes):
    assert read(Options(medium), line + b"\r") == []


def test_a_group_that_took_no_part_is_no_credential():
    assert read(Options(Medium.TAG, "(?P<tag>[0-9A-F]+)?"), b"\x02 \r") == []
    assert read(Options(Medium.TAG, "NOREAD|(?P<tag>[0-9A-F]+)"), b"NOREAD\r") == []


@pytest.mark.parametrize(
    ("scale", "text", "confidence"),
    [(1, "0.97", 0.97), (100, "97", 0.97), (1000, "970", 0.97), (100, "0", 0.0), (100, "100", 1.0)],
)
def test_confidence_is_told_from_0_to_1(scale: float, text: str, confidence: float):
    options = Options(Medium.PLATE, CAMERA.pattern, scale)

    (reading,) = read(options, f"N1234AP,{text}\r".encode())

    assert reading.confidence == pytest.approx(confidence)


def test_confidence_not_given_is_none():
    (plain,) = read(CAMERA, b"N1234AP\r")
    (empty,) = read(Options(Medium.PLATE, "(?P<plate>[^,]*),(?P<confidence>.*)"), b"N1234AP,\r")

    assert plain.confidence is None
    assert empty.confidence is None


@pytest.mark.parametrize("text", ["101", "-1", "9.9.9", "nan", "inf", "1e999"])
def test_a_confidence_that_cannot_be_spoils_the_line(text: str):
    assert read(CAMERA, f"N1234AP,{text}\r".encode()) == []


def test_a_checked_line_is_read_from_between_its_marks():
    assert encode(with_checksum("LPR,N1234ABC,97,1,IN")) == b"$LPR,N1234ABC,97,1,IN*7C\r\n"
    assert read(NMEA, b"$LPR,N1234ABC,97,1,IN*7C\r\n") == [
        Reading(Credential(Medium.PLATE, "N1234ABC"), 0.97)
    ]
    assert len(read(NMEA, b"$LPR,N1234ABC,97,1,IN*7c\r\n")) == 1


@pytest.mark.parametrize(
    "line", [b"$LPR,N1234ABD,97,1,IN*7C", b"$LPR,N1234ABC,97,1,IN*7D", b"$LPR,N1234ABC,97,1,IN/7C"]
)
def test_a_checked_line_with_an_error_is_dropped(line: bytes):
    assert read(NMEA, line + b"\r") == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(Medium.PLATE, "(?P<plate>"), "no regular expression"),
        (Options(Medium.PLATE, "(?P<tag>.*)"), r"lacks the group \(\?P<plate>…\)"),
        (Options(Medium.PLATE, None, 0), "confidence_scale"),
        (Options(Medium.CODE, "(?P<code>(?P<bits>.*))"), "for medium = tag"),
    ],
)
def test_options_that_cannot_work_are_refused(options: Options, message: str):
    with pytest.raises(ValueError, match=message):
        TextLine(options)


@pytest.mark.parametrize("line", ["A" * (LONGEST + 1), "Ø", "A\r", "A\tB"])
def test_encode_refuses_what_a_line_cannot_hold(line: str):
    with pytest.raises(ValueError, match="printable"):
        encode(line)


@unhurried
@given(st.lists(codes, max_size=5))
def test_what_is_encoded_is_read(sent: list[str]):
    stream = b"".join(map(encode, sent))

    assert values(CODES, stream) == sent


@unhurried
@given(st.binary(max_size=200), codes)
def test_after_noise_the_next_framed_line_is_read(noise: bytes, code: str):
    assert values(CODES, noise + b"\x02" + encode(code))[-1:] == [code]


@unhurried
@given(
    st.sampled_from([CAMERA, CODES, NMEA, Options(Medium.TAG), Options(Medium.PLATE)]),
    st.lists(
        st.binary(max_size=90)
        | st.text(alphabet="AN19 ,;.$*\r\x02\x03", max_size=90).map(str.encode)
    ),
)
def test_any_bytes_are_taken_and_few_are_kept(options: Options, chunks: list[bytes]):
    decoder = TextLine(options)

    for chunk in chunks:
        decoder.feed(chunk)

    assert decoder.pending <= LONGEST
