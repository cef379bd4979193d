import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gate.cli.journal import commands as journal
from gate.cli.journal import file as journal_file
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


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("by", ["seq", "event"])
def test_a_row_is_shown_by_its_seq_or_the_beginning_of_its_id(gate: Gate, by: str):
    rows = [json.loads(line) for line in gate("journal", "tail", "--json").out.splitlines()]
    name = {"seq": "3", "event": rows[2]["event_id"][:13]}[by]

    assert json.loads(gate("journal", "show", name).out) == rows[2]


def test_a_row_that_is_not_there_is_misuse(gate: Gate):
    assert gate("journal", "show", "99").code == 2


@pytest.mark.usefixtures("lived")
def test_rows_go_to_programs_as_jsonl(gate: Gate, tmp_path: Path):
    file = tmp_path / "j.jsonl"
    done = gate("journal", "export", str(file), "--kind", "admin", "--from", "01-01-2020")
    rows = [json.loads(line) for line in file.read_text().splitlines()]

    assert done.out == f"{file}: 3 rows\n"
    assert [row["payload"]["after"]["plate"] for row in rows] == ["N1A", "N2A", "N3A"]
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("lived")
def test_an_export_is_journalled(gate: Gate, tmp_path: Path):
    gate("journal", "export", str(tmp_path / "j.jsonl"), "--kind", "admin", "--from", "01-01-2020")

    assert gate("journal", "tail", "-n", "1").out.endswith(
        "export.done by cli  from 01-01-2020, kind admin, rows 3, what journal\n"
    )


@pytest.mark.usefixtures("lived")
def test_rows_go_to_a_spreadsheet(gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(journal_file, "_SHEET", 3)
    file = tmp_path / "j.xlsx"
    gate("journal", "export", str(file))
    book = CalamineWorkbook.from_path(file)
    first, second = (sheet.to_python() for sheet in map(book.get_sheet_by_name, book.sheet_names))

    assert first[0][:4] == ["time", "clock trusted", "lane", "kind"]
    assert [row[3] for row in (*first[1:], *second[1:])] == [
        "journal.epoch", *(["admin.vehicle_added"] * 3),
    ]  # fmt: skip


@pytest.mark.usefixtures("lived")
def test_no_cell_is_a_formula(gate: Gate, tmp_path: Path):
    with sqlite3.connect(tmp_path / "gate.db") as connection:
        connection.execute("UPDATE journal SET actor = '=1+1'")
        connection.execute("DELETE FROM journal_payload WHERE seq = 2")
    connection.close()
    file = tmp_path / "j.csv"
    gate("journal", "export", str(file))
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))

    assert {row["actor"] for row in rows} == {"'=1+1"}
    assert rows[1]["payload"] == "(erased)"


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--lane", "masuk"], 0),
        (["--kind", "journal.epoch"], 1),
        (["--to", "01-01-2020"], 0),
        (["--kind", "admin", "--from", "01-01-2020 06:00", "--to", "01-01-2150 06:00"], 3),
    ],
)
def test_rows_are_chosen(gate: Gate, tmp_path: Path, options: list[str], rows: int):
    for ending in ("xlsx", "jsonl"):
        assert gate("journal", "export", str(tmp_path / f"j.{ending}"), *options).out.endswith(
            f" {rows} rows\n"
        )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["j.pdf"], ".jsonl"),
        (["j.csv", "--from", "soon"], "31-12-2026"),
        (["no/j.csv"], "no/j.csv"),
    ],
)
def test_what_cannot_be_exported_is_named(gate: Gate, arguments: list[str], why: str):
    refused = gate("journal", "export", *arguments)

    assert refused.code in {1, 2}
    assert why in refused.err
