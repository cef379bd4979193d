import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate.store.erasures import NAME
from tests.gate.cli.command import Gate


@pytest.fixture
def secret(tmp_path: Path) -> str:
    path = tmp_path / "passphrase"
    path.write_text("kuda laut\n")
    return str(path)


@pytest.fixture
def running(site: Path) -> Iterator[None]:
    """Somebody has the gate's directory to himself."""
    from gate.controller.lock import held_alone  # noqa: PLC0415 - one test needs it

    with held_alone(site.parent):
        yield


def add(gate: Gate, plate: str) -> None:
    gate("vehicle", "add", plate, "--holder", "Siti")


def plates(gate: Gate) -> list[str]:
    return [row[0] for row in gate("vehicle", "list").rows]


def test_saved_and_restored(gate: Gate, tmp_path: Path, secret: str):
    add(gate, "N 1 A")
    saved = str(tmp_path / "x.gatebackup")
    made = gate("backup", saved, "--passphrase-file", secret)
    add(gate, "N 2 A")
    restored = gate("restore", saved, "--passphrase-file", secret)

    assert (made.code, "sealed" in made.out) == (0, True)
    assert restored.code == 0, restored.err
    assert "kept as" in restored.out
    assert plates(gate) == ["N 1 A"]
    assert "store.restored" in gate("journal", "tail").out
    assert gate("journal", "verify").out.endswith("in 2 epochs: whole\n")
    assert (tmp_path / "gate.db").stat().st_mode & 0o777 == 0o660


def test_keys_and_configuration_come_back(gate: Gate, site: Path, tmp_path: Path):
    key = tmp_path / "web.key"
    key.write_text("secret")
    key.chmod(0o640)
    (tmp_path / "web.pem").write_text("certificate")
    text = site.read_text().replace('# tls_cert = "web.pem"', 'tls_cert = "web.pem"')
    site.write_text(text.replace('# tls_key = "web.key"  ', 'tls_key = "web.key"  '))
    saved = str(tmp_path / "x.gatebackup")
    assert gate("backup", saved).code == 0
    key.write_text("another")
    (tmp_path / "web.pem").unlink()
    wanted = site.read_text()
    site.write_text("# nothing")
    restored = gate("restore", saved)

    assert restored.code == 0, restored.err
    assert site.read_text() == wanted
    assert (key.read_text(), key.stat().st_mode & 0o777) == ("secret", 0o640)
    assert (tmp_path / "web.pem").read_text() == "certificate"
    assert sorted(path.name.partition("-")[0] for path in tmp_path.glob("*.before-*")) == [
        "gate.db.before", "gate.toml.before", "web.key.before",
    ]  # fmt: skip


def test_a_key_that_is_not_there_is_told(gate: Gate, site: Path, tmp_path: Path):
    pair = '[web]\ntls_cert = "none.pem"\ntls_key = "none.key"'
    site.write_text(site.read_text().replace("[web]", pair))
    saved = str(tmp_path / "x.gatebackup")

    assert "not there, so not in it: web.tls_cert" in gate("backup", saved).err
    assert "put it there by hand: web.tls_key" in gate("restore", saved).out


def test_what_was_erased_does_not_come_back(gate: Gate, tmp_path: Path):
    add(gate, "N 1 A")
    add(gate, "N 2 A")
    saved = str(tmp_path / "x.gatebackup")
    gate("backup", saved)
    gate("privacy", "erase", "N 1 A", "--reason", "x", "--yes")
    restored = gate("restore", saved)

    assert "erased once more: 1 payloads" in restored.out
    assert plates(gate) == ["N 2 A"]
    assert "N 1 A" not in gate("journal", "tail").out
    assert gate("journal", "verify").code == 0


def test_every_night_the_oldest_goes(gate: Gate, site: Path, tmp_path: Path):
    site.write_text(f"{site.read_text()}\n[backup]\nkeep = 2\n")
    (tmp_path / NAME).write_text('{"key": "k", "erasures": []}')
    folder = tmp_path / "backups"
    folder.mkdir()
    for number in range(3):
        old = folder / f"balai-kota-2026010{number}-000000.gatebackup"
        old.touch()
        os.utime(old, (number, number))
    made = gate("backup", "--nightly")

    assert made.out.count("deleted") == 2
    assert len(list(folder.glob("*.gatebackup"))) == 2
    assert (folder / NAME).exists()
    assert "backup.made by cli" in gate("journal", "tail").out


def test_a_backup_that_fails_is_journalled(gate: Gate, tmp_path: Path):
    failed = gate("backup", str(tmp_path / "missing" / "x.gatebackup"))

    assert (failed.code, "there is no folder" in failed.err) == (2, True)
    assert "backup.failed by cli" in gate("journal", "tail").out


def test_a_damaged_database_is_not_saved_as_if_it_were_good(gate: Gate, tmp_path: Path):
    for number in range(1, 9):
        add(gate, f"N {number} A")
    database = tmp_path / "gate.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'journal_kind'"
        ).fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    failed = gate("backup", str(tmp_path / "x.gatebackup"))

    assert failed.code == 1
    assert not (tmp_path / "x.gatebackup").exists()


