"""What every set of sampled inputs promises."""

import pytest

from gate.core.values.model import Input
from tests.contract.rigs import LaneRig

NONE: frozenset[Input] = frozenset()


def test_all_quiet_is_nothing_active_and_nothing_unknown(lane_rig: LaneRig):
    assert lane_rig.inputs.sample() == (NONE, NONE)


@pytest.mark.parametrize("name", list(Input))
def test_an_input_is_active_exactly_while_it_is(lane_rig: LaneRig, name: Input):
    lane_rig.set_active(name, active=True)
    assert lane_rig.inputs.sample() == ({name}, NONE)

    lane_rig.set_active(name, active=False)
    assert lane_rig.inputs.sample() == (NONE, NONE)


def test_all_can_be_active_at_once(lane_rig: LaneRig):
    for name in Input:
        lane_rig.set_active(name, active=True)

    assert lane_rig.inputs.sample() == (set(Input), NONE)


@pytest.mark.parametrize("name", list(Input))
def test_an_input_that_cannot_be_read_is_unknown_and_alone(lane_rig: LaneRig, name: Input):
    other = next(other for other in Input if other is not name)
    lane_rig.set_active(other, active=True)
    lane_rig.make_unreadable(name)

    assert lane_rig.inputs.sample() == ({other}, {name})
