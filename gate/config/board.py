"""`[board.…]` of `gate.toml`: relay and input boards on a serial line (Modbus RTU).

Their contacts and relays stand in the lane's tables where a pin would, numbered as printed on the
board: `{ board = "relays", input = 1, contact = "nc" }` and `{ board = "relays", relay = 1 }`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.config.toml_table import Span, TomlTable, did_you_mean

BAUDS: Final = (4800, 9600, 19200, 38400, 57600, 115200)
UNITS: Final = Span(1, 255)
NUMBERS: Final = Span(1, 64)
STALE: Final = 0.5
"""Seconds after which what a board has said of its inputs is no longer known."""

Taken = dict[object, str]
"""Pins, contacts and relays in use, and by whom."""


@dataclass(frozen=True, slots=True)
class BoardConfig:
    """One board. Several share a line when each has its own unit number.

    `echo`: the adapter hands back what we say.
    """

    id: str
    port: str
    baud: int
    unit: int
    echo: bool = False

    def describe(self) -> list[str]:
        """Return one line for the board and its port."""
        return [f"board {self.id}: Modbus unit {self.unit} at {self.baud} baud on {self.port}"]

    def hints(self) -> list[str]:
        """Return what works but is not advised."""
        if not self.port.startswith(("/dev/ttyUSB", "/dev/ttyACM")):
            return []
        risk = "may be another adapter after a restart; use its name in /dev/serial/by-id"
        return [f'[board.{self.id}] port = "{self.port}": {risk}']


@dataclass(frozen=True, slots=True)
class BoardInput:
    """One input contact of a board. `normally_closed`: a closed contact is the quiet state."""

    board: str
    number: int
    normally_closed: bool

    @property
    def place(self) -> str:
        """Where a technician finds it."""
        return f"{self.board} input {self.number}"


@dataclass(frozen=True, slots=True)
class BoardRelay:
    """One relay of a board."""

    board: str
    number: int

    @property
    def place(self) -> str:
        """Where a technician finds it."""
        return f"{self.board} relay {self.number}"


def read_boards(tables: Mapping[str, TomlTable]) -> dict[str, BoardConfig]:
    """Return all boards by id. Those on one line agree on its speed, not on their unit."""
    boards = {board: _read_board(board, table) for board, table in tables.items()}
    first: dict[str, BoardConfig] = {}
    units: Taken = {}
    for board in boards.values():
        table = tables[board.id]
        if not table.is_sound("port", "baud", "unit"):
            continue
        mate = first.setdefault(board.port, board)
        if mate.baud != board.baud:
            table.problem("baud", f"[board.{mate.id}] on the same line has {mate.baud}")
        if mate.echo is not board.echo:
            table.problem("echo", f"[board.{mate.id}] on the same line says otherwise")
        if (board.port, board.unit) in units:
            other = units[board.port, board.unit]
            table.problem("unit", f"in use by [board.{other}] on the same line; set another one")
        units.setdefault((board.port, board.unit), board.id)
    return boards


def read_board_input(table: TomlTable, boards: Mapping[str, object], taken: Taken) -> BoardInput:
    """Read the place and kind of a contact."""
    board = _read_name(table, boards)
    table.refuse(["pin", "pull"], "the contact is on a board")
    number = _read_number(table, "input", board, taken)
    contact = table.one_of("contact", ("no", "nc"))
    return BoardInput(board, number, normally_closed=contact == "nc")


def read_board_relay(table: TomlTable, boards: Mapping[str, object], taken: Taken) -> BoardRelay:
    """Read the place of a relay."""
    board = _read_name(table, boards)
    return BoardRelay(board, _read_number(table, "relay", board, taken))


def _read_board(board: str, table: TomlTable) -> BoardConfig:
    baud = table.integer("baud", Span(min(BAUDS), max(BAUDS)), 9600)
    if baud not in BAUDS:
        table.problem("baud", f"no serial speed; use one of {', '.join(map(str, BAUDS))}")
    return BoardConfig(
        id=board,
        port=str(table.file_path("port")),
        baud=baud,
        unit=table.integer("unit", UNITS, 1),
        echo=table.flag("echo", default=False),
    )


def _read_name(table: TomlTable, boards: Mapping[str, object]) -> str:
    board = table.text("board")
    if table.is_sound("board") and board not in boards:
        guess = did_you_mean(board, boards)
        table.problem("board", f"no such board{guess or f'; add [board.{board}]'}")
    return board


def _read_number(table: TomlTable, key: str, board: str, taken: Taken) -> int:
    number = table.integer(key, NUMBERS)
    if table.is_sound(key, "board"):
        place = (board, key, number)
        if place in taken:
            table.problem(key, f"in use by {taken[place]}; one {key} serves one thing")
        taken.setdefault(place, f"[{table.path}]")
    return number
