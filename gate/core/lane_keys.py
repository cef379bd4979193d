"""The keys at the boom: each turn is an order like any other, given by whoever has the key."""

from gate.core.events import Action, OrderGiven
from gate.core.lane_state import LaneState
from gate.core.model import Input, Instant

KEYS = {
    Input.KEY_OPEN: Action.OPEN,
    Input.KEY_CLOSE: Action.CLOSE,
    Input.KEY_RESET: Action.RESET,
}


def turned(state: LaneState, now: Instant) -> list[OrderGiven]:
    """Return an order for each key that has been turned since the last call.

    A key that is found turned at the start, or once it can be told again, asks for nothing: nobody
    has just turned it.
    """
    on = state.inputs.active & KEYS.keys()
    before = on if state.keys is None else state.keys
    state.keys = on | (state.inputs.unknown & KEYS.keys())
    return [
        OrderGiven(
            id=f"{key.value}:{now.wall:.3f}:{now.monotonic:.3f}",  # a wall clock may repeat
            lane=state.settings.id,
            action=KEYS[key],
            actor="key",
            reason="key_switch",
            issued=now.monotonic,
        )
        for key in sorted(on - before)
    ]
