from pathlib import Path

import pytest

from tests.gate.cli.command import Gate


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "libur.csv"
    path.write_text("tanggal;nama\n1-1-2027;Tahun Baru\n17-8-2027;Kemerdekaan\n")
    return path


def test_a_holiday_is_added_renamed_listed_and_removed(gate: Gate):
    done = gate("holiday", "add", "17-8-2027", "Kemerdekaan")
    assert (done.code, done.out) == (0, "17-08-2027 is a holiday.\n")
    gate("holiday", "add", "17 Agustus 2027", "HUT RI")
    gate("holiday", "add", "1-1-2028", "Tahun Baru")

    both = [["17-08-2027", "Tuesday", "HUT RI"], ["01-01-2028", "Saturday", "Tahun Baru"]]
    assert gate("holiday", "list").rows == both
    assert gate("holiday", "list", "2028").rows == both[1:]

    done = gate("holiday", "remove", "17-08-2027", "2028-01-01")
    assert (done.code, done.out.splitlines()) == (
        0,
        ["17-08-2027 is no holiday any more.", "01-01-2028 is no holiday any more."],
    )
    assert gate("holiday", "list").rows == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "besok", "x"), "day: Not a date: besok. Write the date like 31-12-2026"),
        (("add", "1-1-2027", " "), "name: Give a name"),
        (("remove", "1-1-2027"), "day: 01-01-2027 is no holiday; see: gate holiday list"),
        (("remove", "besok"), "day: Not a date: besok. Write the date like 31-12-2026"),
        (
            ("propose", "2027", "--without", "besok"),
            "day: Not a date: besok. Write the date like 31-12-2026",
        ),
    ],
)
def test_what_is_wrong_is_named_with_the_fix(gate: Gate, arguments: tuple[str, ...], said: str):
    done = gate("holiday", *arguments)

    assert (done.code, done.err) == (2, f"gate: {said}\n")


def test_a_list_is_imported_after_a_rehearsal(gate: Gate, listed: Path):
    gate("holiday", "add", "1-1-2027", "Tahun Baru Masehi")
    gate("holiday", "add", "2-1-2027", "Cuti")

    rehearsed = gate("holiday", "import", str(listed), "--dry-run")
    assert rehearsed.out.splitlines() == [
        "date\tday\tname\tresult",
        "01-01-2027\tFriday\tTahun Baru\twould be renamed from Tahun Baru Masehi",
        "17-08-2027\tTuesday\tKemerdekaan\twould be added",
        "libur.csv: 1 added, 1 renamed, 0 unchanged; nothing was written",
    ]
    assert len(gate("holiday", "list").rows) == 2

    done = gate("holiday", "import", str(listed))
    assert (done.code, done.out) == (0, "libur.csv: 1 added, 1 renamed, 0 unchanged\n")
    names = [row[-1] for row in gate("holiday", "list").rows]
    assert names == ["Tahun Baru", "Cuti", "Kemerdekaan"]
    again = gate("holiday", "import", str(listed), "--dry-run").out
    assert "0 added, 0 renamed, 2 unchanged" in again


def test_a_wrong_row_stops_the_import(gate: Gate, listed: Path):
    listed.write_text(listed.read_text() + "besok;Libur\n")

    done = gate("holiday", "import", str(listed))

    assert done.code == 2
    assert done.err.splitlines() == [
        "libur.csv: row 4: Not a date: besok. Write the date like 31-12-2026",
        "libur.csv: 1 row is wrong; nothing was imported",
    ]
    assert gate("holiday", "list").rows == []


def test_a_file_that_cannot_be_read_is_named(gate: Gate, listed: Path):
    absent = listed.with_name("nix.csv")
    done = gate("holiday", "import", str(absent))
    assert (done.code, done.err) == (
        2,
        f"gate: {absent}: there is no such file; look at its name and folder\n",
    )

    listed.write_bytes(b"PK\x03\x04")
    done = gate("holiday", "import", str(listed))
    assert done.code == 2
    assert "save it as CSV UTF-8" in done.err


def test_a_proposal_is_written_only_when_confirmed(gate: Gate):
    gate("holiday", "add", "1-1-2026", "Tahun Baru")
    gate("holiday", "add", "2-1-2026", "Cuti")

    shown = gate("holiday", "propose", "2026")
    assert shown.code == 0
    assert shown.rows[:2] == [
        ["01-01-2026", "Thursday", "Tahun Baru Masehi", "would be renamed from Tahun Baru"],
        ["02-01-2026", "Friday", "Cuti", "stays"],
    ]
    assert [
        "24-12-2026",
        "Thursday",
        "Cuti Bersama Hari Raya Natal",
        "would be added",
    ] in shown.rows
    assert shown.err.endswith("nothing was written, see --confirm\n")
    assert len(gate("holiday", "list").rows) == 2

    done = gate("holiday", "propose", "2026", "--confirm", "--without", "24-12-2026")
    assert (done.code, done.err) == (0, "")
    days = [row[0] for row in gate("holiday", "list").rows]
    assert "17-08-2026" in days
    assert "24-12-2026" not in days


def test_a_proposal_may_leave_out_joint_leave(gate: Gate):
    gate("holiday", "propose", "2026", "--confirm", "--no-joint-leave")

    names = [row[-1] for row in gate("holiday", "list").rows]
    assert "Hari Raya Natal" in names
    assert not [name for name in names if name.startswith("Cuti Bersama")]
