from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hardware.protocols.catalogue import DIALOGUES
from tests.contract.asked_rig import AskedRig
from tests.contract.board_rig import BoardRig
from tests.contract.gpio_rig import GpioRig
from tests.contract.osdp_rig import OsdpRig
from tests.contract.rigs import LaneRig, ReaderRig
from tests.contract.serial_rig import SerialRig
from tests.simulator.played_rigs import PlayedLaneRig, PlayedReaderRig

READER_RIGS: list[Callable[[Path], ReaderRig]] = [
    SerialRig,
    PlayedReaderRig,
    OsdpRig,
    *(partial(AskedRig, protocol) for protocol in DIALOGUES),
]
"""Each is called with an empty folder of its own."""

READERS = ["a port", "a played reader", "OSDP", *DIALOGUES]

LANE_RIGS = [GpioRig, BoardRig, PlayedLaneRig]
"""Each is called without arguments."""


@pytest.fixture(params=READER_RIGS, ids=READERS)
def reader_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReaderRig]:
    with request.param(tmp_path) as rig:
        yield rig


@pytest.fixture(scope="module")
def board_rig() -> Iterator[BoardRig]:
    """One for all: to start its boards takes longer than most of the tests."""
    with BoardRig() as rig:
        yield rig


@pytest.fixture(params=LANE_RIGS, ids=lambda rig: rig.__name__)
def lane_rig(request: pytest.FixtureRequest) -> Iterator[LaneRig]:
    if request.param is BoardRig:
        rig = request.getfixturevalue("board_rig")
        rig.rest()
        yield rig
    else:
        with request.param() as rig:
            yield rig
