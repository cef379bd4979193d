import resource

import pytest

from gate.store import spill, state
from gate.store.history import tail
from gate.store.verification import verify
from tests.gate.store.rows import GATE, row, write


def kinds(connection) -> list[str]:
    return [each.kind for each in tail(connection, GATE, limit=99)[::-1]]


def test_what_is_kept_is_taken_in_once_with_what_was_to_be_remembered(connection, database):
    first, second = row("passage.done", {"vehicle": 1}), row("boom.closed", clock_trusted=False)
    assert not spill.exists(database)
    assert spill.save(database, [first], {"lane.masuk": {"latch": "recovery"}})
    assert spill.save(database, [second], {})
    assert database.with_name(spill.NAME).stat().st_mode & 0o077 == 0
    again = database.with_name(spill.NAME).read_text()

    assert spill.merge(connection, GATE) == 2
    database.with_name(spill.NAME).write_text(again)  # cut off before the file was gone
    assert spill.merge(connection, GATE) == 0

    assert not spill.exists(database)
    assert kinds(connection) == ["journal.epoch", "passage.done", "boom.closed"]
    assert [each.event_id for each in tail(connection, GATE, limit=2)] == [
        *(second.event_id, first.event_id),
    ]
    assert state.load(connection) == {"lane.masuk": {"latch": "recovery"}}
    assert verify(connection, GATE).problem is None


@pytest.mark.parametrize("torn", ["{", '{"row": {"kind', '{"row": {"kind": 7}}', "7", ""])
def test_a_torn_line_is_left_out(connection, database, torn):
    spill.save(database, [row("passage.done")], {})
    with database.with_name(spill.NAME).open("a") as file:
        file.write(torn)

    assert spill.merge(connection, GATE) == 1


def test_what_no_disk_takes_is_not_kept(database, monkeypatch):
    assert not spill.save(database / "no folder", [row()], {})
    monkeypatch.setattr(spill, "MAX_BYTES", -1)
    assert not spill.save(database, [row()], {})


def test_a_disk_that_is_full_half_way_leaves_no_half_line(connection, database):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    first, second = row("passage.done"), row("boom.closed", {"why": "x" * 2_000})
    spill.save(database, [first], {})
    size = database.with_name(spill.NAME).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1_000, hard))
    try:
        assert not spill.save(database, [second], {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert database.with_name(spill.NAME).stat().st_size == size
    assert spill.save(database, [second], {})

    assert spill.merge(connection, GATE) == 2


def test_what_a_power_cut_tore_takes_no_later_row_with_it(connection, database):
    spill.save(database, [row("passage.done")], {})
    with database.with_name(spill.NAME).open("a") as file:
        file.write('{"row": {"kind"')
    spill.save(database, [row("boom.closed")], {})

    assert spill.merge(connection, GATE) == 2


def test_a_row_that_was_kept_twice_is_taken_in_once(connection, database):
    twice = row("passage.done")
    spill.save(database, [twice], {})
    spill.save(database, [twice], {})

    assert spill.merge(connection, GATE) == 1


def test_of_each_thing_to_remember_the_newest_counts(connection, database):
    spill.save(database, [], {"lane.masuk": 1, "lane.keluar": 1})
    spill.save(database, [], {"lane.masuk": 2})
    assert spill.exists(database)
    assert database.with_name(spill.MEMORY).stat().st_mode & 0o077 == 0

    assert spill.merge(connection, GATE) == 0
    assert state.load(connection) == {"lane.masuk": 2, "lane.keluar": 1}
    assert not spill.exists(database)


def test_what_was_kept_is_appended_to_what_is_there(connection, database):
    write(connection, row("gate.started"))
    spill.save(database, [row("gate.stopped")], {})
    spill.merge(connection, GATE)

    assert kinds(connection) == ["journal.epoch", "gate.started", "gate.stopped"]
