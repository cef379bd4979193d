import threading

import pytest
from gpiozero.pins.mock import MockFactory

from gate.core.model import Output
from gate.errors import DeviceError
from hardware.gpio_outputs import GpioOutputs
from tests.contract.gpio_rig import OUTPUTS, GpioRig
from tests.contract.waiting import until


def test_an_output_is_low_from_the_first_moment_to_the_last():
    """A relay board must not see a pulse at start or stop."""
    with GpioRig() as rig:
        pins = [rig.pin(output) for output in OUTPUTS]
        assert {pin.function for pin in pins} == {"output"}

    assert [state for pin in pins for _, state in pin.states] == [False] * len(OUTPUTS)


def test_closing_turns_off_and_can_be_repeated():
    with GpioRig() as rig:
        rig.outputs.energise(Output.OPEN, None)
        rig.outputs.close()

        assert [state for _, state in rig.pin(Output.OPEN).states] == [False, True, False]


def test_a_closed_set_of_outputs_does_nothing():
    with GpioRig() as rig:
        rig.outputs.close()
        rig.outputs.energise(Output.OPEN, 1.0)
        rig.outputs.release(Output.OPEN)
        rig.outputs.release_all()

        assert not rig.is_on(Output.OPEN)


def test_an_output_the_lane_does_not_have_is_no_error():
    factory = MockFactory()
    outputs = GpioOutputs("masuk", {Output.OPEN: 17}, factory)

    outputs.energise(Output.GREEN, None)
    outputs.release(Output.GREEN)

    assert not factory.pin(17).state
    outputs.close()


def test_the_watchdog_ends_with_the_outputs():
    with GpioRig():
        assert "outputs of masuk" in {thread.name for thread in threading.enumerate()}

    assert "outputs of masuk" not in {thread.name for thread in threading.enumerate()}


def test_an_output_that_cannot_be_turned_on_is_logged(caplog: pytest.LogCaptureFixture):
    with GpioRig() as rig:
        rig.pin(Output.OPEN).broken = True
        rig.outputs.energise(Output.OPEN, 1.0)
        rig.pin(Output.OPEN).broken = False

    assert "lane masuk, output open: cannot be turned on" in caplog.messages


async def test_an_output_that_cannot_be_turned_off_is_tried_again(
    caplog: pytest.LogCaptureFixture,
):
    with GpioRig() as rig:
        pin = rig.pin(Output.OPEN)
        rig.outputs.energise(Output.OPEN, None)
        pin.broken = True
        rig.outputs.release(Output.OPEN)
        rig.outputs.release_all()
        pin.broken = False

        await until(lambda: not rig.is_on(Output.OPEN))

    assert caplog.messages == ["lane masuk, output open: cannot be turned off"]


def test_a_pin_that_cannot_be_claimed_is_named_and_the_others_are_given_back():
    factory = MockFactory()

    with pytest.raises(DeviceError, match=r"lane masuk, output close, pin 17: .*in use"):
        GpioOutputs("masuk", {Output.OPEN: 17, Output.CLOSE: 17}, factory)

    GpioOutputs("masuk", {Output.OPEN: 17}, factory).close()
