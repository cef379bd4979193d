"""What is not refused, the table carries out: no order is accepted that no row would serve.

Where something else moves the barrier in the same scan, that goes first, as for every row.
"""

from itertools import combinations, product

import pytest

from gate.core.barrier import machine
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import RAISED, Barrier, Demand, Hold, State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from tests.gate.core.barrier.rig import BEAM, DOWN, LOOP, STOP, UP, Rig

NOW = 1000.0
SENSED = [frozenset(some) for n in range(4) for some in combinations((LOOP, BEAM, STOP), n)]
SERVED = {Action.CLOSE: Demand.CLOSE, Action.RESET: Demand.RESET}
HOLD = Hold("user:1", "event", NOW + 60, NOW + 60)


def at_rest(state: State) -> frozenset[Input]:
    """The limit at which the boom stands, so that nothing but the order moves it."""
    if state is State.CLOSED:
        return frozenset({DOWN})
    return frozenset({UP}) if state in RAISED else frozenset()


def barrier(state: State, latch: str | None) -> Barrier:
    """A barrier that somebody is awaited at, or that is held, where its state says so."""
    return Barrier(
        state,
        NOW,
        credits=("claim-1", "claim-2") if state in {State.OPEN, State.PASSING} else (),
        hold=HOLD if state is State.HELD else None,
        latch=latch,
        trusted=True,
    )


@pytest.mark.parametrize("action", sorted(SERVED))
@pytest.mark.parametrize("wiring", list(Wiring))
@pytest.mark.parametrize("state", list(State))
def test_an_order_that_is_not_refused_is_served_by_a_row(
    state: State, wiring: Wiring, action: Action
):
    settings = Rig(wiring, outputs=frozenset({Output.HOLD, Output.STOP_PERMIT})).settings
    for sensed, latch in product(SENSED, (None, "emergency")):
        inputs = Inputs(at_rest(state) | sensed, frozenset(), dict.fromkeys(Input, 0.0))
        before = barrier(state, latch)
        alone = machine.step(before, settings, inputs, NOW)
        settled = alone.barrier.state is state
        if not settled or machine.refusal(before, settings, inputs, action) is not None:
            continue
        ordered = machine.step(before, settings, inputs, NOW, SERVED[action])
        closes_anyway = action is Action.CLOSE and state is State.CLEAR
        assert ordered != alone or closes_anyway, (sensed, latch)
