from pathlib import Path

import pytest

from gate.config.gate_toml import load
from gate.errors import ConfigError
from simulator import demo_config


def test_everything_stands_in_the_folder(tmp_path: Path) -> None:
    config = demo_config.write(tmp_path, web_port=9000, broker=None)

    assert config.database == tmp_path / "data" / "gate.db"
    assert config.data_dir.is_dir()
    assert config.runtime_dir.is_dir()
    assert all(Path(reader.port).parent == config.runtime_dir for reader in config.readers.values())
    assert config.web.port == 9000
    assert config.mqtt is None


def test_the_rest_is_as_in_the_source(tmp_path: Path) -> None:
    config, source = (
        demo_config.write(tmp_path, web_port=8080, broker=None),
        load(demo_config.SOURCE),
    )

    assert config.lanes == source.lanes
    assert [(each.id, each.pattern) for each in config.readers.values()] == [
        (each.id, each.pattern) for each in source.readers.values()
    ]


def test_a_broker_is_told_the_plates(tmp_path: Path) -> None:
    config = demo_config.write(tmp_path, web_port=8080, broker="mqtt://127.0.0.1:1884")

    assert config.mqtt is not None
    assert (config.mqtt.host, config.mqtt.port) == ("127.0.0.1", 1884)
    assert config.mqtt.personal_data == "plate"


@pytest.mark.parametrize("broker", ["127.0.0.1", "http://x", "mqtt://"])
def test_what_is_no_broker_is_refused(tmp_path: Path, broker: str) -> None:
    with pytest.raises(ConfigError, match="broker"):
        demo_config.write(tmp_path, web_port=8080, broker=broker)
