from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.gpio_rig import GpioRig
from tests.contract.rigs import LaneRig, ReaderRig
from tests.contract.serial_rig import SerialRig
from tests.simulator.played_rigs import PlayedLaneRig, PlayedReaderRig

READER_RIGS = [SerialRig, PlayedReaderRig]
"""Each is called with an empty folder of its own."""

LANE_RIGS = [GpioRig, PlayedLaneRig]
"""Each is called without arguments."""


@pytest.fixture(params=READER_RIGS, ids=lambda rig: rig.__name__)
def reader_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReaderRig]:
    with request.param(tmp_path) as rig:
        yield rig


@pytest.fixture(params=LANE_RIGS, ids=lambda rig: rig.__name__)
def lane_rig(request: pytest.FixtureRequest) -> Iterator[LaneRig]:
    with request.param() as rig:
        yield rig
