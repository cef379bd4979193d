"""A disk that is really full and a card that is really read-only, under the real process."""

import pytest

from tests.faults.mounts import card, memory
from tests.faults.played_gate import PlayedGate
from tests.waiting import wait_for

TAG = "01001293D8"

pytestmark = pytest.mark.mounts


@pytest.fixture
def gate(tmp_path):
    with PlayedGate(tmp_path) as played:
        yield played


def written(gate) -> None:
    gate.has_written()
    assert gate.rows("journal.lost") == []
    assert gate.verify().problem is None


def test_a_full_disk_stops_no_car_nor_does_one_that_is_read_only_from_the_start(gate):
    with memory(gate.config.data_dir) as disk:
        gate.disk = disk
        gate.start_controller()
        disk.fill()
        gate.passes("keluar", TAG)
        reason = gate.fails_to_write()["reason"]
        disk.empty()
        written(gate)

        assert "the disk is full; free some space" in reason
        assert [row.lane for row in gate.rows("passage.done")] == ["keluar"]

        gate.stop_controller()
        disk.remount("ro")
        gate.start_controller()
        gate.opens("masuk", TAG)
        reason = gate.fails_to_write()["reason"]
        disk.remount("rw")
        written(gate)

        assert "read-only" in reason
        assert [row.lane for row in gate.rows("boom.opening")] == ["keluar", "masuk"]
        gate.kill_controller()


def test_a_card_that_turns_read_only_under_traffic_stops_no_car_and_keeps_what_was_written(
    gate, tmp_path
):
    with card(gate.config.data_dir, tmp_path / "card") as disk:
        gate.disk = disk
        gate.start_controller()
        gate.opens("keluar", TAG)
        wait_for(lambda: gate.rows("boom.opening"), "the boom rises")
        before = gate.journal()
        disk.remount("abort")
        gate.opens("masuk", TAG)
        gate.empties("keluar")
        status = gate.fails_to_write()
        gate.kill_controller()
        disk.run("umount", str(gate.config.data_dir))

    assert "read-only" in status["reason"]
    gate.disk = None
    with card(gate.config.data_dir, tmp_path / "card") as disk:
        gate.disk = disk
        gate.start_controller()
        wait_for(lambda: len(gate.rows("gate.started")) == 2, "it writes again")

        assert gate.journal()[: len(before)] == before
        assert gate.verify().problem is None
        gate.kill_controller()
