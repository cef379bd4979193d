import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.store.backlog import Backlog, Batch
from gate.store.journal import Row
from tests.gate.store.rows import row
from tests.waiting import BOUND

CAPACITY = 5


def unknown_read() -> Row:
    return row("decision.denied", {"objections": ["unknown", "no_vehicle_on_loop"]})


def known_read() -> Row:
    return row("decision.denied", {"objections": ["expired"]})


def passage() -> Row:
    return row("passage.done")


def filled(*rows: Row) -> Backlog:
    backlog = Backlog(CAPACITY)
    for waiting in rows:
        backlog.put(waiting, {})
    return backlog


@given(st.lists(st.sampled_from([unknown_read, known_read, passage]), max_size=CAPACITY))
def test_rows_leave_in_the_order_they_came(makers):
    rows = [make() for make in makers]
    backlog = filled(*rows)
    taken = []
    while len(backlog):
        taken += backlog.take(2).rows
        if len(taken) == len(rows):
            break
    assert taken == rows


def test_no_more_than_the_limit_is_taken():
    rows = [passage() for _ in range(3)]
    backlog = filled(*rows)
    assert backlog.take(2) == Batch(rows[:2], {})
    assert backlog.take(2) == Batch(rows[2:], {})


def test_taken_rows_count_until_the_next_are_taken():
    backlog = filled(passage(), passage(), passage())
    backlog.take(2)
    assert len(backlog) == 3
    backlog.take(2)
    assert len(backlog) == 1


def test_the_last_value_of_each_state_is_taken_once():
    backlog = Backlog(CAPACITY)
    backlog.put(passage(), {"a": 1, "b": 1})
    backlog.put(passage(), {"a": 2})
    assert backlog.take(1).state == {"a": 2, "b": 1}
    assert backlog.take(1).state == {}


def test_taking_waits_for_a_row():
    backlog = Backlog(CAPACITY)
    taken: list[Batch | None] = []
    taker = threading.Thread(target=lambda: taken.append(backlog.take(9)))
    taker.start()
    late = passage()
    backlog.put(late, {})
    taker.join(BOUND)
    assert taken == [Batch([late], {})]


def test_a_closed_backlog_is_emptied_first():
    backlog = filled(passage())
    backlog.close()
    assert len(backlog.take(9).rows) == 1
    assert backlog.take(9) is None


def test_closing_wakes_who_waits():
    backlog = Backlog(CAPACITY)
    taken: list[Batch | None] = []
    taker = threading.Thread(target=lambda: taken.append(backlog.take(9)))
    taker.start()
    backlog.close()
    taker.join(BOUND)
    assert taken == [None]


@pytest.mark.parametrize(
    ("waiting", "late", "lost"),
    [
        ([passage, known_read, unknown_read, unknown_read, known_read], known_read, 2),
        ([passage, known_read, passage, passage, known_read], unknown_read, 5),
        ([passage, known_read, passage, passage, known_read], passage, 1),
        ([passage, passage, passage, passage, passage], passage, 0),
        ([passage, passage, passage, passage, passage], known_read, 5),
    ],
)
def test_a_full_backlog_loses_the_oldest_of_what_matters_least(waiting, late, lost):
    rows = [make() for make in (*waiting, late)]
    backlog = filled(*rows)
    assert len(backlog) == CAPACITY
    loss, *kept = backlog.take(9).rows
    assert kept == rows[:lost] + rows[lost + 1 :]
    assert loss.payload == {"count": 1, "kinds": {rows[lost].kind: 1}}


def test_orders_matter_as_much_as_passages():
    rows = [row("order.accepted"), *(passage() for _ in range(CAPACITY))]
    loss, *_ = filled(*rows[1:], rows[0]).take(9).rows
    assert loss.payload["kinds"] == {"passage.done": 1}


def test_all_losses_are_one_row_before_what_was_kept():
    backlog = filled(*(unknown_read() for _ in range(9)), *(passage() for _ in range(3)))
    loss, *kept = backlog.take(9).rows
    assert (loss.kind, loss.lane, loss.actor) == ("journal.lost", None, None)
    assert loss.payload == {"count": 7, "kinds": {"decision.denied": 7}}
    assert len(kept) == CAPACITY
    backlog.close()
    assert backlog.take(9) is None


def test_state_of_lost_rows_is_kept():
    backlog = filled(*(passage() for _ in range(CAPACITY)))
    backlog.put(unknown_read(), {"occupancy": 3})
    assert backlog.take(9).state == {"occupancy": 3}


def test_a_taken_row_that_cannot_be_written_is_counted_too():
    backlog = filled(passage())
    (taken,) = backlog.take(9).rows
    backlog.lose(taken)
    backlog.close()
    (loss,) = backlog.take(9).rows
    assert loss.payload == {"count": 1, "kinds": {"passage.done": 1}}
    assert loss.event_id != taken.event_id


@pytest.mark.parametrize("objections", [None, "unknown", 5, [], ["expired"]])
def test_any_payload_is_taken(objections):
    backlog = filled(row("decision.denied", {"objections": objections}))
    assert len(backlog.take(9).rows) == 1


@given(st.integers(min_value=0, max_value=9), st.booleans())
def test_splitting_ends_with_single_things_and_keeps_all(number, with_state):
    rows = [passage() for _ in range(number)]
    ends: list[Batch] = []
    parts = [Batch(rows, {"a": 1} if with_state else {})]
    while parts:
        batch = parts.pop()
        halves = batch.split()
        if halves is None:
            ends.append(batch)
        else:
            parts.extend(reversed(halves))
    assert [row for batch in ends for row in batch.rows] == rows
    assert [batch.state for batch in ends if batch.state] == ([{"a": 1}] if with_state else [])
    assert all(len(batch.rows) + len(batch.state) <= 1 for batch in ends)
