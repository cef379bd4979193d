"""`[lane.…]` of `gate.toml`: one boom, its pins and its times."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gate import lane_hints, lane_words
from gate.board_config import BoardInput, BoardRelay, Taken
from gate.board_rules import check_boards, late
from gate.core.model import Direction, Input, Output, Wiring
from gate.core.settings import LaneSettings, WithoutCamera
from gate.lane_pins import HIGH_ONLY, LEVELS, PinInput, read_inputs, read_outputs
from gate.lane_timing import read_timing
from gate.lane_wiring import check_wiring, read_board_closes
from gate.toml_table import Span, TomlTable


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
            *lane_words.describe(
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
