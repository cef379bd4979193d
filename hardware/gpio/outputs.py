"""The relays and lamps of one lane on GPIO pins.

Active high only: before our first word and after our last a pin is pulled down (`lgpio_pins`;
`gate/core/barrier/README.md` §5.1), and a relay that is on while low would be on all that time.
"""

import logging
import threading
from collections.abc import Mapping
from contextlib import ExitStack

from gpiozero import Factory, OutputDevice

from gate.clock import monotonic
from gate.core.values.model import Output
from hardware.gpio.pin_factory import claiming

SCAN = 0.020
"""Seconds the controller has to release an output itself, before the watchdog does."""

BEAT_LASTS = 3 * SCAN
"""Seconds after which `permit` rests when no beat follows."""

_log = logging.getLogger(__name__)


class GpioOutputs:
    """Implements `gate.ports.Outputs`. DeviceError when a pin cannot be claimed; never afterwards.

    A watchdog thread turns off what stays on beyond its time, even while the event loop hangs, and
    tries again what could not be turned off. It only ever turns off. An output that the lane does
    not have is not an error: there is nothing to switch. `permit` only beats: asked to be on, it
    stays as it is, since a level would say that the controller lives when it does not.
    """

    def __init__(self, lane: str, pins: Mapping[Output, int], factory: Factory) -> None:
        self._lane = lane
        self._relays: dict[Output, OutputDevice] = {}
        with ExitStack() as stack:
            for output, pin in pins.items():
                with claiming(f"lane {lane}, output {output}, pin {pin}"):
                    relay = OutputDevice(
                        pin, active_high=True, initial_value=False, pin_factory=factory
                    )
                self._relays[output] = stack.enter_context(relay)
            self._claims = stack.pop_all()
        self._due: dict[Output, float] = {}
        self._stuck: set[Output] = set()
        self._closing = False
        self._changed = threading.Condition()
        self._watchdog = threading.Thread(
            target=self._watch, name=f"outputs of {lane}", daemon=True
        )
        self._watchdog.start()

    def energise(self, output: Output, at_most: float | None) -> None:
        """Turn on, and off by itself one scan after `at_most` seconds (None: a lamp, never).

        Asked again while on, the time counts anew.
        """
        with self._changed:
            if output not in self._relays or output is Output.PERMIT:
                return
            if at_most is None:
                self._due.pop(output, None)
            else:
                self._turn_off_at(output, monotonic() + at_most + SCAN)
            try:
                self._relays[output].on()
            except Exception:  # noqa: BLE001 - any failure is the same: the boom's limits will tell
                _log.exception("lane %s, output %s: cannot be turned on", self._lane, output)
                self._turn_off(output)

    def heartbeat(self) -> None:
        """Change the level of `permit`; without a next beat it rests low."""
        with self._changed:
            if Output.PERMIT not in self._relays:
                return
            self._turn_off_at(Output.PERMIT, monotonic() + BEAT_LASTS)
            try:
                self._relays[Output.PERMIT].toggle()
            except Exception:  # noqa: BLE001 - said once, by the attempt to turn it off
                self._turn_off(Output.PERMIT)

    def release(self, output: Output) -> None:
        """Turn off."""
        with self._changed:
            if output in self._relays:
                self._turn_off(output)

    def release_all(self) -> None:
        """Turn everything off."""
        with self._changed:
            for output in self._relays:
                self._turn_off(output)

    def close(self) -> None:
        """Turn everything off, end the watchdog and give the pins back."""
        with self._changed:
            self.release_all()
            self._relays = {}
            self._closing = True
            self._changed.notify()
        self._watchdog.join()
        self._claims.close()

    def _turn_off_at(self, output: Output, due: float) -> None:
        """Leave it to the watchdog, who is woken only for what comes before all it knows of."""
        if due < min(self._due.values(), default=float("inf")):
            self._changed.notify()
        self._due[output] = due

    def _turn_off(self, output: Output) -> None:
        """Turn off, or leave it to the watchdog to try again; called with the lock held."""
        try:
            self._relays[output].off()
        except Exception:  # noqa: BLE001 - whatever it was, the relay may still be on
            if output not in self._stuck:
                self._stuck.add(output)
                _log.exception("lane %s, output %s: cannot be turned off", self._lane, output)
            self._turn_off_at(output, monotonic() + SCAN)
        else:
            self._due.pop(output, None)
            self._stuck.discard(output)

    def _watch(self) -> None:
        with self._changed:
            while not self._closing:
                now = monotonic()
                for output in [output for output, due in self._due.items() if due <= now]:
                    self._turn_off(output)
                soonest = min(self._due.values(), default=None)
                self._changed.wait(None if soonest is None else max(0.0, soonest - monotonic()))
