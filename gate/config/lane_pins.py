"""`[lane.….inputs]` and `[lane.….outputs]` of `gate.toml`: one pin for each contact and relay."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gate.config.board import (
    BoardInput,
    BoardRelay,
    Taken,
    read_board_input,
    read_board_relay,
)
from gate.config.header import FIXED_PULL_UP, PINS
from gate.config.toml_table import Span, TomlTable
from gate.core.values.model import Input, Output
from gate.core.values.settings import DEBOUNCE, Debounce

_LIMIT: Final = (Span(0.01, 0.2), Span(0.01, 0.2))
_APPROACH: Final = (Span(0.02, 0.5), Span(0.1, 2))
_BY_HAND: Final = (Span(0.02, 0.5), Span(0.2, 5))
_FAULT: Final = (Span(0.05, 2), Span(0.2, 10))
_KEY: Final = (Span(0.01, 0.3), Span(0.05, 1))

DEBOUNCE_SPANS: Final[Mapping[Input, tuple[Span, Span]]] = MappingProxyType(
    {
        Input.CLOSED_LIMIT: _LIMIT,
        Input.OPEN_LIMIT: _LIMIT,
        Input.SAFETY_LOOP: (Span(0.01, 0.2), Span(0.3, 2)),  # off: a trailer's gap
        Input.ARMING_LOOP: _APPROACH,
        Input.PHOTOCELL: (Span(0.01, 0.1), Span(0.3, 2)),
        Input.STOP: (Span(0.01, 0.1), Span(0.1, 2)),
        Input.FIRE: (Span(0.01, 0.5), Span(0.5, 10)),
        Input.INNER_LOOP: _APPROACH,
        Input.BREAKAWAY: _BY_HAND,
        Input.MAINTENANCE: _BY_HAND,
        Input.BOARD_FAULT: _FAULT,
        Input.LOOP_FAULT: _FAULT,
        Input.MOVING: (Span(0.01, 0.5), Span(0.2, 3)),  # off: the dark half of a flashing lamp
        Input.KEY_OPEN: _KEY,
        Input.KEY_CLOSE: _KEY,
        Input.KEY_RESET: _KEY,
        Input.MAINS_LOST: (Span(0.1, 10), Span(0.1, 10)),
    },
)
"""Seconds allowed for `on` and `off`; what protects must show fast.

Reasons: `gate/core/barrier/README.md` §1.1.
"""

LEVELS: Final = ("active_low", "active_high", "invert", "inverted")
"""Keys that other systems have, and this one has not."""
HIGH_ONLY: Final = (
    "a relay is on while its pin is high and never while it is low: pins are low before the gate"
    " starts and after it ends, so such a relay would move the boom then"
)


@dataclass(frozen=True, slots=True)
class PinInput:
    """One input contact. `normally_closed`: a closed contact is the quiet state.

    `pull` is "up" (the contact switches to ground), "down" (to 3.3 V) or "none" (resistor outside).
    """

    pin: int
    normally_closed: bool
    pull: str


def read_inputs(
    table: TomlTable,
    boards: Mapping[str, object],
    taken: Taken,
) -> tuple[dict[Input, PinInput | BoardInput], dict[Input, Debounce]]:
    """Return the contacts fitted, and every input's debounce. `taken` gets their places."""
    fitted = [name for name in Input if table.has(name)]
    for name in fitted:
        if not table.is_table(name):
            table.problem(name, 'write { pin = 12, contact = "no" }, or "nc"')
    tables = {name: table.table(name) for name in fitted if table.is_sound(name)}
    contacts = {name: _read_contact(inner, boards, taken) for name, inner in tables.items()}
    given = {name: _read_debounce(name, inner.table("debounce")) for name, inner in tables.items()}
    return contacts, {**DEBOUNCE, **given}


def read_outputs(
    table: TomlTable,
    boards: Mapping[str, object],
    taken: Taken,
) -> dict[Output, int | BoardRelay]:
    """Return the pins and relays of what is fitted. `taken` gets them."""
    table.explain(LEVELS, f"{HIGH_ONLY}; take a relay board that switches on high")
    return {name: _read_relay(table, name, boards, taken) for name in Output if table.has(name)}


def _read_contact(
    table: TomlTable, boards: Mapping[str, object], taken: Taken
) -> PinInput | BoardInput:
    if table.has("board"):
        return read_board_input(table, boards, taken)
    table.explain(LEVELS, 'contact ("no" or "nc") and pull say that; remove it')
    pin = _read_pin(table, "pin", taken)
    pull = table.one_of("pull", ("up", "down", "none"), "up")
    if pin in FIXED_PULL_UP and pull != "up":
        table.problem("pull", f"pin {pin} is pulled up on the board itself; take another pin")
    contact = table.one_of("contact", ("no", "nc"))
    return PinInput(pin, normally_closed=contact == "nc", pull=pull)


def _read_debounce(name: Input, table: TomlTable) -> Debounce:
    on, off = DEBOUNCE_SPANS[name]
    usual = DEBOUNCE[name]
    return Debounce(table.number("on", on, usual.on), table.number("off", off, usual.off))


def _read_relay(
    table: TomlTable, name: Output, boards: Mapping[str, object], taken: Taken
) -> int | BoardRelay:
    if table.is_table_with(name, "board"):
        return read_board_relay(table.table(name), boards, taken)
    if table.is_table(name):
        table.problem(name, f"write the pin alone, as {name} = 17; {HIGH_ONLY}")
        return int(PINS.low)
    return _read_pin(table, name, taken)


def _read_pin(table: TomlTable, key: str, taken: Taken) -> int:
    pin = table.integer(key, PINS)
    if table.is_sound(key):
        if pin in taken:
            table.problem(key, f"pin in use by {taken[pin]}; one pin serves one thing")
        taken.setdefault(pin, f"[{table.path}] {key}")
    return pin
