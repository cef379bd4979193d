import sqlite3
from contextlib import closing

import pytest

from gate.errors import DamageError
from gate.store import rescue
from gate.store.rescue import SUSPECT, Rescued, examine
from tests.gate.store.rows import row, write


def test_a_whole_database_passes(database):
    examine(database)


def test_a_missing_one_is_another_matter(tmp_path):
    examine(tmp_path / "gate.db")


@pytest.mark.parametrize("length", [0, 50, 4096, 50_000])
def test_one_whose_end_is_missing_is_damaged(database, length):
    with database.open("r+b") as file:
        file.truncate(length)

    with pytest.raises(DamageError, match=r"gate\.db"):
        examine(database)


def test_with_pages_of_64_kib_too(tmp_path):
    path = tmp_path / "gate.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size=65536")
        connection.execute("CREATE TABLE t (x)")
    examine(path)
    with path.open("r+b") as file:
        file.truncate(65_536)

    with pytest.raises(DamageError):
        examine(path)


def test_a_suspicion_lets_every_page_be_read(database, connection):
    write(connection, *(row("passage.done", {"n": "x" * 500}) for _ in range(40)))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    with database.open("r+b") as file:
        file.seek(database.stat().st_size - 2 * 4096)
        file.write(b"\xff" * 4096)
    examine(database)
    rescue.suspect(database)

    with pytest.raises(DamageError):
        examine(database)


def test_a_suspicion_that_proves_wrong_is_forgotten(database):
    rescue.suspect(database)
    examine(database)

    assert not database.with_name(SUSPECT).exists()


def test_the_notice_stays_until_somebody_takes_it(tmp_path):
    assert rescue.notice(tmp_path) is None
    rescue.leave_notice(tmp_path, Rescued(5.0, None, "gate.db.damaged", "torn"))

    assert rescue.notice(tmp_path)["kept"] == "gate.db.damaged"
    assert rescue.dismiss(tmp_path)
    assert not rescue.dismiss(tmp_path)
    assert rescue.notice(tmp_path) is None
