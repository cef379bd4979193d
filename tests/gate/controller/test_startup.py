"""What a run begins with, on a disk that takes nothing and from a file that is damaged."""

import sqlite3

import pytest

from gate.controller import startup
from gate.core.values.model import Credential, Medium
from gate.errors import DamageError, StoreError
from gate.store import database, spill
from tests.gate.installation import TAG
from tests.gate.store.rows import row


def no_room(monkeypatch):
    """SQLite cannot make the files it has beside a database."""
    connect = sqlite3.connect

    def refuse(address, **options):
        if "immutable=1" not in address:
            raise sqlite3.OperationalError("unable to open database file")
        return connect(address, **options)

    monkeypatch.setattr(database.sqlite3, "connect", refuse)


def test_the_list_is_known_also_from_a_disk_that_takes_no_writes(installation, monkeypatch, caplog):
    installation.register(1, TAG)
    no_room(monkeypatch)
    book = startup.load(installation.config).book

    assert book.vehicle(Credential(Medium.TAG, TAG)) == 1
    assert "starting from what can be read" in caplog.text


def test_a_missing_database_is_missing(installation):
    installation.database.unlink()

    with pytest.raises(StoreError, match="gate migrate"):
        startup.load(installation.config)


def test_what_a_damaged_database_did_not_take_is_journalled_at_the_next_start(installation):
    lane = {"latch": "recovery"}
    spill.save(installation.database, [row("passage.done")], {"lane.masuk": lane})

    assert startup.load(installation.config).memory == {"lane.masuk": lane}
    assert installation.kinds == ["journal.epoch", "passage.done"]


def test_a_disk_that_takes_nothing_leaves_it_for_later(installation, monkeypatch, caplog):
    spill.save(installation.database, [row("passage.done")], {"lane.masuk": "obstructed"})

    def refuse(_connection, _gate_id):
        raise StoreError("the disk is read-only")

    monkeypatch.setattr(spill, "merge", refuse)

    assert startup.load(installation.config).memory == {"lane.masuk": "obstructed"}
    assert spill.exists(installation.database)
    assert "has to wait" in caplog.text


def test_damage_that_shows_only_then_is_mended_first(installation, monkeypatch):
    spill.save(installation.database, [row("passage.done")], {})
    merge, tries = spill.merge, []

    def torn(connection, gate_id):
        tries.append(gate_id)
        if len(tries) == 1:
            raise DamageError("page 3 is torn")
        return merge(connection, gate_id)

    monkeypatch.setattr(spill, "merge", torn)
    monkeypatch.setattr(startup, "_rescue", lambda *_: None)
    startup.load(installation.config)

    assert installation.kinds == ["journal.epoch", "passage.done"]
