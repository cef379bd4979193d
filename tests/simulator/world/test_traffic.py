"""Traffic from both sides, and who parks, squeezes, rushes or walks."""

import pytest

from gate.core.values.model import Input, Output
from simulator.world import PEDESTRIAN, Car, Manner, Phase
from tests.simulator.world.player import QUIET, Player


def test_a_car_from_inside_leaves_the_other_way(commanded: Player) -> None:
    """B↑, C↑, B↓, then A↑ and C↓."""
    inner, centre, outer = Input.INNER_LOOP, Input.SAFETY_LOOP, Input.ARMING_LOOP
    commanded.lane.arrive(Car(inside=True))
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    assert commanded.inputs == QUIET | {inner}
    commanded.pulse()

    told = commanded.changes(inner, centre, outer)

    assert told == [(centre, True), (inner, False), (outer, True), (centre, False), (outer, False)]


def test_a_car_from_outside_passes_the_inner_loop_last(commanded: Player) -> None:
    inner, centre, outer = Input.INNER_LOOP, Input.SAFETY_LOOP, Input.ARMING_LOOP
    commanded.lane.arrive(Car())
    commanded.pulse()

    told = commanded.changes(inner, centre, outer)

    assert told == [
        (outer, True),
        (centre, True),
        (outer, False),
        (inner, True),
        (centre, False),
        (inner, False),
    ]


def test_a_reader_sees_the_tag_of_a_car_that_leaves(commanded: Player) -> None:
    commanded.lane.arrive(Car(tags=("0100000002",), inside=True))
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    assert commanded.seen == []
    commanded.pulse()

    commanded.settle()

    assert {sighting.text for sighting in commanded.seen} == {"0100000002"}


def test_two_who_meet_go_one_after_the_other(commanded: Player) -> None:
    commanded.lane.arrive(Car(inside=True))
    commanded.lane.arrive(Car())
    commanded.until(lambda: {commanded.phase(1), commanded.phase(2)} == {Phase.WAITING})
    commanded.pulse()
    commanded.until(lambda: commanded.phase(2) is Phase.GOING)
    assert commanded.phase(1) is Phase.WAITING

    commanded.until(lambda: commanded.phase(2) is None)
    assert commanded.phase(1) is Phase.WAITING
    commanded.settle()

    assert commanded.phase(1) is None


def test_a_car_parks_under_the_boom_for_its_time(commanded: Player) -> None:
    commanded.lane.arrive(Car(parks=60.0))
    commanded.pulse()
    commanded.until(lambda: commanded.lane.outside.under_boom(commanded.now))
    commanded.until(lambda: commanded.front(1) == pytest.approx(2.25))
    stopped = commanded.now

    commanded.until(lambda: commanded.phase(1) is Phase.GOING)

    assert commanded.now - stopped == pytest.approx(60.0)
    commanded.settle()
    assert commanded.phase(1) is None


def test_the_next_car_stays_behind_one_that_parks(commanded: Player) -> None:
    commanded.lane.arrive(Car(parks=60.0))
    commanded.lane.arrive(Car(manner=Manner.TAILGATING))
    commanded.pulse()
    commanded.until(lambda: commanded.front(1) == pytest.approx(2.25))
    commanded.step(commanded.now + 30.0)
    assert commanded.phase(2) is Phase.WAITING
    assert commanded.front(2) < -2.25

    commanded.settle()

    assert commanded.lane.vehicles == ()


def test_a_car_under_the_boom_may_reverse_out(commanded: Player) -> None:
    commanded.lane.arrive(Car(parks=60.0))
    commanded.pulse()
    commanded.until(lambda: commanded.phase(1) is Phase.STANDING)
    commanded.step(commanded.now + 10.0)

    assert commanded.lane.back_out(1)

    assert commanded.changes(Input.ARMING_LOOP, Input.SAFETY_LOOP) == [
        (Input.ARMING_LOOP, True),
        (Input.SAFETY_LOOP, False),
        (Input.ARMING_LOOP, False),
    ]


def test_nobody_reverses_through_a_boom_already_passed(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.pulse()
    commanded.until(lambda: Input.SAFETY_LOOP in commanded.inputs)
    commanded.until(lambda: Input.SAFETY_LOOP not in commanded.inputs)

    assert not commanded.lane.back_out(1)


def test_two_cars_bumper_to_bumper_are_one_to_every_loop(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.lane.arrive(Car(manner=Manner.TAILGATING))
    commanded.until(lambda: commanded.phase(2) is Phase.WAITING)
    commanded.pulse()

    told = commanded.changes(Input.ARMING_LOOP, Input.SAFETY_LOOP)

    assert told == [
        (Input.SAFETY_LOOP, True),
        (Input.ARMING_LOOP, False),
        (Input.SAFETY_LOOP, False),
    ]


def test_a_driver_may_take_long_to_notice(commanded: Player) -> None:
    commanded.lane.arrive(Car(reaction=20.0))
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse()
    commanded.until(lambda: Input.OPEN_LIMIT in commanded.inputs)
    opened = commanded.now

    commanded.until(lambda: commanded.phase(1) is Phase.GOING)

    assert commanded.now - opened == pytest.approx(20.0)


def test_a_driver_may_go_at_once(commanded: Player) -> None:
    commanded.lane.arrive(Car(reaction=0.0))
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse()

    commanded.until(lambda: Input.OPEN_LIMIT in commanded.inputs)

    assert commanded.phase(1) is Phase.GOING


def test_a_driver_may_rush_under_a_closing_boom(commanded: Player) -> None:
    commanded.pulse()
    commanded.set(Output.RED)
    commanded.lane.arrive(Car())
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse(Output.CLOSE)
    commanded.until(lambda: Input.OPEN_LIMIT not in commanded.inputs)

    assert commanded.lane.rush(1)
    commanded.until(lambda: Input.OPEN_LIMIT in commanded.inputs)

    assert not commanded.lane.touching


def test_only_the_foremost_who_waits_can_rush_and_never_through_a_lowered_boom(
    commanded: Player,
) -> None:
    for _ in range(3):
        commanded.lane.arrive(Car())
    commanded.set(Output.RED)
    commanded.settle()
    assert not commanded.lane.rush(1)
    commanded.pulse()
    commanded.settle()

    assert not commanded.lane.rush(2)
    assert commanded.lane.rush(1)
    assert not commanded.lane.rush(3)


def test_nobody_rushes_into_one_who_parks(commanded: Player) -> None:
    commanded.lane.arrive(Car(parks=60.0))
    commanded.lane.arrive(Car())
    commanded.pulse()
    commanded.until(lambda: commanded.front(1) == pytest.approx(2.25))
    commanded.until(lambda: commanded.phase(2) is Phase.WAITING)

    assert not commanded.lane.rush(2)


def test_nobody_rushes_against_who_comes(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.lane.arrive(Car(inside=True))
    commanded.until(lambda: {commanded.phase(1), commanded.phase(2)} == {Phase.WAITING})
    commanded.pulse()
    commanded.until(lambda: commanded.phase(1) is Phase.GOING)

    assert not commanded.lane.rush(2)


def test_somebody_on_foot_breaks_the_beam_and_passes_the_queue(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.lane.arrive(Car(body=PEDESTRIAN))

    told = commanded.changes(Input.PHOTOCELL, Input.SAFETY_LOOP)

    assert told == [(Input.PHOTOCELL, True), (Input.PHOTOCELL, False)]
    assert [commanded.phase(1), commanded.phase(2)] == [Phase.WAITING, None]
    assert commanded.lane.back_out(1)
