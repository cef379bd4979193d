import pytest

from gate.config.gate_toml import ReaderConfig
from gate.core.values.model import Credential, Medium
from hardware.serial.decoding import decoder_of
from simulator.reader.spelling import encode
from simulator.world import Sighting


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
        (
            reader("nedap_anpr", Medium.PLATE),
            Sighting(0.0, "masuk", Medium.PLATE, "N 1234 AP", 0.97),
        ),
    ],
    ids=["rdm6300", "camera", "camera_of_1", "text_tags", "anpr"],
)
def test_the_real_decoder_understands_what_is_sent(
    config: ReaderConfig, sighting: Sighting
) -> None:
    (reading,) = decoder_of(config).feed(encode(config, sighting))

    value = sighting.text.replace(" ", "")
    assert reading.credential == Credential(sighting.medium, value)
    assert reading.confidence == sighting.confidence
