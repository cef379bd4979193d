import resource

import pytest

from gate.store import spill as aside
from gate.store import state
from gate.store.history import tail
from gate.store.verification import verify
from tests.gate.store.rows import GATE, row, write


def kinds(connection) -> list[str]:
    return [each.kind for each in tail(connection, GATE, limit=99)[::-1]]


def test_what_is_kept_is_taken_in_once_with_what_was_to_be_remembered(connection, database):
    first, second = row("passage.done", {"vehicle": 1}), row("boom.closed", clock_trusted=False)
    assert not aside.is_left(database)
    assert aside.keep(database, [first], {"lane.masuk": {"latch": "recovery"}})
    assert aside.keep(database, [second], {})
    assert database.with_name(aside.NAME).stat().st_mode & 0o077 == 0
    again = database.with_name(aside.NAME).read_text()

    assert aside.take_in(connection, GATE) == 2
    database.with_name(aside.NAME).write_text(again)  # cut off before the file was gone
    assert aside.take_in(connection, GATE) == 0

    assert not aside.is_left(database)
    assert kinds(connection) == ["journal.epoch", "passage.done", "boom.closed"]
    assert [each.event_id for each in tail(connection, GATE, limit=2)] == [
        *(second.event_id, first.event_id),
    ]
    assert state.load(connection) == {"lane.masuk": {"latch": "recovery"}}
    assert verify(connection, GATE).problem is None


@pytest.mark.parametrize("torn", ["{", '{"row": {"kind', '{"row": {"kind": 7}}', "7", ""])
def test_a_torn_line_is_left_out(connection, database, torn):
    aside.keep(database, [row("passage.done")], {})
    with database.with_name(aside.NAME).open("a") as file:
        file.write(torn)

    assert aside.take_in(connection, GATE) == 1


def test_what_no_disk_takes_is_not_kept(database, monkeypatch):
    assert not aside.keep(database / "no folder", [row()], {})
    monkeypatch.setattr(aside, "MOST_BYTES", -1)
    assert not aside.keep(database, [row()], {})


def test_a_disk_that_is_full_half_way_leaves_no_half_line(connection, database):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    first, second = row("passage.done"), row("boom.closed", {"why": "x" * 2_000})
    aside.keep(database, [first], {})
    size = database.with_name(aside.NAME).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1_000, hard))
    try:
        assert not aside.keep(database, [second], {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert database.with_name(aside.NAME).stat().st_size == size
    assert aside.keep(database, [second], {})

    assert aside.take_in(connection, GATE) == 2


def test_what_a_power_cut_tore_takes_no_later_row_with_it(connection, database):
    aside.keep(database, [row("passage.done")], {})
    with database.with_name(aside.NAME).open("a") as file:
        file.write('{"row": {"kind"')
    aside.keep(database, [row("boom.closed")], {})

    assert aside.take_in(connection, GATE) == 2


def test_a_row_that_was_kept_twice_is_taken_in_once(connection, database):
    twice = row("passage.done")
    aside.keep(database, [twice], {})
    aside.keep(database, [twice], {})

    assert aside.take_in(connection, GATE) == 1


def test_of_each_thing_to_remember_the_newest_counts(connection, database):
    aside.keep(database, [], {"lane.masuk": 1, "lane.keluar": 1})
    aside.keep(database, [], {"lane.masuk": 2})
    assert aside.is_left(database)
    assert database.with_name(aside.MEMORY).stat().st_mode & 0o077 == 0

    assert aside.take_in(connection, GATE) == 0
    assert state.load(connection) == {"lane.masuk": 2, "lane.keluar": 1}
    assert not aside.is_left(database)


def test_what_was_kept_is_appended_to_what_is_there(connection, database):
    write(connection, row("gate.started"))
    aside.keep(database, [row("gate.stopped")], {})
    aside.take_in(connection, GATE)

    assert kinds(connection) == ["journal.epoch", "gate.started", "gate.stopped"]
