"""What `gate.toml` may say, and what a technician reads when it is wrong."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from gate.config.gate_toml import Config, PinInput, describe, hints, load
from gate.config.header import place
from gate.config.lane import TIMING
from gate.core.values.model import Direction, Input, Medium, Output, Wiring
from gate.core.values.settings import LaneSettings, Timing, UntrustedClock
from gate.errors import ConfigError

FOLDER = Path(__file__).parents[3] / "config"
EXAMPLE = (FOLDER / "gate.toml").read_text(encoding="utf-8")
HEAD = EXAMPLE[: EXAMPLE.index("# --- One table per lane")]
PATTERN = re.search("^pattern = .*$", EXAMPLE, re.MULTILINE)[0]

Edited = Callable[..., Path]


def table_of(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


MISTAKES = table_of("config_mistakes.toml")
HINTS = table_of("config_hints.toml")


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Write the example with each text replaced once."""

    def edit(*changes: tuple[str, str]) -> Path:
        text = EXAMPLE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        return written(tmp_path, text)

    return edit


@pytest.fixture
def example() -> Config:
    return load(FOLDER / "gate.toml")


def written(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    head, *found = str(caught.value).split("\n  ")
    assert head == f"{path}: {len(found)} problem{'s' if len(found) > 1 else ''}"
    return found


def test_the_example_is_read_whole(example: Config) -> None:
    masuk, kamera = example.lanes["masuk"], example.readers["masuk-kamera"]

    assert (example.gate_id, example.timezone.key) == ("balai-kota", "Asia/Jakarta")
    assert example.untrusted_clock is UntrustedClock.DENY
    assert list(example.lanes) == ["masuk", "keluar"]
    assert masuk.settings.direction is Direction.IN
    assert masuk.settings.wiring is Wiring.PULSE_OPEN
    assert masuk.inputs[Input.STOP] == PinInput(19, normally_closed=True, pull="up")
    assert masuk.outputs == {Output.OPEN: 17, Output.RED: 22, Output.GREEN: 23}
    assert (kamera.medium, kamera.confidence_scale) == (Medium.PLATE, 100)
    assert example.mqtt is None


def test_the_core_gets_lanes_and_confirmations(example: Config) -> None:
    site = example.site

    assert [lane.id for lane in site.lanes] == ["masuk", "keluar"]
    assert site.lanes[0].inputs == frozenset(example.lanes["masuk"].inputs)
    assert site.confirmations == {"masuk-rfid": 2, "masuk-kamera": 1, "keluar-rfid": 2}


def test_files_of_the_processes_stand_in_their_folders(example: Config) -> None:
    assert example.database == Path("/var/lib/gate/gate.db")
    assert example.orders_socket == Path("/run/gate/orders.sock")
    assert example.status_file == Path("/run/gate/status.json")


def test_every_time_has_a_range_and_its_default_lies_within() -> None:
    assert TIMING.keys() == {field.name for field in fields(Timing)}
    assert all(getattr(Timing(), name) in span for name, span in TIMING.items())


def test_times_given_replace_the_usual_ones(edited: Edited) -> None:
    config = load(edited(("# pulse = 0.5 ", "pulse = 1 ")))

    assert config.lanes["masuk"].settings.timing == Timing(pulse=1.0)
    assert config.lanes["keluar"].settings.timing == Timing()


def test_limits_not_given_are_the_core_s_own(example: Config) -> None:
    given = example.lanes["keluar"].settings
    usual = LaneSettings(given.id, given.direction, given.wiring, given.inputs, given.outputs)

    assert given == usual


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    """Clock, pins, readers, pages and reporting have defaults."""
    config = load(
        written(
            tmp_path,
            """
            gate = { id = "a", name = "A", timezone = "UTC", data = "data", runtime = "run" }
            [lane.a]
            name = "A"
            direction = "in"
            wiring = "pulse_open"
            inputs.closed_limit = { pin = 5, contact = "no" }
            inputs.open_limit = { pin = 6, contact = "nc", pull = "none" }
            outputs.open = 17
            """,
        )
    )

    assert (config.pin_factory, config.clock_source) == ("lgpio", "ntp")
    assert (config.readers, config.web.host) == ({}, "127.0.0.1")
    assert config.data_dir == tmp_path / "data"


@pytest.mark.parametrize("mistake", list(MISTAKES.values()), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_place_and_fix(edited: Edited, mistake: dict[str, str]) -> None:
    assert mistake["says"] in problems(edited((mistake["old"], mistake["new"])))


@pytest.mark.parametrize("hint", list(HINTS.values()), ids=list(HINTS))
def test_what_is_allowed_but_unwise_is_a_hint(edited: Edited, hint: dict[str, str]) -> None:
    assert hints(load(edited((hint["old"], hint["new"])))) == [hint["says"]]


def test_all_mistakes_are_told_at_once(edited: Edited) -> None:
    path = edited(('id = "balai-kota"', "id = 5"), ("open  = 17", "open  = 99"), ("[web]", "[wep]"))

    assert len(problems(path)) == 3


@pytest.mark.parametrize("name", ["pin-range", "pin-type", "contact"])
def test_one_mistake_is_told_once(edited: Edited, name: str) -> None:
    """What follows from a mistake is no mistake of its own."""
    mistake = MISTAKES[name]

    assert problems(edited((mistake["old"], mistake["new"]))) == [mistake["says"]]


def test_a_symlinked_port_keeps_its_name(edited: Edited, tmp_path: Path) -> None:
    """The by-id name is what survives a replug, so it is not resolved."""
    (tmp_path / "port").symlink_to("/dev/null")
    path = edited(("/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10LVX3K-if00-port0", "./port"))

    assert load(path).readers["masuk-rfid"].port == str(tmp_path / "port")


def test_a_text_reader_without_pattern_takes_whole_lines(edited: Edited) -> None:
    config = load(edited((PATTERN, ""), ("confidence_scale = 100", "")))

    assert config.readers["masuk-kamera"].pattern is None


def test_a_module_that_invents_tags_is_not_believed_at_once(edited: Edited) -> None:
    config = load(edited(("confirmations = 2                       # equal", "# equal")))

    assert config.readers["masuk-rfid"].confirmations == 2


def test_what_a_reader_may_need_can_be_said(edited: Edited) -> None:
    more = 'protocol = "reader288"\nantennas = 4\nreversed_bytes = true'
    readers = load(
        edited(
            ('protocol = "rdm6300"', more),
            (PATTERN, ""),
            ("confidence_scale = 100", "ends_by_gap = true"),
        )
    ).readers

    assert (readers["masuk-rfid"].antennas, readers["masuk-rfid"].reversed_bytes) == (4, True)
    assert readers["masuk-kamera"].ends_by_gap


def test_a_camera_in_protocolled_mode_reads_plates(edited: Edited) -> None:
    config = load(edited(('"text_line"', '"nedap_anpr"'), ('medium = "plate"', "")))

    assert config.readers["masuk-kamera"].medium is Medium.PLATE


def test_a_site_has_a_lane(tmp_path: Path) -> None:
    missing = "lane: missing; a gate has at least one table [lane.NAME]"

    assert problems(written(tmp_path, HEAD)) == [missing]


def test_lanes_must_be_tables(tmp_path: Path) -> None:
    wrong = "lane = 5: must be a table, written [lane]"

    assert problems(written(tmp_path, f"lane = 5\n{HEAD}")) == [wrong]


def test_the_description_names_every_pin_and_port(example: Config) -> None:
    lines = describe(example)

    assert "gate balai-kota: Portal Balai Kota, times in Asia/Jakarta" in lines
    assert "lane keluar: Keluar, direction out" in lines
    limited = "while the clock cannot be trusted, permits that are limited in time do not count"
    assert limited in lines
    for lane in example.lanes.values():
        pins = [contact.pin for contact in lane.inputs.values()] + list(lane.outputs.values())
        assert all(any(f"  {place(pin)}  " in line for line in lines) for pin in pins)
    assert any(line.startswith("reader masuk-rfid: lane masuk, rdm6300 at") for line in lines)
    assert lines[-1] == "pages http://127.0.0.1:8080"
