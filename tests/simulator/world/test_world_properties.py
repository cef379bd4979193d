"""Whatever happens at a lane, its world stays possible."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.model import Direction, Input, Output, Wiring
from gate.core.settings import LaneSettings
from simulator.world import Car, Driving, Fault, Lane, Machine, Manner, Strip, World

Deed = Callable[[Lane], object]
HARMFUL = frozenset({Fault.BOOM_LIFTED, Fault.MOTOR_DEAD})
"""What moves or holds the boom against its board."""


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
    )
    return st.one_of(
        st.just(Lane.next_change),
        cars.map(lambda car: lambda lane: lane.arrive(car)),
        st.integers(1, 4).map(lambda number: lambda lane: lane.back_out(number)),
        st.builds(
            lambda fault, on: lambda lane: lane.switch(fault, on=on),
            st.sampled_from(sorted(faults)),
            st.booleans(),
        ),
    )


def stretches(faults: frozenset[Fault]) -> st.SearchStrategy[list[Stretch]]:
    stretch = st.builds(
        Stretch, deeds(faults), st.frozensets(st.sampled_from(Output)), st.floats(0, 12)
    )
    return st.lists(stretch, max_size=15)


def new_world(wiring: Wiring) -> World:
    return World(
        [
            LaneSettings(
                id="masuk",
                direction=Direction.IN,
                wiring=wiring,
                inputs=frozenset(Input),
                outputs=frozenset(Output),
            )
        ]
    )


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


@settings(deadline=None)
@given(WIRINGS, SCRIPTS)
def test_the_boom_stays_in_its_range_and_its_limits_tell_the_truth(
    wiring: Wiring, script: list[Stretch]
) -> None:
    machine = Machine()

    def look(lane: Lane) -> None:
        assert 0 <= lane.angle <= machine.open_angle
        down = lane.angle <= machine.closed_contact or Fault.CLOSED_LIMIT_STUCK in lane.faults
        up = lane.angle >= machine.open_contact or Fault.OPEN_LIMIT_STUCK in lane.faults
        assert (Input.CLOSED_LIMIT in lane.inputs) == down
        assert (Input.OPEN_LIMIT in lane.inputs) == up

    play(new_world(wiring), script, look)


@settings(deadline=None)
@given(WIRINGS, SCRIPTS)
def test_the_beam_is_broken_only_by_a_vehicle_in_it(wiring: Wiring, script: list[Stretch]) -> None:
    beam, length = Strip().beam[0], Driving().length

    def look(lane: Lane) -> None:
        fronts = [car.motion.position(lane.now) for car in lane.vehicles]
        broken = any(front - length <= beam <= front for front in fronts)
        blocked = Fault.PHOTOCELL_BLOCKED in lane.faults
        assert (Input.PHOTOCELL in lane.inputs) == (broken or blocked)

    play(new_world(wiring), script, look)


@settings(deadline=None)
@given(WIRINGS, SCRIPTS)
def test_no_vehicle_drives_into_another(wiring: Wiring, script: list[Stretch]) -> None:
    def look(lane: Lane) -> None:
        fronts = [car.motion.position(lane.now) for car in lane.vehicles]
        for ahead, behind in pairwise(fronts):
            assert ahead - Driving().length > behind

    play(new_world(wiring), script, look)


@settings(deadline=None)
@given(WIRINGS, stretches(frozenset(Fault) - HARMFUL))
def test_a_working_machine_never_lays_its_boom_on_a_vehicle(
    wiring: Wiring, script: list[Stretch]
) -> None:
    def look(lane: Lane) -> None:
        assert not lane.touching

    play(new_world(wiring), script, look)


@settings(deadline=None)
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
