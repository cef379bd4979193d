from collections.abc import Callable

import pytest

from tests.gate.cli.command import Gate, Terminal

ADD = ("vehicle", "add", "n1234ap", "--holder", "Siti [R]", "--tag", "01 00 12 93 D8")


def test_a_vehicle_is_added_and_listed(gate: Gate):
    done = gate(*ADD, "--opd", "Dinas Kominfo", "--until", "31-12-2199", "--category", "official")

    assert (done.code, done.out) == (0, "N 1234 AP is on the list.\n")
    assert gate("vehicle", "list").rows == [
        ["N 1234 AP", "01001293D8", "Siti [R]", "Dinas Kominfo", "official", "31-12-2199", "active"]
    ]


def test_a_vehicle_may_have_tags_only(gate: Gate):
    done = gate("vehicle", "add", "--holder", "Siti", "--tag", "00000000A2", "--tag", "00000000A1")

    assert done.out == "00000000A1, 00000000A2 is on the list.\n"


def test_it_is_told_how_a_tag_was_understood(gate: Gate):
    done = gate("vehicle", "add", "--holder", "Siti", "--tag", "018,37848", "--tag", "01837848")

    assert done.out.splitlines()[1:] == [
        "018,37848 was understood as tag 1293D8: three and five digits on a card",
        (
            "01837848 was understood as tag 1293D8: three and five digits on a card, without the"
            " comma; it could also be 1C0B18 (last three bytes in decimal), 01837848 (hexadecimal):"
            " write that one in hexadecimal"
        ),
    ]


def test_each_problem_is_named_by_its_field(gate: Gate):
    done = gate("vehicle", "add", "MASUK", "--holder", " ", "--until", "besok")

    assert done.code == 2
    assert sorted(done.err.splitlines()) == [
        "gate: holder: Say who holds the vehicle",
        "gate: plate: Not a plate: MASUK. Example: N 1234 AP",
        "gate: valid until: Not a date: besok. Write the date like 31-12-2026",
    ]


def test_a_list_can_be_narrowed(gate: Gate):
    gate(*ADD)
    gate("vehicle", "add", "N 2 A", "--holder", "Budi", "--from", "1-1-2199", "--opd", "Kominfo")

    assert [row[0] for row in gate("vehicle", "list", "siti").rows] == ["N 1234 AP"]
    assert [row[0] for row in gate("vehicle", "list", "--opd", "Kominfo").rows] == ["N 2 A"]
    late = gate("vehicle", "list", "--status", "not_yet_valid").rows
    assert [(row[0], row[-1]) for row in late] == [("N 2 A", "not yet valid")]


def test_a_list_that_is_cut_says_so(gate: Gate):
    gate(*ADD)
    gate("vehicle", "add", "N 2 A", "--holder", "Budi")

    done = gate("vehicle", "list", "-n", "1")

    assert len(done.rows) == 1
    assert done.err == "1 of 2 shown; see --limit\n"


def test_a_person_sees_a_table(gate: Gate, terminal: Callable[..., Terminal]):
    gate(*ADD)

    shown = terminal("vehicle", "list")

    assert shown.end() == 0
    assert "\t" not in shown.shown
    assert "Siti [R]" in shown.shown


def test_a_vehicle_is_blocked_with_a_reason_and_freed(gate: Gate):
    gate(*ADD)

    done = gate("vehicle", "block", "N-1234-AP", "--reason", "Tag hilang")
    assert (done.code, done.out) == (0, "N 1234 AP is blocked, on every lane.\n")
    assert gate("vehicle", "list").rows[0][-1] == "blocked"

    assert gate("vehicle", "unblock", "N 1234 AP").out == "N 1234 AP is not blocked any more.\n"
    assert gate("vehicle", "list").rows[0][-1] == "active"


def test_what_is_not_on_the_list_cannot_be_blocked(gate: Gate):
    done = gate("vehicle", "block", "N 1 A", "--reason", "x")
    assert (done.code, done.err) == (
        2,
        "gate: N 1 A is not on the list; see: gate vehicle list\n",
    )

    done = gate("vehicle", "unblock", "MASUK")
    assert (done.code, done.err) == (2, "gate: plate: Not a plate: MASUK. Example: N 1234 AP\n")


def test_a_lost_tag_is_reported_and_found_again(gate: Gate):
    gate(*ADD, "--code", "7K4-92M")

    done = gate("vehicle", "lost", "01 00 12 93 D8")
    assert (done.code, done.out) == (0, "N 1234 AP: reported lost: 01001293D8.\n")
    assert gate("vehicle", "lost", "7k492m").out.endswith("lost: 01001293D8, 7K492M.\n")
    assert gate("vehicle", "found", "7K4-92M").out == "N 1234 AP: still lost: 01001293D8.\n"
    assert gate("vehicle", "found", "01001293D8").out == "N 1234 AP: nothing is lost.\n"


def test_a_tag_that_nobody_has_cannot_be_lost(gate: Gate):
    done = gate("vehicle", "lost", "0BADBADBAD")
    assert (done.code, done.err) == (2, "gate: tag: No vehicle has the tag 0BADBADBAD\n")
    assert "Not a tag number: no" in gate("vehicle", "found", "no").err


def test_the_history_of_a_vehicle_names_who_did_what(gate: Gate):
    gate("schedule", "add", "pagi", "daily 06:00-09:00")
    gate(*ADD, "--schedule", "PAGI", "--lane", "masuk", "--until", "31-12-2026")
    gate("vehicle", "block", "N 1234 AP", "--reason", "Pelanggaran")
    gate("vehicle", "lost", "01001293D8")

    lost, blocked, added = gate("vehicle", "history", "N 1234 AP").rows
    assert lost[1:] == ["cli", "vehicle changed", "lost: - -> 01001293D8"]
    assert blocked[1:] == ["cli", "vehicle blocked", "blocked: - -> Pelanggaran"]
    assert added[1:3] == ["cli", "vehicle added"]
    assert "lanes: - -> masuk" in added[3]
    assert "schedule: - -> pagi" in added[3]
    assert "valid until: - -> 31-12-2026" in added[3]
    assert len(gate("vehicle", "history", "N 1234 AP", "-n", "1").rows) == 1


@pytest.mark.parametrize("which", ["n1234ap", "01001293D8", "01 00 12 93 d8"])
def test_a_vehicle_is_shown_and_its_history_told_by_plate_or_tag(gate: Gate, which: str):
    gate(*ADD, "--until", "31-12-2199")

    shown = gate("vehicle", "show", which)

    assert shown.code == 0
    assert shown.out.splitlines()[:3] == ["N 1234 AP", "  status: active", "  tags: 01001293D8"]
    assert "  valid until: 31-12-2199\n" in shown.out
    assert len(gate("vehicle", "history", which).rows) == 1


def test_a_vehicle_that_nobody_has_is_not_shown(gate: Gate):
    gate(*ADD)
    gate("vehicle", "block", "N 1234 AP", "--reason", "x")

    assert "status: blocked: x" in gate("vehicle", "show", "N 1234 AP").out
    assert gate("vehicle", "show", "N 1 A").err.startswith("gate: N 1 A is not on the list")
    assert gate("vehicle", "show", "?").err.startswith("gate: neither a plate nor a tag: ?")


def test_a_schedule_that_is_not_there_is_named(gate: Gate):
    done = gate(*ADD, "--schedule", "malam", "--lane", "atap")

    assert done.code == 2
    assert sorted(done.err.splitlines()) == [
        "gate: lanes: There is no lane atap; there is masuk, keluar",
        "gate: schedule: There is no schedule malam; see: gate schedule list",
    ]
