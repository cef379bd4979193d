"""What programs were answered names people: it goes when it is too old, and with the person."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gate.store import backup, person
from gate.store.retention import sweep
from tests.gate.store.rows import GATE, write_vehicle

NOW = 2_000_000_000


@pytest.fixture(autouse=True)
def answered(connection):
    """A program that was answered a day ago, and just now."""
    connection.execute(
        """INSERT INTO api_token (id, name, role, token_hash, created_at)
        VALUES (1, 'pusat', 'admin', 'x', 0)"""
    )
    connection.executemany(
        "INSERT INTO api_answer VALUES (1, ?, 'd', ?, 201, '{}', ?)",
        [("old", NOW - 86_400, b'{"plate":"N2AP"}'), ("new", NOW - 86_399, b'{"plate":"N1AP"}')],
    )


def kept(connection: sqlite3.Connection) -> dict[str, bytes]:
    return dict(connection.execute("SELECT key, body FROM api_answer").fetchall())


def test_the_nightly_run_takes_away_what_is_a_day_old(connection):
    sweep(connection, GATE, NOW)
    assert kept(connection).keys() == {"new"}


def test_the_nightly_run_takes_away_what_a_clock_years_ahead_has_left(connection):
    sweep(connection, GATE, NOW - 3 * 86_400)
    assert kept(connection) == {}


def test_what_names_an_erased_person_is_emptied_and_its_key_stays_used(connection):
    write_vehicle(connection, 1, 1, ["AABBCC"])
    found = person.find(connection, ["AABBCC"])
    person.erase(connection, GATE, found, keep_vehicle=False)
    assert kept(connection) == {"old": b'{"plate":"N2AP"}', "new": b""}


def test_a_backup_has_none(database: Path, tmp_path: Path):
    backup._copy(database, tmp_path / "copy.db", lambda _done, _all: None)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert kept(copy) == {}
        assert copy.execute("SELECT name FROM api_token").fetchall() == [("pusat",)]
