"""The one commented example tells all that can be written, and the demo's site is a sound one."""

import re
from pathlib import Path

import pytest

from gate.config import gate_toml as config_module
from gate.config.gate_toml import hints, load
from gate.config.lane import TIMING
from gate.config.toml_table import TomlFile
from gate.core.values.model import Wiring
from tests.gate.config.lane_site import SOUND, LaneSite

FOLDER = Path(__file__).parents[2] / "config"
EXAMPLE = (FOLDER / "gate.toml").read_text(encoding="utf-8")
MASUK = EXAMPLE[EXAMPLE.index("[lane.masuk]") : EXAMPLE.index("[lane.keluar]")]


def written(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def uncommented(text: str) -> str:
    return re.sub(r"^# (\[|\w+ =)", r"\1", text, flags=re.MULTILINE)


def keys_asked_for(file: TomlFile) -> set[tuple[str, str]]:
    """Return every key the reader of a configuration asks for, with its outermost table."""
    config_module._read(file)
    tables, keys = [file.top], set()
    while tables:
        table = tables.pop()
        keys |= {(table.path.partition(".")[0], key) for key in table._asked}
        tables += table._children
    return keys


def section(name: str) -> str:
    """Return what the example says of one outermost table."""
    start = re.search(rf"^(# )?\[{name}[.\]]", EXAMPLE, re.MULTILINE)
    assert start, name
    end = re.compile(rf"^(# )?\[(?!{name}[.\]])", re.MULTILINE).search(EXAMPLE, start.start())
    return EXAMPLE[start.start() : end.start() if end else len(EXAMPLE)]


def test_what_the_example_comments_out_of_a_lane_holds_without(tmp_path):
    path = written(tmp_path, EXAMPLE.replace(MASUK, uncommented(MASUK)))

    assert load(path).lanes == load(FOLDER / "gate.toml").lanes


def test_all_that_the_example_comments_out_is_valid(tmp_path):
    config = load(written(tmp_path, uncommented(EXAMPLE)))

    assert config.mqtt is not None
    assert config.mqtt.password_file == tmp_path / "mqtt.password"
    assert config.web.tls_key == tmp_path / "web.key"


def test_every_key_that_can_be_read_stands_in_the_example(tmp_path):
    text = re.sub(r"^# +(\[|\w+ =)", r"\1", EXAMPLE, flags=re.MULTILINE)
    moved = written(tmp_path, text.replace('"pulse_open"\n', '"motor"\n', 1))

    for place, key in keys_asked_for(TomlFile.read(moved)):
        line, table = rf"^(# +)?{key}( =|  )", rf"^(# +)?\[([\w-]+\.)*{key}[.\]]"
        told = section(place or key)
        assert re.search(rf"{line}|{table}|[{{,] {key} =", told, re.MULTILINE), (place, key)


@pytest.mark.parametrize("name", list(TIMING))
def test_the_example_tells_the_range_of_a_time(name):
    line = next(line for line in MASUK.splitlines() if line.startswith(f"# {name} = "))

    assert line.endswith(f"; allowed {TIMING[name].low:g} to {TIMING[name].high:g}")


def test_the_example_tells_what_a_motor_takes(tmp_path):
    start = EXAMPLE.index("#   [lane.masuk.motor]")
    block = EXAMPLE[start : EXAMPLE.index("\n\n", start)].replace("#   ", "") + "\n"
    sound = str(SOUND["motor"])
    declared = sound[sound.index("[lane.x.motor]") : sound.index("[lane.x.inputs]")]

    config = LaneSite(tmp_path).load("motor", (declared, block.replace("masuk", "x")))

    assert config.lanes["x"].settings.wiring is Wiring.MOTOR


def test_the_demo_site_is_valid_without_hints():
    demo = load(FOLDER / "simulator.toml")

    assert demo.pin_factory == "played"
    assert list(demo.readers) == ["masuk-rfid", "masuk-kamera", "keluar-rfid", "keluar-kamera"]
    assert demo.readers["masuk-rfid"].port == str(FOLDER.parent / ".demo/run/masuk-rfid")
    assert demo.data_dir == FOLDER.parent / ".demo/data"
    assert hints(demo) == []
