import pytest

from gate.store import person
from gate.store.history import tail
from gate.store.verification import verify
from tests.gate.store.rows import GATE, row, write, write_vehicle


def lived(connection):
    """A vehicle with a tag, a visit, and rows about it and others."""
    write_vehicle(connection, 1, 1, ["AA"])
    write_vehicle(connection, 2, 2, ["BB"])
    connection.execute(
        """INSERT INTO visit (vehicle_id, visitor, host, purpose, phone, starts_at, ends_at,
            issued_at) VALUES (1, 'Sri', 'Kominfo', '', '', 0, 1, 0)"""
    )
    write(
        connection,
        row("passage.done", {"vehicle": 1, "plate": "N1AP"}),
        row("passage.done", {"vehicle": 2, "plate": "N2AP"}),
        row("decision.denied", {"vehicle": None, "reads": [{"medium": "tag", "value": "AA"}]}),
        row("passage.done", {"vehicle": None, "credential": "tag:AA"}),
    )


def test_a_plate_leads_to_tag_vehicle_visits_and_rows(connection):
    lived(connection)
    found = person.find(connection, ["N1AP"])
    rows = list(person.rows(connection, GATE, found))

    assert found.words == ("N1AP", "AA")
    assert found.vehicles[1]["credentials"] == ["N1AP", "AA"]
    assert found.vehicles[1]["visits"][0]["visitor"] == "Sri"
    assert [each.seq for each in rows] == [5, 4, 2]


def test_erasing_leaves_others_and_the_chain(connection):
    lived(connection)
    connection.executemany(
        "INSERT INTO controller_state (key, value) VALUES (?, '[]')", [("stay.1",), ("stay.2",)]
    )
    steps = []
    found = person.find(connection, ["AA"])
    erased = person.erase(
        connection, GATE, found, keep_vehicle=False, between_steps=lambda: steps.append(1)
    )

    assert (erased.rows, erased.vehicles) == (3, 1)
    assert steps
    assert [each.seq for each in tail(connection, GATE, limit=9) if each.payload] == [3, 1]
    assert verify(connection, GATE).problem is None
    assert person.find(connection, ["N1AP"]).vehicles == {}
    assert connection.execute("SELECT count(*) FROM visit").fetchone() == (0,)
    assert connection.execute("SELECT key FROM controller_state").fetchall() == [("stay.2",)]


def test_a_vehicle_can_stay(connection):
    lived(connection)
    found = person.find(connection, ["N1AP"])

    assert person.erase(connection, GATE, found, keep_vehicle=True).vehicles == 0
    assert person.find(connection, ["AA"]).vehicles.keys() == {1}


def test_a_stranger_has_rows_only(connection):
    lived(connection)
    write(connection, row("decision.denied", {"reads": [{"value": "N9X"}]}))
    found = person.find(connection, ["N9X"])

    assert found.vehicles == {}
    assert person.erase(connection, GATE, found, keep_vehicle=False).rows == 1


def test_what_an_import_has_not_told_yet_is_erased_too(connection):
    lived(connection)
    made = row("admin.vehicles_imported")
    write(connection, made)
    connection.execute(
        """INSERT INTO pending_change
            VALUES (?, 2, 0, 'admin.vehicle_changed', '{"vehicle":1,"after":{"holder":"Sri"}}')""",
        (made.event_id,),
    )
    found = person.find(connection, ["N1AP"])

    assert person.erase(connection, GATE, found, keep_vehicle=False).rows == 4
    assert connection.execute("SELECT * FROM pending_change").fetchall() == []


@pytest.mark.parametrize("keep_vehicle", [True, False])
def test_what_an_import_that_was_killed_would_have_told_goes_too(connection, keep_vehicle):
    lived(connection)
    (version,) = connection.execute("SELECT version FROM registry_state").fetchone()
    connection.execute(
        """INSERT INTO pending_change
            VALUES ('killed', 2, ?, 'admin.vehicle_changed', '{"after":{"plate":"N1AP"}}')""",
        (version,),
    )
    found = person.find(connection, ["N1AP"])
    person.erase(connection, GATE, found, keep_vehicle=keep_vehicle)

    assert connection.execute("SELECT * FROM pending_change").fetchall() == []
