"""The boom of one lane and its sensors, told by jumping from change to change."""

import pytest

from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings
from simulator.world import Car, Fault, Machine, Phase, Play, World
from tests.simulator.world.lanes import lane
from tests.simulator.world.player import QUIET, Player


def test_an_empty_lane_rests_for_ever(player: Player) -> None:
    player.step(1e6)

    assert player.inputs == QUIET
    assert player.world.next_change(player.now) is None


def test_a_car_passes_an_automatic_barrier(player: Player) -> None:
    """A↑, C↑, A↓, C↓, and the boom comes down by itself."""
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()

    player.until(lambda: Input.OPEN_LIMIT in player.inputs)
    player.until(lambda: Input.SAFETY_LOOP in player.inputs)
    assert Input.ARMING_LOOP in player.inputs
    player.until(lambda: Input.PHOTOCELL in player.inputs)
    player.until(lambda: Input.ARMING_LOOP not in player.inputs)
    assert Input.SAFETY_LOOP in player.inputs
    player.until(lambda: Input.SAFETY_LOOP not in player.inputs)
    cleared = player.now
    player.until(lambda: Input.OPEN_LIMIT not in player.inputs)
    assert player.now - cleared == pytest.approx(5.0, abs=0.1)
    player.settle()

    assert player.inputs == QUIET
    assert player.lane.vehicles == ()


def test_a_car_passes_a_commanded_barrier(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse()
    commanded.settle()
    assert commanded.inputs == {Input.OPEN_LIMIT}

    commanded.pulse(Output.CLOSE)
    commanded.settle()

    assert commanded.inputs == QUIET


def test_opening_and_closing_take_their_time(commanded: Player) -> None:
    commanded.pulse()
    commanded.settle()
    opened = commanded.now
    commanded.step(10.0)
    commanded.pulse(Output.CLOSE)
    commanded.settle()

    assert opened == pytest.approx(0.2 + 2.5, abs=0.01)
    assert commanded.now == pytest.approx(10.2 + 3.0, abs=0.01)


def test_a_closing_boom_meets_an_obstacle_and_goes_up_again(commanded: Player) -> None:
    commanded.pulse()
    commanded.settle()
    commanded.pulse(Output.CLOSE)
    commanded.until(lambda: Input.OPEN_LIMIT not in commanded.inputs)

    commanded.lane.switch(Fault.PHOTOCELL_BLOCKED, on=True)
    commanded.settle()

    assert commanded.inputs == {Input.OPEN_LIMIT, Input.PHOTOCELL}


def test_a_dead_motor_moves_nothing(player: Player) -> None:
    player.lane.switch(Fault.MOTOR_DEAD, on=True)
    player.pulse()
    player.settle()

    assert player.inputs == QUIET


def test_a_motor_that_dies_leaves_the_boom_where_it_is(player: Player) -> None:
    player.pulse()
    player.step(1.2)

    player.lane.switch(Fault.MOTOR_DEAD, on=True)
    player.settle()

    assert player.inputs == frozenset()
    assert player.lane.angle == pytest.approx(33.6)


def test_a_boom_lifted_by_hand_falls_back(player: Player) -> None:
    player.lane.switch(Fault.BOOM_LIFTED, on=True)
    player.settle()
    assert player.inputs == {Input.OPEN_LIMIT}

    player.lane.switch(Fault.BOOM_LIFTED, on=False)
    player.settle()

    assert player.inputs == QUIET


def test_fire_reaches_the_board(player: Player) -> None:
    player.lane.switch(Fault.FIRE, on=True)
    player.settle()

    assert player.inputs == {Input.OPEN_LIMIT, Input.FIRE}


def test_only_fitted_inputs_are_told() -> None:
    lane = LaneSettings(
        id="masuk",
        direction=Direction.IN,
        wiring=Wiring.PULSE_OPEN,
        inputs=frozenset({Input.OPEN_LIMIT}),
        outputs=frozenset({Output.OPEN}),
    )

    assert World([lane]).inputs("masuk") == frozenset()


def test_a_boom_on_a_car_is_noticed() -> None:
    """A machine too fast for its own safety loop."""
    hasty = Play(machine=Machine(close_time=0.01, pulse=0.0))
    player = Player(World([lane(Wiring.OPEN_CLOSE)], hasty))
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()
    player.until(lambda: player.phase(1) is Phase.GOING)
    assert not player.lane.touching

    player.set(Output.CLOSE)

    player.until(lambda: player.lane.touching)


def test_a_propped_boom_comes_down_no_further_but_goes_up(commanded: Player) -> None:
    commanded.raise_boom()
    commanded.lane.switch(Fault.BOOM_PROPPED, on=True)
    commanded.pulse(Output.CLOSE)
    commanded.settle()
    assert commanded.lane.angle == 30.0

    commanded.raise_boom()

    commanded.lane.switch(Fault.BOOM_PROPPED, on=False)
    commanded.pulse(Output.CLOSE)
    commanded.settle()
    assert commanded.inputs == QUIET


def test_what_props_a_lowered_boom_moves_nothing(commanded: Player) -> None:
    commanded.lane.switch(Fault.BOOM_PROPPED, on=True)
    commanded.settle()

    assert commanded.inputs == QUIET


def test_a_boom_out_of_its_holder_touches_nobody() -> None:
    player = Player(World([lane(Wiring.MOTOR)]))
    player.lane.arrive(Car(parks=60.0))
    player.raise_boom()
    player.until(lambda: player.front(1) > 0.0)
    player.lane.switch(Fault.BOOM_DETACHED, on=True)

    player.set(Output.DOWN)
    player.until(lambda: player.lane.angle < 2.0)

    assert not player.lane.touching
    player.lane.switch(Fault.BOOM_DETACHED, on=False)
    assert player.lane.touching


def test_a_boom_lifted_by_hand_is_not_said_to_move(player: Player) -> None:
    player.lane.switch(Fault.BOOM_LIFTED, on=True)
    player.step(0.5)

    assert Input.MOVING not in player.inputs
