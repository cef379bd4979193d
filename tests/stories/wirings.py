"""The lane of a story under each wiring, and which wirings share what."""

from collections.abc import Iterable

from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings
from tests.simulator.world.lanes import RELAYS

LANE = "masuk"

MOVING = {Output.OPEN, Output.CLOSE, Output.STEP, Output.HOLD, Output.UP, Output.DOWN}
"""Relays that move the boom."""

SIGNALS = {Output.RED, Output.GREEN, Output.BUZZER, Output.HEALTHY, Output.COUNT}

UP = 82.0
"""Degrees: so high that the open limit says so."""

ALL = list(Wiring)
OURS = [wiring for wiring in Wiring if wiring is not Wiring.PULSE_OPEN]
"""Wirings under which nobody but us decides when the boom comes down."""
LIFTING = [wiring for wiring in OURS if wiring is not Wiring.STEP]
"""Of those, the ones that turn a closing boom round."""
PULSED = [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE, Wiring.STEP]


def fitted(
    wiring: Wiring,
    *,
    without: Iterable[Input] = (),
    more: Iterable[Output] = (),
    **changes: object,
) -> LaneSettings:
    """Fit the wiring's relays, all signals, and every input but those `without`."""
    return LaneSettings(
        LANE,
        Direction.IN,
        wiring,
        frozenset(Input) - set(without),
        RELAYS[wiring] | SIGNALS | set(more),
        **changes,  # type: ignore[arg-type] # the fields of LaneSettings
    )
