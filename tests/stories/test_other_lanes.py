"""A car passes at lanes fitted otherwise: with boards that close by themselves, without limits."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import LaneSettings
from tests.stories.people import MEMBER_TAG
from tests.stories.story import Story
from tests.stories.wirings import fitted

LIMITS = [{Input.CLOSED_LIMIT}, {Input.OPEN_LIMIT}, {Input.CLOSED_LIMIT, Input.OPEN_LIMIT}]

LANES = {
    "pulse_open-hold": fitted(Wiring.PULSE_OPEN, more={Output.HOLD}),
    **{
        f"{wiring}-board_closes": fitted(wiring, board_closes=True)
        for wiring in (Wiring.OPEN_CLOSE, Wiring.HOLD_OPEN, Wiring.STEP)
    },
    **{
        f"{wiring}-without-{'-'.join(sorted(limits))}": fitted(wiring, without=limits)
        for wiring in Wiring
        if wiring is not Wiring.STEP  # which needs both
        for limits in LIMITS
    },
}


@pytest.mark.parametrize("settings", LANES.values(), ids=LANES.keys())
def test_a_car_passes_by_one_opening_and_one_closing(settings: LaneSettings):
    told = Story(settings)
    told.run(5)
    told.car(tag=MEMBER_TAG)
    told.until("boom.closed")
    told.run(60)

    assert told.state is State.CLOSED
    assert told.strip.angle < 2.0
    counted = [told.kinds.count(kind) for kind in ("boom.opening", "passage.done", "boom.closed")]
    assert counted == [1, 1, 1]
    assert "boom.reopened" not in told.kinds
    assert told.alarms == []


@pytest.mark.parametrize("settings", LANES.values(), ids=LANES.keys())
def test_two_cars_pass_one_after_the_other(settings: LaneSettings):
    told = Story(settings)
    told.run(5)
    told.car(tag=MEMBER_TAG)
    told.car(tag="0100000005")
    told.wait(lambda: len(told.rows("passage.done")) == 2)
    told.run(60)

    assert [row.payload["vehicle"] for row in told.rows("passage.done")] == [1, 5]
    assert told.state is State.CLOSED
    assert told.alarms == []
