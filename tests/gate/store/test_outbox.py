import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.store.outbox import acknowledge, backlog, pending
from tests.gate.store.rows import GATE, row, write, write_epoch


@pytest.fixture
def keys(connection) -> list[tuple[str, int]]:
    """The keys of two epochs of three rows, in order."""
    epochs = [write_epoch(connection, row(), row()) for _ in range(2)]
    return [(epoch, seq) for epoch in epochs for seq in (1, 2, 3)]


def pending_keys(connection, limit: int = 100) -> list[tuple[str, int]]:
    return [(row.epoch, row.seq) for row in pending(connection, GATE, limit)]


def test_an_empty_journal_has_nothing_to_send(connection):
    assert pending(connection, GATE, 10) == []
    assert backlog(connection, GATE) == 0


def test_everything_is_pending_at_first_oldest_first_across_epochs(connection, keys):
    assert pending_keys(connection) == keys
    assert backlog(connection, GATE) == 6


@pytest.mark.parametrize("limit", [1, 3, 4, 6])
def test_no_more_than_asked_for_is_returned(connection, keys, limit):
    assert pending_keys(connection, limit) == keys[:limit]


def test_acknowledged_rows_are_not_pending_any_more(connection, keys):
    for sent, (epoch, seq) in enumerate(keys, start=1):
        acknowledge(connection, GATE, epoch, seq)
        assert pending_keys(connection) == keys[sent:]
        assert backlog(connection, GATE) == 6 - sent


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seqs=st.lists(st.integers(min_value=0, max_value=3)))
def test_an_acknowledgement_never_goes_back(connection, keys, seqs):
    connection.execute("UPDATE journal_epoch SET acked_seq = 0")
    for seq in seqs:
        acknowledge(connection, GATE, keys[0][0], seq)
    assert pending_keys(connection) == keys[max(seqs, default=0) :]


def test_another_gates_rows_are_not_sent(connection, keys):
    assert pending(connection, "other", 10) == []
    acknowledge(connection, "other", *keys[2])
    assert backlog(connection, GATE) == 6


def test_rows_that_come_later_are_pending(connection, keys):
    acknowledge(connection, GATE, *keys[2])
    acknowledge(connection, GATE, *keys[5])
    assert pending(connection, GATE, 10) == []
    write(connection, row("passage.done", {"plate": "N1AP"}))
    (late,) = pending(connection, GATE, 10)
    assert (late.kind, late.payload) == ("passage.done", {"plate": "N1AP"})
