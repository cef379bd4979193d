"""A real pty, read by pyserial as the controller does."""

import select
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from simulator.reader.serial_port import PlayedPort
from tests.waiting import BOUND

XON_XOFF_AND_ENDS = bytes(range(256))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "masuk-rfid"


@pytest.fixture
def port(path: Path) -> Iterator[PlayedPort]:
    played = PlayedPort(path)
    played.plug()
    yield played
    played.unplug()


def opened(path: Path) -> serial.Serial:
    return serial.Serial(str(path), 9600, timeout=BOUND, exclusive=True)


def test_bytes_arrive_as_they_were_sent(port: PlayedPort, path: Path) -> None:
    with opened(path) as cable:
        port.send(XON_XOFF_AND_ENDS)

        assert cable.read(256) == XON_XOFF_AND_ENDS


def test_nobody_reading_never_blocks(port: PlayedPort, path: Path) -> None:
    for _ in range(100):
        port.send(bytes(1000))

    with opened(path) as cable:
        cable.reset_input_buffer()
        port.send(b"now")
        assert cable.read_until(b"now").endswith(b"now")


def test_unplugging_is_noticed_by_who_reads(port: PlayedPort, path: Path) -> None:
    with opened(path) as cable:
        port.unplug()

        assert not path.is_symlink()
        assert not port.plugged
        with pytest.raises(serial.SerialException):
            cable.read(1)


def test_plugged_in_again_it_works_under_the_same_path(port: PlayedPort, path: Path) -> None:
    port.unplug()
    port.plug()

    with opened(path) as cable:
        port.send(b"again")
        assert cable.read(5) == b"again"


def test_what_is_plugged_stays_and_what_is_unplugged_sends_nothing(
    port: PlayedPort, path: Path
) -> None:
    before = path.readlink()
    port.plug()
    assert path.readlink() == before

    port.unplug()
    port.unplug()
    port.send(b"into the void")


def test_a_stale_link_is_replaced(path: Path) -> None:
    path.symlink_to("/dev/null")
    port = PlayedPort(path)
    port.plug()

    assert path.readlink() != Path("/dev/null")
    port.unplug()


def test_what_is_said_to_the_reader_arrives_there(port: PlayedPort, path: Path) -> None:
    assert port.receive() == b""
    with opened(path) as cable:
        cable.write(XON_XOFF_AND_ENDS)
        cable.flush()
        ready, _, _ = select.select([port], [], [], BOUND)

        assert ready == [port]
        assert port.receive() == XON_XOFF_AND_ENDS


def test_an_unplugged_port_hears_nothing(port: PlayedPort) -> None:
    port.unplug()

    assert port.receive() == b""
    with pytest.raises(ValueError, match="not plugged in"):
        port.fileno()
