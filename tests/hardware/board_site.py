"""A board of ours on a played line."""

from dataclasses import replace
from pathlib import Path
from typing import Self

from gate.config.board import BoardConfig
from hardware.modbus.board import LONGEST, USUAL, Board, LineTiming
from hardware.modbus.line import ModbusLine
from tests.hardware.played_board import PlayedBoards, PlayedUnit
from tests.waiting import BOUND, wait_for

UNHURRIED = replace(USUAL, answer=BOUND, stale=BOUND, too_late=BOUND, lease=LONGEST, farewell=BOUND)
"""For boards that all answer: on a busy machine none is silent because it was slow."""


class BoardSite:
    """Boards 1 and 2 of eight inputs and relays; the line is started by `start`."""

    def __init__(self, folder: Path, *, echo: bool = False) -> None:
        self.unit, self.other = PlayedUnit(), PlayedUnit()
        path = folder / "line"
        self.cable = PlayedBoards(path, {1: self.unit, 2: self.other}, echo=echo)
        self._configs = [
            BoardConfig("a", str(path), 9600, 1, echo),
            BoardConfig("b", str(path), 9600, 2, echo),
        ]
        self._line: ModbusLine | None = None

    def __enter__(self) -> Self:
        self.cable.__enter__()
        return self

    def __exit__(self, *reason: object) -> None:
        self.stop()
        self.cable.__exit__(*reason)

    def start(self, timing: LineTiming = UNHURRIED) -> Self:
        fitted = {"a": (8, {1, 2}), "b": (8, set[int]())}
        self._line = ModbusLine(self._configs, fitted, timing)
        return self

    def stop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    @property
    def line(self) -> ModbusLine:
        assert self._line is not None
        return self._line

    @property
    def board(self) -> Board:
        return self.line.boards["a"]

    def until_seen(self) -> None:
        wait_for(lambda: self.board.look() is not None)
