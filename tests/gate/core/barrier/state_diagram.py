"""The barrier's table as a Mermaid diagram.

`python -m tests.gate.core.barrier.state_diagram` prints it.

Where a row leads is not declared but seen: its act is carried out from its state, under every
wiring, held or not, latched or not, weary of reopening or not.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from gate.core.barrier.debounce import Inputs
from gate.core.barrier.scan import Scan
from gate.core.barrier.state import Barrier, Hold, State, Under
from gate.core.barrier.table import GLOBAL, TABLE, Row
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings

HOLD = Hold("user:1", "acara", 9e9, 9e9)
INPUTS = frozenset(Input)
QUIET = Inputs(frozenset(), frozenset(), dict.fromkeys(Input, 0.0))


def diagram() -> str:
    """Return the Mermaid source; rows that stay in their state are left out."""
    lines = ["stateDiagram-v2", "    [*] --> boot"]
    for state, rows in TABLE.items():
        lines += _arrows(str(state), [(row.name, leads_to(row, state)) for row in rows])
    lines += _arrows("any", [(row.name, leads_to(row, State.CLOSED)) for row in GLOBAL])
    return "\n".join(lines)


def _arrows(start: str, rows: list[tuple[str, set[State]]]) -> Iterator[str]:
    for target in State:
        names = {name for name, targets in rows if target in targets}
        if names:
            yield f"    {start} --> {target}: {', '.join(sorted(names))}"


def leads_to(row: Row, state: State) -> set[State]:
    """Return every state that a row leads to from this one, itself left out."""
    cases = product(Wiring, (None, HOLD), (None, "recovery"), (0, 9), (None, *Under))
    found = {
        row.then(scan).barrier.state
        for wiring, hold, latch, reopens, under in cases
        for scan in [_scan(wiring, Barrier(state, hold=hold, latch=latch, under=under), reopens)]
        if row.only is None or row.only(scan)
    }
    return found - {state}


def _scan(wiring: Wiring, barrier: Barrier, reopens: int) -> Scan:
    lane = LaneSettings("masuk", Direction.IN, wiring, INPUTS, frozenset(Output) - {Output.HOLD})
    lane = replace(
        lane, outputs=lane.outputs | ({Output.HOLD} if wiring is Wiring.HOLD_OPEN else set())
    )
    return Scan(replace(barrier, reopens=reopens), lane, QUIET, 0.0)


if __name__ == "__main__":
    print(diagram())  # noqa: T201 - what it is for
