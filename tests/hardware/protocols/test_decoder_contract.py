"""What every decoder of the catalogue promises, tried on all of them alike."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.protocols.catalogue import DECODERS, DIALOGUES, ENCODERS, make_dialogue
from hardware.protocols.decoder import Options
from tests.hardware.protocols.specimens import SPECIMENS, Specimen, values
from tests.hardware.protocols.trial import MOST_PENDING, try_bytes

FRAMES = 3000
ENOUGH = 0.999
BURSTS = 0.05

unhurried = settings(deadline=None, max_examples=50)
every = pytest.mark.parametrize("specimen", SPECIMENS.values(), ids=lambda each: each.name)
checked = pytest.mark.parametrize(
    "specimen", [each for each in SPECIMENS.values() if each.checked], ids=lambda each: each.name
)
framed = pytest.mark.parametrize(
    "specimen", [each for each in SPECIMENS.values() if each.framed], ids=lambda each: each.name
)

sealed = pytest.mark.parametrize(
    "specimen", [each for each in SPECIMENS.values() if each.sealed], ids=lambda each: each.name
)

dice = st.integers(0, 1 << 32).map(Random)
noise = st.binary(max_size=80) | st.lists(
    st.sampled_from(
        [b"\x02", b"\x03", b"\r", b"A", b"0", b"CT", b"\xbb\x02", b"\xa0\x13", b"\xff"]
    ),
    max_size=20,
).map(b"".join)
counted = st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 8, 12, 0x10, 0x30, 0x80]), max_size=30).map(
    bytes
)
"""Small numbers, as lengths and counts are."""


def stream_of(specimen: Specimen, parts: list[Random | bytes]) -> bytes:
    return b"".join(
        part if isinstance(part, bytes) else specimen.encode(specimen.value(part)) for part in parts
    )


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    ends = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(ends)]


def test_every_protocol_has_its_specimen_and_its_encoder():
    assert SPECIMENS.keys() == DECODERS.keys() == ENCODERS.keys()


@every
@unhurried
@given(random=dice)
def test_what_is_encoded_is_decoded(specimen: Specimen, random: Random):
    value = specimen.value(random)
    decoder = specimen.decoder()

    assert values(decoder.feed(specimen.encode(value))) == [value]
    assert (decoder.good_frames, decoder.pending) == (1, 0)
    assert (decoder.faults.bad_frames, decoder.faults.dropped_bytes) == (0, 0)


@every
@unhurried
@given(random=dice, count=st.integers(2, 6))
def test_frames_without_a_gap_between_are_all_decoded(
    specimen: Specimen, random: Random, count: int
):
    sent = [specimen.value(random) for _ in range(count)]

    assert values(specimen.decoder().feed(b"".join(map(specimen.encode, sent)))) == sent


@every
@unhurried
@given(parts=st.lists(dice | noise, max_size=6), places=st.lists(st.integers(0, 1 << 16)))
def test_it_does_not_matter_how_the_stream_is_cut(
    specimen: Specimen, parts: list[Random | bytes], places: list[int]
):
    stream = stream_of(specimen, parts)
    whole, pieces, bytewise = (specimen.decoder() for _ in range(3))

    expected = whole.feed(stream)

    assert [r for piece in cut(stream, places) for r in pieces.feed(piece)] == expected
    assert [r for byte in stream for r in bytewise.feed(bytes([byte]))] == expected
    assert whole.flush() == pieces.flush() == bytewise.flush()
    assert whole.faults == pieces.faults == bytewise.faults


@every
@unhurried
@given(chunks=st.lists(dice | noise | st.binary(max_size=600), max_size=8))
def test_any_bytes_are_taken_and_few_are_kept(specimen: Specimen, chunks: list[Random | bytes]):
    decoder = specimen.decoder()
    fed = 0
    for chunk in chunks:
        data = stream_of(specimen, [chunk])
        fed += len(data)
        decoder.feed(data)

        assert decoder.pending <= MOST_PENDING
        assert decoder.pending + decoder.faults.dropped_bytes <= fed

    decoder.flush()
    assert decoder.pending == 0


@sealed
@unhurried
@given(content=st.binary(max_size=40) | counted)
def test_a_right_checksum_around_lies_is_no_harm(specimen: Specimen, content: bytes):
    assert specimen.sealed is not None

    try_bytes(specimen, specimen.sealed(content))


@every
@unhurried
@given(before=noise, random=dice, behind=noise)
def test_after_noise_and_a_gap_the_next_frame_is_delivered(
    specimen: Specimen, before: bytes, random: Random, behind: bytes
):
    value = specimen.value(random)
    decoder = specimen.decoder()
    decoder.feed(before)
    decoder.flush()

    assert values(decoder.feed(specimen.encode(value) + behind))[:1] == [value]


@framed
@unhurried
@given(before=noise, random=dice)
def test_after_noise_without_a_gap_the_next_frame_is_delivered(
    specimen: Specimen, before: bytes, random: Random
):
    value = specimen.value(random)
    decoder = specimen.decoder()

    readings = decoder.feed(before + specimen.encode(value)) + decoder.flush()

    assert values(readings) == [value]


@checked
def test_one_wrong_byte_never_makes_a_tag(specimen: Specimen):
    frame = specimen.encode(specimen.value(Random(6)))
    for place in range(len(frame)):
        for wrong in set(range(256)) - {frame[place]}:
            decoder = specimen.decoder()
            damaged = frame[:place] + bytes([wrong]) + frame[place + 1 :]

            assert decoder.feed(damaged) + decoder.flush() == [], (place, wrong)


@every
def test_a_frame_that_was_cut_off_never_makes_a_tag(specimen: Specimen):
    frame = specimen.encode(specimen.value(Random(6)))
    for length in range(len(frame) - specimen.end):
        decoder = specimen.decoder()

        assert decoder.feed(frame[:length]) + decoder.flush() == [], length


@every
def test_a_frame_that_was_cut_off_does_not_join_what_comes_after_the_gap(specimen: Specimen):
    random = Random(6)
    first, second = (specimen.value(random) for _ in range(2))
    frame = specimen.encode(first)
    for length in range(len(frame) - specimen.end):
        decoder = specimen.decoder()
        decoder.feed(frame[:length])
        decoder.flush()

        assert values(decoder.feed(specimen.encode(second))) == [second], length


@every
@pytest.mark.parametrize("seed", range(3))
def test_a_noisy_line_costs_less_than_one_frame_in_a_thousand(specimen: Specimen, seed: int):
    """Bursts between frames: bytes of chance, or the beginning of a frame that broke off."""
    random = Random(seed)
    decoder = specimen.decoder()
    sent, got = [], []
    for _ in range(FRAMES):
        if random.random() < BURSTS:
            broken = specimen.encode(specimen.value(random))
            burst = random.choice([random.randbytes(24), broken])[: random.randint(1, 24)]
            got += decoder.feed(burst[: len(broken) - 1 - specimen.end])
            if not specimen.framed:
                got += decoder.flush()
        sent.append(specimen.value(random))
        got += decoder.feed(specimen.encode(sent[-1]))
    got += decoder.flush()

    delivered = set(values(got))
    assert sum(value in delivered for value in sent) >= ENOUGH * FRAMES
    assert len(delivered - set(sent)) <= (1 - ENOUGH) * FRAMES


@every
def test_pure_noise_passes_by_almost_without_tags(specimen: Specimen):
    """Eight bits of checksum let some through; the core asks for equal reads."""
    random = Random(6)
    decoder = specimen.decoder()

    found = [r for _ in range(500) for r in decoder.feed(random.randbytes(200))]

    assert len(found) <= 1
    assert decoder.pending <= MOST_PENDING


@pytest.mark.parametrize("name", DIALOGUES)
def test_our_own_commands_echoed_by_the_line_are_no_tags(name: str):
    dialogue = make_dialogue(name, Options(antennas=4))
    assert dialogue is not None
    decoder = SPECIMENS[name].decoder()
    for message in (*dialogue.start, *dialogue.polls, *dialogue.stop):
        assert decoder.feed(message) + decoder.flush() == []


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_dialogue_can_be_held(name: str):
    dialogue = DIALOGUES[name](Options())

    assert all((dialogue.polls, *dialogue.polls, *dialogue.start, *dialogue.stop, dialogue.pause))
    assert dialogue.pause <= dialogue.patience
