import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.store import chain
from gate.store import journal as journal_module
from gate.store.database import connect, transaction
from gate.store.journal import verify
from tests.gate.store.rows import GATE, row, write, write_epoch

HEADER = [
    *("gate_id", "epoch", "seq", "event_id", "boot_id", "monotonic_ns", "wall_us"),
    *("clock_trusted", "lane", "kind", "actor", "payload_digest", "prev_hash", "hash"),
]
PAYLOAD = ["gate_id", "epoch", "seq", "salt", "payload"]
VALUES = (
    st.none()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
)


def fill(connection: sqlite3.Connection) -> None:
    """Three epochs, 11 rows in all; the payloads of some are erased."""
    write_epoch(connection, row("gate.started", {"version": "1"}), row("boom.opened", lane=None))
    write_epoch(connection, *(row("passage.done", {"plate": f"N{n}AP"}) for n in range(4)))
    write_epoch(connection, row("gate.started"), row("gate.stopped", clock_trusted=False))
    connection.execute("DELETE FROM journal_payload WHERE payload LIKE '%N1AP%' OR seq = 3")


@pytest.fixture(scope="module")
def filled(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = Path(shutil.copy(empty_database, tmp_path_factory.mktemp("filled")))
    with closing(connect(path)) as connection:
        fill(connection)
    return path


@pytest.fixture
def journal(connection) -> sqlite3.Connection:
    fill(connection)
    return connection


def epochs(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT epoch FROM journal_epoch ORDER BY ordinal")
    return [epoch for (epoch,) in found]


def test_an_empty_journal_is_whole(connection):
    outcome = verify(connection, GATE)
    assert (outcome.rows, outcome.epochs, outcome.problem) == (0, 0, None)


def test_a_whole_journal_with_erased_payloads_is_whole(journal):
    outcome = verify(journal, GATE)
    assert (outcome.rows, outcome.epochs, outcome.problem) == (11, 3, None)


@given(st.sets(st.integers(min_value=0, max_value=10)))
def test_any_payloads_may_be_erased(filled, erased):
    with closing(connect(filled)) as connection:
        connection.execute("BEGIN")
        for number in erased:
            connection.execute(
                """DELETE FROM journal_payload WHERE rowid IN (
                    SELECT rowid FROM journal_payload ORDER BY rowid LIMIT 1 OFFSET ?)""",
                (number,),
            )
        assert verify(connection, GATE).problem is None


@settings(max_examples=400, deadline=None)
@given(
    place=st.sampled_from(
        [("journal", name) for name in HEADER] + [("journal_payload", name) for name in PAYLOAD]
    ),
    data=st.data(),
)
def test_any_changed_field_of_any_row_is_found(filled, place, data):
    """Whatever stands there instead, be it what stands there in another row."""
    table, column = place
    with closing(connect(filled)) as connection:
        connection.execute("BEGIN")
        before = content(connection, table, column)
        number = data.draw(st.sampled_from(sorted(before)), "row")
        value = data.draw(VALUES | st.sampled_from(list(before.values())), "value")
        statement = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608 - own names
        try:
            connection.execute(statement, (value, number))
        except sqlite3.IntegrityError:  # the schema refuses it
            return
        changed = content(connection, table, column) != before
        assert (verify(connection, GATE).problem is not None) == changed


def content(connection: sqlite3.Connection, table: str, column: str) -> dict[int, object]:
    """All values of a column by row; of a payload, its salt or digest the bytes count."""
    if column in {"payload", "payload_digest", "salt"}:
        column = f"CAST({column} AS BLOB)"
    return dict(connection.execute(f"SELECT rowid, {column} FROM {table}"))  # noqa: S608 - own names


@pytest.mark.parametrize("statement", ["DELETE FROM journal", "DELETE FROM journal_epoch"])
def test_any_missing_row_is_found_but_the_very_last(journal, statement):
    (table,) = statement.split()[-1:]
    numbers = [n for (n,) in journal.execute(f"SELECT rowid FROM {table}")]  # noqa: S608 - own name
    last = max(numbers) if table == "journal" else None
    for number in numbers:
        journal.execute("BEGIN")
        journal.execute(f"{statement} WHERE rowid = ?", (number,))
        journal.execute("DELETE FROM journal_payload WHERE seq NOT IN (SELECT seq FROM journal)")
        assert (verify(journal, GATE).problem is None) == (number == last)
        journal.rollback()


def test_the_first_broken_row_is_named(journal):
    _, second, third = epochs(journal)
    journal.execute("UPDATE journal SET lane = 'x' WHERE epoch = ? AND seq = 3", (third,))
    journal.execute("UPDATE journal SET lane = 'x' WHERE epoch = ? AND seq = 4", (second,))
    outcome = verify(journal, GATE)
    assert (outcome.rows, outcome.epochs) == (3 + 3, 1)
    assert outcome.problem == f"epoch {second} seq 4: the hash does not match the row's fields"


@pytest.mark.parametrize(
    ("statement", "seq", "problem"),
    [
        ("DELETE FROM journal WHERE seq = 4", 4, "the row is missing"),
        ("DELETE FROM journal WHERE epoch = :epoch", 1, "the row is missing"),
        ("UPDATE journal SET prev_hash = hash WHERE seq = 4", 4, "prev_hash is not the hash"),
        ("UPDATE journal SET wall_us = 0 WHERE seq = 4", 4, "the hash does not match"),
        ("UPDATE journal SET lane = x'00' WHERE seq = 4", 4, "a field is not what a journal holds"),
        (
            "UPDATE journal_payload SET payload = '{}' WHERE seq = 5",
            5,
            "the payload does not match",
        ),
        ("UPDATE journal SET kind = CAST(x'ff' AS TEXT) WHERE seq = 4", None, "damaged"),
        ("UPDATE journal SET epoch = 'x' WHERE rowid = 11", None, "belongs to nothing"),
        ("UPDATE journal_payload SET seq = 9 WHERE seq = 5", None, "belongs to nothing"),
    ],
)
def test_what_is_wrong_is_said(journal, statement, seq, problem):
    _, epoch, _ = epochs(journal)
    journal.execute(statement, {"epoch": epoch} if ":epoch" in statement else ())
    found = verify(journal, GATE).problem
    assert problem in found
    assert seq is None or found.startswith(f"epoch {epoch} seq {seq}: ")


def test_epochs_in_another_order_are_found(journal):
    journal.execute("UPDATE journal_epoch SET ordinal = 9 WHERE ordinal = 2")
    assert "does not name the end of the epoch before" in verify(journal, GATE).problem


def test_an_epoch_that_begins_with_something_else_is_found(connection):
    """Built with the real chain, as a forger would."""
    with transaction(connection):
        connection.execute("INSERT INTO journal_epoch VALUES (1, ?, 'forged', 0)", (GATE,))
        head = chain.Head("forged", 0, chain.GENESIS)
        journal_module._extend(connection, GATE, head, [row("gate.started")])
    assert "begins with journal.epoch" in verify(connection, GATE).problem


def test_a_damaged_page_is_a_problem_not_a_crash(database):
    with closing(connect(database)) as connection:
        write(connection, *(row("gate.started", {"n": n}) for n in range(400)))
    content = bytearray(database.read_bytes())
    page = content.index(b'{"n":200}') // 4096 * 4096
    content[page : page + 4096] = b"\xff" * 4096
    database.write_bytes(content)
    with closing(connect(database)) as connection:
        assert verify(connection, GATE).problem is not None


def test_memory_does_not_grow_with_the_journal(connection):
    write(connection, *(row("gate.started", {"text": "x" * 1000}) for _ in range(5_000)))
    tracemalloc.start()
    try:
        assert verify(connection, GATE).rows == 5_001
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 500_000
