"""What every set of relays and lamps promises: it may turn off by itself, never on."""

import pytest

from gate.clock import monotonic
from gate.core.values.model import Output
from tests.contract.rigs import LaneRig
from tests.waiting import BOUND, until, wait_for

LEVELS = [output for output in Output if output is not Output.PERMIT]
"""All that can be on; a beat is not a level."""


def on(rig: LaneRig) -> set[Output]:
    return {output for output in Output if rig.is_on(output)}


def test_all_are_off_at_first(lane_rig: LaneRig):
    assert on(lane_rig) == set()


@pytest.mark.parametrize("output", LEVELS)
def test_an_output_is_on_until_released(lane_rig: LaneRig, output: Output):
    lane_rig.outputs.energise(output, None)
    assert on(lane_rig) == {output}

    lane_rig.outputs.release(output)
    assert on(lane_rig) == set()


def test_releasing_what_is_off_is_fine(lane_rig: LaneRig):
    for output in Output:
        lane_rig.outputs.release(output)
    lane_rig.outputs.release_all()

    assert on(lane_rig) == set()


def test_everything_is_released_at_once(lane_rig: LaneRig):
    for output in LEVELS:
        lane_rig.outputs.energise(output, BOUND)
    assert on(lane_rig) == set(LEVELS)

    lane_rig.outputs.release_all()

    assert on(lane_rig) == set()


@pytest.mark.parametrize("output", [Output.OPEN, Output.UP, Output.DOWN, Output.HOLD])
async def test_an_output_goes_off_by_itself_in_time_and_stays_off(
    lane_rig: LaneRig, output: Output
):
    began = monotonic()
    lane_rig.outputs.energise(output, 0.1)
    lane_rig.outputs.energise(Output.RED, None)

    await until(lambda: not lane_rig.is_on(output))

    assert monotonic() - began >= 0.1
    assert on(lane_rig) == {Output.RED}


async def test_energised_again_while_on_its_time_counts_anew(lane_rig: LaneRig):
    lane_rig.outputs.energise(Output.UP, 0.1)
    again = monotonic()
    lane_rig.outputs.energise(Output.UP, 0.3)

    await until(lambda: not lane_rig.is_on(Output.UP))

    assert monotonic() - again >= 0.3


def test_a_beat_switches_nothing_else(lane_rig: LaneRig):
    lane_rig.outputs.energise(Output.RED, None)
    for _ in range(5):
        lane_rig.outputs.heartbeat()
        assert on(lane_rig) - {Output.PERMIT} == {Output.RED}


def test_an_output_goes_off_by_itself_while_the_loop_hangs(lane_rig: LaneRig):
    """Nothing here gives an event loop a chance to run."""
    lane_rig.outputs.energise(Output.OPEN, 0.05)

    wait_for(lambda: not lane_rig.is_on(Output.OPEN))

    assert on(lane_rig) == set()


async def test_the_last_word_on_an_output_counts(lane_rig: LaneRig):
    lane_rig.outputs.energise(Output.OPEN, 0.05)
    lane_rig.outputs.energise(Output.OPEN, None)
    lane_rig.outputs.energise(Output.CLOSE, None)
    lane_rig.outputs.energise(Output.CLOSE, 0.1)

    await until(lambda: not lane_rig.is_on(Output.CLOSE))

    assert on(lane_rig) == {Output.OPEN}
