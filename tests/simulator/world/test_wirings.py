"""A boom under each wiring, and the relays that serve several of them."""

import pytest

from gate.core.values.model import Input, Output, Wiring
from simulator.world import Car, Fault, Phase, World
from tests.simulator.world.lanes import BOARDS, lane
from tests.simulator.world.player import QUIET, Player

WIRINGS = list(Wiring)
MAINTAINED = [Wiring.HOLD_OPEN, Wiring.MOTOR]


def at(wiring: Wiring, *more: Output, board_closes: bool = False) -> Player:
    return Player(World([lane(wiring, *more, board_closes=board_closes)]))


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_each_wiring_raises_its_boom(wiring: Wiring) -> None:
    player = at(wiring)

    player.raise_boom()

    assert Input.CLOSED_LIMIT not in player.inputs


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_a_car_passes_under_each_wiring(wiring: Wiring) -> None:
    player = at(wiring)
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.raise_boom()

    player.until(lambda: player.phase(1) is None)

    assert Input.CLOSED_LIMIT not in player.inputs


@pytest.mark.parametrize(
    ("wiring", "relay"),
    [(Wiring.OPEN_CLOSE, Output.CLOSE), (Wiring.STEP, Output.STEP), (Wiring.MOTOR, Output.DOWN)],
    ids=str,
)
def test_it_closes_when_told(wiring: Wiring, relay: Output) -> None:
    player = at(wiring)
    player.raise_boom()
    player.set()
    player.settle()
    assert player.world.next_change(player.now) is None

    player.set(relay)
    player.until(lambda: Input.CLOSED_LIMIT in player.inputs)


def test_a_held_boom_closes_once_it_is_let_go() -> None:
    player = at(Wiring.HOLD_OPEN)
    player.raise_boom()
    player.step(1000.0)
    assert Input.OPEN_LIMIT in player.inputs

    player.set()
    player.settle(2000.0)

    assert player.inputs == QUIET


def test_a_held_boom_let_go_waits_for_who_is_under_it() -> None:
    player = at(Wiring.HOLD_OPEN)
    player.raise_boom()
    player.lane.switch(Fault.PHOTOCELL_BLOCKED, on=True)
    player.set()
    player.settle()
    assert Input.OPEN_LIMIT in player.inputs

    player.lane.switch(Fault.PHOTOCELL_BLOCKED, on=False)
    player.settle()

    assert player.inputs == QUIET


@pytest.mark.parametrize("wiring", [Wiring.OPEN_CLOSE, Wiring.STEP], ids=str)
def test_a_board_may_close_by_itself_as_well(wiring: Wiring) -> None:
    player = at(wiring, board_closes=True)
    player.raise_boom()

    player.settle()

    assert player.inputs == QUIET


@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def test_a_hold_relay_keeps_such_a_board_from_closing(wiring: Wiring) -> None:
    player = at(wiring, Output.HOLD, board_closes=True)
    player.set(Output.HOLD)
    player.until(lambda: Input.OPEN_LIMIT in player.inputs)
    player.step(1000.0)
    assert Input.OPEN_LIMIT in player.inputs

    player.set()
    player.settle(2000.0)

    assert player.inputs == QUIET


def test_two_contactors_at_once_move_nothing() -> None:
    player = at(Wiring.MOTOR)
    player.set(Output.UP)
    player.step(1.0)
    halfway = player.lane.angle

    player.set(Output.UP, Output.DOWN)
    player.settle()

    assert player.lane.angle == pytest.approx(halfway)


@pytest.mark.parametrize("contactor", [Output.UP, Output.DOWN])
def test_the_stop_switch_cuts_both_contactors(contactor: Output) -> None:
    player = at(Wiring.MOTOR)
    player.set(Output.UP)
    player.step(1.0)
    halfway = player.lane.angle

    player.lane.switch(Fault.STOP_PRESSED, on=True)
    player.set(contactor)
    player.settle()

    assert player.lane.angle == pytest.approx(halfway)


