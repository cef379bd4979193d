"""What a restore does beside its command: owners, groups, and what is too old."""

import os
import shutil
import sqlite3
from contextlib import closing
from itertools import count

import pytest
from alembic import command

from gate import clock
from gate.errors import DamageError
from gate.registry import migrate
from gate.restore import repair, restore
from gate.store import archive, backup, rescue
from gate.store.archive import Content, Manifest
from gate.store.database import SCHEMA_REVISION, connect
from gate.store.history import tail
from gate.store.swap import finish
from tests.gate.installation import Installation
from tests.gate.power_cut import cut
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

    assert changed.keys() == {".gate.db.new", ".secret.new"}
    assert (tmp_path / "secret").exists()
    assert payloads(installation)


def test_a_group_that_is_not_here_is_roots(installation, saved, monkeypatch):
    changed = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, _, group: changed.update({path.name: group}))
    monkeypatch.setattr("gate.restore.grp.getgrnam", {}.__getitem__)
    restore(saved, installation.toml, None)

    assert changed[".secret.new"] == 0


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


def _gate(installation: Installation) -> tuple[str, str, list[str]]:
    """What a gate is made of: configuration, secrets, database."""
    secret = installation.toml.with_name("secret")
    return installation.toml.read_text(), secret.read_text(), installation.kinds


def test_a_power_cut_at_any_step_leaves_the_old_gate_or_the_new_one(installation, saved, tmp_path):
    old_data = tmp_path / "old"
    restore(saved, installation.toml, None)
    shutil.copytree(installation.data, old_data)
    new_text = installation.toml.read_text()
    seen = []
    for step in count():
        shutil.rmtree(installation.data)
        shutil.copytree(old_data, installation.data)
        installation.toml.write_text(f"{new_text}# old\n")
        (tmp_path / "secret").write_text("old")
        with closing(connect(installation.database)) as connection:
            write(connection, row("gate.started"))
        old = _gate(installation)
        died = cut(step, lambda: restore(saved, installation.toml, None))
        finish(installation.toml)
        found = _gate(installation)
        seen.append(found == old)
        if not seen[-1]:
            assert (found[0], found[1]) == (new_text, "rahasia")
            assert found[2][-1] == "store.restored"
            assert "gate.started" not in found[2]
        if not died:
            break

    assert len(seen) > 7
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 2


def test_a_power_cut_at_any_step_of_a_rescue_leaves_it_done_or_to_be_done(installation, tmp_path):
    config = installation.config
    good = shutil.copy(installation.database, tmp_path / "good.db")
    seen = []
    for step in count():
        shutil.rmtree(installation.data)
        installation.data.mkdir()
        shutil.copy(good, installation.database)
        with installation.database.open("r+b") as file:
            file.truncate(5_000)
        rescue.suspect(installation.database)
        died = cut(step, lambda: repair(config, None, "torn"))
        finish(installation.database)
        try:
            rescue.examine(installation.database)
        except DamageError:
            seen.append(False)
        else:
            seen.append(True)
            assert installation.kinds == ["journal.epoch", "store.rescued"]
            kept = rescue.notice(installation.data)["kept"]
            assert (installation.data / kept).stat().st_size == 5_000
        if not died:
            break

    assert seen == sorted(seen)
    assert len(set(seen)) == 2


def test_what_an_import_had_not_told_yet_is_told_in_the_new_epoch(installation, tmp_path):
    made = row("admin.vehicles_imported")
    with closing(connect(installation.database)) as connection:
        write(connection, made)
        connection.execute(
            "INSERT INTO pending_change VALUES (?, 2, 0, 'admin.vehicle_added', '{}')",
            (made.event_id,),
        )
    target = tmp_path / "x.gatebackup"
    backup.make(installation.config, target, None, clock.SystemClock().now())
    restore(target, installation.toml, None)

    assert [row.kind for row in installation.journal][-3:] == [
        *("journal.epoch", "store.restored", "admin.vehicle_added"),
    ]
