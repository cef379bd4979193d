"""Boards with a boom that follows at once: only the board's own rules are looked at here."""

from dataclasses import replace

import pytest

from gate.core.values.model import Output, Wiring
from simulator.world.board import Board
from simulator.world.drive import Aim, Sense
from simulator.world.settings import Machine
from tests.simulator.world.lanes import BOARDS, lane

NONE: frozenset[Output] = frozenset()
DOWN = Sense(up=False, down=True, obstructed=False, stop=False, fire=False, contacts=NONE)
UP = replace(DOWN, up=True, down=False)
BETWEEN = replace(DOWN, down=False)


def touched(sense: Sense, *contacts: Output) -> Sense:
    """The same with these relays on."""
    return replace(sense, contacts=frozenset(contacts))


def pulse(board: Board, sense: Sense, at: float, contact: Output = Output.OPEN) -> Board:
    """Close a contact for as long as it takes to count."""
    closed = touched(sense, contact)
    counted = board.react(at, closed).react(at + board.machine.pulse, closed)
    return counted.react(at + board.machine.pulse, sense)


@pytest.fixture(params=[wiring for wiring in BOARDS if wiring is not Wiring.HOLD_OPEN], ids=str)
def board(request: pytest.FixtureRequest) -> Board:
    return Board.wired(lane(request.param), Machine())


@pytest.fixture
def automatic() -> Board:
    return Board(Machine(), pauses=True, drops=False)


@pytest.fixture
def commanded() -> Board:
    return Board(Machine(), pauses=False, drops=False)


@pytest.fixture
def held() -> Board:
    """A board on a timer input, its contact closed and its boom up."""
    board = Board(Machine(), pauses=False, drops=True)
    opening = board.react(1.0, touched(DOWN, Output.HOLD)).react(1.2, touched(DOWN, Output.HOLD))
    return opening.react(4.0, touched(UP, Output.HOLD))


def test_a_pulse_opens(board: Board) -> None:
    assert pulse(board, DOWN, 1.0).aim is Aim.UP


def test_a_contact_too_short_does_nothing(board: Board) -> None:
    pressed = board.react(1.0, touched(DOWN, Output.OPEN))

    released = pressed.react(1.19, DOWN)

    assert released.react(2.0, DOWN).aim is Aim.DOWN


def test_it_says_when_a_contact_will_count(board: Board) -> None:
    pressed = board.react(1.0, touched(DOWN, Output.OPEN))

    assert pressed.next_change(1.0) == pytest.approx(1.2)


def test_a_contact_that_stays_closed_counts_once(board: Board) -> None:
    closed = touched(BETWEEN, Output.OPEN)
    opening = board.react(1.0, closed).react(1.2, closed)

    stopped = opening.react(2.0, replace(closed, stop=True))

    assert stopped.react(3.0, closed).aim is Aim.HALT


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
    board = Board(Machine(fire_wired=False), pauses=True, drops=False)

    assert board.react(1.0, replace(DOWN, fire=True)).aim is Aim.DOWN


def test_it_closes_by_itself_after_the_pause(automatic: Board) -> None:
    up = pulse(automatic, DOWN, 1.0).react(4.0, UP)

    assert up.next_change(4.0) == 9.0
    assert up.react(8.99, UP).aim is Aim.UP
    assert up.react(9.0, UP).aim is Aim.DOWN


@pytest.mark.parametrize(
    "hindered",
    [
        replace(UP, obstructed=True),
        replace(UP, fire=True),
        touched(UP, Output.OPEN),
        touched(UP, Output.HOLD),
    ],
)
def test_every_hindrance_starts_the_pause_afresh(automatic: Board, hindered: Sense) -> None:
    up = pulse(automatic, DOWN, 1.0).react(4.0, UP)

    reloaded = up.react(8.0, hindered)
    free = reloaded.react(20.0, UP)

    assert free.react(24.99, UP).aim is Aim.UP
    assert free.react(25.0, UP).aim is Aim.DOWN


def test_a_commanded_board_stays_up_until_told(commanded: Board) -> None:
    up = pulse(commanded, DOWN, 1.0).react(4.0, UP)

    assert up.next_change(4.0) is None
    assert pulse(up, UP, 100.0, Output.CLOSE).aim is Aim.DOWN


@pytest.mark.parametrize("hindrance", ["obstructed", "stop", "fire"])
def test_it_refuses_to_close(commanded: Board, hindrance: str) -> None:
    up = pulse(commanded, DOWN, 1.0).react(4.0, UP)

    assert pulse(up, replace(UP, **{hindrance: True}), 5.0, Output.CLOSE).aim is not Aim.DOWN


def test_a_closed_open_contact_outranks_a_close_command(commanded: Board) -> None:
    both = touched(UP, Output.OPEN, Output.CLOSE)
    up = pulse(commanded, DOWN, 1.0).react(4.0, UP)

    assert up.react(5.0, both).react(5.2, both).aim is Aim.UP


def test_a_held_contact_let_go_closes_at_once(held: Board) -> None:
    assert held.react(100.0, touched(UP, Output.HOLD)).aim is Aim.UP

    assert held.react(100.1, UP).aim is Aim.DOWN


def test_a_held_contact_let_go_waits_for_the_way_to_be_clear(held: Board) -> None:
    waiting = held.react(5.0, replace(UP, obstructed=True))
    assert waiting.aim is Aim.UP

    assert waiting.react(9.0, UP).aim is Aim.DOWN


def test_a_held_contact_let_go_under_stop_closes_nothing_afterwards(held: Board) -> None:
    stopped = held.react(5.0, replace(touched(UP, Output.HOLD), stop=True))

    assert stopped.react(6.0, replace(UP, stop=True)).react(7.0, UP).aim is Aim.HALT


def test_steps_open_stop_close_and_stop_in_turn(commanded: Board) -> None:
    opening = pulse(commanded, DOWN, 1.0, Output.STEP)
    stopped = pulse(opening, BETWEEN, 2.0, Output.STEP)
    closing = pulse(stopped, BETWEEN, 3.0, Output.STEP)
    halted = pulse(closing, BETWEEN, 4.0, Output.STEP)
    again = pulse(halted, BETWEEN, 5.0, Output.STEP)

    aims = [each.aim for each in (opening, stopped, closing, halted, again)]
    assert aims == [Aim.UP, Aim.HALT, Aim.DOWN, Aim.HALT, Aim.UP]


def test_a_step_from_an_end_goes_to_the_other(commanded: Board) -> None:
    up = pulse(commanded, DOWN, 1.0, Output.STEP).react(4.0, UP)
    down = pulse(up, UP, 5.0, Output.STEP).react(9.0, DOWN)

    assert (up.aim, down.aim) == (Aim.UP, Aim.DOWN)
    assert pulse(down, DOWN, 10.0, Output.STEP).aim is Aim.UP


def test_a_step_closes_on_nobody(commanded: Board) -> None:
    up = pulse(commanded, DOWN, 1.0, Output.STEP).react(4.0, UP)

    assert pulse(up, replace(UP, obstructed=True), 5.0, Output.STEP).aim is Aim.UP


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
