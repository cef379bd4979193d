"""What a restore does beside its command: owners, groups, and what is too old."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from alembic import command

from gate import clock
from gate.registry import migrate
from gate.restore import restore
from gate.store import archive, backup
from gate.store.archive import Content, Manifest
from gate.store.database import SCHEMA_REVISION, connect
from gate.store.history import tail
from tests.gate.installation import Installation
from tests.gate.store.rows import row, write


@pytest.fixture
def saved(installation: Installation, tmp_path):
    """A backup with a row of long ago, and a password of the broker."""
    text = installation.toml.read_text()
    mqtt = '[mqtt]\nhost = "localhost"\ntls = false\nusername = "g"\npassword_file = "secret"\n'
    installation.toml.write_text(f"{text}{mqtt}")
    (tmp_path / "secret").write_text("rahasia")
    with closing(connect(installation.database)) as connection:
        write(connection, row("passage.done", {"vehicle": 1}, wall_us=1))
    target = tmp_path / "x.gatebackup"
    backup.make(installation.config, target, None, clock.SystemClock().now())
    shutil.rmtree(installation.data)
    (tmp_path / "secret").unlink()
    return target


def payloads(installation: Installation) -> list[bool]:
    with closing(connect(installation.database)) as connection:
        rows = tail(connection, "balaikota", limit=9)[::-1]
    return [row.payload is not None for row in rows if row.kind == "passage.done"]


@pytest.mark.parametrize("trusted", [True, False])
def test_what_is_too_old_by_a_trusted_clock_does_not_come_back(
    installation, saved, monkeypatch, trusted
):
    monkeypatch.setattr(clock, "kernel_is_synchronised", lambda: trusted)
    restored = restore(saved, installation.toml, None)

    assert restored.again == trusted
    assert restored.missing == []
    assert restored.config.data_dir == installation.data


def test_as_a_user_nothing_changes_its_owner(installation, saved, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "chown", None)
    restore(saved, installation.toml, None)

    assert (tmp_path / "secret").read_text() == "rahasia"


def test_as_root_files_belong_to_their_groups_where_those_exist(
    installation, saved, tmp_path, monkeypatch
):
    changed = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, _, group: changed.update({path.name: group}))
    restore(saved, installation.toml, None)

    assert changed.keys() == {"gate.db", "mqtt.password_file"}
    assert (tmp_path / "secret").exists()
    assert payloads(installation)


def test_a_group_that_is_not_here_is_roots(installation, saved, monkeypatch):
    changed = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, _, group: changed.update({path.name: group}))
    monkeypatch.setattr("gate.restore.grp.getgrnam", {}.__getitem__)
    restore(saved, installation.toml, None)

    assert changed["mqtt.password_file"] == 0


def test_a_backup_of_an_older_version_is_brought_up_to_date(installation, tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    database = folder / "gate.db"
    migrate._create(database)
    with migrate._connection(database) as connection:
        command.upgrade(migrate._config(connection), "0001")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO journal_epoch (gate_id, epoch, acked_seq) VALUES ('x', 'e', 0)"
        )
        connection.commit()
    members = {"gate.db": database, "gate.toml": installation.toml}
    files = {name: Content.of(path) for name, path in members.items()}
    manifest = Manifest(
        "balaikota", "0.0.9", "0001", 5.0, clock_trusted=True, head=None, files=files
    )
    archive.write(tmp_path / "x.gatebackup", manifest, members, None)
    restored = restore(tmp_path / "x.gatebackup", installation.toml, None)

    assert restored.manifest.schema == "0001"
    assert migrate.revision(installation.database) == SCHEMA_REVISION
    assert [row.kind for row in installation.journal] == ["journal.epoch", "store.restored"]
