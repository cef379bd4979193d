"""The clock is wrong, jumps by years, and is put right."""

import re
from datetime import UTC, datetime

import pytest

from gate.clock import SystemClock
from gate.store.correction import KIND as CORRECTED
from gate.store.journal import StoredRow
from gate.store.retention import KIND as SWEPT
from tests.faults.machine import SYNCHRONISED, UNSYNCHRONISED, Machine
from tests.faults.played_gate import PlayedGate
from tests.waiting import BOUND, wait_for

pytestmark = pytest.mark.faults

TAG, VISITOR = "01001293D8", "P 1440 VX"
TEN_YEARS = 10 * 365 * 86_400


@pytest.fixture(scope="module")
def gate(tmp_path_factory, library):
    """A gate without a battery clock; nobody has started it yet."""
    folder = tmp_path_factory.mktemp("gate")
    with PlayedGate(folder, machine=Machine(library, folder)) as played:
        toml = played.config.path
        toml.write_text(toml.read_text().replace('source = "rtc"', 'source = "ntp"'))
        yield played


def stop(gate) -> None:
    """End it, if it runs, once nobody is under a boom."""
    if gate.runs:
        for lane in ("masuk", "keluar"):
            gate.empties(lane)
            wait_for(lambda lane=lane: gate.status()["lanes"][lane]["state"] == "closed", lane)
        gate.kill_controller()


def start(gate, rule: str = "deny", ahead: int = 0) -> None:
    """Start it with a clock that nothing has put right, so many seconds ahead."""
    toml = gate.config.path
    text = re.sub(r'untrusted = ".*"\n', "", toml.read_text())
    toml.write_text(text.replace("[clock]\n", f'[clock]\nuntrusted = "{rule}"\n'))
    gate.machine.synchronise(UNSYNCHRONISED)
    gate.machine.jump(ahead)
    gate.start_controller()


def is_decision(row: StoredRow, lane: str) -> bool:
    return row.lane == lane and row.kind.startswith("decision.")


def year_of(row: StoredRow) -> int:
    return datetime.fromtimestamp(row.wall_us / 1e6, UTC).year


@pytest.mark.parametrize(("year", "rule"), [(1970, "allow"), (2040, "deny")])
def test_a_gate_that_starts_in_another_year_works_by_its_rule_until_the_clock_is_right(
    gate, year, rule
):
    ahead = round(datetime(year, 1, 2, tzinfo=UTC).timestamp() - SystemClock().now().wall)
    stop(gate)
    before, corrections = len(gate.journal()), len(gate.rows(CORRECTED))
    opened = len(gate.rows("boom.opening"))
    start(gate, rule, ahead)
    assert not gate.status()["clock"]["trusted"]
    gate.arrive("masuk", plate=VISITOR, patience=BOUND)
    gate.opens("keluar", TAG)
    decided = wait_for(
        lambda: [row for row in gate.journal()[before:] if is_decision(row, "masuk")],
        "the visitor is decided about",
    )
    untrusted = gate.journal()[before:]
    gate.machine.jump(0)
    gate.machine.synchronise(SYNCHRONISED)
    wait_for(
        lambda: [row for row in gate.rows("boom.opening")[opened:] if row.lane == "masuk"],
        "the visitor is let in",
    )
    wait_for(lambda: len(gate.rows(CORRECTED)) > corrections, "the correction")
    (stretch,) = gate.rows(CORRECTED)[-1].payload["stretches"]

    assert decided[0].payload["objections"] == ([] if rule == "allow" else ["clock_untrusted"])
    assert {(row.clock_trusted, year_of(row)) for row in untrusted} == {(False, year)}
    assert stretch["first_seq"] <= untrusted[0].seq
    assert untrusted[-1].seq <= stretch["last_seq"]
    assert abs(stretch["seconds"] + ahead) < 2
    assert gate.verify().problem is None


def test_jumps_of_ten_years_stop_nobody_and_erase_nothing(gate):
    if not gate.runs:
        start(gate)
    gate.machine.synchronise(SYNCHRONISED)
    wait_for(lambda: gate.status()["clock"]["trusted"], "the clock is trusted")
    payloads = {row.seq for row in gate.journal() if row.payload is not None}
    gate.machine.jump(TEN_YEARS)
    gate.opens("masuk", TAG)
    gate.machine.jump(-TEN_YEARS)
    gate.empties("masuk")
    gate.machine.jump(0)

    assert payloads <= {row.seq for row in gate.journal() if row.payload is not None}
    assert all(not any(row.payload["rows"].values()) for row in gate.rows(SWEPT))
    assert gate.verify().problem is None
