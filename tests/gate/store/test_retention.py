import pytest

from gate.store.database import transaction
from gate.store.erasing import Subject
from gate.store.history import tail
from gate.store.retention import KIND, LONGEST_LEAP_S, lifetimes, safe_until, sweep
from gate.store.verification import verify
from tests.gate.store.rows import GATE, row, write, write_vehicle

DAY = 86_400
NOW = 1_000 * DAY


def passage(days_ago: float, **payload):
    return row("passage.done", payload, wall_us=int((NOW - days_ago * DAY) * 1e6))


def left(connection):
    return [each.seq for each in tail(connection, GATE, limit=100)[::-1] if each.payload]


def test_each_subject_has_its_own_lifetime(connection):
    registered = {"vehicle": 1, "permit": {"category": "employee"}}
    visitor = {"vehicle": 2, "permit": {"category": "visitor"}}
    unknown = {"credential": "tag:AA"}
    ages = (29, 31, 89, 91, 364, 366)
    for payload in (registered, visitor, unknown):
        write(connection, *(passage(age, **payload) for age in ages))
    swept = sweep(connection, GATE, NOW)

    assert swept.rows == {Subject.REGISTERED: 1, Subject.VISITOR: 3, Subject.UNKNOWN: 5}
    assert left(connection) == [1, 2, 3, 4, 5, 6, 8, 9, 10, 14]
    assert verify(connection, GATE).problem is None
    assert swept.payload["rows"] == {"registered": 1, "visitor": 3, "unknown": 5}


def test_staff_set_how_long(connection):
    connection.execute("INSERT INTO retention (subject, days) VALUES ('unknown', 2)")
    write(connection, passage(1, credential="tag:AA"), passage(3, credential="tag:BB"))

    assert lifetimes(connection)[Subject.UNKNOWN] == 2
    assert sweep(connection, GATE, NOW).rows[Subject.UNKNOWN] == 1
    assert left(connection) == [1, 2]


def test_what_is_about_nobody_stays(connection):
    write(connection, row("boom.opened", {"state": "open"}, wall_us=1))
    sweep(connection, GATE, NOW)

    assert left(connection) == [1, 2]


def test_a_second_run_has_nothing_to_do(connection):
    write(connection, passage(400, vehicle=1))
    sweep(connection, GATE, NOW)

    assert not sweep(connection, GATE, NOW).rows


def test_visitors_leave_the_list_with_their_passes(connection):
    for number in (1, 2, 3):
        write_vehicle(connection, number, number, [f"AA{number}"])
    connection.execute("UPDATE vehicle SET category = 'visitor' WHERE id < 3")
    connection.execute("UPDATE vehicle SET valid_until = ? WHERE id = 1", (NOW - 91 * DAY,))
    connection.execute("UPDATE vehicle SET valid_until = ? WHERE id > 1", (NOW - 89 * DAY,))
    with transaction(connection):
        connection.executemany(
            """INSERT INTO visit (vehicle_id, visitor, host, purpose, phone, starts_at, ends_at,
                issued_at) VALUES (?, 'Sri', '', '', '', 0, ?, 0)""",
            [(1, NOW - 91 * DAY), (2, NOW - 91 * DAY), (2, NOW - 89 * DAY)],
        )
    swept = sweep(connection, GATE, NOW)

    assert swept.vehicles == 1
    assert connection.execute(
        "SELECT id, plate, removed, version FROM vehicle ORDER BY id"
    ).fetchall() == [(1, None, 1, 4), (2, "N2AP", 0, 2), (3, "N3AP", 0, 3)]
    assert connection.execute("SELECT vehicle_id, ends_at FROM visit").fetchall() == [
        (2, NOW - 89 * DAY)
    ]
    assert connection.execute("SELECT vehicle_id FROM vehicle_credential").fetchall() == [
        (2,),
        (3,),
    ]


def test_others_may_write_between_two_steps(connection):
    write(connection, passage(400, vehicle=1))
    free = []
    sweep(connection, GATE, NOW, between_steps=lambda: free.append(not connection.in_transaction))

    assert free
    assert all(free)


def test_a_run_that_is_broken_off_is_taken_up_again(connection):
    write(connection, passage(400, vehicle=1))
    with pytest.raises(InterruptedError):
        sweep(connection, GATE, NOW, between_steps=_interrupt)

    assert left(connection) == [1]


def test_a_clock_that_jumps_ahead_is_followed_a_week_a_run_only(connection):
    assert safe_until(connection, GATE, NOW) == NOW
    write(connection, row(KIND, {"until": NOW}))

    assert safe_until(connection, GATE, NOW + DAY) == NOW + DAY
    assert safe_until(connection, GATE, NOW + 3650 * DAY) == NOW + LONGEST_LEAP_S


def test_the_first_run_follows_a_week_from_the_oldest_row_that_a_trusted_clock_has_dated(
    connection,
):
    write(connection, row("gate.started", wall_us=1, clock_trusted=False), passage(2))
    write(connection, passage(-3650))

    assert safe_until(connection, GATE, NOW) == NOW
    assert safe_until(connection, GATE, NOW + 3650 * DAY) == NOW - 2 * DAY + LONGEST_LEAP_S


def _interrupt():
    raise InterruptedError
