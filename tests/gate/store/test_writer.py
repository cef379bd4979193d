import logging
import math
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate.core.values.commands import Record
from gate.core.values.model import Instant
from gate.ports import Journal
from gate.store import spill, state
from gate.store.database import connect, transaction
from gate.store.journal import StoredRow, tail, verify
from gate.store.rescue import SUSPECT
from gate.store.writer import JournalWriter
from tests.gate.store.rows import GATE, put_in_place, row, wait_long, write
from tests.waiting import BOUND, wait_for

ROOT = Path(__file__).parents[3]
NOW = Instant(12.5, 1_700_000_000.25, trusted=True)


def a_writer(path: Path, on_durable=lambda: None, drain: float = BOUND) -> JournalWriter:
    return JournalWriter(path, GATE, "boot-1", on_durable=on_durable, drain=drain)


@pytest.fixture
def writer(database) -> Iterator[JournalWriter]:
    with a_writer(database) as writer:
        yield writer


def journal(path: Path) -> list[StoredRow]:
    """All rows but the first of each epoch, oldest first."""
    with closing(connect(path, read_only=True)) as connection:
        assert verify(connection, GATE).problem is None
        rows = tail(connection, GATE, limit=200_000)
    return [row for row in reversed(rows) if row.kind != "journal.epoch"]


def memory(path: Path) -> dict[str, object]:
    with closing(connect(path, read_only=True)) as connection:
        return state.load(connection)


def drained(writer: JournalWriter) -> None:
    wait_for(lambda: writer.health.backlog == 0)


def test_a_record_becomes_a_row(database, writer):
    port: Journal = writer
    record = Record("order.accepted", "masuk", "user:3", {"order": "x"})
    event_id = port.append(record, NOW)
    drained(writer)
    (stored,) = journal(database)
    assert stored.event_id == event_id
    assert (stored.gate_id, stored.boot_id) == (GATE, "boot-1")
    assert (stored.monotonic_ns, stored.wall_us) == (12_500_000_000, 1_700_000_000_250_000)
    assert stored.clock_trusted is True
    assert (stored.lane, stored.kind, stored.actor) == ("masuk", "order.accepted", "user:3")
    assert stored.payload == {"order": "x"}


def test_rows_keep_their_order(database):
    with a_writer(database) as writer:
        ids = [writer.append(Record("passage.done"), NOW) for _ in range(1_500)]
    assert [stored.event_id for stored in journal(database)] == ids


def test_what_is_remembered_is_saved_with_the_row(database):
    with a_writer(database) as writer:
        writer.append(Record("passage.done", remember={"occupancy": 1, "latch": None}), NOW)
        writer.append(Record("passage.done", remember={"occupancy": 2}), NOW)
    assert memory(database) == {"occupancy": 2, "latch": None}


def test_rows_are_durable_when_it_is_told(database):
    """Another connection sees them from inside the callback."""
    seen: list[int] = []
    with a_writer(database, lambda: seen.append(len(journal(database)))) as writer:
        writer.append(Record("passage.done"), NOW)
        wait_for(lambda: seen == [1])


def test_one_commit_takes_all_that_waits(database):
    commits: list[int] = []
    writer = a_writer(database, lambda: commits.append(1))
    for _ in range(400):
        writer.append(Record("passage.done"), NOW)
    with writer:
        drained(writer)
        wait_for(lambda: len(commits) == 1)
    assert len(journal(database)) == 400


@pytest.mark.parametrize(
    ("wall", "wall_us"),
    [
        (-1.0, 0),
        (math.nan, 0),
        (-math.inf, 0),
        (math.inf, 253_402_300_799_000_000),
        (1e15, 253_402_300_799_000_000),
    ],
)
def test_a_clock_gone_mad_is_brought_to_its_end(database, wall, wall_us):
    with a_writer(database) as writer:
        writer.append(Record("gate.started"), Instant(1.0, wall, trusted=False))
    assert [stored.wall_us for stored in journal(database)] == [wall_us]


