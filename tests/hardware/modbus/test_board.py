"""What a board is to be told and what is known of it, with the line's side played by the test."""

import logging
from collections.abc import Collection
from dataclasses import replace
from threading import Condition

import pytest

from gate.config.board import BoardConfig
from hardware.modbus.board import USUAL, Board, Wish

TIMING = replace(USUAL, retry=1.0, stale=0.5, too_late=1.0, lease=30, renewal=1.0)


class Line:
    """A board, the time, and whether the board answers."""

    def __init__(self, inputs: int = 2, relays: Collection[int] = (1, 2)) -> None:
        self.now = 1000.0
        self.answers = True
        config = BoardConfig("a", "/dev/null", 9600, 1)
        self.board = Board(config, inputs, relays, Condition(), TIMING, lambda: self.now)

    def turn(self) -> list[tuple[int, int]]:
        """Send what is to be sent and look at the inputs if it is time; return (relay, tenths)."""
        sent = []
        while (wish := self.board.next_wish(self.now)) is not None:
            sent.append((wish.relay, wish.tenths))
            self.board.sent(wish, answered=self.answers)
        if self.board.wants_look(self.now):
            self.board.looked([True, False] if self.answers else None)
        return sent

    def settled(self) -> Board:
        """The board once it was told and asked everything."""
        assert self.turn() == [(1, 0), (2, 0)]
        assert self.board.settled
        return self.board


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.mark.parametrize(("seconds", "tenths"), [(0.01, 1), (0.25, 3), (0.3, 3), (99999.0, 0x7FFF)])
def test_a_pulse_is_rounded_up_to_what_the_board_can_time(line: Line, seconds: float, tenths: int):
    line.settled().switch_on(2, seconds)

    assert line.turn() == [(2, tenths)]


def test_a_pulse_is_sent_once_although_no_answer_comes(line: Line):
    line.settled().switch_on(1, 0.5)
    line.answers = False
    assert line.turn() == [(1, 5)]
    assert line.board.settled

    line.now += TIMING.retry
    line.answers = True
    assert (1, 5) not in line.turn()


def test_a_pulse_that_found_no_board_in_time_is_void(line: Line):
    board = line.settled()
    board.lost()
    board.switch_on(1, 0.5)
    line.now += TIMING.too_late

    assert board.next_wish(line.now) is None


def test_a_pulse_that_finds_its_board_just_in_time_is_sent(line: Line):
    line.settled().switch_on(1, 0.5)
    line.now += TIMING.too_late - 0.01

    assert line.turn() == [(1, 5)]


def test_what_stays_on_is_renewed_while_it_is_to_stay_on(line: Line):
    line.settled().switch_on(1, None)
    assert line.turn() == [(1, TIMING.lease)]
    line.now += TIMING.renewal - 0.01
    assert line.turn() == []

    line.now += 0.01
    assert line.turn() == [(1, TIMING.lease)]
    line.board.switch_off(1)
    assert line.turn() == [(1, 0)]
    line.now += 10 * TIMING.renewal
    assert line.turn() == []


def test_two_renewals_come_before_a_relay_lets_go():
    assert 2 * USUAL.renewal < USUAL.lease / 10


def test_switching_off_goes_first(line: Line):
    line.settled().switch_on(1, 0.5)
    line.board.switch_off(2)

    assert line.turn() == [(2, 0), (1, 5)]


def test_the_newest_word_on_a_relay_counts(line: Line):
    """A renewal that is on its way must not outlive the order to switch off."""
    board = line.settled()
    board.switch_on(1, None)
    on_its_way = board.next_wish(line.now)
    assert on_its_way == Wish(1, TIMING.lease, stays=True)
    board.switch_off(1)
    board.sent(on_its_way, answered=True)

    assert not board.settled
    assert line.turn() == [(1, 0)]


def test_what_was_seen_is_known_for_a_while(line: Line):
    assert line.board.look() is None
    board = line.settled()
    line.now += TIMING.stale
    assert board.look() == [True, False]

    line.now += 0.01
    assert board.look() is None


def test_a_silent_board_is_left_alone_for_a_while(line: Line):
    board = line.settled()
    line.answers = False
    for _ in range(TIMING.lapses):
        assert not board.silent
        line.now += TIMING.period
        line.turn()
    assert board.silent

    board.switch_off(1)
    line.now += TIMING.retry - 0.01
    assert (board.next_wish(line.now), board.wants_look(line.now)) == (None, False)
    assert board.due() == pytest.approx(line.now + 0.01)
    line.now += 0.02
    assert (board.next_wish(line.now), board.wants_look(line.now)) == (Wish(1, 0), True)


def test_a_board_that_answers_again_has_all_its_relays_switched_off(
    line: Line, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    board = line.settled()
    line.answers = False
    for _ in range(5):
        line.now += TIMING.retry
        line.turn()
    assert board.look() is None

    line.answers = True
    line.now += TIMING.retry
    assert line.turn() == []
    assert line.turn() == [(1, 0), (2, 0)]
    assert board.look() == [True, False]
    assert caplog.messages == ["board a: does not answer; trying again", "board a: answers again"]


def test_a_board_on_a_line_that_is_back_is_not_left_alone(line: Line):
    board = line.settled()
    line.answers = False
    for _ in range(3):
        line.now += TIMING.retry
        line.turn()
    assert board.due() == line.now + TIMING.retry

    board.lost()
    assert board.due() == line.now + TIMING.period


def test_a_board_of_relays_only_is_never_looked_at():
    line = Line(inputs=0)
    board = line.settled()
    line.now += 3600.0

    assert not board.wants_look(line.now)
    assert board.due() == float("inf")
