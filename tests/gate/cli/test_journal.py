import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.cli import journal
from tests.gate.cli.command import Gate, Terminal


@pytest.fixture
def lived(gate: Gate) -> None:
    """A journal of four rows."""
    for plate in ("N 1 A", "N 2 A", "N 3 A"):
        gate("vehicle", "add", plate, "--holder", "Siti")


@pytest.mark.usefixtures("lived")
def test_the_newest_rows_come_last(gate: Gate):
    lines = gate("journal", "tail", "-n", "2").out.splitlines()

    assert [line.split("  ")[-1].split(",")[0] for line in lines] == ["N 2 A", "N 3 A"]
    assert "admin.vehicle_added by cli" in lines[0]


@pytest.mark.usefixtures("lived")
def test_programs_get_one_object_a_line(gate: Gate):
    rows = [json.loads(line) for line in gate("journal", "tail", "--json").out.splitlines()]

    assert [row["seq"] for row in rows] == [1, 2, 3, 4]
    assert rows[-1]["payload"]["after"]["plate"] == "N3A"
    assert len(bytes.fromhex(rows[-1]["hash"])) == 32


def test_an_empty_journal_has_no_rows(gate: Gate):
    assert gate("journal", "tail").out == ""


def test_new_rows_are_followed(gate: Gate, terminal: Callable[..., Terminal]):
    following = terminal("journal", "tail", "--follow")
    gate("vehicle", "add", "N 1 A", "--holder", "Siti")
    following.wait_for("N 1 A")
    gate("vehicle", "add", "N 2 A", "--holder", "Siti")
    following.wait_for("N 2 A")

    assert following.shown.count("N 1 A") == 1


@pytest.mark.usefixtures("lived")
def test_old_rows_are_not_followed(gate: Gate, terminal: Callable[..., Terminal]):
    following = terminal("journal", "tail", "-n", "1", "--follow")
    following.wait_for("N 3 A")
    gate("vehicle", "add", "N 4 A", "--holder", "Siti")
    following.wait_for("N 4 A")

    assert "N 2 A" not in following.shown


@pytest.mark.usefixtures("lived")
def test_more_rows_than_a_page_are_followed_in_order(
    gate: Gate, site: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(journal, "_PAGE", 1)
    connection = sqlite3.connect(site.with_name("gate.db"))
    first = journal.newest(connection, "balai-kota", limit=4)[-1]

    for last, expected in ((first, [4, 3, 2]), (None, [4, 3, 2, 1])):
        assert [row.seq for row in journal._newer(connection, "balai-kota", last)] == expected
    connection.close()
    assert gate("journal", "verify").code == 0


@pytest.mark.usefixtures("lived")
def test_a_whole_journal_is_told(gate: Gate):
    done = gate("journal", "verify")

    assert (done.code, done.out) == (0, "4 rows in 1 epoch: whole\n")


@pytest.mark.usefixtures("lived")
def test_a_changed_row_is_named_and_exits_with_1(gate: Gate, site: Path):
    with sqlite3.connect(site.with_name("gate.db")) as connection:
        connection.execute("UPDATE journal SET actor = 'user:1' WHERE seq = 3")
    connection.close()

    done = gate("journal", "verify")

    assert done.code == 1
    assert "seq 3" in done.err
    assert done.err.endswith("call the technician, delete nothing\n")
