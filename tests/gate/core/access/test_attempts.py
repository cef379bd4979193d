import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.access import attempts as module
from gate.core.access.attempts import Attempts, Calm, Seen
from gate.core.values.settings import Limits
from tests.gate.core.vehicles import tag

LIMITS = Limits(
    often=3, within=100.0, pause=10.0, unknown=4, unknown_within=60.0, unknown_pause=2.0
)
CARD, OTHER = tag("0A"), tag("0B")


@pytest.fixture
def attempts() -> Attempts:
    return Attempts(LIMITS)


def shown(attempts: Attempts, *moments: float) -> list[bool]:
    return [attempts.claimed(CARD, f"c{at}", at) for at in moments]


# One credential again and again


def test_what_comes_too_often_is_told_once_and_has_to_wait(attempts: Attempts):
    assert shown(attempts, 0, 1, 2) == [False, False, False]
    assert not attempts.slows(CARD, 2)

    assert shown(attempts, 3, 4) == [True, False]
    assert attempts.slows(CARD, 13.9)
    assert not attempts.slows(CARD, 14)


def test_another_credential_is_not_slowed_down(attempts: Attempts):
    shown(attempts, 0, 1, 2, 3)

    assert not attempts.slows(OTHER, 3)
    assert not attempts.claimed(OTHER, "x", 4)


def test_the_same_claim_counts_once(attempts: Attempts):
    assert not any(attempts.claimed(CARD, "c", at) for at in range(20))
    assert not attempts.slows(CARD, 20)


def test_attempts_long_ago_do_not_count(attempts: Attempts):
    shown(attempts, 0, 1, 2)

    assert shown(attempts, 100.5, 101.5, 150) == [False, False, False]


def test_after_a_calm_while_it_is_told_anew(attempts: Attempts):
    assert shown(attempts, 0, 1, 2, 3)[-1]
    assert shown(attempts, 300, 301, 302, 303) == [False, False, False, True]


def test_whoever_keeps_coming_gets_through_between_pauses(attempts: Attempts):
    """It is slowed down, never locked out."""
    for at in range(0, 400, 20):
        attempts.claimed(CARD, f"c{at}", at)
        assert not attempts.slows(CARD, at + 10)


def test_only_so_many_credentials_are_remembered(attempts: Attempts, monkeypatch):
    monkeypatch.setattr(module, "MOST_REMEMBERED", 8)
    shown(attempts, 0, 1, 2, 3)
    for number in range(8):
        attempts.claimed(tag(f"{number:02X}"), "c", 4)

    assert not attempts.slows(CARD, 4)
    assert len(attempts._tries) == 8


# A reader full of unknown credentials


def unknown(attempts: Attempts, *moments: float, reader: str = "rfid") -> list[Seen]:
    return [attempts.unknown("masuk", reader, tag(f"{int(at * 10):04X}"), at) for at in moments]


def test_beyond_so_many_only_one_in_a_while_is_looked_at(attempts: Attempts):
    assert unknown(attempts, 0, 1, 2, 3) == [Seen.TAKEN] * 4
    assert unknown(attempts, 4, 5, 5.5) == [Seen.FIRST_IGNORED, Seen.IGNORED, Seen.IGNORED]
    assert unknown(attempts, 6, 7, 8) == [Seen.TAKEN, Seen.IGNORED, Seen.TAKEN]


def test_one_unknown_card_held_at_the_reader_is_no_flood(attempts: Attempts):
    seen = {attempts.unknown("masuk", "rfid", CARD, at / 10) for at in range(100)}

    assert seen == {Seen.TAKEN}


def test_another_reader_is_not_slowed_down(attempts: Attempts):
    unknown(attempts, 0, 1, 2, 3, 4)

    assert unknown(attempts, 5, reader="lain") == [Seen.TAKEN]


def test_a_flood_ends_by_itself_and_tells_how_much_was_ignored(attempts: Attempts):
    assert attempts.deadline() is None
    unknown(attempts, 0, 1, 2, 3, 4, 5)
    assert attempts.deadline() == 61.0
    assert attempts.calmed(60.9) == []

    assert attempts.calmed(61.0) == [Calm("masuk", "rfid", 2)]
    assert attempts.deadline() is None
    assert attempts.calmed(62.0) == []
    assert unknown(attempts, 70) == [Seen.TAKEN]


def test_a_second_flood_is_told_again(attempts: Attempts):
    unknown(attempts, 0, 1, 2, 3, 4)
    attempts.calmed(100)

    assert unknown(attempts, 200, 201, 202, 203, 204)[-1] is Seen.FIRST_IGNORED


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 3)), max_size=120))
def test_what_is_remembered_of_a_reader_stays_small(reads: list[tuple[int, float]]):
    attempts, now = Attempts(LIMITS), 0.0
    for number, pause in reads:
        now += pause
        attempts.unknown("masuk", "rfid", tag(f"{number:02X}"), now)
        assert len(attempts._readers["rfid"].recent) <= LIMITS.unknown + 1
    due = attempts.deadline()
    assert due is None or due > now - LIMITS.unknown_within
