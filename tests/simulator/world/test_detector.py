"""The safety loop and its detector: who is seen, and when nobody is."""

import pytest

from gate.core.values.model import Input, Wiring
from simulator.world import CAR, MOTORCYCLE, TELLS, Body, Car, Fault, Phase, World
from simulator.world.detector import Detector
from tests.simulator.world.lanes import lane
from tests.simulator.world.player import QUIET, Player

NOBODY: frozenset[int] = frozenset()
ONE = frozenset({1})


def test_without_power_it_says_occupied() -> None:
    assert Detector().look(NOBODY, powered=False).occupied(NOBODY)


def test_with_power_it_says_who_is_there() -> None:
    detector = Detector().look(ONE, powered=True)

    assert detector.occupied(ONE)
    assert not detector.occupied(NOBODY)


def test_it_tunes_itself_to_whoever_stands_there_when_power_returns() -> None:
    dead = Detector().look(ONE, powered=False)

    tuned = dead.look(ONE, powered=True)

    assert not tuned.occupied(ONE)
    assert tuned.occupied(frozenset({1, 2}))


def test_it_sees_a_vehicle_again_that_has_left_since() -> None:
    tuned = Detector().look(ONE, powered=False).look(ONE, powered=True)

    assert tuned.look(NOBODY, powered=True).look(ONE, powered=True).occupied(ONE)


def standing(player: Player, body: Body = CAR) -> None:
    """Let a vehicle park under the boom for a minute."""
    player.lane.arrive(Car(body=body, parks=60.0))
    player.pulse()
    player.until(lambda: player.phase(1) is Phase.STANDING and player.front(1) > 2.0)


def test_a_power_cut_hides_who_stands_on_the_loop(commanded: Player) -> None:
    standing(commanded)
    commanded.lane.switch(Fault.DETECTOR_UNPLUGGED, on=True)
    assert commanded.inputs >= {Input.SAFETY_LOOP, Input.LOOP_FAULT}

    commanded.lane.switch(Fault.DETECTOR_UNPLUGGED, on=False)
    assert not commanded.inputs & {Input.SAFETY_LOOP, Input.LOOP_FAULT}
    assert Input.PHOTOCELL in commanded.inputs
    commanded.settle()
    commanded.lane.arrive(Car())
    commanded.until(lambda: Input.SAFETY_LOOP in commanded.inputs)


def test_a_blind_detector_sees_nobody(commanded: Player) -> None:
    commanded.lane.switch(Fault.DETECTOR_BLIND, on=True)
    standing(commanded)
    assert Input.SAFETY_LOOP not in commanded.inputs

    commanded.lane.switch(Fault.DETECTOR_BLIND, on=False)

    assert Input.SAFETY_LOOP in commanded.inputs


def test_a_blind_detector_without_power_says_occupied(commanded: Player) -> None:
    commanded.lane.switch(Fault.DETECTOR_BLIND, on=True)

    commanded.lane.switch(Fault.DETECTOR_UNPLUGGED, on=True)

    assert Input.SAFETY_LOOP in commanded.inputs


def test_the_board_shares_the_detector(player: Player) -> None:
    """Unplugged, a barrier that closes by itself stays up."""
    player.lane.switch(Fault.DETECTOR_UNPLUGGED, on=True)
    player.pulse()
    player.settle()
    assert Input.OPEN_LIMIT in player.inputs

    player.lane.switch(Fault.DETECTOR_UNPLUGGED, on=False)
    player.settle()

    assert player.inputs == QUIET


def test_no_loop_sees_a_motorcycle_but_the_beam_does(commanded: Player) -> None:
    commanded.lane.arrive(Car(body=MOTORCYCLE))
    commanded.pulse()

    told = commanded.changes(Input.ARMING_LOOP, Input.SAFETY_LOOP, Input.PHOTOCELL)

    assert told == [(Input.PHOTOCELL, True), (Input.PHOTOCELL, False)]


@pytest.mark.parametrize("gap", [0.5, 2.75, 3.25, 5.0])
def test_a_loop_loses_a_trailer_between_its_axles(commanded: Player, gap: float) -> None:
    """For as long as the gap exceeds the loop, 2.5 m, at 2.5 m/s."""
    commanded.lane.arrive(Car(body=Body.with_trailer(gap)))
    commanded.pulse()
    commanded.until(lambda: Input.SAFETY_LOOP in commanded.inputs)
    commanded.until(lambda: Input.SAFETY_LOOP not in commanded.inputs)
    lost = commanded.now
    if gap > 2.5:
        assert Input.PHOTOCELL in commanded.inputs
        commanded.until(lambda: Input.SAFETY_LOOP in commanded.inputs)
        assert commanded.now - lost == pytest.approx(gap / 2.5 - 1, abs=1e-4)
        commanded.until(lambda: Input.SAFETY_LOOP not in commanded.inputs)

    assert not commanded.lane.outside.under_boom(commanded.now)


def test_the_drawbar_counts_as_vehicle_under_the_boom() -> None:
    player = Player(World([lane(Wiring.OPEN_CLOSE)]))
    player.lane.arrive(Car(body=Body.with_trailer(5.0)))
    player.pulse()
    player.until(lambda: Input.SAFETY_LOOP in player.inputs)
    player.until(lambda: Input.SAFETY_LOOP not in player.inputs)

    assert player.lane.outside.under_boom(player.now)


@pytest.mark.parametrize(("fault", "told"), TELLS.items())
def test_a_fault_shows_at_its_input_and_ends(player: Player, fault: Fault, told: Input) -> None:
    player.lane.switch(fault, on=True)
    assert told in player.inputs

    player.lane.switch(fault, on=False)

    assert player.inputs - {Input.MOVING} == QUIET
