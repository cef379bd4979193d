"""The drivers of relay and input boards, with a real Modbus server as the boards.

Each input is on a board of its own: a board falls silent whole.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Self

from gate.board_config import STALE, BoardConfig, BoardInput, BoardRelay
from gate.clock import monotonic
from gate.core.model import Input, Output
from hardware import modbus_board
from hardware.modbus_lane import BoardInputs, BoardOutputs
from hardware.modbus_line import ModbusLine
from tests.hardware.played_board import PlayedBoards, PlayedUnit
from tests.waiting import BOUND

RELAYS = "relays"
PATIENT, MANY = 5.0, 30
LAPSES = modbus_board.LAPSES
UNITS = {name: unit for unit, name in enumerate(Input, start=1)}
RELAY_UNIT = len(UNITS) + 1
INPUTS = {name: BoardInput(name, 1, normally_closed=unit % 2 == 0) for name, unit in UNITS.items()}
OUTPUTS = {output: BoardRelay(RELAYS, number) for number, output in enumerate(Output, start=1)}


class BoardRig:
    """One lane. A hand on a contact waits until the driver must have seen it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        port = Path(self._folder.name) / "usb-boards"
        self.units = {unit: PlayedUnit() for unit in (*UNITS.values(), RELAY_UNIT)}
        for name, wired in INPUTS.items():
            self.units[UNITS[name]].closed[0] = wired.normally_closed
        self._boards = PlayedBoards(port, self.units)
        self._configs = [
            *(BoardConfig(name, str(port), 115200, unit) for name, unit in UNITS.items()),
            BoardConfig(RELAYS, str(port), 115200, RELAY_UNIT),
        ]

    def __enter__(self) -> Self:
        self._boards.__enter__()
        modbus_board.LAPSES, modbus_board.STALE = MANY, PATIENT  # a busy machine is no silent board
        fitted = {name: (1, set[int]()) for name in UNITS}
        relays = {relay.number for relay in OUTPUTS.values()}
        self._line = ModbusLine(self._configs, {**fitted, RELAYS: (0, relays)})
        self.inputs = BoardInputs(INPUTS, self._line.boards)
        self.outputs = BoardOutputs(OUTPUTS, self._line.boards)
        _wait_until(lambda: not self.inputs.sample()[1])
        return self

    def __exit__(self, *reason: object) -> None:
        modbus_board.LAPSES, modbus_board.STALE = LAPSES, STALE
        self._line.close()
        self._boards.__exit__(*reason)
        self._folder.cleanup()

    def set_active(self, name: Input, *, active: bool) -> None:
        unit = self.units[UNITS[name]]
        unit.closed[0] = active is not INPUTS[name].normally_closed
        looks = unit.looks
        _wait_until(lambda: unit.looks >= looks + 2 and not self.inputs.sample()[1])

    def make_unreadable(self, name: Input) -> None:
        self.units[UNITS[name]].silent = True
        modbus_board.LAPSES, modbus_board.STALE = LAPSES, STALE
        _wait_until(lambda: self.inputs.sample()[1] == {name})

    def is_on(self, output: Output) -> bool:
        assert self._line.settle(BOUND)
        return self.units[RELAY_UNIT].is_on(OUTPUTS[output].number)


def _wait_until(condition: Callable[[], object]) -> None:
    end = monotonic() + BOUND
    while not condition():
        assert monotonic() < end
        sleep(0.002)
