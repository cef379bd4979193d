"""What one lane has on relay and input boards, behind the controller's ports."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager

from gate.config.board import BoardConfig, BoardInput, BoardRelay
from gate.config.gate_toml import Config
from gate.core.values.model import Input, Output
from hardware.modbus.board import Board


class BoardInputs:
    """Implements `gate.ports.LaneInputs`. Inputs of a board that has fallen silent are unknown."""

    def __init__(self, wired: Mapping[Input, BoardInput], boards: Mapping[str, Board]) -> None:
        self._wired = wired
        self._boards = {name: boards[name] for name in {each.board for each in wired.values()}}

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        """Return (active, unknown) of the newest look."""
        looks = {name: board.look() for name, board in self._boards.items()}
        active, unknown = set(), set()
        for name, wired in self._wired.items():
            look = looks[wired.board]
            if look is None:
                unknown.add(name)
            elif look[wired.number - 1] is not wired.normally_closed:
                active.add(name)
        return frozenset(active), frozenset(unknown)


class BoardOutputs:
    """Implements `gate.ports.Outputs`. Outputs that the lane has elsewhere, or not, are no error.

    `permit` has no place here: its beat is too quick for a line.
    """

    def __init__(self, wired: Mapping[Output, BoardRelay], boards: Mapping[str, Board]) -> None:
        self._relays = {
            output: (boards[relay.board], relay.number) for output, relay in wired.items()
        }

    def energise(self, output: Output, at_most: float | None) -> None:
        """Turn on, as a pulse that the board times; None: a lamp, by pulses that are renewed."""
        if output in self._relays:
            board, relay = self._relays[output]
            board.switch_on(relay, at_most)

    def release(self, output: Output) -> None:
        """Turn off."""
        if output in self._relays:
            board, relay = self._relays[output]
            board.switch_off(relay)

    def release_all(self) -> None:
        """Turn everything off."""
        for board, relay in self._relays.values():
            board.switch_off(relay)

    def heartbeat(self) -> None:
        """Do nothing: there is no `permit` on a board."""


@contextmanager
def open_boards(config: Config) -> Iterator[Mapping[str, Board]]:
    """Start every line and yield the boards by id; at the end all their relays are off."""
    if not config.boards:
        yield {}
        return
    from hardware.modbus.line import ModbusLine  # noqa: PLC0415 - pymodbus is slow to load

    ports: dict[str, list[BoardConfig]] = {}
    for board in config.boards.values():
        ports.setdefault(board.port, []).append(board)
    fitted = _fitted(config)
    boards: dict[str, Board] = {}
    with ExitStack() as stack:
        for configs in ports.values():
            line = stack.enter_context(closing(ModbusLine(configs, fitted)))
            boards |= line.boards
        yield boards


def _fitted(config: Config) -> dict[str, tuple[int, set[int]]]:
    """Return, per board, how many inputs have to be looked at, and the relays in use."""
    inputs = dict.fromkeys(config.boards, 0)
    relays: dict[str, set[int]] = {board: set() for board in config.boards}
    for lane in config.lanes.values():
        for contact in lane.board_inputs.values():
            inputs[contact.board] = max(inputs[contact.board], contact.number)
        for relay in lane.board_outputs.values():
            relays[relay.board].add(relay.number)
    return {board: (inputs[board], relays[board]) for board in config.boards}
