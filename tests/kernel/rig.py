"""The real GPIO drivers on real lines of the kernel, as a rig of the contract tests."""

from collections import defaultdict
from contextlib import ExitStack, closing
from typing import Self

import lgpio

from gate.core.values.model import Input, Output
from hardware.gpio.inputs import GpioInputs
from hardware.gpio.lgpio_pins import RestingFactory
from hardware.gpio.outputs import GpioOutputs
from tests.contract.gpio_rig import INPUTS, OUTPUTS, level
from tests.kernel.chip import Chip


def pins_of(chip: Chip) -> RestingFactory:
    """The pins of one chip; gpiozero itself thinks that there is but one."""
    factory = RestingFactory(chip.number)
    factory.pins = {}
    factory._reservations = defaultdict(list)
    return factory


class KernelRig:
    """Inputs on one chip, outputs on another: one has not lines enough. `rest` makes it as new."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._near = stack.enter_context(Chip("inputs"))
            self._far = stack.enter_context(Chip("outputs"))
            self._contacts = stack.enter_context(closing(pins_of(self._near)))
            relays = stack.enter_context(closing(pins_of(self._far)))
            self.inputs = stack.enter_context(closing(GpioInputs("masuk", INPUTS, self._contacts)))
            self.outputs = stack.enter_context(closing(GpioOutputs("masuk", OUTPUTS, relays)))
            self._stranger = lgpio.gpiochip_open(self._near.number)
            stack.callback(lgpio.gpiochip_close, self._stranger)
            self._stolen: set[int] = set()
            self._claims = stack.pop_all()
        return self

    def __exit__(self, *reason: object) -> None:
        self._claims.close()

    def rest(self) -> None:
        """Nothing is active, nothing on, and every line back in our hand."""
        self.outputs.release_all()
        for pin in self._stolen:
            lgpio.gpio_free(self._stranger, pin)
        self._stolen.clear()
        for name in INPUTS:
            self.set_active(name, active=False)

    def set_active(self, name: Input, *, active: bool) -> None:
        self._near.pull(INPUTS[name].pin, up=level(INPUTS[name], active=active))

    def make_unreadable(self, name: Input) -> None:
        """Let somebody else claim the line."""
        pin = INPUTS[name].pin
        lgpio.gpio_free(self._contacts._handle, pin)
        lgpio.gpio_claim_input(self._stranger, pin)
        self._stolen.add(pin)

    def is_on(self, output: Output) -> bool:
        return self._far.is_high(OUTPUTS[output])
