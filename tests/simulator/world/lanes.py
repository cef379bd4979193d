"""Lanes of every wiring, with what each of them needs."""

from collections.abc import Mapping

from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings

RELAYS: Mapping[Wiring, frozenset[Output]] = {
    Wiring.PULSE_OPEN: frozenset({Output.OPEN}),
    Wiring.OPEN_CLOSE: frozenset({Output.OPEN, Output.CLOSE}),
    Wiring.HOLD_OPEN: frozenset({Output.HOLD}),
    Wiring.STEP: frozenset({Output.STEP}),
    Wiring.MOTOR: frozenset({Output.UP, Output.DOWN}),
}
LAMPS = frozenset({Output.RED, Output.GREEN})
BOARDS = [wiring for wiring in Wiring if wiring is not Wiring.MOTOR]


def lane(wiring: Wiring, *more: Output, board_closes: bool = False) -> LaneSettings:
    """A lane `masuk` with every input, its relays, its lamps and whatever more is fitted."""
    return LaneSettings(
        id="masuk",
        direction=Direction.IN,
        wiring=wiring,
        inputs=frozenset(Input),
        outputs=RELAYS[wiring] | LAMPS | set(more),
        board_closes=board_closes,
    )
