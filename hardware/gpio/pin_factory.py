"""The real pins of a Raspberry Pi: gpiozero on lgpio, and nothing else.

gpiozero left alone tries four libraries in turn and only warns; a gate has to say that it has none.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gpiozero import Factory

from gate.errors import DeviceError

KERNEL_MODULES = Path("/sys/module")

_log = logging.getLogger(__name__)


@contextmanager
def claiming(place: str) -> Iterator[None]:
    """Turn whatever a pin library raises within into a DeviceError that names the place."""
    try:
        yield
    except Exception as error:
        raise DeviceError(f"{place}: {error}") from error


@contextmanager
def real_pins() -> Iterator[Factory]:
    """Open the pins of this machine; DeviceError says what is missing."""
    # Importing lgpio puts a FIFO into the working directory and fails where that cannot be
    # written, so only those who want real pins import it.
    with claiming(
        "GPIO: lgpio cannot be loaded; it must be installed, and the working directory writable"
    ):
        from hardware.gpio.lgpio_pins import RestingFactory  # noqa: PLC0415 - see above
    with claiming(
        "GPIO: no pins; this must be a Raspberry Pi, and this user in the group of /dev/gpiochip*"
        " (usually gpio)"
    ):
        factory = RestingFactory()
    warn_of_persistence(KERNEL_MODULES)
    try:
        yield factory
    finally:
        factory.close()


def warn_of_persistence(modules: Path) -> None:
    """Log a warning for each pin driver that keeps relays on after this process was killed.

    Raspberry Pi kernels keep the level of a released output unless told otherwise
    (`gate/core/barrier/README.md` §5.1). A kernel without this setting does not keep it, or is too
    old to say so.
    """
    for parameter in sorted(modules.glob("pinctrl_*/parameters/persist_gpio_outputs")):
        if parameter.read_text(encoding="ascii").strip() in {"Y", "1"}:
            _log.warning(
                "%s: if the controller is killed, its relays stay as they are;"
                " put dtparam=strict_gpiod into config.txt",
                parameter,
            )
