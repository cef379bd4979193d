"""The journal decided again from the terminal: by another configuration, by another database."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gate.clock import boot_id
from gate.config.gate_toml import load
from gate.core.values.model import Instant
from gate.store.writer import JournalWriter
from tests.gate.cli.command import Gate
from tests.gate.core.house import WALL, House
from tests.gate.core.vehicles import plate, tag, vehicle

CAR, CAR_PLATE = tag("0A0B0C"), plate("N1A")


@pytest.fixture
def lived(gate: Gate, site: Path) -> House:
    """A journal of three decisions: let in, not known, inside already."""
    gate("vehicle", "add", "N 1 A", "--tag", "0A0B0C", "--holder", "Siti")
    house = House(vehicle(1, CAR_PLATE, CAR))
    house.settings = replace(
        house.settings, zones=(replace(house.settings.zones[0], passback="hard"),)
    )
    house.start()
    house.go("masuk", CAR)
    house.read("keluar", tag("FFFFFF"))
    house.read("masuk", CAR)
    config = load(site)
    with JournalWriter(
        config.database, config.gate_id, boot_id(), on_durable=lambda: None
    ) as journal:
        for number, row in enumerate(house.journal):
            journal.append(row, Instant(float(number), WALL + number, trusted=True))
    return house


def with_zone(site: Path, table: str) -> None:
    text = site.read_text(encoding="utf-8").replace("[limits]", f"{table}\n[limits]", 1)
    site.write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("lived")
def test_by_the_rules_of_then_nothing_changes(gate: Gate, site: Path):
    with_zone(site, '[zone.dalam]\nanti_passback = "hard"')

    done = gate("replay")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("3 decisions, ")
    assert done.out.endswith(" a second: nothing would change\n")


@pytest.mark.usefixtures("lived")
def test_what_another_configuration_would_change_is_listed(gate: Gate, site: Path):
    done = gate("replay", "--config", str(site))

    line, summary = done.out.splitlines()
    assert line.endswith("masuk      N 1 A        already inside -> passes")
    assert summary.endswith("1 would pass now")


@pytest.mark.usefixtures("lived")
def test_what_another_database_would_change_is_listed(gate: Gate, site: Path, tmp_path: Path):
    with_zone(site, '[zone.dalam]\nanti_passback = "hard"')
    copy = tmp_path / "copy.db"
    shutil.copy(load(site).database, copy)
    gate("vehicle", "block", "N 1 A", "--reason", "Tunggakan")
    gate("vehicle", "add", "N 2 A", "--tag", "FFFFFF", "--holder", "Agus")

    same = gate("replay", "--registry", str(copy))
    blocked = gate("replay", "--registry", str(load(site).database), "--reasons")

    assert same.out.endswith("nothing would change\n")
    assert [line[21:] for line in blocked.out.splitlines()[:-1]] == [
        "masuk      N 1 A        passed -> blocked",
        "keluar     FFFFFF       not registered -> passes",
        "masuk      N 1 A        already inside -> blocked, already inside",
    ]
    assert blocked.out.endswith(
        "1 would pass now, 1 would be denied now, 1 denied for other reasons\n"
    )


@pytest.mark.usefixtures("lived")
def test_only_the_days_that_are_named_are_decided_again(gate: Gate):
    none = gate("replay", "--from", "25-11-2026")
    some = gate("replay", "--from", "24-11-2026", "--to", "24-11-2026")

    assert none.out == "0 decisions: nothing would change\n"
    assert some.out.splitlines()[-1].startswith("3 decisions, ")


@pytest.mark.usefixtures("lived")
def test_a_lane_that_is_gone_cannot_be_decided_again(gate: Gate, site: Path):
    text = site.read_text(encoding="utf-8").replace("lane.keluar", "lane.samping")
    site.write_text(text.replace('lane = "keluar"', 'lane = "samping"'), encoding="utf-8")

    assert "1 cannot be decided again" in gate("replay").out


@pytest.mark.usefixtures("lived")
def test_a_list_is_tried_out_as_if_it_had_been_imported(gate: Gate, site: Path, tmp_path: Path):
    file = tmp_path / "daftar.csv"
    file.write_text("pelat,tag,pemegang\nN 2 A,FFFFFF,Agus\n", encoding="utf-8")
    with_zone(site, '[zone.dalam]\nanti_passback = "hard"')

    done = gate("replay", "--registry", str(file))

    assert [line[21:] for line in done.out.splitlines()[:-1]] == [
        "keluar     FFFFFF       not registered -> passes"
    ]
    assert [row[0] for row in gate("vehicle", "list").rows] == ["N 1 A"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pelat,pemegang\nxx,Agus\n", "daftar.csv: 1 wrong rows; see: gate vehicle import"),
        ("nothing\n", "daftar.csv: no column"),
        (None, "daftar.csv: there is no such file"),
    ],
)
def test_a_list_with_mistakes_is_not_tried_out(
    gate: Gate, tmp_path: Path, text: str | None, says: str
):
    if text is not None:
        (tmp_path / "daftar.csv").write_text(text, encoding="utf-8")

    done = gate("replay", "--registry", str(tmp_path / "daftar.csv"))

    assert done.code == 2
    assert says in done.err
