"""The drivers of relay and input boards, with a real Modbus server as the boards.

Each input is on a board of its own: a board falls silent whole.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Self

from gate.clock import monotonic
from gate.config.board import BoardConfig, BoardInput, BoardRelay
from gate.core.values.model import Input, Output
from hardware.modbus.lane import BoardInputs, BoardOutputs
from hardware.modbus.line import ModbusLine
from tests.hardware.board_site import UNHURRIED
from tests.hardware.played_board import PlayedBoards, PlayedUnit
from tests.waiting import BOUND, wait_for

RELAYS = "relays"
TIMING = replace(UNHURRIED, retry=UNHURRIED.period)
UNITS = {name: unit for unit, name in enumerate(Input, start=1)}
RELAY_UNIT = len(UNITS) + 1
INPUTS = {name: BoardInput(name, 1, normally_closed=unit % 2 == 0) for name, unit in UNITS.items()}
OUTPUTS = {output: BoardRelay(RELAYS, number) for number, output in enumerate(Output, start=1)}


class BoardRig:
    """One lane. A hand on a contact waits until the driver must have seen it.

    `rest` makes it as new.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self._folder = tempfile.TemporaryDirectory()
        port = Path(self._folder.name) / "usb-boards"
        self.units = {unit: PlayedUnit() for unit in (*UNITS.values(), RELAY_UNIT)}
        self._boards = PlayedBoards(port, self.units)
        self._configs = [
            *(BoardConfig(name, str(port), 115200, unit) for name, unit in UNITS.items()),
            BoardConfig(RELAYS, str(port), 115200, RELAY_UNIT),
        ]

    def __enter__(self) -> Self:
        self._boards.__enter__()
        fitted = {name: (1, set[int]()) for name in UNITS}
        fitted[RELAYS] = (0, {relay.number for relay in OUTPUTS.values()})
        self._line = ModbusLine(self._configs, fitted, TIMING, lambda: monotonic() + self._ahead)
        self.inputs = BoardInputs(INPUTS, self._line.boards)
        self.outputs = BoardOutputs(OUTPUTS, self._line.boards)
        return self

    def __exit__(self, *reason: object) -> None:
        self._line.close()
        self._boards.__exit__(*reason)
        self._folder.cleanup()

    def rest(self) -> None:
        """Nothing is active, nothing on, and every board tells its input."""
        self.outputs.release_all()
        for name, wired in INPUTS.items():
            unit = self.units[UNITS[name]]
            unit.blind, unit.closed[0] = False, wired.normally_closed
        wait_for(lambda: self.inputs.sample() == (frozenset(), frozenset()))
        assert self._line.settle(BOUND)

    def set_active(self, name: Input, *, active: bool) -> None:
        unit = self.units[UNITS[name]]
        unit.closed[0] = active is not INPUTS[name].normally_closed
        looks = unit.looks
        wait_for(lambda: unit.looks >= looks + 2 and not self.inputs.sample()[1])

    def make_unreadable(self, name: Input) -> None:
        """Let its board say that it cannot tell, until what it said before is out of date."""
        unit = self.units[UNITS[name]]
        unit.blind = True
        looks = unit.looks
        wait_for(lambda: unit.looks > looks)
        self._ahead += 2 * TIMING.stale
        wait_for(lambda: self.inputs.sample()[1] == {name})

    def is_on(self, output: Output) -> bool:
        assert self._line.settle(BOUND)
        return self.units[RELAY_UNIT].is_on(OUTPUTS[output].number)
