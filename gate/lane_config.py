"""`[lane.…]` of `gate.toml`: one boom, its pins and its times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gate import lane_hints, lane_words
from gate.core.model import Direction, Input, Output, Wiring
from gate.core.settings import LaneSettings
from gate.lane_pins import HIGH_ONLY, LEVELS, PinInput, read_inputs, read_outputs
from gate.lane_timing import read_timing
from gate.lane_wiring import check_wiring, read_board_closes
from gate.toml_table import Span, TomlTable


@dataclass(frozen=True, slots=True)
class LaneConfig:
    """One lane with its pins. `settings` is what the core gets."""

    name: str
    settings: LaneSettings
    inputs: Mapping[Input, PinInput]
    outputs: Mapping[Output, int]

    def describe(self) -> list[str]:
        """Return what the lane is, what we can do to its boom, and what each pin is."""
        lane = self.settings
        return [
            f"lane {lane.id}: {self.name}, direction {lane.direction}",
            *lane_words.describe(lane, self.inputs, self.outputs),
        ]

    def hints(self) -> list[str]:
        """Return what works but is not advised."""
        return lane_hints.hints(self.settings, self.inputs, self.outputs)


def read_lanes(tables: Mapping[str, TomlTable]) -> dict[str, LaneConfig]:
    """Return all lanes by id. No pin serves twice, in whichever lanes."""
    taken: dict[int, str] = {}
    return {lane: _read_lane(lane, table, taken) for lane, table in tables.items()}


def _read_lane(lane: str, table: TomlTable, taken: dict[int, str]) -> LaneConfig:
    table.explain(LEVELS, HIGH_ONLY)
    name = table.text("name")
    input_table, output_table = table.table("inputs"), table.table("outputs")
    inputs, debounce = read_inputs(input_table, taken)
    outputs = read_outputs(output_table, taken)
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
    )
    settings = replace(
        settings,
        max_credit=table.integer("max_credit", Span(1, 10), settings.max_credit),
        max_reopen=table.integer("max_reopen", Span(1, 5), settings.max_reopen),
        min_confidence=table.number("min_confidence", Span(0, 1), settings.min_confidence),
    )
    check_wiring(settings, table, input_table, output_table)
    return LaneConfig(name, settings, inputs, outputs)
