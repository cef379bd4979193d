"""How drivers come, wait, go and turn back."""

import pytest

from gate.core.values.model import Input, Output
from simulator.world import Car, Fault, Manner, Phase
from tests.simulator.world.player import QUIET, Player


def test_a_car_stops_on_the_arming_loop_and_waits(player: Player) -> None:
    player.lane.arrive(Car())
    player.settle()

    assert player.phase(1) is Phase.WAITING
    assert player.inputs == QUIET | {Input.ARMING_LOOP}


def test_a_driver_without_patience_reverses_out(player: Player) -> None:
    player.lane.arrive(Car(patience=8.0))
    player.until(lambda: player.phase(1) is Phase.WAITING)
    stopped = player.now

    player.until(lambda: player.phase(1) is Phase.BACKING)
    assert player.now - stopped == pytest.approx(8.0)
    player.settle()

    assert player.lane.vehicles == ()
    assert player.inputs == QUIET


def test_nobody_reverses_into_the_car_behind(player: Player) -> None:
    player.lane.arrive(Car(patience=8.0))
    player.lane.arrive(Car())
    player.settle()

    assert player.phase(1) is Phase.WAITING
    assert not player.lane.back_out(1)
    assert player.lane.back_out(2)
    player.until(lambda: player.phase(2) is None)
    assert player.phase(1) is Phase.BACKING


def test_a_car_that_is_not_there_cannot_reverse(player: Player) -> None:
    assert not player.lane.back_out(1)


def test_a_car_arriving_waits_for_the_one_that_backs_out(player: Player) -> None:
    player.lane.arrive(Car())
    player.settle()
    player.lane.back_out(1)
    player.lane.arrive(Car())

    player.until(lambda: player.phase(1) is None)
    assert player.lane.vehicles[0].motion.position(player.now) <= -16.9
    player.settle()

    assert player.phase(2) is Phase.WAITING


def test_a_car_may_reverse_off_the_safety_loop(player: Player) -> None:
    """C rises then falls while A is again occupied: a passage that was none."""
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()
    player.until(lambda: Input.SAFETY_LOOP in player.inputs)

    player.lane.back_out(1)
    player.until(lambda: Input.SAFETY_LOOP not in player.inputs)

    assert Input.ARMING_LOOP in player.inputs


def test_cars_queue_and_close_up(player: Player) -> None:
    for _ in range(3):
        player.lane.arrive(Car())
    player.settle()
    fronts = [car.motion.position(player.now) for car in player.lane.vehicles]
    assert fronts == [-1.5, -8.5, -15.5]

    player.pulse()
    player.until(lambda: player.phase(1) is None)

    assert player.phase(2) is Phase.GOING


def test_the_arming_loop_comes_free_between_two_cars(player: Player) -> None:
    player.lane.arrive(Car())
    player.lane.arrive(Car())
    player.until(lambda: player.phase(2) is Phase.WAITING)
    player.pulse()
    player.until(lambda: Input.ARMING_LOOP not in player.inputs)
    free = player.now
    player.until(lambda: Input.ARMING_LOOP in player.inputs)

    assert player.now - free > 0.3


def test_a_red_light_holds_a_patient_driver(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.set(Output.RED)
    commanded.pulse()
    commanded.settle()
    assert commanded.phase(1) is Phase.WAITING

    commanded.set(Output.GREEN)
    commanded.settle()

    assert commanded.phase(1) is None


def test_a_pushy_driver_follows_through_red(commanded: Player) -> None:
    commanded.lane.arrive(Car(manner=Manner.PUSHY))
    commanded.set(Output.RED)
    commanded.pulse()
    commanded.settle()

    assert commanded.phase(1) is None


def test_nobody_minds_a_red_light_in_a_fire(player: Player) -> None:
    player.set(Output.RED)
    player.lane.arrive(Car())
    player.lane.switch(Fault.FIRE, on=True)
    player.settle()

    assert player.phase(1) is None


def test_a_driver_thinks_again_when_the_light_turns_red(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse()
    commanded.until(lambda: Input.OPEN_LIMIT in commanded.inputs)
    commanded.set(Output.RED)

    commanded.settle()

    assert commanded.phase(1) is Phase.WAITING
