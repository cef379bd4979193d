from random import Random

import pytest

from hardware.protocols.osdp_hello import EVERYBODY, answer, answers, poll

SEEN = bytes.fromhex("5385080004400E8F")
"""What libosdp's reader at address 5 answers to a poll; to everybody it answers as everybody."""


def test_the_poll_and_the_answer_are_those_of_the_wire():
    assert poll(5) == bytes.fromhex("FF530508000460") + poll(5)[-2:]
    assert answer(5, 0x40) == SEEN
    assert answer(EVERYBODY, 0x40) == bytes.fromhex("53FF0800044026D4")


def test_an_answer_is_found_among_noise_and_behind_our_own_words():
    noise = Random(6).randbytes(40)

    assert list(answers(noise + poll(5) + SEEN + noise + answer(9, 0x40))) == [5, 9]


@pytest.mark.parametrize("place", range(len(SEEN)))
def test_a_wrong_byte_is_no_answer(place: int):
    wrong = SEEN[:place] + bytes([SEEN[place] ^ 0x21]) + SEEN[place + 1 :]

    assert list(answers(wrong)) == []


def test_our_own_poll_and_pure_noise_are_no_answers():
    assert list(answers(poll())) == []
    assert list(answers(Random(6).randbytes(20_000))) == []
    assert list(answers(b"")) == []
