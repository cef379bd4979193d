"""In processes of their own: an import steps back behind the controller and cannot step forward."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate.cli.command import Gate, Terminal

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


def test_a_rehearsal_shows_each_row_and_writes_nothing(gate_process: Gate, gate: Gate, table: Path):
    table.write_text(GOOD)

    done = gate_process("vehicle", "import", str(table), "--dry-run")

    assert done.code == 0
    assert done.out.splitlines() == [
        "row\tresult\tvehicle",
        "2\tadded\tN 1 A",
        "3\tadded\tN 2 A",
        "cars.csv: 2 added; nothing was written",
    ]
    assert gate("vehicle", "list").rows == []


def test_wrong_rows_are_listed_and_stop_the_import(gate_process: Gate, gate: Gate, table: Path):
    table.write_text(WRONG)

    done = gate_process("vehicle", "import", str(table))

    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert lines[0] == "cars.csv: row 3, Pemegang '': Say who holds the vehicle"
    assert "cars.csv: row 4, Pelat: Not a plate: ?. Example: N 1234 AP" in lines
    assert lines[-1] == "cars.csv: 1 added, 2 wrong; nothing was imported"
    assert gate("vehicle", "list").rows == []


def test_a_list_without_rows_is_no_error(gate_process: Gate, table: Path):
    table.write_text("pelat\n")

    assert gate_process("vehicle", "import", str(table)).out == "cars.csv: no rows\n"


def test_a_file_that_is_not_there_is_a_fault(gate_process: Gate, table: Path):
    done = gate_process("vehicle", "import", str(table))

    assert (done.code, done.err) == (1, f"gate: {table}: No such file or directory\n")


def test_a_person_sees_the_progress(terminal: Callable[..., Terminal], table: Path):
    table.write_text("pelat;pemegang\n" + "".join(f"N {n} A;Siti\n" for n in range(1, 1001)))

    shown = terminal("vehicle", "import", str(table))

    assert shown.end() == 0
    assert "rows" in shown.shown
    assert "cars.csv: 1,000 added" in shown.shown
