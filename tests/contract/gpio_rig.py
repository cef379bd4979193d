"""The real GPIO drivers on gpiozero's own pins for tests."""

from typing import Self

from gpiozero.pins.mock import MockFactory, MockPin

from gate.config import PinInput
from gate.core.model import Input, Output
from hardware.gpio_inputs import GpioInputs
from hardware.gpio_outputs import GpioOutputs

INPUTS = {
    Input.CLOSED_LIMIT: PinInput(5, normally_closed=False, pull="up"),
    Input.OPEN_LIMIT: PinInput(6, normally_closed=False, pull="down"),
    Input.SAFETY_LOOP: PinInput(13, normally_closed=True, pull="up"),
    Input.ARMING_LOOP: PinInput(12, normally_closed=False, pull="none"),
    Input.PHOTOCELL: PinInput(16, normally_closed=True, pull="down"),
    Input.STOP: PinInput(19, normally_closed=True, pull="none"),
    Input.FIRE: PinInput(20, normally_closed=True, pull="up"),
}
OUTPUTS = {Output.OPEN: 17, Output.CLOSE: 27, Output.RED: 22, Output.GREEN: 23}


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
        self.factory = MockFactory(pin_class=FragilePin)
        self.inputs = GpioInputs("masuk", INPUTS, self.factory)
        self.outputs = GpioOutputs("masuk", OUTPUTS, self.factory)
        for name in INPUTS:
            self.set_active(name, active=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.outputs.close()
        self.inputs.close()
        self.factory.close()

    def pin(self, name: Input | Output) -> FragilePin:
        number = INPUTS[name].pin if isinstance(name, Input) else OUTPUTS[name]
        return self.factory.pin(number)

    def set_active(self, name: Input, *, active: bool) -> None:
        wired = INPUTS[name]
        closed = active != wired.normally_closed
        if closed == (wired.pull == "down"):
            self.pin(name).drive_high()
        else:
            self.pin(name).drive_low()

    def make_unreadable(self, name: Input) -> None:
        self.pin(name).broken = True

    def is_on(self, output: Output) -> bool:
        return bool(self.pin(output).state)
