"""Whatever happens at a lane, its world stays possible."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.model import Input, Output, Wiring
from simulator.world import (
    CAR,
    MOTORCYCLE,
    PEDESTRIAN,
    TELLS,
    Body,
    Car,
    Fault,
    Lane,
    Machine,
    Manner,
    Strip,
    Vehicle,
    World,
)
from tests.simulator.world.lanes import BOARDS
from tests.simulator.world.lanes import lane as fitted

pytestmark = pytest.mark.walk

Deed = Callable[[Lane], object]
HARMFUL = frozenset(
    {
        Fault.BOOM_LIFTED,
        Fault.MOTOR_DEAD,
        Fault.BOARD_DEAD,
        Fault.DETECTOR_BLIND,
        Fault.DETECTOR_UNPLUGGED,
    }
)
"""What moves or holds the boom against its board, or hides a vehicle from it."""


@dataclass(frozen=True)
class Stretch:
    """Something done to the lane, then some seconds with the outputs held."""

    deed: Deed
    outputs: frozenset[Output]
    seconds: float


def deeds(faults: frozenset[Fault]) -> st.SearchStrategy[Deed]:
    cars = st.builds(
        Car,
        tags=st.sampled_from([(), ("01001293D8",)]),
        manner=st.sampled_from(Manner),
        patience=st.none() | st.floats(0, 20),
        body=st.sampled_from([CAR, CAR, MOTORCYCLE, PEDESTRIAN, Body.with_trailer()]),
        inside=st.booleans(),
        reaction=st.none() | st.floats(0, 5),
        parks=st.none() | st.floats(0, 20),
    )
    return st.one_of(
        st.just(Lane.next_change),
        cars.map(lambda car: lambda lane: lane.arrive(car)),
        st.integers(1, 4).map(lambda number: lambda lane: lane.back_out(number)),
        st.integers(1, 4).map(lambda number: lambda lane: lane.rush(number)),
        st.builds(
            lambda fault, on: lambda lane: lane.switch(fault, on=on),
            st.sampled_from(sorted(faults)),
            st.booleans(),
        ),
    )


OUTPUTS = st.frozensets(st.sampled_from(Output)).map(lambda some: some | {Output.STOP_PERMIT})
"""Mostly the board may move; a stretch without the permit would stop it."""


def stretches(faults: frozenset[Fault]) -> st.SearchStrategy[list[Stretch]]:
    stretch = st.builds(Stretch, deeds(faults), OUTPUTS, st.floats(0, 12))
    return st.lists(stretch, max_size=15)


def new_world(wiring: Wiring) -> World:
    return World([fitted(wiring, Output.HOLD, Output.STOP_PERMIT, Output.PERMIT)])


def play(world: World, script: list[Stretch], look: Callable[[Lane], None]) -> None:
    """Play the script from change to change and look at the lane at every one of them."""
    lane, now = world.lanes["masuk"], 0.0
    for stretch in script:
        stretch.deed(lane)
        outputs = {"masuk": stretch.outputs}
        world.step(now, outputs)
        end = now + stretch.seconds
        while (change := world.next_change(now)) is not None and change < end:
            assert change > now
            now = change
            world.step(now, outputs)
            look(lane)
        now = end
        world.step(now, outputs)
        look(lane)


WIRINGS = st.sampled_from(Wiring)
SCRIPTS = stretches(frozenset(Fault))


def telling(lane: Lane, sensor: Input) -> bool:
    """Whether some fault makes the sensor speak by that alone."""
    return any(TELLS.get(fault) is sensor for fault in lane.faults)


@given(WIRINGS, SCRIPTS)
def test_the_boom_stays_in_its_range_and_its_limits_tell_the_truth(
    wiring: Wiring, script: list[Stretch]
) -> None:
    machine = Machine()

    def look(lane: Lane) -> None:
        assert 0 <= lane.angle <= machine.open_angle
        down = lane.angle <= machine.closed_contact or telling(lane, Input.CLOSED_LIMIT)
        up = lane.angle >= machine.open_contact or telling(lane, Input.OPEN_LIMIT)
        assert (Input.CLOSED_LIMIT in lane.inputs) == down
        assert (Input.OPEN_LIMIT in lane.inputs) == up

    play(new_world(wiring), script, look)


def place(vehicle: Vehicle, now: float) -> tuple[float, float]:
    """From where to where on the strip it is, seen from outside."""
    front = vehicle.motion.position(now)
    ends = (front, vehicle.rear(front))
    return (-ends[0], -ends[1]) if vehicle.car.inside else (ends[1], ends[0])


@given(WIRINGS, SCRIPTS)
def test_the_beam_is_broken_only_by_somebody_in_it(wiring: Wiring, script: list[Stretch]) -> None:
    beam = Strip().beam[0]

    def look(lane: Lane) -> None:
        places = [place(vehicle, lane.now) for vehicle in lane.vehicles]
        broken = any(rear <= beam <= front for rear, front in places)
        assert (Input.PHOTOCELL in lane.inputs) == (broken or telling(lane, Input.PHOTOCELL))

    play(new_world(wiring), script, look)


@given(WIRINGS, SCRIPTS)
def test_no_vehicle_drives_into_another(wiring: Wiring, script: list[Stretch]) -> None:
    def look(lane: Lane) -> None:
        for side in (lane.outside, lane.inside):
            drivers = [each for each in side.vehicles if each.car.body.walking is None]
            for ahead, behind in pairwise(drivers):
                assert ahead.rear(ahead.motion.position(lane.now)) > behind.motion.position(
                    lane.now
                )

    play(new_world(wiring), script, look)


@given(WIRINGS, SCRIPTS)
def test_nobody_drives_against_the_traffic_under_the_boom(
    wiring: Wiring, script: list[Stretch]
) -> None:
    def look(lane: Lane) -> None:
        through = {each.car.inside for each in lane.vehicles if each.under((-1.0, 1.0), lane.now)}
        assert len(through) < 2

    play(new_world(wiring), script, look)


@given(st.sampled_from(BOARDS), stretches(frozenset(Fault) - HARMFUL))
def test_a_working_board_never_lays_its_boom_on_a_vehicle(
    wiring: Wiring, script: list[Stretch]
) -> None:
    def look(lane: Lane) -> None:
        assert not lane.touching

    play(new_world(wiring), script, look)


@given(WIRINGS, SCRIPTS, st.floats(0.02, 1.0))
def test_jumping_and_ticking_tell_the_same_story(
    wiring: Wiring, script: list[Stretch], tick: float
) -> None:
    """How often the world is stepped changes nothing: not the sensors, not what readers saw."""
    jumped, ticked = new_world(wiring), new_world(wiring)
    now = 0.0
    for stretch in script:
        outputs = {"masuk": stretch.outputs}
        end = now + stretch.seconds
        for world in (jumped, ticked):
            stretch.deed(world.lanes["masuk"])
            world.step(now, outputs)
        seen = jumped.step(end, outputs)
        seen_ticking = []
        for beat in range(1, int(stretch.seconds / tick)):
            seen_ticking += ticked.step(now + beat * tick, outputs)
        seen_ticking += ticked.step(end, outputs)
        now = end

        assert ticked.inputs("masuk") == jumped.inputs("masuk")
        assert [each.text for each in seen_ticking] == [each.text for each in seen]
