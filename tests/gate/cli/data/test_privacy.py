import json
from pathlib import Path

import pytest

from tests.gate.cli.command import Gate


@pytest.fixture(autouse=True)
def _lived(gate: Gate) -> None:
    gate("vehicle", "add", "N 1 A", "--holder", "Siti", "--tag", "01001293D8")
    gate("vehicle", "add", "N 2 A", "--holder", "Budi")


@pytest.mark.parametrize("who", ["n 1 a", "01001293D8"])
def test_all_that_is_held_is_told(gate: Gate, who: str):
    told = json.loads(gate("privacy", "export", who).out)

    assert [vehicle["holder"] for vehicle in told["vehicles"]] == ["Siti"]
    assert [row["kind"] for row in told["journal"]] == ["admin.vehicle_added"]
    assert "privacy.exported by cli" in gate("journal", "tail").out


def test_it_can_be_told_into_a_file_of_the_owner(gate: Gate, tmp_path: Path):
    file = tmp_path / "person.json"
    gate("privacy", "export", "N 1 A", str(file))

    assert json.loads(file.read_text())["vehicles"][0]["plate"] == "N1A"
    assert file.stat().st_mode & 0o077 == 0


def test_whoever_is_erased_is_nowhere_and_others_stay(gate: Gate):
    erased = gate("privacy", "erase", "N 1 A", "--reason", "Surat 1", "--yes")
    tail = gate("journal", "tail").out

    assert erased.out == "erased: 1 payloads, 1 vehicles\n"
    assert "Siti" not in tail
    assert "Budi" in tail
    assert "rows 1, vehicles 1" in tail
    assert [row[0] for row in gate("vehicle", "list").rows] == ["N 2 A"]
    assert gate("journal", "verify").code == 0


def test_a_plate_of_which_nothing_is_held_is_a_refusal_and_stands_nowhere(gate: Gate, site: Path):
    done = gate("privacy", "erase", "N 9999 ZZ", "--reason", "x", "--yes")

    assert (done.code, done.out) == (1, "")
    assert done.err == "gate: N 9999 ZZ: nothing is held on it; nothing was erased\n"
    assert "privacy.erased" not in gate("journal", "tail").out
    assert not site.with_name("erasures.json").exists()


def test_somebody_is_asked_before_a_vehicle_goes(gate: Gate):
    refused = gate("privacy", "erase", "N 1 A", "--reason", "x", typed="n\n")

    assert refused.code == 2
    assert "N 1 A is on the list (Siti) and will not be let in any more" in refused.out
    assert len(gate("vehicle", "list").rows) == 2
    assert gate("privacy", "erase", "N 1 A", "--reason", "x", typed="y\n").code == 0


def test_the_vehicle_can_stay(gate: Gate):
    erased = gate("privacy", "erase", "N 1 A", "--reason", "x", "--keep-vehicle")

    assert erased.out == "erased: 1 payloads, 0 vehicles\n"
    assert len(gate("vehicle", "list").rows) == 2


def test_a_pass_code_or_an_unknown_tag_names_somebody_too(gate: Gate):
    for who in ("7K4-92M", "0100AABBCC"):
        assert json.loads(gate("privacy", "export", who).out)["vehicles"] == []
