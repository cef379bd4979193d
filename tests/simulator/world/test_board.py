"""Boards with a boom that follows at once: only the board's own rules are looked at here."""

from dataclasses import replace

import pytest

from gate.core.model import Wiring
from simulator.world.board import Aim, Board, Sense
from simulator.world.settings import Machine

DOWN = Sense(up=False, down=True, obstructed=False, stop=False, fire=False, open=False, close=False)
UP = replace(DOWN, up=True, down=False)
BETWEEN = replace(DOWN, down=False)


def pulse(board: Board, sense: Sense, at: float) -> Board:
    """Close the OPEN contact for as long as it takes to count."""
    pressed = board.react(at, replace(sense, open=True))
    counted = pressed.react(at + board.machine.pulse, replace(sense, open=True))
    return counted.react(at + board.machine.pulse, sense)


@pytest.fixture(params=list(Wiring), ids=str)
def board(request: pytest.FixtureRequest) -> Board:
    return Board(request.param, Machine())


@pytest.fixture
def automatic() -> Board:
    return Board(Wiring.PULSE_OPEN, Machine())


@pytest.fixture
def commanded() -> Board:
    return Board(Wiring.OPEN_CLOSE, Machine())


def test_a_pulse_opens(board: Board) -> None:
    assert pulse(board, DOWN, 1.0).aim is Aim.UP


def test_a_contact_too_short_does_nothing(board: Board) -> None:
    pressed = board.react(1.0, replace(DOWN, open=True))

    released = pressed.react(1.19, DOWN)

    assert released.react(2.0, DOWN).aim is Aim.DOWN


def test_it_says_when_a_contact_will_count(board: Board) -> None:
    pressed = board.react(1.0, replace(DOWN, open=True))

    assert pressed.next_change(1.0) == pytest.approx(1.2)


def test_a_contact_that_stays_closed_counts_once(board: Board) -> None:
    held = replace(BETWEEN, open=True)
    opening = board.react(1.0, held).react(1.2, held)

    stopped = opening.react(2.0, replace(held, stop=True))

    assert stopped.react(3.0, held).aim is Aim.HALT


def test_stop_halts_and_letting_go_moves_nothing(board: Board) -> None:
    opening = pulse(board, DOWN, 1.0)

    stopped = opening.react(2.0, replace(BETWEEN, stop=True))

    assert stopped.aim is Aim.HALT
    assert stopped.react(3.0, BETWEEN).aim is Aim.HALT
    assert pulse(stopped, BETWEEN, 4.0).aim is Aim.UP


def test_stop_comes_before_fire(board: Board) -> None:
    assert board.react(1.0, replace(DOWN, stop=True, fire=True)).aim is Aim.HALT


def test_fire_opens(board: Board) -> None:
    assert board.react(1.0, replace(DOWN, fire=True)).aim is Aim.UP


def test_fire_that_is_not_wired_to_the_board_does_nothing() -> None:
    board = Board(Wiring.PULSE_OPEN, Machine(fire_wired=False))

    assert board.react(1.0, replace(DOWN, fire=True)).aim is Aim.DOWN


def test_it_closes_by_itself_after_the_pause(automatic: Board) -> None:
    up = pulse(automatic, DOWN, 1.0).react(4.0, UP)

    assert up.next_change(4.0) == 9.0
    assert up.react(8.99, UP).aim is Aim.UP
    assert up.react(9.0, UP).aim is Aim.DOWN


@pytest.mark.parametrize("hindrance", ["obstructed", "open", "fire"])
def test_every_hindrance_starts_the_pause_afresh(automatic: Board, hindrance: str) -> None:
    up = pulse(automatic, DOWN, 1.0).react(4.0, UP)

    hindered = up.react(8.0, replace(UP, **{hindrance: True}))
    free = hindered.react(20.0, UP)

    assert free.react(24.99, UP).aim is Aim.UP
    assert free.react(25.0, UP).aim is Aim.DOWN


def test_a_commanded_board_stays_up_until_told(commanded: Board) -> None:
    up = pulse(commanded, DOWN, 1.0).react(4.0, UP)

    assert up.next_change(4.0) is None
    pressed = up.react(100.0, replace(UP, close=True))
    assert pressed.react(100.2, replace(UP, close=True)).aim is Aim.DOWN


@pytest.mark.parametrize("hindrance", ["obstructed", "open", "stop", "fire"])
def test_it_refuses_to_close(commanded: Board, hindrance: str) -> None:
    up = pulse(commanded, DOWN, 1.0).react(4.0, UP)
    closing = replace(UP, close=True, **{hindrance: True})

    assert up.react(5.0, closing).react(5.2, closing).aim is not Aim.DOWN


def test_a_close_command_means_nothing_to_an_automatic_board(automatic: Board) -> None:
    up = pulse(automatic, DOWN, 1.0).react(4.0, UP)
    closing = replace(UP, close=True)

    assert up.react(5.0, closing).react(5.2, closing).aim is Aim.UP


def test_it_reverses_on_an_obstacle_after_the_dead_time(automatic: Board) -> None:
    closing = pulse(automatic, DOWN, 1.0).react(4.0, UP).react(9.0, UP)

    reversing = closing.react(10.0, replace(BETWEEN, obstructed=True))

    assert reversing.aim is Aim.UP
    assert reversing.drive(10.29) is Aim.HALT
    assert reversing.next_change(10.0) == pytest.approx(10.3)
    assert reversing.drive(10.3) is Aim.UP


def test_an_obstacle_under_a_lowered_boom_opens_nothing(board: Board) -> None:
    assert board.react(1.0, replace(DOWN, obstructed=True)).aim is Aim.DOWN


def test_a_motor_that_gets_nowhere_is_given_up(board: Board) -> None:
    opening = pulse(board, DOWN, 1.0)

    assert opening.next_change(2.0) == pytest.approx(11.2)
    assert opening.react(11.2, DOWN).aim is Aim.HALT


def test_a_boom_that_arrives_ends_the_run(commanded: Board) -> None:
    opening = pulse(commanded, DOWN, 1.0).react(3.7, UP)

    assert opening.react(60.0, UP).aim is Aim.UP
