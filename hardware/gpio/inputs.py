"""The contacts of one lane on GPIO pins, sampled; callbacks of pin libraries can go silent."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack

from gpiozero import Factory, InputDevice

from gate.config.gate_toml import PinInput
from gate.core.values.model import Input
from hardware.gpio.pin_factory import claiming

_PULLS = {"up": True, "down": False, "none": None}

_log = logging.getLogger(__name__)


class GpioInputs:
    """Implements `gate.ports.LaneInputs`. DeviceError when a pin cannot be claimed.

    A contact switches its pin to ground, or to 3.3 V with `pull` "down"; "none" leaves the pull-up
    to a resistor outside. A broken wire reads as an open contact, so as the active state of a
    normally closed one: obstacle there, stop pressed, fire.
    """

    def __init__(self, lane: str, pins: Mapping[Input, PinInput], factory: Factory) -> None:
        self._lane = lane
        self._normally_closed = {name: wired.normally_closed for name, wired in pins.items()}
        self._contacts: dict[Input, InputDevice] = {}
        self._unreadable: set[Input] = set()
        with ExitStack() as stack:
            for name, wired in pins.items():
                with claiming(f"lane {lane}, input {name}, pin {wired.pin}"):
                    self._contacts[name] = stack.enter_context(_contact(wired, factory))
            self._claims = stack.pop_all()

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        """Return (active, unknown); an input whose pin cannot be read is unknown."""
        closed = {name: self._is_closed(name) for name in self._contacts}
        return (
            frozenset(
                name
                for name, shut in closed.items()
                if shut is not None and shut != self._normally_closed[name]
            ),
            frozenset(name for name, shut in closed.items() if shut is None),
        )

    def close(self) -> None:
        """Give the pins back."""
        self._claims.close()

    def _is_closed(self, name: Input) -> bool | None:
        try:
            closed = bool(self._contacts[name].value)
        except Exception as error:  # noqa: BLE001 - whatever the pin library raises, it cannot be told
            if name not in self._unreadable:
                self._unreadable.add(name)
                _log.error("lane %s, input %s: cannot be read: %s", self._lane, name, error)
            return None
        if name in self._unreadable:
            self._unreadable.discard(name)
            _log.info("lane %s, input %s: can be read again", self._lane, name)
        return closed


def _contact(wired: PinInput, factory: Factory) -> InputDevice:
    """Claim a pin so that its value is 1 while the contact is closed."""
    pull_up = _PULLS[wired.pull]
    return InputDevice(
        wired.pin,
        pull_up=pull_up,
        active_state=False if pull_up is None else None,
        pin_factory=factory,
    )
