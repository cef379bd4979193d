import math
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import NullPool, create_engine

from gate.errors import StoreError
from gate.store import chain, journal
from gate.store.database import connect, transaction
from tests.gate.store.rows import GATE, row, wait_long, write
from tests.waiting import BOUND

ROOT = Path(__file__).parents[3]


def sequence(connection: sqlite3.Connection) -> list[int]:
    return [stored.seq for stored in reversed(journal.tail(connection, GATE, limit=10_000))]


def test_the_first_row_of_all_starts_an_epoch(connection):
    assert write(connection, row("gate.started")) == 2
    started, epoch = journal.tail(connection, GATE, limit=5)
    assert (epoch.kind, epoch.seq, started.kind) == ("journal.epoch", 1, "gate.started")
    assert epoch.payload == {
        "previous_epoch": None,
        "previous_seq": None,
        "previous_hash": None,
    }
    assert (epoch.wall_us, epoch.boot_id) == (started.wall_us, started.boot_id)
    assert epoch.epoch == started.epoch
    assert len(epoch.epoch) == 16


def test_a_row_comes_back_as_it_was_written(connection):
    given_row = row("order.refused", {"order": "x", "refusal": "stale", "reads": [1, {"a": None}]})
    write(connection, given_row)
    stored = journal.tail(connection, GATE, limit=1)[0]
    for name in given_row.__slots__:
        assert getattr(stored, name) == getattr(given_row, name), name
    assert stored.gate_id == GATE
    assert type(stored.clock_trusted) is bool


def test_a_new_epoch_names_the_end_of_the_one_before(connection):
    write(connection, row(), row())
    last = journal.tail(connection, GATE, limit=1)[0]
    with transaction(connection):
        head = journal.start_epoch(connection, GATE, row("journal.restored"))
    first = journal.tail(connection, GATE, limit=1)[0]
    assert (first.epoch, first.seq, first.hash) == head
    assert first.epoch != last.epoch
    assert first.payload == chain.origin(chain.Head(last.epoch, last.seq, last.hash))
    assert write(connection, row()) == 2


def test_gates_do_not_share_their_journals(connection):
    write(connection, row(), row())
    with transaction(connection):
        assert journal.append(connection, "other", [row()]) == 2
    assert {stored.gate_id for stored in journal.tail(connection, GATE, limit=9)} == {GATE}


def test_no_rows_change_nothing(connection):
    assert write(connection) == 0
    assert write(connection, row()) == 2
    assert write(connection) == 2


def test_a_number_that_json_does_not_know_is_journalled_as_null(connection):
    write(connection, row(payload={"confidence": math.nan}))
    assert journal.tail(connection, GATE, limit=1)[0].payload == {"confidence": None}
    assert journal.verify(connection, GATE).problem is None


def test_rows_are_written_inside_a_transaction_only(connection):
    with pytest.raises(StoreError, match="inside a transaction"):
        journal.append(connection, GATE, [row()])
    with pytest.raises(StoreError, match="inside a transaction"):
        journal.start_epoch(connection, GATE, row())


def test_what_is_undone_leaves_no_gap(connection):
    write(connection, row())
    connection.execute("BEGIN IMMEDIATE")
    journal.append(connection, GATE, [row()])
    connection.rollback()
    write(connection, row())
    assert sequence(connection) == [1, 2, 3]


def test_an_event_happens_once(connection):
    happened = row()
    write(connection, happened)
    with pytest.raises(sqlite3.IntegrityError):
        write(connection, happened)
    assert sequence(connection) == [1, 2]


def test_the_web_process_appends_on_its_sessions_connection(database, connection):
    """An edit and its row are one transaction of SQLAlchemy's."""
    engine = create_engine(
        f"sqlite:///{database}", poolclass=NullPool, connect_args={"isolation_level": None}
    )
    with engine.begin() as session:
        session.exec_driver_sql("BEGIN IMMEDIATE")
        session.exec_driver_sql("UPDATE registry_state SET version = 8")
        journal.append(session.connection.driver_connection, GATE, [row("admin.vehicle_added")])
    assert sequence(connection) == [1, 2]
    assert connection.execute("SELECT version FROM registry_state").fetchone() == (8,)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    batches=st.lists(
        st.lists(st.integers(min_value=1, max_value=5), max_size=10), min_size=2, max_size=2
    )
)
def test_two_writers_in_batches_of_any_size_keep_the_sequence(database, batches):
    with closing(connect(database)) as connection:
        before = len(sequence(connection))

        def append_all(sizes: list[int]) -> None:
            with closing(connect(database)) as own:
                wait_long(own)
                for size in sizes:
                    write(own, *(row() for _ in range(size)))

        writers = [threading.Thread(target=append_all, args=(sizes,)) for sizes in batches]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        written = sum(map(sum, batches))
        first_epoch = 1 if written and not before else 0
        assert sequence(connection) == list(range(1, before + written + first_epoch + 1))
        assert journal.verify(connection, GATE).problem is None


def test_two_processes_keep_the_sequence(database, connection):
    program = [sys.executable, "-m", "tests.gate.store.appending", str(database), "60"]
    writers = [subprocess.Popen(program, cwd=ROOT) for _ in range(2)]
    assert [writer.wait(BOUND) for writer in writers] == [0, 0]
    assert sequence(connection) == list(range(1, 2 * 60 + 2))
    assert journal.verify(connection, GATE).problem is None
