"""Rows looked for by what they say."""

import sqlite3
from dataclasses import replace
from itertools import chain

import pytest

from gate.store import journal, search
from gate.store.database import transaction
from gate.store.search import Key, SearchFilter
from gate.store.verification import verify_span
from tests.gate.store.rows import GATE, row, write


@pytest.fixture
def filled(connection: sqlite3.Connection) -> list[Key]:
    """Twelve rows in two epochs, the oldest first."""
    for number in range(5):
        write(connection, row(kind="boom.closed", payload={"vehicle": number}))
    with transaction(connection):
        journal.start_epoch(connection, GATE, row())
    for number in range(5):
        write(connection, replace(row(payload={"vehicle": number}), actor="user:1"))
    found = search.search(connection, GATE, SearchFilter(), limit=50).rows
    return [Key(each.epoch, each.seq) for each in reversed(found)]


def keys(found: search.SearchResult) -> list[Key]:
    return [Key(each.epoch, each.seq) for each in found.rows]


def test_pages_lead_there_and_back(connection, filled, monkeypatch):
    monkeypatch.setattr(search, "_SPAN", 3)
    newest_first = filled[::-1]
    start, pages = None, []
    while True:
        found = search.search(connection, GATE, SearchFilter(), limit=5, start=start)
        pages.append(keys(found))
        if found.rest is None:
            break
        start = found.rest

    assert [len(page) for page in pages] == [5, 5, 2]
    assert list(chain(*pages)) == newest_first
    back = search.search(connection, GATE, SearchFilter(), limit=5, start=pages[2][0], newer=True)
    assert keys(back) == pages[1]
    assert back.rest == pages[1][0]


def test_a_vehicle_is_not_another_one_that_begins_alike(connection):
    write(connection, row(payload={"a": 1, "vehicle": 1}))
    write(connection, row(payload={"vehicle": 12, "z": 1}))

    (found,) = search.search(connection, GATE, SearchFilter(vehicles=(12,)), limit=9).rows

    assert found.payload == {"vehicle": 12, "z": 1}


def test_it_stops_when_it_has_taken_long_enough(connection, filled, monkeypatch):
    monkeypatch.setattr(search, "_SPAN", 2)
    sought = SearchFilter(kinds=("boom.closed",))

    found = search.search(connection, GATE, sought, limit=9, enough=lambda: True)

    assert found.rows == []
    assert found.rest is not None
    further = search.search(connection, GATE, sought, limit=9, start=found.rest)
    assert len(further.rows) == 5
    upward = search.search(connection, GATE, sought, limit=9, newer=True, enough=lambda: True)
    assert upward.rest == filled[1]


def test_a_place_in_no_epoch_finds_nothing(connection, filled):
    found = search.search(connection, GATE, SearchFilter(), limit=9, start=Key("nowhere", 1))

    assert (found.rows, found.rest) == ([], None)
    assert filled


def test_the_actor_is_one_of_several(connection, filled):
    found = search.search(connection, GATE, SearchFilter(actors=("user:1", "user:9")), limit=9)

    assert keys(found) == filled[:-6:-1]


def test_rows_near_one_are_of_its_lane_and_boot(connection):
    write(connection, row(lane="masuk"))
    write(connection, row(lane="keluar"))
    write(connection, replace(row(lane="masuk"), boot_id="another"))
    write(connection, row(lane="masuk"))
    newest = search.search(connection, GATE, SearchFilter(), limit=1).rows[0]

    assert [each.seq for each in search.near(connection, GATE, newest)] == [2, 5]


def test_a_span_is_proved_alone(connection, filled):
    epoch = filled[0].epoch

    assert verify_span(connection, GATE, epoch, 1, 6).rows == 6
    assert verify_span(connection, GATE, epoch, 3, 4).problem is None
    assert "missing" in (verify_span(connection, GATE, epoch, 3, 9).problem or "")
    connection.execute("UPDATE journal SET actor = 'x' WHERE epoch = ? AND seq = 4", (epoch,))
    broken = verify_span(connection, GATE, epoch, 3, 6)
    assert (broken.rows, "hash" in (broken.problem or "")) == (1, True)


def test_a_long_proof_stops_in_time(connection, filled, monkeypatch):
    monkeypatch.setattr("gate.store.verification._CHECK_EVERY", 2)

    found = verify_span(connection, GATE, filled[0].epoch, 1, 6, lambda: True)

    assert (found.rows, found.problem) == (2, None)
