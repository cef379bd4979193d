"""`[lane.…]` of `gate.toml`: one boom, its pins and its times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from gate.core.model import Direction, Input, Output, Wiring
from gate.core.settings import LaneSettings, Timing
from gate.toml_table import Span, TomlTable
from gate.wiring_rules import (
    ADVISED,
    FAIL_SAFE,
    FIXED_PULL_UP,
    HEADER,
    LAMPS,
    MANDATORY,
    PINS,
    RELAYS,
    RESTLESS,
)

TIMING: Final[Mapping[str, Span]] = MappingProxyType(
    {
        "pulse": Span(0.2, 1),
        "pulse_gap": Span(0.3, 2),
        "settle": Span(2, 10),
        "open_max": Span(3, 75),
        "close_max": Span(3, 75),
        "release": Span(0.5, 3),
        "dead": Span(0.3, 1.5),
        "no_passage": Span(10, 60),
        "close_delay": Span(0, 10),
        "forced": Span(0.2, 4),
        "stuck": Span(60, 1800),
        "tamper": Span(5, 120),
        "open_too_long": Span(15, 600),
        "back_out": Span(1, 10),
        "order_max_age": Span(1, 15),
        "claim": Span(2, 60),
        "pairing": Span(0.5, 10),
        "confirmation": Span(0.1, 1),
    },
)
"""Seconds allowed for each field of `Timing` (barrier.md §2)."""


@dataclass(frozen=True, slots=True)
class PinInput:
    """One input contact. `normally_closed`: a closed contact is the quiet state.

    `pull` is "up" (the contact switches to ground), "down" (to 3.3 V) or "none" (resistor outside).
    """

    pin: int
    normally_closed: bool
    pull: str


@dataclass(frozen=True, slots=True)
class LaneConfig:
    """One lane with its pins. `settings` is what the core gets."""

    name: str
    settings: LaneSettings
    inputs: Mapping[Input, PinInput]
    outputs: Mapping[Output, int]

    def describe(self) -> list[str]:
        """Return one line for the lane and one for each pin."""
        lane = self.settings
        lines = [f"lane {lane.id}: {self.name}, direction {lane.direction}, wiring {lane.wiring}"]
        for name, contact in self.inputs.items():
            moves = "opens" if contact.normally_closed else "closes"
            lines.append(
                f"  {_place(contact.pin)}  in   {name}: contact {moves} when active,"
                f" pull {contact.pull}",
            )
        lines += [f"  {_place(pin)}  out  {name}: high = on" for name, pin in self.outputs.items()]
        return lines

    def hints(self) -> list[str]:
        """Return what works but is not advised."""
        table = f"lane.{self.settings.id}"
        missing = [
            f"[{table}.inputs] {name}: not fitted, so {loss}"
            for name, loss in ADVISED.items()
            if name not in self.inputs
        ]
        fragile = [
            f'[{table}.inputs] {name}: contact "no" cannot tell a broken wire from a quiet one;'
            ' better wire it "nc"'
            for name, contact in self.inputs.items()
            if name in FAIL_SAFE and not contact.normally_closed
        ]
        restless = [
            f"[{table}.outputs] {name} = {pin}: this pin is pulled up or belongs to the serial"
            " console while the machine starts, so the relay may chatter; take one of 9-13, 16-27"
            for name, pin in self.outputs.items()
            if pin in RESTLESS
        ]
        return [*missing, *fragile, *restless]


def read_lanes(tables: Mapping[str, TomlTable]) -> dict[str, LaneConfig]:
    """Return all lanes by id. No pin serves twice, in whichever lanes."""
    taken: dict[int, str] = {}
    return {lane: _read_lane(lane, table, taken) for lane, table in tables.items()}


def _read_lane(lane: str, table: TomlTable, taken: dict[int, str]) -> LaneConfig:
    name = table.text("name")
    wiring = table.choice("wiring", Wiring)
    input_table, output_table = table.table("inputs"), table.table("outputs")
    if table.is_sound("wiring", "inputs", "outputs"):
        _check_wiring(wiring, input_table, output_table)
    inputs = _read_inputs(input_table, taken)
    outputs = _read_outputs(output_table, taken)
    settings = LaneSettings(
        id=lane,
        direction=table.choice("direction", Direction),
        wiring=wiring,
        inputs=frozenset(inputs),
        outputs=frozenset(outputs),
        timing=_read_timing(table.table("timing")),
    )
    settings = replace(
        settings,
        max_credit=table.integer("max_credit", Span(1, 10), settings.max_credit),
        max_reopen=table.integer("max_reopen", Span(1, 5), settings.max_reopen),
        min_confidence=table.number("min_confidence", Span(0, 1), settings.min_confidence),
    )
    return LaneConfig(name, settings, inputs, outputs)


def _check_wiring(wiring: Wiring, inputs: TomlTable, outputs: TomlTable) -> None:
    for name, reason in MANDATORY[wiring].items():
        if not inputs.has(name):
            inputs.problem(name, f"missing; {reason}")
    for output in Output:
        if output not in RELAYS[wiring] | LAMPS:
            outputs.refuse([output], f'wiring "{wiring}" does not drive this relay')
        elif output in RELAYS[wiring] and not outputs.has(output):
            outputs.problem(output, f'missing; wiring "{wiring}" drives this relay')


def _read_inputs(table: TomlTable, taken: dict[int, str]) -> dict[Input, PinInput]:
    return {name: _read_input(table.table(name), taken) for name in Input if table.has(name)}


def _read_input(table: TomlTable, taken: dict[int, str]) -> PinInput:
    pin = _read_pin(table, "pin", taken)
    pull = table.one_of("pull", ("up", "down", "none"), "up")
    if pin in FIXED_PULL_UP and pull != "up":
        table.problem("pull", f"pin {pin} is pulled up on the board itself; take another pin")
    contact = table.one_of("contact", ("no", "nc"))
    return PinInput(pin, normally_closed=contact == "nc", pull=pull)


def _read_outputs(table: TomlTable, taken: dict[int, str]) -> dict[Output, int]:
    return {name: _read_pin(table, name, taken) for name in Output if table.has(name)}


def _read_pin(table: TomlTable, key: str, taken: dict[int, str]) -> int:
    pin = table.integer(key, PINS)
    if table.is_sound(key):
        if pin in taken:
            table.problem(key, f"pin in use by {taken[pin]}; one pin serves one thing")
        taken.setdefault(pin, f"[{table.path}] {key}")
    return pin


def _read_timing(table: TomlTable) -> Timing:
    usual = Timing()
    seconds = {
        name: table.number(name, span, getattr(usual, name)) for name, span in TIMING.items()
    }
    return Timing(**seconds)


def _place(pin: int) -> str:
    return f"GPIO{pin:<2} (header pin {HEADER[pin]:>2})"
