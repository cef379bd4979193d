from pathlib import Path

import pytest

from gate.clock import ClockSource, SystemClock
from tests.gate.cli.command import Gate


@pytest.fixture
def schedules(gate: Gate) -> None:
    gate("schedule", "add", "selalu", "daily 00:00-24:00", "--on-holidays")
    gate("schedule", "add", "libur", "holiday 00:00-24:00")


@pytest.fixture
def trusted(site: Path) -> None:
    """The site has a clock that needs no network."""
    text = site.read_text(encoding="utf-8")
    assert 'source = "ntp"' in text
    site.write_text(text.replace('source = "ntp"', 'source = "rtc"'), encoding="utf-8")


@pytest.mark.usefixtures("schedules", "trusted")
def test_plans_are_made_and_listed_with_what_applies_now(gate: Gate):
    gate("holiday", "add", "31-12-2199", "Akhir Abad")

    done = gate("plan", "add", "keluar", "hold", "LIBUR", "-r", "hari bebas")
    assert (done.code, done.out) == (0, "Plan 1: keluar hold in libur (hari bebas).\n")
    gate("plan", "add", "masuk", "lockdown", "selalu", "--reason", "renovasi")
    gate("plan", "add", "masuk", "lockdown", "selalu", "--reason", "lagi")

    always = "daily 00:00-24:00"
    assert gate("plan", "list").rows == [
        ["1", "keluar", "hold", "libur", "holiday 00:00-24:00", "hari bebas",
         "from Tue 31-12-2199 00:00"],
        ["2", "masuk", "lockdown", "selalu", always, "renovasi", "applies"],
        ["3", "masuk", "lockdown", "selalu", always, "lagi", ""],
    ]  # fmt: skip


@pytest.mark.usefixtures("schedules", "trusted")
def test_the_end_of_a_plan_that_applies_is_told(gate: Gate):
    gate("schedule", "add", "biasa", "daily 00:00-24:00")
    gate("holiday", "add", "31-12-2199", "Akhir Abad")
    gate("plan", "add", "masuk", "lockdown", "biasa", "-r", "abad ini")

    assert gate("plan", "list").rows[0][-1] == "until Tue 31-12-2199 00:00"


@pytest.mark.usefixtures("schedules")
def test_with_a_clock_that_is_not_trusted_no_plan_applies(gate: Gate):
    gate("plan", "add", "keluar", "lockdown", "selalu", "-r", "renovasi")
    trusted = SystemClock(ClockSource.NTP).now().trusted  # as this machine's clock is

    said = gate("plan", "list").rows[0][-1]

    assert said == ("applies" if trusted else "no: the clock is not trusted")


@pytest.mark.usefixtures("schedules")
def test_a_hold_that_the_wiring_cannot_keep_is_refused(gate: Gate, site: Path):
    done = gate("plan", "add", "masuk", "hold", "selalu", "-r", "x")

    assert done.code == 2
    assert done.err == (
        f"gate: {site}: [lane.masuk]: this wiring cannot hold the boom open, since the board lowers"
        " it by itself; wire a hold relay\n"
    )


@pytest.mark.usefixtures("schedules")
def test_each_problem_is_named_by_its_field(gate: Gate):
    done = gate("plan", "add", "atap", "hold", "selalu", "-r", " ")
    assert done.code == 2
    assert sorted(done.err.splitlines()) == [
        "gate: lane: There is no lane atap; there is masuk, keluar",
        "gate: reason: Give a reason",
    ]

    done = gate("plan", "add", "masuk", "lockdown", "siang", "-r", "x")
    assert done.err == "gate: schedule: There is no schedule siang; see: gate schedule list\n"


@pytest.mark.usefixtures("schedules")
def test_a_plan_is_removed(gate: Gate):
    gate("plan", "add", "masuk", "lockdown", "selalu", "-r", "x")

    assert gate("plan", "remove", "1").out == "Plan 1 is removed: masuk lockdown in selalu (x).\n"
    assert gate("plan", "list").rows == []
    done = gate("plan", "remove", "1")
    assert (done.code, done.err) == (2, "gate: plan: There is no plan 1; see: gate plan list\n")
