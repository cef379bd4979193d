"""Which law or test holds each of the 34 invariants (`gate/core/barrier/README.md` §4).

Laws are held in every scan of the model check and of the property tests.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.core.barrier import machine
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import Barrier, State
from gate.core.values.model import Wiring
from gate.core.values.settings import LaneSettings
from tests.gate.core.barrier.laws import LAWS
from tests.gate.core.barrier.rig import FITTED, Rig

TESTS = Path(__file__).parents[3]

LANE, BOOM = "gate/core/lane", "gate/core/barrier"
HELD_BY = {
    18: (
        f"{LANE}/test_orders.py::test_the_same_order_twice_opens_once",
        f"{LANE}/test_memory.py::test_an_order_followed_before_a_restart_is_a_repeat_after_it",
        f"{LANE}/test_claims.py::test_reads_of_a_vehicle_with_a_credit_earn_no_second_one",
    ),
    19: (
        (f"{LANE}/test_orders.py::test_an_order_late_or_from_the_future_is_stale_and_does_nothing"),
        "gate/mqtt/orders/test_covers.py::test_nothing_else_moves_a_boom",
    ),
    22: (
        f"{BOOM}/test_machine.py::test_a_credit_is_refused_where_the_boom_must_not_move",
        "stories/test_normal.py::test_s02_an_unknown_vehicle_moves_nothing",
    ),
    23: (
        f"{BOOM}/test_debounce.py::test_a_sensor_that_cannot_be_told_counts_as_active",
        (
            f"{BOOM}/test_debounce.py::"
            "test_whatever_protects_has_a_safe_reading_and_whatever_asks_for_motion_has_none"
        ),
    ),
    26: ("gate/test_alarm_trails.py::test_each_alarm_is_told_once_with_its_reason_and_its_inputs",),
    27: (
        "faults/test_kill.py::test_kills_in_decision_pulse_and_motion_lose_no_row_and_move_nothing",
        "faults/test_hang.py::test_a_controller_that_hangs_in_a_pulse_is_restarted_and_nothing_moves",
        "kernel/test_gate.py::test_killed_in_mid_pulse_the_relay_drops_and_no_second_pulse_follows",
    ),
    28: (
        f"{BOOM}/test_model.py::test_no_law_is_broken_where_we_order_the_closing",
        f"{BOOM}/test_invariants.py::test_28_a_step_has_an_outcome_in_every_state",
    ),
    29: (
        f"{LANE}/test_claims.py::test_setting_the_clock_by_years_moves_nothing",
        "stories/test_clocks.py::test_a_clock_stepped_under_traffic_stops_nobody",
    ),
    30: (
        f"{BOOM}/test_invariants.py::test_30_the_same_scan_has_the_same_outcome",
        "gate/test_replay.py::test_by_the_rules_of_then_every_decision_is_the_same",
    ),
    32: (f"{BOOM}/test_liveness.py::test_32_when_traffic_stops_the_boom_closes",),
    33: (
        (
            f"{BOOM}/test_liveness.py::"
            "test_33_fire_raises_the_boom_in_time_and_keeps_it_up_until_a_reset"
        ),
    ),
}
"""Tests of what no single scan shows, or no core can hold alone (27: the process, the kernel)."""


def numbers(law: str) -> set[int]:
    """The invariants that a law begins with: `2, 11-14: …`."""
    found: set[int] = set()
    for part in law.partition(":")[0].split(","):
        first, _, last = part.strip().partition("-")
        if first.isdigit():
            found |= set(range(int(first), int(last or first) + 1))
    return found


def test_each_of_the_34_invariants_is_held_by_a_law_or_a_test():
    by_laws = {number for law in LAWS for number in numbers(law)}

    assert by_laws | set(HELD_BY) == set(range(1, 35))


@pytest.mark.parametrize("test", [test for tests in HELD_BY.values() for test in tests])
def test_what_holds_an_invariant_is_there(test: str):
    path, name = test.split("::")
    body = ast.parse((TESTS / path).read_text(encoding="utf-8")).body

    assert name in {getattr(each, "name", "") for each in body}


SENSES = sorted(FITTED)
VECTORS = [
    frozenset(sensor for place, sensor in enumerate(SENSES) if number >> place & 1)
    for number in range(2 ** len(SENSES))
]


def scans(wiring: Wiring) -> Iterator[tuple[Barrier, LaneSettings, Inputs, float]]:
    """Every state with every vector of inputs, with somebody to be let through."""
    settings = Rig(wiring, inputs=FITTED).settings
    changed = dict.fromkeys(FITTED, 0.0)
    for state in State:
        for active in VECTORS:
            inputs = Inputs(active, frozenset(), changed)
            yield Barrier(state, credits=("c1",)), settings, inputs, 1.0


@pytest.mark.parametrize("wiring", list(Wiring), ids=str)
def test_28_a_step_has_an_outcome_in_every_state(wiring: Wiring):
    outcomes = [machine.step(*scan) for scan in scans(wiring)]

    assert len(outcomes) == len(State) * len(VECTORS)
    assert all(each.deadline is None or each.deadline > 1.0 for each in outcomes)


def test_30_the_same_scan_has_the_same_outcome():
    for scan in scans(Wiring.OPEN_CLOSE):
        assert machine.step(*scan) == machine.step(*scan)
