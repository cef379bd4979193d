"""The real GPIO drivers on gpiozero's own pins for tests."""

import itertools
from typing import Self

from gpiozero.pins.mock import MockFactory, MockPin

from gate.config.gate_toml import PinInput
from gate.core.values.model import Input, Output
from hardware.gpio.inputs import GpioInputs
from hardware.gpio.outputs import GpioOutputs

_CONTACTS = itertools.cycle(itertools.product([False, True], ["up", "down", "none"]))
INPUTS = {
    name: PinInput(pin, normally_closed=closed, pull=pull)
    for pin, name, (closed, pull) in zip(itertools.count(4), Input, _CONTACTS)
}
OUTPUTS = {output: pin for pin, output in enumerate(Output, start=4)}
"""All of them are more than one board has pins for, so inputs and outputs have one each."""


def level(wired: PinInput, *, active: bool) -> bool:
    """Whether the contact makes its pin high: it switches to 3.3 V with pull "down"."""
    closed = active != wired.normally_closed
    return closed == (wired.pull == "down")


class FragilePin(MockPin):
    """A pin that can break: then nothing about it can be read or changed."""

    broken = False

    def _get_state(self) -> bool:
        self._give_up_when_broken()
        return bool(super()._get_state())

    def _set_state(self, value: bool) -> None:  # noqa: FBT001 - gpiozero's signature
        self._give_up_when_broken()
        super()._set_state(value)

    def _give_up_when_broken(self) -> None:
        if self.broken:
            raise OSError("I/O error")


class GpioRig:
    """One lane; `pin` gives the pin under a contact or relay."""

    def __init__(self) -> None:
        self._boards = [MockFactory(pin_class=FragilePin) for _ in range(2)]
        self.inputs = GpioInputs("masuk", INPUTS, self._boards[0])
        self.outputs = GpioOutputs("masuk", OUTPUTS, self._boards[1])
        for name in INPUTS:
            self.set_active(name, active=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.outputs.close()
        self.inputs.close()
        for board in self._boards:
            board.close()

    def pin(self, name: Input | Output) -> FragilePin:
        if isinstance(name, Input):
            return self._boards[0].pin(INPUTS[name].pin)
        return self._boards[1].pin(OUTPUTS[name])

    def set_active(self, name: Input, *, active: bool) -> None:
        if level(INPUTS[name], active=active):
            self.pin(name).drive_high()
        else:
            self.pin(name).drive_low()

    def make_unreadable(self, name: Input) -> None:
        self.pin(name).broken = True

    def is_on(self, output: Output) -> bool:
        return bool(self.pin(output).state)
