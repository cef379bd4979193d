"""gpiozero's pins on lgpio, but for what becomes of a relay that nobody drives.

gpiozero leaves a pin that it has driven as an input without a pull, at whatever level it drifts to
and so does the kernel when the process is killed. Importing this loads lgpio.
"""

import lgpio
from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin


class RestingPin(LGPIOPin):  # type: ignore[misc] # gpiozero has no types
    """A pin that is pulled down as soon as it was an output, whatever ends that."""

    _rests = False

    def output_with_state(self, state: bool) -> None:  # noqa: FBT001 - gpiozero's signature
        """Claim at that level in one step: no other is ever seen."""
        self._rests = True
        lgpio.gpio_claim_output(
            self.factory._handle,  # noqa: SLF001 - gpiozero's own way from pin to chip
            self._number,
            int(state),
            lgpio.SET_PULL_DOWN,
        )

    def close(self) -> None:
        """Stop driving, as often as asked: gpiozero closes device and factory."""
        handle = self.factory._handle  # noqa: SLF001 - see above
        if self._rests and handle is not None:
            lgpio.gpio_claim_input(handle, self._number, lgpio.SET_PULL_DOWN)
        else:
            super().close()


class RestingFactory(LGPIOFactory):  # type: ignore[misc] # gpiozero has no types
    """The pins of one chip; None is the one behind the header of this board."""

    def __init__(self, chip: int | None = None) -> None:
        super().__init__(chip)
        self.pin_class = RestingPin
