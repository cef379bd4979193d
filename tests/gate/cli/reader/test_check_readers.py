"""The traps of serial readers, on machines that have them."""

from pathlib import Path

import pytest

from gate.cli.reader import check_readers
from tests.gate.cli.command import Gate
from tests.gate.cli.line import told
from tests.gate.web.played import PlayedController


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that says what this machine is, and holds its ports."""
    monkeypatch.setattr(check_readers, "MODEL", tmp_path / "model")
    monkeypatch.setattr(check_readers, "COMMAND_LINE", tmp_path / "cmdline")
    return tmp_path


@pytest.fixture
def at_port(site: Path, machine: Path):
    """Puts the entry reader at a port of that machine."""

    def put(port: str) -> None:
        text = site.read_text()
        found = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10LVX3K-if00-port0"
        site.write_text(text.replace(found, str(machine / port)))

    return put


def hints(gate: Gate) -> list[str]:
    return [line for line in gate("check").out.splitlines() if "[reader.masuk-rfid]" in line]


def test_the_mini_uart_of_a_pi_is_told_with_the_way_out(gate: Gate, machine: Path, at_port):
    (machine / "ttyS0").touch()
    (machine / "serial0").symlink_to(machine / "ttyS0")
    at_port("serial0")
    assert hints(gate) == []

    (machine / "model").write_text("Raspberry Pi 4 Model B Rev 1.5\0")
    assert "mini UART" in hints(gate)[0]
    assert "dtoverlay=disable-bt" in hints(gate)[0]


@pytest.mark.parametrize("console", ["ttyAMA0,115200", "serial0,115200", "ttyAMA0"])
def test_a_console_on_the_readers_port_is_told(gate: Gate, machine: Path, at_port, console: str):
    (machine / "ttyAMA0").touch()
    (machine / "serial0").symlink_to(machine / "ttyAMA0")
    at_port("serial0")
    (machine / "cmdline").write_text("console=tty1 root=/dev/sda\n")
    assert hints(gate) == []

    (machine / "cmdline").write_text(f"console=tty1 console={console} root=/dev/sda\n")
    assert "console is on this port" in hints(gate)[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"echoes": 4}, "hands back what we say (4 times)"),
        ({"bad_frames": 30}, "30 bad frames and 9 good ones; look at speed"),
        ({"bad_frames": 30, "frames": 9000}, ""),
        ({"bad_frames": 19}, ""),
    ],
)
def test_what_the_gate_sees_of_a_line_is_told(
    gate: Gate, controller: PlayedController, machine: Path, line: dict[str, int], said: str
):
    controller.reads["masuk-rfid"] = told(**line)
    controller.write()
    found = [hint for hint in hints(gate) if "nothing is plugged in" not in hint]

    assert [said in hint for hint in found] == ([True] if said else [False] * len(found))
    assert machine.is_dir()
