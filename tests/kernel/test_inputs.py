"""What the contacts say when the kernel pulls their lines."""

from contextlib import closing

import pytest

from gate.config.gate_toml import PinInput
from gate.core.values.model import Input
from hardware.gpio.inputs import GpioInputs
from hardware.gpio.pin_factory import real_pins
from tests.kernel.chip import Chip

NONE: frozenset[Input] = frozenset()
LINE = 19


@pytest.mark.parametrize("contact", ["no", "nc"])
@pytest.mark.parametrize("pull", ["up", "down"])
def test_the_kernel_pulls_as_configured_and_an_open_wire_is_active_where_it_must(
    chip: Chip, pull: str, contact: str
):
    chip.pull(LINE, up=pull != "up")
    wired = PinInput(LINE, normally_closed=contact == "nc", pull=pull)
    with real_pins() as pins, closing(GpioInputs("masuk", {Input.STOP: wired}, pins)) as inputs:
        assert chip.is_pulled_up(LINE) == (pull == "up")
        assert inputs.sample() == ({Input.STOP} if contact == "nc" else NONE, NONE)


@pytest.mark.parametrize("contact", ["no", "nc"])
@pytest.mark.parametrize("pull", ["up", "down", "none"])
def test_a_contact_is_active_as_it_is_wired_each_time_it_moves(chip: Chip, pull: str, contact: str):
    wired = PinInput(LINE, normally_closed=contact == "nc", pull=pull)
    with real_pins() as pins, closing(GpioInputs("masuk", {Input.STOP: wired}, pins)) as inputs:
        for high in (True, False, True):
            chip.pull(LINE, up=high)
            found = "nc" if high == (pull == "down") else "no"

            assert inputs.sample() == ({Input.STOP} if found != contact else NONE, NONE)
