import pytest

from gate.store import history, outbox
from gate.store.history import Choice, chosen, following, named, newest_trusted, one, tail
from tests.gate.store.rows import GATE, row, write, write_epoch


@pytest.fixture
def epochs(connection) -> list[str]:
    """Three epochs of 1, 3 and 2 rows after their first."""
    return [
        write_epoch(connection, row("gate.started")),
        write_epoch(connection, row("boom.opened"), row("passage.done"), row("boom.closed")),
        write_epoch(connection, row("boom.opened", lane="keluar"), row("gate.stopped", lane=None)),
    ]


def keys(rows: list[history.StoredRow]) -> list[tuple[str, int]]:
    return [(row.epoch, row.seq) for row in rows]


def all_keys(epochs: list[str]) -> list[tuple[str, int]]:
    first, second, third = epochs
    return [
        *((third, seq) for seq in (3, 2, 1)),
        *((second, seq) for seq in (4, 3, 2, 1)),
        *((first, seq) for seq in (2, 1)),
    ]


def test_an_empty_journal_has_no_tail(connection):
    assert tail(connection, GATE, limit=5) == []


def test_newest_come_first_across_epochs(connection, epochs):
    assert keys(tail(connection, GATE, limit=100)) == all_keys(epochs)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
def test_pages_follow_each_other_without_gap_or_repetition(connection, epochs, size):
    found: list[tuple[str, int]] = []
    while page := tail(connection, GATE, limit=size, before=found[-1] if found else None):
        assert len(page) <= size
        found += keys(page)
    assert found == all_keys(epochs)


def test_a_page_before_an_epoch_that_is_not_there_is_empty(connection, epochs):
    assert epochs
    assert tail(connection, GATE, limit=5, before=("elsewhere", 3)) == []


def test_kinds_narrow_the_choice(connection, epochs):
    _, second, third = epochs
    found = tail(connection, GATE, limit=5, kinds=["boom.opened", "passage.done"])
    assert keys(found) == [(third, 2), (second, 3), (second, 2)]


def test_a_lane_narrows_the_choice(connection, epochs):
    assert keys(tail(connection, GATE, limit=5, lane="keluar")) == [(epochs[2], 2)]


def test_an_erased_payload_is_none(connection):
    write(connection, row(payload={"plate": "N1234AP"}))
    connection.execute("DELETE FROM journal_payload")
    assert tail(connection, GATE, limit=1)[0].payload is None


@pytest.mark.parametrize("damage", ["", "{", "[]", "1", "null"])
def test_an_odd_payload_is_none(connection, damage):
    write(connection, row(payload={"plate": "N1234AP"}))
    connection.execute("UPDATE journal_payload SET payload = ?", (damage,))
    assert tail(connection, GATE, limit=1)[0].payload is None


def test_following_rows_come_oldest_first_and_of_one_epoch(connection, epochs):
    _, second, _ = epochs
    assert keys(following(connection, GATE, second, 1, 2)) == [(second, 2), (second, 3)]
    assert keys(following(connection, GATE, second, 3, 9)) == [(second, 4)]


def test_newest_trusted_time_of_an_empty_journal_is_the_beginning(connection):
    assert newest_trusted(connection, GATE) == 0.0


def test_newest_trusted_time_goes_by_the_order_of_rows(connection):
    """After a clock ran ahead and was set right, what it said then is forgotten."""
    write(connection, row(wall_us=9_000_000), row(wall_us=2_500_000))
    write_epoch(connection, row(wall_us=7_000_000, clock_trusted=False))
    assert newest_trusted(connection, GATE) == 2.5


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [
        (history._SELECT_BELOW, 6),
        (history._SELECT_ABOVE, 4),
        (history._SELECT_TRUSTED, 1),
        (outbox._SELECT_BACKLOG, 1),
    ],
    ids=["below", "above", "trusted", "backlog"],
)
def test_cost_does_not_grow_with_the_journal(connection, statement, parameters):
    """SQLite goes to the rows by their key and reads them in the order that is asked for."""
    steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * parameters).fetchall()
    plan = [step for *_, step in steps]
    assert "SCAN journal" not in plan
    assert not any("TEMP B-TREE" in step for step in plan)


def test_chosen_rows_come_oldest_first_page_by_page(connection, epochs, monkeypatch):
    monkeypatch.setattr(history, "_PAGE", 2)

    assert keys(list(chosen(connection, GATE, Choice()))) == all_keys(epochs)[::-1]


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        (Choice(kinds="passage.*"), ["passage.done"]),
        (Choice(lane="keluar"), ["boom.opened"]),
        (Choice(before_us=1), []),
        (Choice(since_us=1_700_000_000_000_001), []),
    ],
)
def test_rows_are_chosen_by_kind_lane_and_time(connection, epochs, choice, kinds):
    assert [each.kind for each in chosen(connection, GATE, choice)] == kinds
    assert len(epochs) == 3


def test_a_row_is_named_by_its_place_or_its_event(connection, epochs):
    row_ = tail(connection, GATE, limit=1)[0]

    assert keys(named(connection, GATE, "4")) == [(epochs[1], 4)]
    assert [each.epoch for each in named(connection, GATE, "1")] == epochs[::-1]
    assert named(connection, GATE, row_.event_id) == [row_]
    assert row_ in named(connection, GATE, row_.event_id[:12])
    assert named(connection, GATE, "zz") == []
    assert one(connection, GATE, epochs[0], 9) is None
