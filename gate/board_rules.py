"""What a board on a serial line must not do for a lane.

Its relays let go by themselves: each order is a pulse that the board times, and what stays on is
renewed by further pulses. So it can lose nothing but time, which some things do not have.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from gate.board_config import STALE, BoardInput, BoardRelay
from gate.core.model import Input, Output, Wiring
from gate.toml_table import TomlTable

_WOULD_DROP: Final = (
    "a board keeps a relay on by renewed pulses, and a late one would let it go; use a pin"
)
NOT_BY_BOARD: Final[Mapping[Output, str]] = MappingProxyType(
    {
        Output.HOLD: f"the boom would come down: {_WOULD_DROP}",
        Output.STOP_PERMIT: f"the boom would halt: {_WOULD_DROP}",
        Output.UP: "a motor must stop at once, which no line promises; use a pin",
        Output.DOWN: "a motor must stop at once, which no line promises; use a pin",
        Output.PERMIT: "its one-shot wants a beat every 60 ms, which no line carries; use a pin",
    }
)
"""Outputs that take a pin, and why."""

PROTECTS: Final = (Input.SAFETY_LOOP, Input.PHOTOCELL, Input.STOP, Input.FIRE)


def check_boards(
    wiring: Wiring,
    inputs: Mapping[Input, object],
    outputs: Mapping[Output, object],
    tables: tuple[TomlTable, TomlTable],
) -> None:
    """Note what must not stand on a board. `tables`: those of inputs and outputs."""
    input_table, output_table = tables
    for name, relay in outputs.items():
        if isinstance(relay, BoardRelay) and name in NOT_BY_BOARD:
            output_table.problem(name, f"not on a board: {NOT_BY_BOARD[name]}")
    if wiring is not Wiring.MOTOR:
        return
    for sensor, contact in inputs.items():
        if isinstance(contact, BoardInput):
            late = "what stops a motor of ours must be seen at once; use a pin"
            input_table.problem(sensor, f'not on a board with wiring "{wiring}": {late}')


def late(inputs: Mapping[Input, object]) -> Iterator[str]:
    """Tell of protective contacts that are seen over a line."""
    for name in PROTECTS:
        if isinstance(inputs.get(name), BoardInput):
            yield (
                f"{name}: seen over a line, up to {STALE:g} s late before it counts as broken; wire"
                " it to the barrier's own board too"
            )
