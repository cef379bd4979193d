"""Stories of chance: whatever traffic, orders and failures do, the boom never lies on a vehicle.

The story itself watches that, at every moment; here it is only told what happens.
"""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.barrier_state import State
from gate.core.events import Action
from gate.core.model import Output, Wiring
from simulator.world import CAR, MOTORCYCLE, PEDESTRIAN, Body, Car, Fault, Manner
from tests.stories.people import MEMBER_TAG, SECOND_TAG, STRANGER_TAG, THIRD_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL, fitted

Deed = Callable[[Story], object]

FAULTS = [
    Fault.STOP_PRESSED,
    Fault.FIRE,
    Fault.PHOTOCELL_BLOCKED,
    Fault.BOOM_DETACHED,
    Fault.BOARD_ALARM,
    Fault.RELAY_WELDED,
    Fault.CLOSED_LIMIT_STUCK,
    Fault.OPEN_LIMIT_STUCK,
    Fault.MOVING_STUCK,
    Fault.ARMING_LOOP_STUCK,
    Fault.INNER_LOOP_STUCK,
    Fault.SAFETY_LOOP_STUCK,
    Fault.DETECTOR_UNPLUGGED,
    Fault.DETECTOR_ALARM,
    Fault.MAINTENANCE,
    Fault.KEY_OPEN,
    Fault.KEY_CLOSE,
    Fault.KEY_RESET,
    Fault.MAINS_LOST,
]
"""All that leaves the machine obedient and the beam in sight of who is under the boom."""

CARS = st.builds(
    Car,
    tags=st.sampled_from([(MEMBER_TAG,), (SECOND_TAG,), (THIRD_TAG,), (STRANGER_TAG,), ()]),
    manner=st.sampled_from(Manner),
    patience=st.none() | st.floats(5, 60),
    body=st.sampled_from([CAR, CAR, CAR, CAR, MOTORCYCLE, PEDESTRIAN, Body.with_trailer()]),
    inside=st.sampled_from([False, False, True]),
    parks=st.none() | st.none() | st.floats(1, 60),
)


def _back_out(number: int) -> Deed:
    return lambda told: told.strip.back_out(number)


def _rush(number: int) -> Deed:
    return lambda told: told.strip.rush(number)


DEEDS = st.one_of(
    *[CARS.map(lambda car: lambda told: told.arrive(car))] * 3,
    st.integers(1, 6).map(_back_out),
    st.integers(1, 6).map(_rush),
    st.sampled_from([Action.OPEN, Action.CLOSE, Action.RESET, Action.RELEASE]).map(
        lambda action: lambda told: told.order(action)
    ),
    st.just(lambda told: told.order(Action.HOLD, lasting=20)),
    st.sampled_from(FAULTS).map(lambda fault: lambda told: told.fault(fault)),
    st.sampled_from(FAULTS).map(lambda fault: lambda told: told.fault(fault, on=False)),
    st.sampled_from([Story.power_cut, Story.crash, Story.power_up]),
)

SCRIPTS = st.lists(st.tuples(DEEDS, st.floats(0.5, 12)), min_size=6, max_size=16)


@pytest.mark.parametrize("wiring", ALL, ids=str)
@settings(deadline=None, max_examples=40)
@given(script=SCRIPTS)
def test_the_boom_never_lies_on_a_vehicle(wiring: Wiring, script: list[tuple[Deed, float]]):
    told = closed(fitted(wiring, free_exit=True, more={Output.STOP_PERMIT}))
    for deed, seconds in script:
        deed(told)
        told.run(seconds)


@pytest.mark.parametrize("wiring", ALL, ids=str)
@settings(deadline=None, max_examples=10)
@given(script=st.lists(st.tuples(CARS, st.floats(0.5, 12)), min_size=2, max_size=6))
def test_when_traffic_ends_the_boom_comes_down(wiring: Wiring, script: list[tuple[Car, float]]):
    """With everything in order, and whoever waits in vain sent away."""
    told = closed(fitted(wiring, free_exit=True))
    for car, seconds in script:
        told.arrive(car)
        told.run(seconds)
    for _ in range(len(script) + 1):
        told.run(60)
        for vehicle in told.strip.vehicles:
            told.strip.back_out(vehicle.number)
    told.run(60)

    assert told.strip.vehicles == ()
    assert told.state is State.CLOSED
