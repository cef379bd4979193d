from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gate.clock import ClockSource, SystemClock
from tests.gate.cli.command import Gate

OFFICE = ("schedule", "add", "jam kantor", "mon-fri 06:00-18:00", "sabtu 07.00-12.00")
WIB = ZoneInfo("Asia/Jakarta")
NEVER_ENDING = ("schedule", "add", "bebas", "daily 00:00-24:00", "--on-holidays")


def test_a_schedule_is_made_and_listed(gate: Gate):
    done = gate(*OFFICE, "--lane", "masuk")

    assert (done.code, done.out) == (
        0,
        "jam kantor: mon-fri 06:00-18:00; sat 07:00-12:00; on holidays closed.\n",
    )
    assert gate("schedule", "list").rows == [
        ["jam kantor", "mon-fri 06:00-18:00; sat 07:00-12:00", "closed", "masuk", ""]
    ]


def test_what_holds_on_holidays_is_told(gate: Gate):
    gate(*NEVER_ENDING)
    gate("schedule", "add", "piket", "mon 06:00-18:00", "holiday 08:00-12:00")

    assert [row[2] for row in gate("schedule", "list").rows] == [
        "as on other days",
        "windows of their own",
    ]


def test_each_problem_is_named_by_its_field(gate: Gate):
    done = gate("schedule", "add", " ", "mon 6-18", "--lane", "atap")

    assert done.code == 2
    assert sorted(done.err.splitlines()) == [
        "gate: lane: There is no lane atap; there is masuk, keluar",
        "gate: name: Give a name",
        "gate: windows: Not windows: mon 6-18. Example: mon-fri 06:00-18:00; sat 08:00-12:00",
    ]
    assert gate("schedule", "list").rows == []


def test_a_schedule_says_what_it_means(gate: Gate):
    gate(*NEVER_ENDING)

    assert gate("schedule", "show", "BEBAS").out.splitlines() == [
        "bebas",
        "  daily 00:00-24:00",
        "  on holidays: as on other days",
        "  asked for at: every lane",
        "  assigned to: nobody",
        "  now: allowed",
    ]


def test_a_schedule_says_until_when_it_denies_and_for_what(gate: Gate):
    gate("schedule", "add", "sekali", "holiday 00:00-24:00")
    gate("holiday", "add", "31-12-2199", "Akhir Abad")

    shown = gate("schedule", "show", "sekali").out.splitlines()

    assert shown[-1] == "  now: outside schedule until Tue 31-12-2199 00:00"


def test_a_holiday_that_denies_is_named(gate: Gate):
    today = SystemClock(ClockSource.RTC).now().wall
    for days in (-1, 0, 1):  # midnight may pass meanwhile
        day = datetime.fromtimestamp(today + days * 86_400, WIB)
        gate("holiday", "add", f"{day:%d-%m-%Y}", "Libur Panjang")
    gate("schedule", "add", "kerja", "daily 00:00-24:00")

    assert "  now: holiday (Libur Panjang) until " in gate("schedule", "show", "kerja").out


def test_a_category_is_held_to_a_schedule_and_freed(gate: Gate):
    gate(*OFFICE)

    done = gate("schedule", "assign", "Jam Kantor", "--category", "vendor")
    assert (done.code, done.out) == (0, "Category vendor is held to jam kantor.\n")
    assert gate("schedule", "list").rows[0][-1] == "category vendor"

    done = gate("schedule", "unassign", "jam kantor", "--category", "vendor")
    assert (done.code, done.out) == (0, "Category vendor is not held to jam kantor.\n")
    assert gate("schedule", "list").rows[0][-1] == ""


def test_a_vehicle_is_held_to_a_schedule_and_freed(gate: Gate):
    gate(*OFFICE)
    gate(*NEVER_ENDING)
    gate("vehicle", "add", "N 1234 AP", "--holder", "Siti")

    done = gate("schedule", "assign", "jam kantor", "--vehicle", "n1234ap")
    assert (done.code, done.out) == (0, "N 1234 AP is held to jam kantor.\n")
    assert [row[-1] for row in gate("schedule", "list").rows] == ["", "1 vehicle"]

    gate("schedule", "unassign", "bebas", "--vehicle", "N 1234 AP")
    assert [row[-1] for row in gate("schedule", "list").rows] == ["", "1 vehicle"]

    done = gate("schedule", "unassign", "jam kantor", "--vehicle", "N 1234 AP")
    assert (done.code, done.out) == (0, "N 1234 AP is not held to jam kantor.\n")
    assert [row[-1] for row in gate("schedule", "list").rows] == ["", ""]


@pytest.mark.parametrize("command", ["assign", "unassign"])
@pytest.mark.parametrize("whom", [(), ("--category", "vendor", "--vehicle", "N 1 A")])
def test_exactly_one_is_held_to_a_schedule(gate: Gate, command: str, whom: tuple[str, ...]):
    gate(*OFFICE)

    done = gate("schedule", command, "jam kantor", *whom)

    assert done.code == 2
    assert done.err == "gate: say who: either --category vendor or --vehicle PLATE\n"


@pytest.mark.parametrize("command", ["show", "remove"])
def test_a_schedule_that_is_not_there_is_named(gate: Gate, command: str):
    done = gate("schedule", command, "siang")

    assert done.code == 2
    assert done.err == "gate: schedule: There is no schedule siang; see: gate schedule list\n"


def test_a_schedule_is_removed_once_nobody_has_it(gate: Gate):
    gate(*OFFICE)
    gate("schedule", "assign", "jam kantor", "--category", "vendor")

    done = gate("schedule", "remove", "jam kantor")
    assert done.code == 2
    assert done.err == ("gate: schedule: Still used by category vendor; take it away there first\n")

    gate("schedule", "unassign", "jam kantor", "--category", "vendor")
    assert gate("schedule", "remove", "jam kantor").out == "jam kantor is removed.\n"
    assert gate("schedule", "list").rows == []


def test_a_schedule_is_changed_and_keeps_whoever_has_it(gate: Gate):
    gate(*OFFICE, "--lane", "masuk")
    gate("schedule", "assign", "jam kantor", "--category", "vendor")

    done = gate("schedule", "edit", "Jam Kantor", "mon-fri 05:30-18:00", "--rename", "jam dinas")
    assert (done.code, done.out) == (0, "jam dinas: mon-fri 05:30-18:00; on holidays closed.\n")
    gate("schedule", "edit", "jam dinas", "--every-lane", "--on-holidays")
    assert gate("schedule", "list").rows == [
        ["jam dinas", "mon-fri 05:30-18:00", "as on other days", "every lane", "category vendor"]
    ]


def test_an_edit_says_where_in_one_way_only(gate: Gate):
    gate(*OFFICE)

    done = gate("schedule", "edit", "jam kantor", "--lane", "masuk", "--every-lane")
    assert (done.code, done.err) == (2, "gate: say where: either --lane or --every-lane\n")