def test_health_is_good_while_it_writes(writer):
    writer.append(Record("passage.done"), NOW)
    drained(writer)
    assert (writer.health.ok, writer.health.reason) == (True, None)


def test_leaving_writes_what_waits_and_ends_the_thread(database):
    with a_writer(database) as writer:
        for _ in range(3_000):
            writer.append(Record("passage.done"), NOW)
    assert len(journal(database)) == 3_000
    assert writer.health.reason == "the journal's writer has ended"
    assert not writer._thread.is_alive()


def test_a_locked_database_delays_rows_and_never_the_caller(database, writer):
    with closing(connect(database)) as other, transaction(other):
        writer.append(Record("passage.done"), NOW)
        assert writer.health.backlog == 1
    drained(writer)
    assert len(journal(database)) == 1


def test_a_missing_database_is_waited_for(database, caplog):
    """Rows stay in their order; trouble and recovery are logged once each."""
    away = database.rename(database.with_name("away.db"))
    with caplog.at_level(logging.WARNING), a_writer(database) as writer:
        first = writer.append(Record("passage.done", remember={"n": 1}), NOW)
        wait_for(lambda: not writer.health.ok)
        second = writer.append(Record("passage.done", remember={"n": 2}), NOW)
        assert "there is no database" in writer.health.reason
        assert writer.health.backlog == 2
        away.rename(database)
        drained(writer)
        assert writer.health.ok
    assert [stored.event_id for stored in journal(database)] == [first, second]
    assert memory(database) == {"n": 2}
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_a_database_moved_into_place_gets_the_rows(database, empty_database, writer):
    writer.append(Record("passage.done"), NOW)
    drained(writer)
    backup = database.with_name("backup.db")
    backup.write_bytes(empty_database.read_bytes())
    put_in_place(backup, database)
    writer.append(Record("gate.started"), NOW)
    drained(writer)
    assert [stored.kind for stored in journal(database)] == ["gate.started"]


def test_giving_up_says_how_many_rows_are_lost(tmp_path, caplog):
    with a_writer(tmp_path / "missing.db", drain=0.1) as writer:
        writer.append(Record("passage.done"), NOW)
        writer.append(Record("passage.done"), NOW)
        wait_for(lambda: not writer.health.ok)
    assert "2 journal rows are lost: " in caplog.text
    assert "there is no database" in caplog.text
    wait_for(lambda: not writer._thread.is_alive())


def test_a_row_that_cannot_be_written_is_lost_alone(database, caplog):
    with a_writer(database) as writer:
        ids = [writer.append(Record("passage.done", remember={"n": n}), NOW) for n in range(7)]
        bad = Record("boom.opened", payload={"object": object()}, remember={"n": 7})
        writer.append(bad, NOW)
        ids += [writer.append(Record("passage.done"), NOW) for _ in range(7)]
    *kept, loss = journal(database)
    assert [stored.event_id for stored in kept] == ids
    assert (loss.kind, loss.payload) == ("journal.lost", {"count": 1, "kinds": {"boom.opened": 1}})
    assert memory(database) == {"n": 7}
    assert "does not take" in caplog.text


def test_state_that_cannot_be_written_loses_no_row(database, caplog):
    with a_writer(database) as writer:
        writer.append(Record("passage.done", remember={"object": object()}), NOW)
        writer.append(Record("passage.done", remember={"n": 1}), NOW)
        drained(writer)
        writer.append(Record("passage.done", remember={"n": 2}), NOW)
    assert [stored.kind for stored in journal(database)] == ["passage.done"] * 3
    assert memory(database) == {"n": 2}
    assert "does not take" in caplog.text


def test_rows_of_the_web_process_come_in_between(database, writer):
    with closing(connect(database)) as web:
        wait_long(web)
        for _ in range(50):
            writer.append(Record("passage.done"), NOW)
            write(web, row("admin.login"))
    drained(writer)
    kinds = [stored.kind for stored in journal(database)]
    assert (kinds.count("passage.done"), kinds.count("admin.login")) == (50, 50)


