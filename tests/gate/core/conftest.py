"""Approaches for all tests of the evidence."""

import pytest

from tests.gate.core.claims.approach_rig import Approach


@pytest.fixture
def approach() -> Approach:
    """An approach without an arming loop."""
    return Approach()


@pytest.fixture
def looped() -> Approach:
    """An approach with an arming loop, free at first."""
    return Approach(loop=True)
