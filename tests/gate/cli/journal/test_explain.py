"""Why a vehicle would pass or not, in plain words, from the database alone."""

from contextlib import closing
from pathlib import Path

import pytest

from gate.config.gate_toml import load
from gate.store import state
from gate.store.database import connect, transaction
from tests.gate.cli.command import Gate

AT = ("--lane", "masuk", "--at", "24-11-2026 10:00")


@pytest.fixture
def listed(gate: Gate) -> None:
    gate("vehicle", "add", "N 1 A", "--tag", "01001293D8", "--holder", "Siti")


def remember(site: Path, **memory: object) -> None:
    with closing(connect(load(site).database)) as connection, transaction(connection):
        state.save(connection, {key.replace("_", "."): value for key, value in memory.items()})


def explained(gate: Gate, *arguments: str) -> list[str]:
    done = gate("explain", *arguments)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("shown", ["N 1 A", "n1a", "01001293D8"])
def test_a_vehicle_that_may_pass(gate: Gate, shown: str):
    assert explained(gate, shown, *AT) == [
        "N 1 A: vehicle 1, employee",
        "masuk, Tue 24-11-2026 10:00: may pass",
        "  schedule: none, at any time",
        "  last passage: none on record",
    ]


def test_a_vehicle_is_named_by_what_it_shows_when_it_has_no_plate(gate: Gate):
    gate("vehicle", "add", "--tag", "0A0B0C", "--code", "7K492M", "--holder", "Siti")

    assert explained(gate, "0A0B0C", *AT)[0] == "tag 0A0B0C: vehicle 1, employee"
    assert explained(gate, "7K4-92M", *AT)[0] == "code 7K492M: vehicle 1, employee"


def test_a_stranger_is_denied_at_every_lane(gate: Gate):
    lines = explained(gate, "B 1 XX", "--at", "24-11-2026 10:00")

    assert lines == [
        "B 1 XX",
        "masuk, Tue 24-11-2026 10:00: is denied",
        "  not registered: nobody on the list has it",
        "keluar, Tue 24-11-2026 10:00: is denied",
        "  not registered: nobody on the list has it",
    ]


def test_without_a_time_it_is_decided_for_now(gate: Gate):
    assert "is denied" in explained(gate, "B 1 XX", "--lane", "masuk")[1]


@pytest.mark.usefixtures("listed")
def test_every_objection_is_told_with_its_cause(gate: Gate, site: Path):
    gate("vehicle", "block", "N 1 A", "--reason", "Tunggakan")
    lockdown = {"actor": "user:1", "reason": "security", "since": 1_795_500_000.0}
    remember(site, lane_masuk={"lockdown": lockdown})
    with closing(connect(load(site).database)) as connection, transaction(connection):
        connection.execute(
            "UPDATE vehicle SET valid_from = 1900000000, valid_until = 1700000000,"
            " lanes = 'keluar', identification = 'both'"
        )

    lines = explained(gate, "N 1 A", *AT)

    assert lines[1:-2] == [
        "masuk, Tue 24-11-2026 10:00: is denied",
        "  locked down: since Tue 24-11-2026 13:00 by user:1: Security reasons",
        "  blocked: Tunggakan",
        "  not yet valid: only from Mon 18-03-2030 00:46",
        "  expired: only until Wed 15-11-2023 05:13",
        "  wrong lane: only keluar",
        "  incomplete: it must show its tag and its plate",
    ]


@pytest.mark.usefixtures("listed")
def test_what_it_must_show_is_told(gate: Gate, site: Path):
    with closing(connect(load(site).database)) as connection, transaction(connection):
        connection.execute("UPDATE vehicle SET identification = 'tag'")

    assert "  incomplete: it must show its tag" in explained(gate, "N 1 A", *AT)


@pytest.mark.usefixtures("listed")
def test_schedule_and_holiday_are_told(gate: Gate):
    gate("schedule", "add", "jam kantor", "mon-fri 06:00-18:00")
    gate("schedule", "assign", "jam kantor", "--vehicle", "N 1 A")
    gate("holiday", "add", "24-11-2026", "Hari Guru")

    assert "  schedule: jam kantor, mon-fri 06:00-18:00" in explained(gate, "N 1 A", *AT)
    assert "  holiday: Hari Guru" in explained(gate, "N 1 A", *AT)
    late = explained(gate, "N 1 A", "--lane", "masuk", "--at", "25-11-2026 20:00")
    assert "  outside schedule: not at this time" in late


@pytest.mark.usefixtures("listed")
def test_how_often_it_may_still_come_in_is_told(gate: Gate, site: Path):
    with closing(connect(load(site).database)) as connection, transaction(connection):
        connection.execute("UPDATE vehicle SET entries = 2")
    assert "  entries: 0 of 2 used" in explained(gate, "N 1 A", *AT)

    remember(site, stay_1=[None, 1_795_480_000.0, "employee", "keluar", 2, None])
    used = explained(gate, "N 1 A", *AT)
    assert "  used up: it has come in as often as it may" in used
    assert "  entries: 2 of 2 used" in used

    remember(site, stay_1=[None, 1_795_480_000.0, "employee", "keluar", 2, 5])
    assert "  entries: 0 of 2 used" in explained(gate, "N 1 A", *AT)


@pytest.mark.usefixtures("listed")
def test_where_it_went_last_is_told_and_held_against_it(gate: Gate, site: Path):
    table = '[zone.dalam]\nanti_passback = "hard"\ncapacity = 1\n[limits]'
    text = site.read_text(encoding="utf-8").replace("[limits]", table, 1)
    site.write_text(text, encoding="utf-8")
    remember(site, stay_1=["dalam", 1_795_480_000.0, "employee", "masuk", 1, None])

    inside = explained(gate, "N 1 A", *AT)
    leaving = explained(gate, "N 1 A", "--lane", "keluar", "--at", "24-11-2026 10:00")

    assert "  already inside: it has not left since it came in" in inside
    assert "  last passage: into dalam by masuk, Tue 24-11-2026 07:26" in inside
    assert leaving[1].endswith("may pass")
    remember(site, stay_1=[None, None, "employee", "keluar", 1, None])
    remember(site, stay_2=["dalam", 1_795_480_000.0, "employee", "masuk", 1, None])
    left = explained(gate, "N 1 A", *AT)
    assert "  full: 1 in dalam, 1 fit in" in left
    assert "  last passage: out by keluar, at an unknown time" in left


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("!!",), "neither a plate nor a tag nor a code: !!"),
        (("N 1 A", "--lane", "masik"), 'no lane "masik"; did you mean "masuk"?'),
        (("N 1 A", "--lane", "xyz"), 'no lane "xyz"; there is masuk, keluar'),
        (("N 1 A", "--at", "soon"), "write it like 31-12-2026"),
    ],
)
def test_what_makes_no_sense_is_said_to(gate: Gate, arguments: tuple[str, ...], says: str):
    done = gate("explain", *arguments)

    assert done.code == 2
    assert says in done.err
