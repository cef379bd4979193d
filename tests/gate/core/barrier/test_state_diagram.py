"""The guide to the barrier draws it as its table has it."""

from pathlib import Path

from gate.core.barrier.state import State
from gate.core.barrier.table import GLOBAL, TABLE
from tests.gate.core.barrier.state_diagram import diagram, leads_to

GUIDE = Path(__file__).parents[4] / "gate/core/barrier/README.md"


def test_the_diagram_of_the_guide_is_the_table():
    """Print the new one with `python -m tests.gate.core.barrier.state_diagram`."""
    assert f"```mermaid\n{diagram()}\n```" in GUIDE.read_text(encoding="utf-8")


def test_every_state_can_be_left_and_reached():
    edges = {
        (state, to) for state, rows in TABLE.items() for row in rows for to in leads_to(row, state)
    }
    edges |= {(State.CLOSED, to) for row in GLOBAL for to in leads_to(row, State.CLOSED)}

    assert {start for start, _ in edges} == set(State)
    assert {end for _, end in edges} == set(State)
