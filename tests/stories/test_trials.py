"""A technician tries one output while the lane is at rest."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from simulator.world import Fault
from tests.stories.people import MEMBER_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import MOVING, UP, fitted

RISES: dict[Wiring, tuple[Output, State]] = {
    Wiring.PULSE_OPEN: (Output.OPEN, State.CLOSED),
    Wiring.OPEN_CLOSE: (Output.OPEN, State.LATCHED),
    Wiring.STEP: (Output.STEP, State.LATCHED),
    Wiring.MOTOR: (Output.UP, State.UNKNOWN),
}
"""The relay that raises the boom, and where the lane finds itself afterwards."""

UNSEEN = {Input.MOVING}
"""Without it a trial outlasts the first motion of the boom."""


def trying(told: Story, output: Output) -> str | None:
    """A technician wants to try an output; return why not."""
    return told.order(Action.TEST_OUTPUT, value=output.value)


@pytest.mark.parametrize("wiring", RISES, ids=str)
def test_a_relay_that_is_tried_gives_one_pulse_and_the_lane_looks_where_the_boom_is(wiring):
    output, found = RISES[wiring]
    told = closed(fitted(wiring, without=UNSEEN))
    assert trying(told, output) is None
    assert (told.state, told.on & MOVING) == (State.COMMISSION, {output})
    told.run(told.settings.lanes[0].timing.pulse + 0.02)
    assert told.on.isdisjoint(MOVING)

    told.wait(lambda: told.state is State.BOOT)
    told.run(60)
    assert (told.state, told.pulses) == (found, [output])
    assert told.kinds.count("boom.tested") == 1


def test_a_motor_that_is_tried_lifts_the_boom_no_further_than_its_pulse_does():
    told = closed(fitted(Wiring.MOTOR, without=UNSEEN))
    trying(told, Output.UP)
    told.run(told.settings.lanes[0].timing.pulse)
    lifted = told.strip.angle
    told.run(60)

    assert 0.0 < lifted < UP / 3
    assert told.strip.angle == pytest.approx(lifted, abs=1.0)


@pytest.mark.parametrize("wiring", RISES, ids=str)
def test_nothing_is_tried_while_a_car_is_there(wiring):
    told = closed(wiring)
    told.car()
    told.run(3)

    assert trying(told, RISES[wiring][0]) == "obstructed"
    assert (told.state, told.pulses) == (State.CLOSED, [])


def test_a_car_that_arrives_ends_the_trial_and_is_let_in_once_the_lane_has_settled():
    told = closed(Wiring.OPEN_CLOSE)
    assert trying(told, Output.RED) is None
    told.car(tag=MEMBER_TAG)
    told.wait(lambda: told.state is not State.COMMISSION, within=2.9)
    assert told.state is State.BOOT

    told.until("passage.done")
    assert told.times("boom.found")[-1] - told.times("boom.tested")[0] >= 3.0


def test_a_stop_that_is_pressed_cuts_the_pulse_of_a_trial():
    told = closed(Wiring.OPEN_CLOSE)
    trying(told, Output.OPEN)
    told.fault(Fault.STOP_PRESSED)
    told.run(0.02)

    assert (told.state, told.on & MOVING) == (State.STOPPED, frozenset())
