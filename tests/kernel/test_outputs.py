"""What the kernel sees of the relays, from before they are claimed until after they are let go."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from gate.core.values.model import Output
from hardware.gpio.outputs import GpioOutputs
from hardware.gpio.pin_factory import real_pins
from tests.kernel.chip import Chip, keep_levels
from tests.waiting import until

PINS = {Output.OPEN: 17, Output.UP: 22, Output.DOWN: 23, Output.HOLD: 24, Output.PERMIT: 25}


@contextmanager
def claimed() -> Iterator[GpioOutputs]:
    with real_pins() as pins, closing(GpioOutputs("masuk", PINS, pins)) as outputs:
        yield outputs


@pytest.fixture(params=[False, True], ids=["frees", "keeps"])
def kernel(request: pytest.FixtureRequest) -> Iterator[None]:
    """What it does with the level of a line that is let go."""
    keep_levels(on=request.param)
    yield
    keep_levels(on=False)


def test_a_relay_is_claimed_low_in_one_step_and_let_go_low(chip: Chip):
    with claimed():
        pass

    for line in PINS.values():
        steps = [change.what for change in chip.changes() if change.line == line]
        claim = steps.index("out")
        assert steps[:claim] == ["in", "low"]
        assert "high" not in steps
        assert steps[-1] == "in"


@pytest.mark.usefixtures("kernel")
def test_what_pulls_a_relay_up_loses_from_the_claim_to_after_the_end(chip: Chip):
    for line in PINS.values():
        chip.pull(line, up=True)

    with claimed():
        assert not any(chip.is_high(line) for line in PINS.values())

    assert not any(chip.is_high(line) or chip.is_pulled_up(line) for line in PINS.values())


@pytest.mark.usefixtures("kernel")
def test_whatever_is_on_at_the_end_is_off_afterwards_and_free_to_be_claimed(chip: Chip):
    for _ in range(2):
        with claimed() as outputs:
            outputs.energise(Output.OPEN, 5.0)
            outputs.energise(Output.UP, 5.0)
            outputs.energise(Output.HOLD, None)
            outputs.heartbeat()
            assert chip.is_high(PINS[Output.HOLD])

        assert not any(chip.is_high(line) for line in PINS.values())


async def test_a_motor_relay_drops_by_itself_once_and_a_repeat_extends_it_without_a_gap(chip: Chip):
    line = PINS[Output.UP]
    with claimed() as outputs:
        chip.forget()
        outputs.energise(Output.UP, 0.2)
        outputs.energise(Output.UP, 0.4)
        await until(lambda: not chip.is_high(line))
        first, again, off = [change for change in chip.changes() if change.line == line]

    assert [first.what, again.what, off.what] == ["high", "high", "low"]
    assert off.at - again.at >= 0.4


async def test_permit_beats_and_rests_low(chip: Chip):
    with claimed() as outputs:
        chip.forget()
        for _ in range(5):
            outputs.heartbeat()
        await until(lambda: not chip.is_high(PINS[Output.PERMIT]))

        beats = chip.driven(PINS[Output.PERMIT])

    # Five changes and the rest; on a slow machine it has come to rest in between as well.
    assert 3 <= beats.count("high") <= 5
    assert beats == ["high", "low"] * beats.count("high")
