"""OSDP readers in `gate.toml`, where everything is right, and how they are told."""

from pathlib import Path

from gate.config.gate_toml import Config, describe, hints, load
from gate.config.reader import OsdpConfig
from gate.core.values.model import Medium
from tests.gate.config.lane_site import READER, LaneSite


def site_of(folder: Path, *lines: str) -> Config:
    site = LaneSite(folder)
    path = site.write("pulse_open")
    reader = READER.replace("rdm6300", "osdp") + "\n".join(lines)
    path.write_text(path.read_text().replace(READER, reader))
    return load(path)


def test_a_reader_is_secure_unless_said_otherwise(tmp_path: Path):
    reader = site_of(tmp_path, 'key_file = "r.key"', "address = 7").readers["r"]

    assert reader.osdp == OsdpConfig(7, tmp_path / "r.key")
    assert reader.medium is Medium.TAG
    assert reader.confirmations == 1


def test_a_camera_on_the_bus_reads_plates(tmp_path: Path):
    assert (
        site_of(tmp_path, "secure = false", 'medium = "plate"').readers["r"].medium is Medium.PLATE
    )


def test_several_readers_share_a_bus(tmp_path: Path):
    other = READER.replace("rdm6300", "osdp").replace("[reader.r]", "[reader.s]")

    config = site_of(tmp_path, "secure = false", other, "address = 1", "secure = false")

    assert config.readers["r"].port == config.readers["s"].port


def test_the_description_says_where_the_key_is_and_whether_there_is_one(tmp_path: Path):
    secure, clear = (
        describe(site_of(tmp_path, line)) for line in ('key_file = "r.key"', "secure = false")
    )

    bus = f"reader r: lane x, osdp at 9600 baud on {tmp_path}/r, address 0"
    assert f"{bus}, key in {tmp_path}/r.key" in secure
    assert f"{bus}, in the clear" in clear


def test_a_reader_in_the_clear_is_a_hint(tmp_path: Path):
    assert hints(site_of(tmp_path, "secure = false")) == [
        "[reader.r] secure = false: whoever reaches its cable can open the gate"
    ]
