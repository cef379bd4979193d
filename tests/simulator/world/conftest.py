import pytest

from gate.core.values.model import Wiring
from simulator.world import World
from tests.simulator.world.lanes import lane
from tests.simulator.world.player import Player


@pytest.fixture
def player() -> Player:
    """At a barrier that closes by itself."""
    return Player(World([lane(Wiring.PULSE_OPEN)]))


@pytest.fixture
def commanded() -> Player:
    """At a barrier that closes when told."""
    return Player(World([lane(Wiring.OPEN_CLOSE)]))
