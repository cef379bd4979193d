"""`[lane.…]` of `gate.toml`: one boom, its pins and its times."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Final

from gate.config import lane_hints, lane_summary
from gate.config.board import STALE, BoardInput, BoardRelay, Taken
from gate.config.lane_pins import HIGH_ONLY, LEVELS, PinInput, read_inputs, read_outputs
from gate.config.toml_table import Span, TomlTable
from gate.config.wiring import check_wiring, read_board_closes
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings, Timing, WithoutCamera

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


TIMING: Final[Mapping[str, Span]] = MappingProxyType(
    {
        "pulse": Span(0.2, 1),
        "pulse_gap": Span(0.3, 2),
        "settle": Span(2, 10),
        "open_nominal": Span(0.6, 10),
        "close_nominal": Span(0.6, 10),
        "open_max": Span(3, 75),
        "close_max": Span(3, 75),
        "release": Span(0.5, 3),
        "dead": Span(0.3, 1.5),
        "no_passage": Span(10, 60),
        "close_delay": Span(0, 10),
        "close_warning": Span(0, 30),
        "forced": Span(0.2, 4),
        "stuck": Span(60, 1800),
        "tamper": Span(5, 120),
        "open_too_long": Span(15, 600),
        "back_out": Span(1, 10),
        "exit_mask": Span(0, 10),
        "recovery": Span(30, 300),
        "order_max_age": Span(1, 15),
        "claim": Span(2, 60),
        "pairing": Span(0.5, 10),
        "confirmation": Span(0.1, 1),
    },
)
"""Seconds allowed for each field of `Timing`, a nominal time before its longest.

Sources: `gate/core/barrier/README.md` §2.
"""

LONGEST: Final = {"open_nominal": "open_max", "close_nominal": "close_max"}


def read_timing(table: TomlTable) -> Timing:
    """Read all times. The longest way follows the usual one: twice that and 2 s."""
    usual = asdict(Timing())
    seconds: dict[str, float] = {}
    for name, span in TIMING.items():
        seconds[name] = table.number(name, span, usual[name])
        if name in LONGEST:
            usual[LONGEST[name]] = 2 * seconds[name] + 2
    for nominal, longest in LONGEST.items():
        if table.is_sound(nominal, longest) and seconds[longest] <= seconds[nominal]:
            takes = f"longer than {nominal} ({seconds[nominal]:g} s)"
            table.problem(longest, f"must be {takes}, or every way ends in an alarm")
    return Timing(**seconds)


@dataclass(frozen=True, slots=True)
class LaneConfig:
    """One lane with its pins, and what is on boards. `settings` is what the core gets."""

    name: str
    settings: LaneSettings
    inputs: Mapping[Input, PinInput]
    outputs: Mapping[Output, int]
    board_inputs: Mapping[Input, BoardInput] = field(default_factory=dict)
    board_outputs: Mapping[Output, BoardRelay] = field(default_factory=dict)

    def describe(self) -> list[str]:
        """Return what the lane is, what we can do to its boom, and what each pin is."""
        lane = self.settings
        return [
            f"lane {lane.id}: {self.name}, direction {lane.direction}",
            *lane_summary.describe(
                lane,
                {**self.inputs, **self.board_inputs},
                {**self.outputs, **self.board_outputs},
            ),
        ]

    def hints(self) -> list[str]:
        """Return what works but is not advised."""
        inputs: Mapping[Input, PinInput | BoardInput] = {**self.inputs, **self.board_inputs}
        return [
            *lane_hints.hints(self.settings, inputs, self.outputs),
            *(f"[lane.{self.settings.id}.inputs] {line}" for line in late(inputs)),
        ]


def read_lanes(
    tables: Mapping[str, TomlTable], boards: Mapping[str, object]
) -> dict[str, LaneConfig]:
    """Return all lanes by id. No pin, contact or relay serves twice, in whichever lanes."""
    taken: Taken = {}
    return {lane: _read_lane(lane, table, boards, taken) for lane, table in tables.items()}


def _read_lane(
    lane: str, table: TomlTable, boards: Mapping[str, object], taken: Taken
) -> LaneConfig:
    table.explain(LEVELS, HIGH_ONLY)
    name = table.text("name")
    input_table, output_table = table.table("inputs"), table.table("outputs")
    inputs, debounce = read_inputs(input_table, boards, taken)
    outputs = read_outputs(output_table, boards, taken)
    wiring = table.choice("wiring", Wiring)
    settings = LaneSettings(
        id=lane,
        direction=table.choice("direction", Direction),
        wiring=wiring,
        inputs=frozenset(inputs),
        outputs=frozenset(outputs),
        timing=read_timing(table.table("timing")),
        debounce=debounce,
        board_closes=read_board_closes(table, wiring),
        free_exit=table.flag("free_exit", default=False),
        recovery_close=table.flag("recovery_close", default=False),
        without_camera=table.choice("without_camera", WithoutCamera, WithoutCamera.DENY),
    )
    settings = replace(
        settings,
        max_credit=table.integer("max_credit", Span(1, 10), settings.max_credit),
        max_reopen=table.integer("max_reopen", Span(1, 5), settings.max_reopen),
        min_confidence=table.number("min_confidence", Span(0, 1), settings.min_confidence),
    )
    check_wiring(settings, table, input_table, output_table)
    check_boards(wiring, inputs, outputs, (input_table, output_table))
    return LaneConfig(
        name,
        settings,
        inputs={name: wired for name, wired in inputs.items() if isinstance(wired, PinInput)},
        outputs={name: wired for name, wired in outputs.items() if isinstance(wired, int)},
        board_inputs={
            name: wired for name, wired in inputs.items() if isinstance(wired, BoardInput)
        },
        board_outputs={
            name: wired for name, wired in outputs.items() if isinstance(wired, BoardRelay)
        },
    )