def test_a_motor_minds_nobody_under_its_boom() -> None:
    """There is no board: what keeps the boom off a vehicle is our control."""
    player = at(Wiring.MOTOR)
    player.raise_boom()
    player.lane.switch(Fault.PHOTOCELL_BLOCKED, on=True)

    player.set(Output.DOWN)
    player.settle()

    assert Input.CLOSED_LIMIT in player.inputs


def test_fire_moves_no_bare_motor() -> None:
    player = at(Wiring.MOTOR)

    player.lane.switch(Fault.FIRE, on=True)
    player.settle()

    assert Input.CLOSED_LIMIT in player.inputs


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_the_stop_permit_let_go_halts_the_boom(wiring: Wiring) -> None:
    player = at(wiring, Output.STOP_PERMIT)
    player.set(Output.STOP_PERMIT)
    player.raise_boom()
    reached = player.lane.angle
    assert reached < 84.0

    player.set(*(player.outputs - {Output.STOP_PERMIT}))
    player.settle()

    assert player.lane.angle == reached


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_without_the_stop_permit_nothing_rises(wiring: Wiring) -> None:
    player = at(wiring, Output.STOP_PERMIT)
    for relay in (Output.OPEN, Output.HOLD, Output.STEP, Output.UP):
        player.pulse(relay)

    player.settle()

    assert player.inputs == QUIET


@pytest.mark.parametrize("wiring", MAINTAINED, ids=str)
def test_a_permit_that_beats_no_more_lets_go_what_is_held(wiring: Wiring) -> None:
    player = at(wiring, Output.PERMIT)
    held = {Wiring.HOLD_OPEN: Output.HOLD, Wiring.MOTOR: Output.UP}[wiring]
    for beat in range(4):
        player.set(held, *({Output.PERMIT} if beat % 2 == 0 else set()))
        player.step(player.now + 0.3)
    risen = player.lane.angle
    assert risen > 20

    player.settle()

    assert player.lane.angle == pytest.approx(0.0 if wiring is Wiring.HOLD_OPEN else 1.4 * 84 / 2.5)


@pytest.mark.parametrize("steady", [set(), {Output.PERMIT}])
@pytest.mark.parametrize("wiring", MAINTAINED, ids=str)
def test_a_permit_that_does_not_beat_is_none(wiring: Wiring, steady: set[Output]) -> None:
    player = at(wiring, Output.PERMIT)
    player.set(*steady)
    player.step(1.0)

    player.set(Output.HOLD, Output.UP, *steady)
    player.settle()

    assert player.inputs == QUIET


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_a_relay_that_is_not_fitted_moves_nothing(wiring: Wiring) -> None:
    player = at(wiring)
    own = player.lane.settings.outputs

    for relay in set(Output) - own:
        player.pulse(relay)
    player.settle()

    assert player.inputs == QUIET


@pytest.mark.parametrize("wiring", BOARDS, ids=str)
def test_a_welded_relay_raises_the_boom_and_keeps_it_up(wiring: Wiring) -> None:
    player = at(wiring)
    player.lane.switch(Fault.RELAY_WELDED, on=True)
    player.settle()
    assert player.inputs == {Input.OPEN_LIMIT}

    player.pulse(Output.CLOSE)
    player.settle()

    assert player.inputs == {Input.OPEN_LIMIT}


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_a_board_without_power_moves_nothing_and_afterwards_rests_until_told(
    wiring: Wiring,
) -> None:
    player = at(wiring)
    player.raise_boom()
    player.lane.switch(Fault.BOARD_DEAD, on=True)
    player.set()
    player.settle()
    assert player.inputs == {Input.OPEN_LIMIT, Input.BOARD_FAULT}

    player.lane.switch(Fault.BOARD_DEAD, on=False)
    player.settle()

    assert player.inputs == {Input.OPEN_LIMIT}


@pytest.mark.parametrize("wiring", WIRINGS, ids=str)
def test_it_says_that_the_boom_moves(wiring: Wiring) -> None:
    player = at(wiring)
    player.raise_boom()
    assert Input.MOVING in player.inputs

    player.until(lambda: Input.MOVING not in player.inputs)

    assert player.lane.angle == 84.0
