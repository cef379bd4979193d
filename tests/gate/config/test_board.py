"""Boards in `gate.toml`, where everything is right, and how they are told."""

from pathlib import Path

import pytest

from gate.config.board import BoardConfig, BoardInput, BoardRelay
from gate.config.gate_toml import Config, describe, hints
from gate.core.values.model import Input, Output
from tests.gate.config.lane_site import LaneSite

BOARD = """
[board.papan]
port = "/dev/ttyUSB0"
unit = 3
[lane.x.outputs]
red = { board = "papan", relay = 2 }
"""
STOP = 'stop = { pin = 19, contact = "nc" }'
BOARD_STOP = (
    'stop = { board = "papan", input = 4, contact = "nc", debounce = { on = 0.02, off = 1 } }'
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return LaneSite(tmp_path).load("pulse_open", ("[lane.x.outputs]", BOARD), (STOP, BOARD_STOP))


def test_a_lane_may_be_wired_to_pins_and_boards(config: Config):
    lane = config.lanes["x"]

    assert config.boards == {"papan": BoardConfig("papan", "/dev/ttyUSB0", 9600, 3)}
    assert lane.board_inputs == {Input.STOP: BoardInput("papan", 4, normally_closed=True)}
    assert lane.board_outputs == {Output.RED: BoardRelay("papan", 2)}
    assert lane.settings.inputs == {*lane.inputs, Input.STOP}
    assert lane.settings.outputs == {*lane.outputs, Output.RED}
    assert lane.settings.debounce[Input.STOP].off == 1


def test_boards_and_what_is_on_them_are_described(config: Config):
    lines = describe(config)

    assert "board papan: Modbus unit 3 at 9600 baud on /dev/ttyUSB0" in lines
    assert "  papan relay 2  out  red: red lamp" in lines
    assert (
        "  papan input 4  in   stop: stop pressed when its contact opens or a wire breaks;"
        " debounce 0.02/1 s"
    ) in lines


def test_what_is_unwise_about_boards_is_a_hint(config: Config):
    lines = hints(config)

    assert (
        '[board.papan] port = "/dev/ttyUSB0": may be another adapter after a restart; use its'
        " name in /dev/serial/by-id"
    ) in lines
    assert (
        "[lane.x.inputs] stop: seen over a line, up to 0.5 s late before it counts as broken; wire"
        " it to the barrier's own board too"
    ) in lines


def test_a_port_with_a_name_of_its_own_is_no_hint():
    assert BoardConfig("papan", "/dev/serial/by-id/usb-x", 9600, 1).hints() == []
