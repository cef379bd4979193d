import logging

import pytest

from gate.errors import StoreError
from gate.store import state
from gate.store.database import transaction
from tests.gate.store.rows import write_vehicle


def save(connection, values) -> None:
    with transaction(connection):
        state.save(connection, values)


def test_nothing_is_remembered_at_first(connection):
    assert state.load(connection) == {}


def test_values_come_back(connection):
    values = {"lane.masuk": {"latched": True, "travel": [1.5, None]}, "orders": [], "n": 3}
    save(connection, values)
    assert state.load(connection) == values


def test_saving_changes_only_what_it_names(connection):
    save(connection, {"a": 1, "b": 2})
    save(connection, {"b": None, "c": 3})
    assert state.load(connection) == {"a": 1, "b": None, "c": 3}


def test_saving_belongs_to_the_transaction_of_its_cause(connection):
    with pytest.raises(StoreError, match="inside a transaction"):
        state.save(connection, {"a": 1})


def test_an_unreadable_value_is_forgotten_and_logged(connection, caplog):
    save(connection, {"a": 1, "b": 2})
    connection.execute("UPDATE controller_state SET value = '{' WHERE key = 'a'")
    with caplog.at_level(logging.WARNING):
        assert state.load(connection) == {"b": 2}
    assert "'a' is unreadable" in caplog.text


def test_presence_can_be_forgotten_and_nothing_else(connection):
    with transaction(connection):
        state.save(connection, {"stay.7": [1], "zone.yard": {}, "lane.masuk": {"latch": None}})
        state.forget_presence(connection)

    assert state.load(connection).keys() == {"lane.masuk"}


def test_how_often_a_counted_pass_was_used_is_not_forgotten_with_presence(connection):
    write_vehicle(connection, 7, 1)
    write_vehicle(connection, 8, 2)
    connection.execute("UPDATE vehicle SET entries = 1 WHERE id = 7")
    stay = ["dalam", 5.0, "visitor", "masuk", 1, 4]
    with transaction(connection):
        state.save(connection, {"stay.7": stay, "stay.8": stay})
        state.forget_presence(connection)

    assert state.load(connection) == {"stay.7": [None, None, "visitor", "masuk", 1, 4]}
