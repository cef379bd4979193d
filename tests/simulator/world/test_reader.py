"""What readers see of the vehicles in a lane."""

from itertools import pairwise

import pytest

from gate.core.values.model import Input, Medium
from simulator.world import Car, Phase, Report
from tests.simulator.world.player import Player

TAG, PLATE = "01001293D8", "N 1234 AP"


def test_the_reader_repeats_a_tag_while_it_is_in_the_field(player: Player) -> None:
    player.lane.arrive(Car.showing(tag=TAG))
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.step(player.now + 1.0)

    times = [sighting.at for sighting in player.seen]
    assert {(each.medium, each.text) for each in player.seen} == {(Medium.TAG, TAG)}
    assert len(times) > 15
    assert all(later - sooner == pytest.approx(0.065) for sooner, later in pairwise(times[1:]))


def test_a_tag_beyond_the_boom_is_read_no_more(player: Player) -> None:
    player.lane.arrive(Car.showing(tag=TAG))
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()
    player.until(lambda: Input.ARMING_LOOP not in player.inputs)
    player.seen.clear()

    player.settle()

    assert player.seen == []


def test_the_camera_reports_a_plate_three_times(player: Player) -> None:
    player.lane.arrive(Car.showing(plate=PLATE))
    player.settle()

    assert [(each.medium, each.text, each.confidence) for each in player.seen] == [
        (Medium.PLATE, PLATE, 0.88),
        (Medium.PLATE, PLATE, 0.93),
        (Medium.PLATE, PLATE, 0.97),
    ]


def test_the_camera_may_change_its_mind(player: Player) -> None:
    player.lane.arrive(Car(reports=(Report("N 12E4 AP", 0.6), Report(PLATE, 0.95))))
    player.settle()

    assert [each.text for each in player.seen] == ["N 12E4 AP", PLATE]
