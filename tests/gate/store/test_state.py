import logging

import pytest

from gate.errors import StoreError
from gate.store import state
from gate.store.database import transaction


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
