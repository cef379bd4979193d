from random import Random

import pytest

from hardware.protocols.readers import rdm6300
from hardware.protocols.readers.rdm6300 import Rdm6300
from simulator.reader.bad_line import Trouble, spoilt

FRAME = rdm6300.encode("01001293D8")
COUNT = 200


def arrived(*troubles: Trouble) -> tuple[int, Rdm6300]:
    """How many reads come of so many frames, each with a gap behind it."""
    random, decoder, reads = Random(6), Rdm6300(), 0
    for _ in range(COUNT):
        reads += len(decoder.feed(spoilt(FRAME, set(troubles), random)) + decoder.flush())
    return reads, decoder


def test_a_good_line_changes_nothing():
    assert spoilt(FRAME, frozenset(), Random(6)) == FRAME
    assert spoilt(b"", set(Trouble), Random(6)) == b""


def test_noise_costs_no_read():
    reads, decoder = arrived(Trouble.NOISE)

    assert reads == COUNT
    assert decoder.faults.dropped_bytes > COUNT


@pytest.mark.parametrize("trouble", [Trouble.CUT, Trouble.WRONG])
def test_what_is_cut_or_wrong_is_not_read(trouble: Trouble):
    reads, decoder = arrived(trouble)

    assert COUNT / 3 < reads < COUNT
    assert decoder.faults.dropped_bytes > COUNT


def test_a_double_frame_is_read_twice():
    assert arrived(Trouble.DOUBLE)[0] == 2 * COUNT