def test_a_killed_process_loses_nothing_that_it_called_durable(database):
    """SIGKILL in full flight; the chain holds and the state is that of the last row."""
    program = [sys.executable, "-m", "tests.gate.store.reporting", str(database)]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if int(line) > 500:
                break
        process.send_signal(signal.SIGKILL)
        reported = [int(line), *map(int, process.stdout.read().split("\n")[:-1])]
    rows = journal(database)
    assert rows[-1].seq >= max(reported)
    assert [stored.payload["n"] for stored in rows] == list(range(1, len(rows) + 1))
    assert memory(database) == {"n": len(rows)}


def test_a_full_disk_delays_rows_and_loses_none(database):
    program = [sys.executable, "-m", "tests.gate.store.disk_full", str(database)]
    outcome = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    stuck, caught_up = outcome.stdout.splitlines()
    assert stuck.startswith("WriterHealth(ok=False, reason='")
    assert str(database) in stuck
    assert caught_up == "WriterHealth(ok=True, reason=None, backlog=0)"
    assert [stored.payload["n"] for stored in journal(database)] == list(range(5_000))
    assert memory(database) == {"n": 4_999}


def test_a_damaged_file_is_suspected_for_the_next_start(database):
    database.write_bytes(b"no database" * 1000)
    with a_writer(database) as writer:
        writer.append(Record("passage.done"), NOW)
        wait_for(lambda: not writer.health.ok)

        assert database.with_name(SUSPECT).exists()
        writer._stopping.set()


def test_what_a_damaged_file_does_not_take_is_kept_for_the_next_start(database, empty_database):
    database.write_bytes(b"no database" * 1000)
    with a_writer(database) as writer:
        ids = [writer.append(Record("passage.done", remember={"n": n}), NOW) for n in range(3)]
        wait_for(lambda: writer._spilled == 3)
        assert writer.health.backlog == 3
        shutil.copy(empty_database, database)  # also one that takes rows again has to wait for it
        writer.append(Record("boom.closed"), NOW)
        wait_for(lambda: [row.kind for row in journal(database)] == ["boom.closed"])
        assert not writer.health.ok

    with closing(connect(database)) as connection:
        assert spill.merge(connection, GATE) == 3
    assert {row.event_id for row in journal(database)} >= set(ids)
    assert memory(database) == {"n": 2}


OLDER = {"latch": None, "halted": False, "lockdown": None, "inside": 7}
NEWER = {"latch": "obstructed", "halted": True, "lockdown": "user:1", "inside": 9}


@pytest.mark.parametrize("survives", [True, False], ids=["survives", "replaced"])
def test_what_was_kept_aside_never_outranks_what_is_newer(database, empty_database, survives):
    database.write_bytes(b"no database" * 1000)
    with a_writer(database) as writer:
        writer.append(Record("boom.closed", remember={"lane.masuk": OLDER}), NOW)
        wait_for(lambda: writer._spilled == 1)
        shutil.copy(empty_database, database)
        writer.append(Record("boom.halted", remember={"lane.masuk": NEWER}), NOW)
        wait_for(lambda: writer.health.backlog == 1)
    if not survives:
        put_in_place(Path(shutil.copy(empty_database, database.with_name("backup"))), database)

    with closing(connect(database)) as connection:
        spill.merge(connection, GATE)
    assert memory(database) == {"lane.masuk": NEWER}


def test_nothing_newer_is_remembered_than_can_be_kept_aside(database):
    spill.save(database, [], {"lane.masuk": OLDER})
    part = database.with_name(f".{spill.MEMORY}")
    part.mkdir()
    with a_writer(database) as writer:
        writer.append(Record("boom.halted", remember={"lane.masuk": NEWER}), NOW)
        wait_for(lambda: not writer.health.ok)
        assert (journal(database), memory(database)) == ([], {})
        part.rmdir()
        wait_for(lambda: writer.health.ok and not writer.health.backlog)

    assert memory(database) == spill.load_memory(database) == {"lane.masuk": NEWER}
