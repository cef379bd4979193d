import threading

import pytest
from gpiozero.pins.mock import MockFactory

from gate.clock import monotonic
from gate.core.values.model import Output
from gate.errors import DeviceError
from hardware.gpio.outputs import BEAT_LASTS, GpioOutputs
from tests.contract.gpio_rig import OUTPUTS, GpioRig
from tests.waiting import until


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


def test_permit_changes_with_every_beat():
    """On a slow machine it has come to rest between two beats as well."""
    with GpioRig() as rig:
        for _ in range(4):
            rig.outputs.heartbeat()
        states = [state for _, state in rig.pin(Output.PERMIT).states]

    assert states[:2] == [False, True]
    assert len(states) > 4


async def test_permit_rests_low_when_no_beat_comes():
    with GpioRig() as rig:
        began = monotonic()
        rig.outputs.heartbeat()
        await until(lambda: not rig.is_on(Output.PERMIT))

        assert monotonic() - began >= BEAT_LASTS
        assert rig.pin(Output.PERMIT).states[-1].state is False


def test_permit_is_never_a_level():
    with GpioRig() as rig:
        rig.outputs.energise(Output.PERMIT, None)

        assert not rig.is_on(Output.PERMIT)


def test_permit_need_not_be_fitted():
    factory = MockFactory()
    outputs = GpioOutputs("masuk", {Output.OPEN: 17}, factory)

    outputs.heartbeat()

    assert not factory.pin(17).state
    outputs.close()


async def test_a_permit_that_cannot_beat_is_told_once(caplog: pytest.LogCaptureFixture):
    with GpioRig() as rig:
        pin = rig.pin(Output.PERMIT)
        rig.outputs.heartbeat()
        pin.broken = True
        for _ in range(5):
            rig.outputs.heartbeat()
        pin.broken = False
        await until(lambda: not rig.is_on(Output.PERMIT))

    assert caplog.messages == ["lane masuk, output permit: cannot be turned off"]


def test_a_pin_that_cannot_be_claimed_is_named_and_the_others_are_given_back():
    factory = MockFactory()

    with pytest.raises(DeviceError, match=r"lane masuk, output close, pin 17: .*in use"):
        GpioOutputs("masuk", {Output.OPEN: 17, Output.CLOSE: 17}, factory)

    GpioOutputs("masuk", {Output.OPEN: 17}, factory).close()
