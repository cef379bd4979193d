from collections.abc import Callable

import pytest

from gate.core.model import Direction, Input, Output, Wiring
from gate.core.settings import LaneSettings
from simulator.world import Play, World


@pytest.fixture
def build() -> Callable[..., World]:
    """A world with one lane, `masuk`, everything fitted."""

    def build(wiring: Wiring = Wiring.PULSE_OPEN, play: Play | None = None) -> World:
        lane = LaneSettings(
            id="masuk",
            direction=Direction.IN,
            wiring=wiring,
            inputs=frozenset(Input),
            outputs=frozenset(Output),
        )
        return World([lane], play)

    return build
