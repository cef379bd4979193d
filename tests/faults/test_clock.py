"""The clock is wrong, jumps by years, and is put right (design.md §7)."""

import pytest

from gate.store.correction import KIND as CORRECTED
from gate.store.retention import KIND as SWEPT
from tests.faults.machine import SYNCHRONISED, UNSYNCHRONISED, Machine
from tests.faults.played_gate import PlayedGate, wait_for

TAG = "01001293D8"
TEN_YEARS = 10 * 365 * 86_400


@pytest.fixture(scope="module")
def gate(tmp_path_factory, library):
    """A gate without a battery clock that has just started, its clock years behind."""
    folder = tmp_path_factory.mktemp("gate")
    machine = Machine(library, folder)
    with PlayedGate(folder, machine=machine) as played:
        toml = played.config.path
        toml.write_text(toml.read_text().replace('source = "rtc"', 'source = "ntp"'))
        machine.synchronise(UNSYNCHRONISED)
        machine.jump(-TEN_YEARS)
        played.start_controller()
        yield played


def test_permanent_permits_work_and_rows_say_that_the_clock_is_not_trusted(gate):
    assert not gate.status()["clock"]["trusted"]
    gate.passes("keluar", TAG)
    wait_for(lambda: gate.rows("passage.done"), "the passage is written")

    assert not gate.rows("passage.done")[-1].clock_trusted


def test_once_it_is_right_a_row_tells_by_how_much_it_was_wrong(gate):
    wrong = gate.rows("passage.done")[-1]
    gate.machine.jump(0)
    gate.machine.synchronise(SYNCHRONISED)
    wait_for(lambda: gate.status()["clock"]["trusted"], "the clock is trusted")
    corrected = wait_for(lambda: gate.rows(CORRECTED), "the correction", within=30)[-1]
    (stretch,) = corrected.payload["stretches"]

    assert stretch["first_seq"] <= wrong.seq <= stretch["last_seq"]
    assert abs(stretch["seconds"] - TEN_YEARS) < 2
    assert corrected.clock_trusted
    assert gate.verify().problem is None


def test_jumps_of_ten_years_stop_nobody_and_erase_nothing(gate):
    payloads = {row.seq for row in gate.journal() if row.payload is not None}
    gate.machine.jump(TEN_YEARS)
    gate.opens("masuk", TAG)
    gate.machine.jump(-TEN_YEARS)
    gate.empties("masuk")
    gate.machine.jump(0)

    assert payloads <= {row.seq for row in gate.journal() if row.payload is not None}
    assert all(not any(row.payload["rows"].values()) for row in gate.rows(SWEPT))
    assert gate.verify().problem is None
