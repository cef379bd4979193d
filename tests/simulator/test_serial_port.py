"""A real pty, read by pyserial as the controller does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from gate.config import ReaderConfig
from gate.core.model import Credential, Medium
from hardware.protocols.catalogue import DECODERS
from hardware.protocols.decoder import Options
from simulator.serial_port import ENCODERS, PlayedPort, encode, medium_of
from simulator.world import Sighting

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
    return serial.Serial(str(path), 9600, timeout=2, exclusive=True)


def reader(protocol: str, medium: Medium, scale: float = 100.0) -> ReaderConfig:
    return ReaderConfig(
        id="masuk",
        lane="masuk",
        port="",
        protocol=protocol,
        baud=9600,
        confirmations=1,
        medium=medium,
        pattern=rf"(?P<{medium}>[A-Z0-9 ]+)(?:,(?P<confidence>[0-9.]+))?",
        confidence_scale=scale,
    )


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
        assert cable.read(3) == b"now"


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


@pytest.mark.parametrize(
    ("config", "sighting"),
    [
        (
            reader("rdm6300", Medium.TAG),
            Sighting(0.0, "masuk", Medium.TAG, "01001293D8"),
        ),
        (
            reader("text_line", Medium.PLATE),
            Sighting(0.0, "masuk", Medium.PLATE, "N 1234 AP", 0.97),
        ),
        (
            reader("text_line", Medium.PLATE, scale=1.0),
            Sighting(0.0, "masuk", Medium.PLATE, "N 1234 AP", 0.97),
        ),
        (
            reader("text_line", Medium.TAG),
            Sighting(0.0, "masuk", Medium.TAG, "E2002064"),
        ),
    ],
    ids=["rdm6300", "camera", "camera_of_1", "text_tags"],
)
def test_the_real_decoder_understands_what_is_sent(
    config: ReaderConfig, sighting: Sighting
) -> None:
    options = Options(config.medium, config.pattern, config.confidence_scale)

    (reading,) = DECODERS[config.protocol](options).feed(encode(config, sighting))

    value = sighting.text.replace(" ", "")
    assert reading.credential == Credential(sighting.medium, value)
    assert reading.confidence == sighting.confidence
    assert medium_of(config) is sighting.medium


def test_every_protocol_can_be_played() -> None:
    assert ENCODERS.keys() == DECODERS.keys()
