"""The disk is full, read-only or fails while the gate works."""

import pytest

from tests.faults.machine import FAILING, FULL, READ_ONLY, Machine
from tests.faults.mounts import obstacle
from tests.faults.played_gate import PlayedGate
from tests.waiting import wait_for

pytestmark = pytest.mark.faults

TAG = "01001293D8"

PLAYED = [] if obstacle() else [pytest.mark.long]
"""Of what `test_mounts` tries with real disks, wherever it can."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory, library):
    folder = tmp_path_factory.mktemp("gate")
    with PlayedGate(folder, machine=Machine(library, folder)) as played:
        played.start_controller()
        yield played


@pytest.mark.parametrize(
    ("reason", "lane"),
    [(FAILING, "masuk"), pytest.param(FULL, "keluar", marks=PLAYED)],
    ids=["failing", "full"],
)
def test_the_gate_works_without_a_disk_and_writes_down_later_what_happened(gate, reason, lane):
    before = len(gate.rows("passage.done"))
    gate.machine.break_disk(reason)
    gate.passes(lane, TAG)
    gate.fails_to_write()
    gate.machine.break_disk(0)
    gate.has_written()

    assert len(gate.rows("passage.done")) == before + 1
    assert gate.rows("journal.lost") == []
    assert gate.verify().problem is None


def test_an_idle_gate_writes_nothing(gate):
    """Neither its database nor anything else in its data directory."""
    for lane in ("masuk", "keluar"):
        wait_for(
            lambda lane=lane: gate.status()["lanes"][lane]["state"] == "closed", "it is closed"
        )
    gate.has_written()
    seconds = gate.status()["monotonic"]
    before = gate.machine.written
    wait_for(lambda: gate.status()["monotonic"] > seconds + 3, "some time has gone by")

    assert gate.machine.written == before


@pytest.mark.parametrize("lane", [pytest.param("masuk", marks=PLAYED)])
def test_a_gate_that_starts_with_a_read_only_disk_lets_cars_in(gate, lane):
    gate.stop_controller()
    gate.machine.break_disk(READ_ONLY)
    gate.start_controller()
    gate.passes(lane, TAG)
    started = len(gate.rows("gate.started"))
    gate.machine.break_disk(0)
    gate.has_written()

    assert len(gate.rows("gate.started")) == started + 1
    assert gate.verify().problem is None
