"""What a small journal adds up to."""

import json
import sqlite3

import pytest

from gate.core.values.commands import Json
from gate.store import journal, statistics
from gate.store.database import transaction
from gate.store.statistics import Department, Opened, Overstay, Records, Span, Stays, Traffic
from tests.gate.store.rows import GATE, row

DAY = 1_790_000_000 // 900 * 900  # POSIX seconds, a quarter's beginning
SPAN = Span(DAY * 1_000_000, (DAY + 86_400) * 1_000_000)


@pytest.fixture
def add(connection: sqlite3.Connection):
    """Append a row at a second of the day."""
    numbers = iter(range(1000))

    def add_(
        kind: str, at: float, actor: str | None = None, *, trusted: bool = True, **payload: Json
    ):
        made = journal.Row(
            event_id=f"event-{next(numbers)}",
            boot_id="boot",
            monotonic_ns=0,
            wall_us=round((DAY + at) * 1e6),
            clock_trusted=trusted,
            lane="masuk",
            kind=kind,
            actor=actor,
            payload=payload,
        )
        with transaction(connection):
            journal.append(connection, GATE, [made])

    return add_


@pytest.fixture
def counted(connection: sqlite3.Connection):
    return lambda: statistics.count(connection, GATE, SPAN)


def list_vehicle(connection: sqlite3.Connection, number: int, opd: str, category: str) -> None:
    with transaction(connection):
        connection.execute(
            "INSERT INTO vehicle (id, plate, holder, opd, category, identification, notes,"
            " removed, created_at, updated_at, version) VALUES (?, ?, '', ?, ?, 'any', '',"
            " 0, 0, 0, 0)",
            (number, f"N{number}AB", opd, category),
        )


def erase(connection: sqlite3.Connection, kind: str) -> None:
    with transaction(connection):
        connection.execute(
            "DELETE FROM journal_payload WHERE seq IN (SELECT seq FROM journal WHERE kind = ?)",
            (kind,),
        )


def test_an_empty_span_adds_up_to_nothing(counted):
    found = counted()

    assert (found.traffic, found.outcomes, found.opened, found.records) == ([], {}, [], [])
    assert found.stays == Stays(0, 0.0)


def test_traffic_is_counted_by_quarter_and_way(connection, add, counted):
    add("passage.done", 0, direction="in")
    add("passage.unauthorised", 899, direction="in")
    add("passage.done", 900, direction=None)
    add("passage.timeout", 900, direction="in")
    add("passage.done", 86_400, direction="in")

    assert counted().traffic == [
        Traffic(DAY, "masuk", "in", 2),
        Traffic(DAY + 900, "masuk", "?", 1),
    ]
    erase(connection, "passage.done")
    assert Traffic(DAY + 900, "masuk", None, 1) in counted().traffic


def test_an_arrival_counts_once_by_its_last_word(add, counted):
    add("decision.denied", 1, claim="a", objections=["second_factor_missing"])
    add("decision.granted", 2, claim="a", objections=[])
    add("decision.denied", 3, claim="b", objections=["unknown"])
    add("decision.denied", 4, claim="b", objections=["expired", "holiday"])
    add("decision.denied", 5, claim="c", objections=["no_vehicle_on_loop"])

    assert counted().outcomes == {statistics.GRANTED: 1, "expired": 1}


def test_an_erased_denial_still_counts(connection, add, counted):
    add("decision.denied", 1, claim="a", objections=["unknown"])
    add("decision.denied", 2, claim="b", objections=["unknown"])
    erase(connection, "decision.denied")

    assert counted().outcomes == {"?": 2}


def test_openings_are_counted_by_who_and_why(add, counted):
    for reason in ("delivery", "delivery", "duty"):
        add("order.accepted", 1, "user:1", action="open", reason=reason)
    add("order.accepted", 1, "user:2", action="hold", reason="event")
    add("order.refused", 1, "user:2", action="open", reason="duty")

    assert counted().opened == [Opened("user:1", "delivery", 2), Opened("user:1", "duty", 1)]


def test_departments_visitors_and_their_stays_are_told(connection, add, counted):
    list_vehicle(connection, 1, "Bappeda", "employee")
    list_vehicle(connection, 2, "", "visitor")
    for at, vehicle, direction in ((0, 1, "in"), (10, 2, "in"), (70, 2, "out"), (80, 1, "in")):
        add("passage.done", at, vehicle=vehicle, direction=direction)
    add("passage.done", 90, vehicle=2, direction="in")
    add("passage.done", 95, vehicle=99, direction="in")

    found = counted()

    assert found.departments == [
        Department("", "visitor", 2, 1),
        Department("Bappeda", "employee", 2, 1),
    ]
    assert found.stays == Stays(1, 60.0)


def test_alarms_are_counted_and_overstays_named(add, counted):
    add("alarm.raised", 1, alarm="tailgating", detail={})
    add("alarm.raised", 5, alarm="overstay", detail={"vehicle": 7, "plate": "N7AB", "until": 3.0})

    found = counted()

    assert found.alarms == {"overstay": 1, "tailgating": 1}
    assert found.overstays == [Overstay(DAY + 5.0, 7, "N7AB", 3.0)]


def test_the_rows_it_rests_on_are_told_by_epoch(connection, add, counted):
    add("boom.closed", 1)
    add("boom.closed", 2, trusted=False)
    with transaction(connection):
        head = journal.start_epoch(connection, GATE, row())
    add("boom.closed", 3)

    first, second = counted().records

    assert (first[1:], second) == ((1, 3, 3, 1), Records(head.epoch, 2, 2, 1, 0))


def test_an_odd_payload_counts_as_an_erased_one(connection, add, counted):
    add("passage.done", 0, direction="in")
    with transaction(connection):
        connection.execute("UPDATE journal_payload SET payload = '{' WHERE seq = 2")

    assert counted().traffic == [Traffic(DAY, "masuk", None, 1)]


def test_the_oldest_row_tells_how_far_back_it_goes(connection, add):
    assert statistics.oldest(connection) is None
    add("boom.closed", 5)

    assert statistics.oldest(connection) == DAY + 5


def test_the_kinds_are_looked_up_by_kind_and_time(connection):
    values = {"gate_id": GATE, "since": SPAN.since_us, "before": SPAN.before_us}
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statistics._TRAFFIC}", values).fetchall()

    assert "journal_kind (kind=? AND wall_us>? AND wall_us<?)" in json.dumps(plan)
