from contextlib import closing
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.core.access.book import PermitBook
from gate.core.values.model import Category, Credential, Identification, Medium, Permit, PermitRow
from gate.store import permits
from gate.store.database import connect
from gate.store.permits import Cursor, changes, highest, load, some
from tests.gate.store.rows import write_schedule, write_vehicle

WIB = ZoneInfo("Asia/Jakarta")


def tag(value: str) -> Credential:
    return Credential(Medium.TAG, value)


def test_an_empty_registry_is_an_empty_book(connection):
    book = load(connection, WIB)
    assert (len(book), book.version) == (0, 0)
    assert highest(connection) == 0


def test_a_registry_without_its_state_row_is_at_version_0(connection):
    connection.execute("DELETE FROM registry_state")
    assert load(connection, WIB).version == 0


def test_a_vehicle_is_known_by_all_its_credentials(connection):
    write_vehicle(connection, 7, 1, ["AA", "BB"])
    write_vehicle(connection, 3, 2, ["CC"])
    book = load(connection, WIB)
    assert book.version == 2
    assert highest(connection) == 7
    assert [book.vehicle(tag(value)) for value in ("AA", "BB", "CC", "DD")] == [7, 7, 3, None]
    assert book.vehicle(Credential(Medium.PLATE, "N3AP")) == 3


