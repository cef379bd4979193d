import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from gpiozero import OutputDevice
from gpiozero.pins.mock import MockFactory

from gate.errors import DeviceError
from hardware.gpio.pin_factory import claiming, real_pins, warn_of_persistence

ROOT = Path(__file__).parents[3]
OPEN_PINS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from gate.errors import DeviceError
from hardware.gpio.pin_factory import real_pins
try:
    with real_pins():
        pass
except DeviceError as error:
    sys.exit(str(error))
"""


def complaint(working_directory: Path) -> str:
    """What the real library says on this machine, in a process of its own: it leaves a thread."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN_PINS],
        cwd=working_directory,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


@pytest.mark.skipif(bool(list(Path("/dev").glob("gpiochip*"))), reason="this machine has pins")
def test_a_machine_without_pins_is_told_so(tmp_path: Path):
    assert "GPIO: no pins; this must be a Raspberry Pi" in complaint(tmp_path)


def test_a_working_directory_that_cannot_be_written_is_told():
    assert "GPIO: lgpio cannot be loaded" in complaint(Path("/proc"))


def test_the_pins_are_closed_at_the_end(monkeypatch: pytest.MonkeyPatch):
    library = SimpleNamespace(RestingFactory=MockFactory)
    monkeypatch.setitem(sys.modules, "hardware.gpio.lgpio_pins", library)

    with real_pins() as factory:
        relay = OutputDevice(17, initial_value=True, pin_factory=factory)
        pin = relay.pin

    assert pin.function == "input"
    assert factory.pins == {}


@pytest.mark.parametrize(("value", "warnings"), [("Y\n", 1), ("1\n", 1), ("N\n", 0)])
def test_a_kernel_that_keeps_relays_on_is_warned_of(
    value: str, warnings: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    parameter = tmp_path / "pinctrl_rp1" / "parameters" / "persist_gpio_outputs"
    parameter.parent.mkdir(parents=True)
    parameter.write_text(value)

    warn_of_persistence(tmp_path)

    assert caplog.text.count("strict_gpiod") == warnings


def test_a_kernel_without_that_setting_is_fine(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    warn_of_persistence(tmp_path)

    assert caplog.messages == []


def test_whatever_a_pin_library_raises_becomes_ours():
    with pytest.raises(DeviceError, match="pin 5: busy"), claiming("pin 5"):
        raise RuntimeError("busy")
