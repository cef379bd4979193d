import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.errors import DeviceError
from hardware.serial.probe import Probe, lasting_name
from tests.waiting import wait_for


@pytest.fixture
def ends() -> Iterator[tuple[int, str]]:
    """The reader's end, and the name of the port."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def test_it_hears_and_says_at_the_speed_asked_for(ends: tuple[int, str]):
    ours, path = ends
    with Probe(path) as probe:
        assert probe.listen(57600, 0.01) == b""
        os.write(ours, b"frame")
        wait_for(lambda: probe._port.in_waiting == 5)
        assert probe.listen(57600, 0.01) == b"frame"
        probe.say(b"question")
        assert os.read(ours, 100) == b"question"


def test_what_came_at_another_speed_is_thrown_away(ends: tuple[int, str]):
    ours, path = ends
    with Probe(path) as probe:
        probe.listen(9600, 0.01)
        os.write(ours, b"old")
        wait_for(lambda: probe._port.in_waiting == 3)
        assert probe.listen(115200, 0.01) == b""


def test_a_port_that_somebody_has_is_told_with_the_way_out(ends: tuple[int, str]):
    _, path = ends
    with Probe(path), pytest.raises(DeviceError, match=r"in use; .* systemctl stop gate"):
        Probe(path)


def test_a_port_that_is_not_there_or_is_none_is_told(tmp_path: Path):
    with pytest.raises(DeviceError, match=r"no such port; see: ls -l /dev/serial/by-id"):
        Probe(str(tmp_path / "nothing"))
    (tmp_path / "file").touch()
    with pytest.raises(DeviceError, match="file: cannot be opened: "):
        Probe(str(tmp_path / "file"))


def test_an_adapter_has_a_name_that_lasts(tmp_path: Path):
    device, names = tmp_path / "ttyUSB0", tmp_path / "by-id"
    device.touch()
    assert lasting_name(str(device), names) == str(device)

    names.mkdir()
    (names / "usb-other").symlink_to(tmp_path / "ttyUSB1")
    assert lasting_name(str(device), names) == str(device)
    (names / "usb-FTDI").symlink_to(device)
    assert lasting_name(str(device), names) == str(names / "usb-FTDI")
