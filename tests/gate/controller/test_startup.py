"""What a run begins with, on a disk that takes nothing and from a file that is damaged."""

import sqlite3

import pytest

from gate.controller import startup as kept
from gate.core.values.model import Credential, Medium
from gate.errors import DamageError, StoreError
from gate.store import database
from gate.store import spill as aside
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
    book = kept.load(installation.config).book

    assert book.vehicle(Credential(Medium.TAG, TAG)) == 1
    assert "starting from what can be read" in caplog.text


def test_a_missing_database_is_missing(installation):
    installation.database.unlink()

    with pytest.raises(StoreError, match="gate migrate"):
        kept.load(installation.config)


def test_what_a_damaged_database_did_not_take_is_journalled_at_the_next_start(installation):
    lane = {"latch": "recovery"}
    aside.keep(installation.database, [row("passage.done")], {"lane.masuk": lane})

    assert kept.load(installation.config).memory == {"lane.masuk": lane}
    assert installation.kinds == ["journal.epoch", "passage.done"]


def test_a_disk_that_takes_nothing_leaves_it_for_later(installation, monkeypatch, caplog):
    aside.keep(installation.database, [row("passage.done")], {"lane.masuk": "obstructed"})

    def refuse(_connection, _gate_id):
        raise StoreError("the disk is read-only")

    monkeypatch.setattr(aside, "take_in", refuse)

    assert kept.load(installation.config).memory == {"lane.masuk": "obstructed"}
    assert aside.is_left(installation.database)
    assert "has to wait" in caplog.text


def test_damage_that_shows_only_then_is_mended_first(installation, monkeypatch):
    aside.keep(installation.database, [row("passage.done")], {})
    take_in, tries = aside.take_in, []

    def torn(connection, gate_id):
        tries.append(gate_id)
        if len(tries) == 1:
            raise DamageError("page 3 is torn")
        return take_in(connection, gate_id)

    monkeypatch.setattr(aside, "take_in", torn)
    monkeypatch.setattr(kept, "_rescue", lambda *_: None)
    kept.load(installation.config)

    assert installation.kinds == ["journal.epoch", "passage.done"]
