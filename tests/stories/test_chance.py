"""Stories of chance: whatever traffic, orders and failures do, the boom never lies on a vehicle.

The story itself watches that, at every moment; here it is only told what happens.
"""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Output, Wiring
from simulator.world import CAR, MOTORCYCLE, PEDESTRIAN, Body, Car, Fault, Manner
from tests.stories.people import MEMBER_TAG, SECOND_TAG, STRANGER_TAG, THIRD_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL, fitted

pytestmark = pytest.mark.walk

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

MEMBERS = [(MEMBER_TAG,), (SECOND_TAG,), (THIRD_TAG,)]

CARS = st.builds(
    Car,
    tags=st.sampled_from([*MEMBERS * 3, (STRANGER_TAG,), ()]),
    manner=st.sampled_from(Manner),
    patience=st.none() | st.floats(5, 60),
    body=st.sampled_from([CAR] * 6 + [MOTORCYCLE, PEDESTRIAN, Body.with_trailer()]),
    inside=st.sampled_from([False] * 4 + [True]),
    parks=st.none() | st.floats(1, 60),
)
"""Mostly cars that may pass, and half of them stand under the boom for a while."""


def arriving(car: Car) -> Deed:
    return lambda told: told.arrive(car)


def backing_out(number: int) -> Deed:
    return lambda told: told.strip.back_out(number)


def rushing(number: int) -> Deed:
    return lambda told: told.strip.rush(number)


def ordering(action: Action) -> Deed:
    return lambda told: told.order(action, lasting=20)


def failing(fault: Fault, seconds: float) -> Deed:
    """Something is wrong for a while, and then somebody has looked."""

    def fail(told: Story) -> None:
        told.fault(fault)
        told.run(seconds)
        told.fault(fault, on=False)
        told.order(Action.RESET)

    return fail


def losing_power(seconds: float) -> Deed:
    """All is dark for a while, and then starts on what it finds."""

    def lose(told: Story) -> None:
        told.power_cut()
        told.run(seconds)
        told.power_up()

    return lose


ORDERS = [
    *(Action.OPEN, Action.CLOSE, Action.CLOSE, Action.STOP, Action.HOLD, Action.RELEASE),
    Action.RESET,
]
WHILES = st.floats(0.1, 20)
DEEDS = st.one_of(
    *[CARS.map(arriving)] * 4,
    st.integers(1, 6).map(backing_out),
    st.integers(1, 6).map(rushing),
    *[st.sampled_from(ORDERS).map(ordering)] * 2,
    st.builds(failing, st.sampled_from(FAULTS), WHILES),
    WHILES.map(losing_power),
    st.just(Story.power_up),
)

SCRIPTS = st.lists(st.tuples(DEEDS, st.floats(0.5, 30)), min_size=6, max_size=16)


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