@pytest.mark.parametrize("content", [None, "", "\nsecond line"], ids=["none", "empty", "blank"])
def test_a_passphrase_is_the_first_line_of_a_file(gate: Gate, tmp_path: Path, content: str | None):
    secret = tmp_path / "passphrase"
    if content is not None:
        secret.write_text(content)
    refused = gate("backup", str(tmp_path / "x"), "--passphrase-file", str(secret))

    assert (refused.code, str(secret) in refused.err) == (2, True)


def test_a_backup_is_proved_without_being_restored(gate: Gate, tmp_path: Path):
    add(gate, "N 1 A")
    saved = tmp_path / "x.gatebackup"
    gate("backup", str(saved))
    good = gate("restore", "--check", str(saved))
    saved.write_bytes(saved.read_bytes()[:-20])
    bad = gate("restore", "--check", str(saved))

    assert (good.code, good.out.split(":")[1].split(";")[0]) == (0, " good")
    assert (bad.code, "take another backup" in bad.err) == (1, True)
    assert plates(gate) == ["N 1 A"]


def test_a_backup_whose_journal_was_changed_is_told(gate: Gate, tmp_path: Path):
    add(gate, "N 1 A")
    with closing(sqlite3.connect(tmp_path / "gate.db")) as connection:
        connection.execute("UPDATE journal SET actor = 'user:1'")
        connection.commit()
    saved = str(tmp_path / "x.gatebackup")
    gate("backup", saved)
    checked = gate("restore", "--check", saved)

    assert (checked.code, "journal is not whole" in checked.err) == (1, True)


def test_a_newer_schema_is_refused_and_nothing_moves(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    saved = str(tmp_path / "x.gatebackup")
    add(gate, "N 1 A")
    with closing(sqlite3.connect(tmp_path / "gate.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    monkeypatch.setattr("gate.store.database.SCHEMA_REVISION", "9999")
    assert gate("backup", saved).code == 0
    monkeypatch.undo()
    monkeypatch.setenv("GATE_CONFIG", str(tmp_path / "gate.toml"))
    refused = gate("restore", saved)

    assert (refused.code, "newer version of the gate" in refused.err) == (1, True)
    assert list(tmp_path.glob("*.before-*")) == []


@pytest.mark.usefixtures("running")
def test_a_running_gate_is_not_overwritten(gate: Gate, tmp_path: Path):
    saved = str(tmp_path / "x.gatebackup")
    gate("backup", saved)
    refused = gate("restore", saved)

    assert (refused.code, "stop that one first" in refused.err) == (1, True)


@pytest.mark.parametrize("arguments", [[], ["x", "--rescue"], ["--rescue", "--seen"]])
def test_restore_does_one_thing_at_a_time(gate: Gate, arguments: list[str]):
    assert gate("restore", *arguments).code == 2


def test_a_rescue_takes_the_newest_backup_that_is_good(gate: Gate, tmp_path: Path):
    add(gate, "N 1 A")
    gate("backup", "--nightly")
    bad = tmp_path / "backups" / "balai-kota-20990101-000000.gatebackup"
    bad.write_text("rubbish")
    sound = gate("restore", "--rescue")
    database = tmp_path / "gate.db"
    for number in range(5):
        (tmp_path / f"gate.db.damaged-2000010{number}-000000").touch()
    with database.open("r+b") as file:
        file.truncate(5_000)
    rescued = gate("restore", "--rescue")

    assert (sound.code, "not damaged" in sound.err) == (2, True)
    assert rescued.code == 0, rescued.err
    assert plates(gate) == ["N 1 A"]
    assert len(list(tmp_path.glob("gate.db.damaged-*"))) < 9
    assert gate("restore", "--seen").out == "noted\n"
    assert gate("restore", "--seen").out == "there was nothing to take note of\n"


def test_another_gates_backup_rescues_nobody(gate: Gate, site: Path, tmp_path: Path):
    gate("backup", "--nightly")
    (saved,) = (tmp_path / "backups").iterdir()
    saved.rename(saved.with_name("other-20260101-000000.gatebackup"))
    site.write_text(site.read_text().replace('id = "balai-kota"', 'id = "other"'))
    (tmp_path / "gate.db").write_bytes(b"torn")
    rescued = gate("restore", "--rescue")

    assert "an empty file" in rescued.out
    assert plates(gate) == []


def test_a_restore_that_was_cut_short_is_finished(gate: Gate, tmp_path: Path):
    new = tmp_path / ".gate.db.new"
    (tmp_path / "gate.db").rename(new)
    (tmp_path / ".gate.toml.swap").write_text(f'[["{new}", "{tmp_path / "gate.db"}"]]')
    finished = gate("restore", "--finish")

    assert (finished.code, finished.out) == (0, "the restore is finished\n")
    assert gate("restore", "--finish").out == "nothing was left to do\n"
    assert plates(gate) == []
