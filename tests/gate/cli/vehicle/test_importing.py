import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gate.config.gate_toml import load
from gate.store import pending
from gate.store.database import connect
from tests.gate.cli.command import COMMAND, Gate, Terminal
from tests.waiting import wait_for

GOOD = "Pelat;Pemegang;No\nN 1 A;Siti;1\nN 2 A;Budi;2\n"
WRONG = "Pelat;Pemegang;Catatan\nN 1 A;Siti;\nN 2 A;;\n?;Budi;" + "x" * 1001


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "cars.csv"


def test_a_list_is_imported(gate_process: Gate, gate: Gate, table: Path):
    table.write_text(GOOD)

    done = gate_process("vehicle", "import", str(table))

    assert done.code == 0
    assert done.out == "cars.csv: 2 added\n"
    assert done.err == "note: column 'No' is not used\n"
    assert [row[2] for row in gate("vehicle", "list").rows] == ["Siti", "Budi"]


def test_a_rehearsal_shows_each_row_and_writes_nothing(gate: Gate, table: Path):
    table.write_text(GOOD)

    done = gate("vehicle", "import", str(table), "--dry-run")

    assert done.code == 0
    assert done.out.splitlines() == [
        "row\tresult\tvehicle\twhat",
        "2\tadded\tN 1 A\t",
        "3\tadded\tN 2 A\t",
        "cars.csv: 2 added; nothing was written",
    ]
    assert gate("vehicle", "list").rows == []


def test_wrong_rows_are_listed_and_stop_the_import(gate: Gate, table: Path):
    table.write_text(WRONG)

    done = gate("vehicle", "import", str(table))

    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert lines[0] == "cars.csv: row 3, Pemegang '': Say who holds the vehicle"
    assert "cars.csv: row 4, Pelat: Not a plate: ?. Example: N 1234 AP" in lines
    assert lines[-1] == "cars.csv: 1 added, 2 wrong; nothing was imported"
    assert gate("vehicle", "list").rows == []


@pytest.mark.parametrize("left", [1_199, 600, 100])
def test_a_kill_after_the_import_loses_no_row_of_its_journal(
    site: Path, gate: Gate, table: Path, left: int
):
    """`left` is how many rows have still to be written when it is killed, about."""
    lines = (f"N {number} A;Siti\n" for number in range(1, 1_201))
    table.write_text("pelat;pemegang\n" + "".join(lines))
    database = site.with_name("gate.db")
    with closing(connect(database)) as connection:
        process = subprocess.Popen([COMMAND, "--config", str(site), "vehicle", "import", table])
        wait_for(lambda: gate_has(connection, left))
        process.kill()
        process.wait()
        pending.append_rows(connection, load(site).gate_id)
        told = connection.execute(
            "SELECT json_extract(payload, '$.after.plate') FROM journal_payload WHERE seq > 2"
        ).fetchall()

    assert sorted(told) == sorted((f"N{number}A",) for number in range(1, 1_201))
    assert gate("journal", "verify").out == "1,202 rows in 1 epoch: whole\n"


def gate_has(connection: sqlite3.Connection, left: int) -> bool:
    taken = connection.execute("SELECT version FROM registry_state").fetchone()[0]
    return bool(taken) and pending.waiting(connection) <= left


def test_a_list_without_rows_is_no_error(gate: Gate, table: Path):
    table.write_text("pelat\n")

    assert gate("vehicle", "import", str(table)).out == "cars.csv: no rows\n"


def test_a_file_that_is_not_there_is_misuse(gate: Gate, table: Path):
    done = gate("vehicle", "import", str(table))

    assert (done.code, done.err) == (
        2,
        f"gate: {table}: there is no such file; look at its name and folder\n",
    )


def test_a_person_sees_the_progress(terminal: Callable[..., Terminal], table: Path):
    table.write_text("pelat;pemegang\n" + "".join(f"N {n} A;Siti\n" for n in range(1, 1001)))

    shown = terminal("vehicle", "import", str(table))

    assert shown.end() == 0
    assert "rows" in shown.shown
    assert "cars.csv: 1,000 added" in shown.shown


def test_a_report_tells_of_each_row_what_changes_or_what_it_needs(
    gate: Gate, table: Path, tmp_path: Path
):
    gate("vehicle", "add", "N 1 A", "--holder", "Siti", "--until", "31-12-2026")
    table.write_text(
        "pelat;pemegang;berlaku sampai;kode izin;golongan\n"
        "N1A;Budi;31-12-2027;7k492m;\nN 2 A;=Agus;besok;;\nN 3 A;;;;rekan\n"
    )
    report = tmp_path / "report.csv"

    done = gate("vehicle", "import", str(table), "--dry-run", "--report", str(report))

    assert done.code == 2
    assert "row\tresult" not in done.out
    assert report.read_text(encoding="utf-8-sig").splitlines() == [
        "row;result;vehicle;what",
        (
            '2;changed;N 1 A;"codes: - -> 7K4-92M; holder: Siti -> Budi;'
            ' valid until: 31-12-2026 -> 31-12-2027"'
        ),
        "3;wrong;N 2 A;berlaku sampai: Not a date: besok. Write the date like 31-12-2026",
        (
            '4;wrong;N 3 A;"golongan: Not a category: rekan. Use employee, official, visitor,'
            " vendor or emergency; pemegang '': Say who holds the vehicle\""
        ),
    ]


@pytest.mark.parametrize("name", ["cars.csv", "cars.xlsx"])
def test_what_is_exported_is_imported_again(gate: Gate, tmp_path: Path, name: str):
    gate("vehicle", "add", "N 1 A", "--holder", "=Siti", "--lane", "masuk")
    file = tmp_path / name

    done = gate("vehicle", "export", str(file))
    noted = gate("journal", "tail", "-n", "1").out
    assert (done.code, done.out) == (0, f"{file}: 1 vehicle\n")
    assert noted.endswith("export.done by cli  rows 1, what vehicles\n")
    assert gate("vehicle", "import", str(file)).out == f"{name}: 1 unchanged\n"


def test_a_person_sees_the_progress_of_an_export(
    terminal: Callable[..., Terminal], gate: Gate, table: Path, tmp_path: Path
):
    table.write_text("pelat;pemegang\n" + "".join(f"N {n} A;Siti\n" for n in range(1, 601)))
    gate("vehicle", "import", str(table))

    shown = terminal("vehicle", "export", str(tmp_path / "all.csv"), "--words", "en")

    assert shown.end() == 0
    assert "600 vehicles" in shown.shown


def test_an_export_names_a_file_that_cannot_be(gate: Gate):
    done = gate("vehicle", "export", "cars.pdf")

    assert (done.code, done.err) == (2, "gate: cars.pdf: name the file .csv or .xlsx\n")
