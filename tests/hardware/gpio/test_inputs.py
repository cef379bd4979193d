import logging

import pytest
from gpiozero.pins.mock import MockFactory

from gate.config.gate_toml import PinInput
from gate.core.values.model import Input
from gate.errors import DeviceError
from hardware.gpio.inputs import GpioInputs
from tests.contract.gpio_rig import GpioRig

NONE: frozenset[Input] = frozenset()


@pytest.mark.parametrize(
    ("contact", "pull", "active_level"),
    [
        ("no", "up", "low"),
        ("no", "none", "low"),
        ("no", "down", "high"),
        ("nc", "up", "high"),
        ("nc", "none", "high"),
        ("nc", "down", "low"),
    ],
)
def test_contact_and_pull_decide_what_a_level_means(contact: str, pull: str, active_level: str):
    factory = MockFactory()
    wired = PinInput(19, normally_closed=contact == "nc", pull=pull)
    inputs = GpioInputs("masuk", {Input.STOP: wired}, factory)

    factory.pin(19).drive_high()
    when_high, _ = inputs.sample()
    factory.pin(19).drive_low()
    when_low, _ = inputs.sample()

    assert when_high == ({Input.STOP} if active_level == "high" else NONE)
    assert when_low == (NONE if active_level == "high" else {Input.STOP})
    inputs.close()


@pytest.mark.parametrize("pull", ["up", "down"])
def test_a_broken_wire_of_a_normally_closed_contact_is_active(pull: str):
    """Nothing drives the pin: the pull decides."""
    factory = MockFactory()
    inputs = GpioInputs(
        "masuk", {Input.STOP: PinInput(19, normally_closed=True, pull=pull)}, factory
    )

    assert inputs.sample() == ({Input.STOP}, NONE)
    inputs.close()


def test_an_unreadable_input_is_logged_once_and_when_it_is_back(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    with GpioRig() as rig:
        rig.make_unreadable(Input.STOP)
        for _ in range(3):
            rig.inputs.sample()
        rig.pin(Input.STOP).broken = False
        for _ in range(3):
            assert rig.inputs.sample() == (NONE, NONE)

    assert caplog.messages == [
        "lane masuk, input stop: cannot be read: I/O error",
        "lane masuk, input stop: can be read again",
    ]


def test_a_pin_that_cannot_be_claimed_is_named_and_the_others_are_given_back():
    factory = MockFactory()
    pins = {
        Input.STOP: PinInput(19, normally_closed=True, pull="up"),
        Input.FIRE: PinInput(2, normally_closed=True, pull="down"),
    }

    with pytest.raises(DeviceError, match=r"lane masuk, input fire, pin 2: .*fixed pull"):
        GpioInputs("masuk", pins, factory)

    GpioInputs("masuk", {Input.STOP: pins[Input.STOP]}, factory).close()


def test_closing_gives_the_pins_back():
    factory = MockFactory()
    for _ in range(2):
        GpioInputs(
            "masuk", {Input.STOP: PinInput(19, normally_closed=True, pull="up")}, factory
        ).close()
