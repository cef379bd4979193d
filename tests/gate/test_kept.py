"""What a run begins with, on a disk that takes nothing and from a file that is damaged."""

import sqlite3

import pytest

from gate import kept
from gate.core.model import Credential, Medium
from gate.errors import StoreError
from gate.store import database
from tests.gate.installation import TAG


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
