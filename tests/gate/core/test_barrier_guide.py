"""The guide to the barrier names the rows, contacts, times and wirings that the code has."""

import re
from itertools import groupby
from pathlib import Path

import pytest

from gate.config.lane import TIMING
from gate.config.lane_pins import DEBOUNCE_SPANS
from gate.config.toml_table import Span
from gate.config.wiring import NOT_SELF_CLOSING, RELAYS
from gate.core.barrier.state import State
from gate.core.barrier.table import GLOBAL, TABLE
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, Debounce, LaneSettings, Timing

GUIDE = Path(__file__).parents[3] / "gate/core/barrier/README.md"
HEADING = re.compile(r"#+ (?:(\d+(?:\.\d+)*)\.? )?(.*)")
KEY = re.compile(r"`(\w+)`")
SPAN = re.compile("([\\d.]+)\N{EN DASH}([\\d.]+)")


def tables() -> dict[str, list[list[str]]]:
    """The cells of the tables under each heading, by its number or else its words, headers out."""
    found: dict[str, list[list[str]]] = {}
    place, is_header = "", True
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        heading = HEADING.fullmatch(line)
        if heading is not None:
            place = heading[1] or heading[2]
        if not line.startswith("|"):
            is_header = True
        elif line.startswith("|---"):
            is_header = False
        elif not is_header:
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            found.setdefault(place, []).append(cells)
    return found


TABLES = tables()


def in_turn(names: list[str]) -> list[str]:
    """Names as they stand, each once where it is repeated at once."""
    return [name for name, _ in groupby(names)]


@pytest.mark.parametrize("state", ["any state", *State], ids=str)
def test_each_state_has_its_rows_in_their_order(state: str):
    rows = GLOBAL if state == "any state" else TABLE[State(state)]

    told = [cells[0] for cells in TABLES[state]]
    assert in_turn(told) == in_turn([row.name for row in rows])


def span(text: str) -> Span:
    least, most = SPAN.fullmatch(text).groups()
    return Span(float(least), float(most))


def split(text: str) -> list[str]:
    return text.split(", ")


def test_the_times_are_those_of_the_code():
    told = {}
    for keys, defaults, ranges, _ in [cells for cells in TABLES["2"] if len(cells) == 4]:
        names = KEY.findall(keys)
        seconds, spans = split(defaults), split(ranges)
        for place, name in enumerate(names):
            told[name] = (
                float(seconds[place % len(seconds)]),
                span(spans[place % len(spans)]),
            )
    of_lane = {name: told.pop(name) for name in ("max_credit", "max_reopen")}

    timing = Timing()
    assert told == {name: (getattr(timing, name), span) for name, span in TIMING.items()}
    lane = LaneSettings("masuk", Direction.IN, Wiring.MOTOR, frozenset(), frozenset())
    assert {name: default for name, (default, _) in of_lane.items()} == {
        "max_credit": lane.max_credit,
        "max_reopen": lane.max_reopen,
    }


def settling(cell: str) -> tuple[float, Span]:
    seconds, limits = re.fullmatch(r"([\d.]+) \((.*)\)", cell).groups()
    return float(seconds), span(limits)


def test_the_contacts_are_those_of_the_code():
    told = {
        Input(KEY.findall(name)[0]): (settling(on), settling(off))
        for name, _, _, on, off, _, _ in [cells for cells in TABLES["1.1"] if len(cells) == 7]
    }

    assert told.keys() == set(Input)
    for sensor, ((on, on_span), (off, off_span)) in told.items():
        assert DEBOUNCE[sensor] == Debounce(on, off), sensor
        assert DEBOUNCE_SPANS[sensor] == (on_span, off_span), sensor


def test_the_outputs_are_those_of_the_code():
    told = [name for cells in TABLES["1.2"] for name in KEY.findall(cells[0])]

    assert sorted(told) == sorted(Output)


def test_the_wirings_need_the_relays_of_the_code():
    told = {
        Wiring(KEY.findall(cells[0])[0]): {Output(name) for name in KEY.findall(cells[1])}
        for cells in TABLES["1.3"]
        if len(cells) == 7
    }

    assert told == RELAYS


BOARDS = [
    (wiring, board_closes)
    for wiring in Wiring
    for board_closes in (False, True)
    if not board_closes or wiring not in NOT_SELF_CLOSING
]


@pytest.mark.parametrize(("wiring", "board_closes"), BOARDS)
@pytest.mark.parametrize("more", [set(), {Output.HOLD, Output.STOP_PERMIT}], ids=["bare", "full"])
def test_the_wirings_have_the_powers_of_the_code(wiring, board_closes, more):
    relays = RELAYS[wiring] | more
    lane = LaneSettings(
        "masuk", Direction.IN, wiring, frozenset(), relays, board_closes=board_closes
    )
    cells = next(row for row in TABLES["1.3"] if row[0] == f"`{wiring}`" and len(row) == 7)
    means = {
        "yes": True,
        "no": False,
        "with `hold`": Output.HOLD in relays,
        "with `stop_permit`": Output.STOP_PERMIT in relays,
        "unless the board closes": not board_closes,
        "unless the board closes; then with `hold`": not board_closes or Output.HOLD in relays,
    }

    powers = lane.powers
    told = [means[cell] for cell in cells[3:7]]
    assert told == [powers.hold, powers.close, powers.lift, powers.stop]
