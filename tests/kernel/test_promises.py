"""The drivers keep all their promises on real lines too."""

from tests.contract.test_lane_inputs import *  # noqa: F403 - every one of them
from tests.contract.test_outputs import *  # noqa: F403 - every one of them