def test_only_the_vehicles_that_are_meant_are_read(connection):
    for number, value in ((1, "AA"), (2, "BB"), (3, "CC"), (4, "DD")):
        write_vehicle(connection, number, number, [value])

    book = some(connection, WIB, [1, 9], ["tag:BB", "plate:N3AP", "code:DD", "tag:ZZ"])

    assert [book.permit(number) is not None for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert book.vehicle(tag("BB")) == 2


def test_all_terms_of_a_permit_are_loaded(connection):
    write_schedule(connection, 3, 1)
    write_vehicle(connection, 1, 2)
    connection.execute(
        """UPDATE vehicle SET category = 'visitor', identification = 'both', valid_from = 5,
            valid_until = 9, blocked = 'unpaid', lanes = 'masuk,keluar',
            schedule_id = 3, entries = 2"""
    )
    assert load(connection, WIB).permit(1) == Permit(
        vehicle=1,
        plate="N1AP",
        category=Category.VISITOR,
        identification=Identification.BOTH,
        valid_from=5,
        valid_until=9,
        blocked="unpaid",
        lanes=frozenset({"masuk", "keluar"}),
        schedule=3,
        entries=2,
    )


def test_a_vehicle_may_have_no_plate_or_no_tag(connection):
    write_vehicle(connection, 1, 1, ["AA"])
    write_vehicle(connection, 2, 2)
    connection.execute("UPDATE vehicle SET plate = NULL WHERE id = 1")
    book = load(connection, WIB)
    assert book.permit(1).plate is None
    assert book.vehicle(tag("AA")) == 1
    assert book.vehicle(Credential(Medium.PLATE, "N2AP")) == 2


def test_a_lost_credential_is_known_as_lost(connection):
    write_vehicle(connection, 1, 1, ["AA", "BB"])
    connection.execute("UPDATE vehicle_credential SET lost_at = 0 WHERE value = 'AA'")
    book = load(connection, WIB)
    assert (book.vehicle(tag("AA")), book.is_lost(tag("AA"))) == (1, True)
    assert (book.vehicle(tag("BB")), book.is_lost(tag("BB"))) == (1, False)


def test_a_removed_vehicle_is_not_loaded(connection):
    write_vehicle(connection, 1, 1, ["AA"])
    connection.execute("UPDATE vehicle SET removed = 1")
    book = load(connection, WIB)
    assert len(book) == 0
    assert book.vehicle(tag("AA")) is None


def test_changes_carry_the_whole_vehicle(connection):
    write_vehicle(connection, 1, 1, ["AA", "BB"])
    assert changes(connection, Cursor(0), 10, WIB).rows == (
        PermitRow(
            vehicle=1,
            plate="N1AP",
            category="employee",
            identification="any",
            valid_from=None,
            valid_until=None,
            blocked=None,
            lanes=None,
            keys=("plate:N1AP", "tag:AA", "tag:BB"),
            lost=(),
            removed=False,
            schedule=None,
        ),
    )


def test_only_what_changed_since_is_read(connection):
    for vehicle in (1, 2, 3):
        write_vehicle(connection, vehicle, vehicle)
    write_vehicle(connection, 1, 4)
    found = changes(connection, Cursor(2), 10, WIB)
    assert [row.vehicle for row in found.rows] == [1, 3]
    assert (found.version, found.cursor, found.more) == (4, Cursor(4, timetable=0), False)


def test_a_removed_vehicle_is_a_change(connection):
    write_vehicle(connection, 1, 1, ["AA"])
    write_vehicle(connection, 1, 2, removed=True)
    (row,) = changes(connection, Cursor(1), 10, WIB).rows
    assert (row.vehicle, row.removed) == (1, True)


def test_a_version_without_a_vehicle_is_reached_too(connection):
    connection.execute("UPDATE registry_state SET version = 6")
    found = changes(connection, Cursor(5), 10, WIB)
    assert (found.rows, found.version) == ((), 6)


def test_a_changed_timetable_comes_whole_with_the_first_slice(connection):
    write_schedule(connection, 3, 1)
    book = load(connection, WIB)
    assert changes(connection, Cursor.of(book), 1, WIB).timetable is None
    for vehicle in (1, 2):
        write_vehicle(connection, vehicle, 2)
    write_schedule(connection, 4, 3, (0, 360, 1080))
    first = changes(connection, Cursor.of(book), 1, WIB)
    second = changes(connection, first.cursor, 1, WIB)
    assert first.timetable is not None
    assert list(first.timetable.schedules) == [3, 4]
    assert (second.timetable, second.more) == (None, True)
    last = changes(connection, second.cursor, 9, WIB)
    assert (last.timetable, last.version) == (None, 3)


def test_a_vehicle_comes_with_the_number_of_its_schedule(connection):
    write_schedule(connection, 3, 1)
    write_vehicle(connection, 1, 2)
    connection.execute("UPDATE vehicle SET schedule_id = 3")
    (row,) = changes(connection, Cursor(0), 9, WIB).rows
    assert row.schedule == 3


def test_a_version_is_reached_only_once_all_of_it_is_read(connection):
    """An import gives all its vehicles one version."""
    write_vehicle(connection, 9, 1)
    for vehicle in (1, 2, 3):
        write_vehicle(connection, vehicle, 2)
    first = changes(connection, Cursor(0), 2, WIB)
    assert (sorted(row.vehicle for row in first.rows), first.version) == ([1, 9], 1)
    second = changes(connection, first.cursor, 2, WIB)
    assert ([row.vehicle for row in second.rows], second.version, second.more) == ([2, 3], 1, True)
    third = changes(connection, second.cursor, 2, WIB)
    assert (third.rows, third.version, third.more) == ((), 2, False)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    versions=st.lists(st.integers(min_value=1, max_value=4), max_size=12),
    limit=st.integers(min_value=1, max_value=5),
)
def test_slices_of_any_size_make_the_same_book_as_loading(database, versions, limit):
    with closing(connect(database)) as connection:
        connection.execute("DELETE FROM vehicle_credential")
        connection.execute("DELETE FROM vehicle")
        connection.execute("UPDATE registry_state SET version = 0")
        connection.execute("PRAGMA synchronous=OFF")
        for vehicle, version in enumerate(versions, start=1):
            write_vehicle(connection, vehicle, version, [f"T{vehicle}"], removed=vehicle % 5 == 0)
        book, cursor, more = PermitBook(), Cursor(0), True
        while more:
            found = changes(connection, cursor, limit, WIB)
            assert len(found.rows) <= limit
            book.apply(found.rows)
            book.version, cursor, more = found.version, found.cursor, found.more
        loaded = load(connection, WIB)
        assert (len(book), book.version) == (len(loaded), loaded.version)
        for vehicle in range(1, len(versions) + 1):
            assert book.permit(vehicle) == loaded.permit(vehicle)
            assert book.vehicle(tag(f"T{vehicle}")) == loaded.vehicle(tag(f"T{vehicle}"))


def test_the_next_slice_is_found_without_reading_what_came_before(connection):
    """Or an import of n vehicles would cost n * n."""
    statement = f"EXPLAIN QUERY PLAN {permits._SELECT_CHANGED}"
    plan = [step for *_, step in connection.execute(statement, (1, 1, 1))]
    index = "SEARCH vehicle USING INDEX ix_vehicle_version"
    assert f"{index} (version=? AND rowid>?)" in plan
    assert f"{index} (version>?)" in plan
    assert not any("TEMP B-TREE" in step for step in plan)
