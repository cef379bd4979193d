import stat
from pathlib import Path

import pytest

from gate.store import journal
from gate.store.database import connect
from hardware.osdp import key as osdp_key
from tests.gate.cli.command import Gate
from tests.hardware.played_osdp import PlayedBus, PlayedReader

TEXT = "4A1D0B7785C2E6F0934B5A6C7D8E9FA1"
KEY = bytes.fromhex(TEXT)


@pytest.fixture
def key_file(site: Path) -> Path:
    """Where the site's OSDP reader has its key."""
    extra = f"""
[reader.bus]
lane = "masuk"
port = "{site.parent}/bus"
protocol = "osdp"
address = 5
key_file = "bus.key"
"""
    site.write_text(site.read_text().replace("\n[web]", f"{extra}\n[web]"))
    return site.with_name("bus.key")


def rows(site: Path) -> list[tuple[str, object]]:
    with connect(site.with_name("gate.db"), read_only=True) as connection:
        return [(row.kind, row.payload) for row in journal.tail(connection, "balai-kota", limit=10)]


def test_a_new_key_is_written_for_the_gate_alone_journalled_and_never_shown(
    gate: Gate, site: Path, key_file: Path
):
    done = gate("osdp", "key", "set", "bus")

    assert (done.code, done.err) == (0, "")
    assert done.out == f"{key_file} holds the key of bus.\n"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(osdp_key.load(key_file)) == 16
    assert rows(site)[0] == ("admin.reader_key_set", {"reader": "bus"})


def test_a_key_the_reader_has_is_taken_from_the_input(gate: Gate, key_file: Path):
    done = gate("osdp", "key", "set", "bus", "--stdin", typed=f"{TEXT}\n")

    assert done.code == 0
    assert TEXT not in done.out
    assert osdp_key.load(key_file) == KEY


def test_a_key_is_replaced_only_when_that_is_meant(gate: Gate, key_file: Path):
    gate("osdp", "key", "set", "bus", "--stdin", typed=TEXT)

    refused = gate("osdp", "key", "set", "bus")
    assert (refused.code, osdp_key.load(key_file)) == (2, KEY)
    assert "--replace" in refused.err

    assert gate("osdp", "key", "set", "bus", "--replace").code == 0
    assert osdp_key.load(key_file) != KEY


def test_what_is_no_key_is_refused_and_not_repeated(gate: Gate, key_file: Path):
    done = gate("osdp", "key", "set", "bus", "--stdin", typed="half a secret\n")

    assert done.code == 2
    assert "32 hexadecimal digits" in done.err
    assert "secret" not in done.err
    assert not key_file.exists()


def test_nothing_is_journalled_when_the_key_cannot_be_written(
    gate: Gate, site: Path, key_file: Path
):
    key_file.with_name(".bus.key.new").mkdir()

    done = gate("osdp", "key", "set", "bus")

    assert done.code == 1
    assert "cannot be written" in done.err
    assert rows(site) == []


@pytest.mark.parametrize(
    ("reader", "says"),
    [("nobody", "no reader nobody"), ("masuk-rfid", r"[reader.masuk-rfid] has no key_file")],
)
def test_a_reader_without_a_key_is_told(gate: Gate, key_file: Path, reader: str, says: str):
    done = gate("osdp", "key", "set", reader)

    assert done.code == 2
    assert says in done.err
    assert not key_file.exists()


def test_a_key_is_installed_in_a_reader_that_waits_for_one_and_journalled(
    gate: Gate, site: Path, key_file: Path
):
    osdp_key.store(key_file, KEY, (0, 0))
    with PlayedBus(site.with_name("bus"), [PlayedReader(5, None)]):
        done = gate("osdp", "key", "install", "bus")

    assert (done.code, done.err) == (0, "")
    assert done.out == "bus has its key, and has proved it.\n"
    assert rows(site)[0] == ("admin.reader_key_installed", {"reader": "bus"})


def test_a_check_names_a_key_that_is_not_there(gate: Gate, key_file: Path):
    done = gate("check")

    assert done.code == 1
    assert f"fault: {key_file}: the reader's key cannot be read" in done.err
    assert "reader bus: lane masuk, osdp at 9600 baud" in done.out

    osdp_key.store(key_file, KEY, (0, 0))
    assert gate("check").code == 0


def test_a_check_misses_boards_that_are_not_plugged_in(gate: Gate, site: Path):
    board = '\n[board.papan]\nport = "/dev/serial/by-id/nothing"\n\n[web]'
    site.write_text(site.read_text().replace("\n[web]", board))

    done = gate("check")

    assert (
        "hint: [board.papan] port: nothing is plugged in at /dev/serial/by-id/nothing" in done.out
    )
