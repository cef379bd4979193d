import pytest

from gate.core.values.model import Input, Output
from hardware.joined import JoinedInputs, JoinedOutputs
from tests.gate.fakes import HandInputs, NotedOutputs


def test_inputs_of_all_parts_are_one_sample():
    pins, board = HandInputs(Input.STOP), HandInputs(Input.FIRE)
    board.unknown = frozenset({Input.PHOTOCELL})

    assert JoinedInputs([pins, board]).sample() == (
        {Input.STOP, Input.FIRE},
        {Input.PHOTOCELL},
    )


def test_every_part_hears_what_is_to_be_switched():
    parts = [NotedOutputs(), NotedOutputs()]
    outputs = JoinedOutputs(parts)

    outputs.energise(Output.OPEN, 0.5)
    outputs.release(Output.OPEN)
    outputs.heartbeat()

    for part in parts:
        assert part.history == [("on", Output.OPEN, 0.5), ("off", Output.OPEN, None)]
        assert part.beats == 1


def test_all_are_released_although_one_fails():
    parts = [NotedOutputs(), NotedOutputs()]
    for part in parts:
        part.energise(Output.OPEN, None)
    parts[1].trouble = OSError("gone")

    with pytest.raises(OSError, match="gone"):
        JoinedOutputs(parts).release_all()

    assert [part.on for part in parts] == [set(), set()]
