"""The data held on one person: found by a plate, tag or code, returned, and erased."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gate.core.values.commands import Json
from gate.core.values.model import Medium
from gate.store import erasing, pending
from gate.store.database import explained, transaction
from gate.store.forgetting import forget_vehicles, vehicles_with
from gate.store.history import StoredRow, one


@dataclass(frozen=True, slots=True)
class Person:
    """Plates, tags and codes in canonical form, and the vehicles on the list they belong to."""

    words: tuple[str, ...]
    vehicles: Mapping[int, dict[str, Json]]

    @property
    def spellings(self) -> list[str]:
        """Return the words as payloads contain them, with and without their medium."""
        return [*self.words, *(f"{medium}:{word}" for medium in Medium for word in self.words)]


@dataclass(frozen=True, slots=True)
class Erased:
    """How many payloads and vehicles were erased."""

    rows: int
    vehicles: int


def find(connection: sqlite3.Connection, words: Sequence[str]) -> Person:
    """Return the person with these plates, tags or codes, with all others of their vehicles."""
    owned = vehicles_with(connection, words)
    known = {word for credentials in owned.values() for word in credentials}
    vehicles = {}
    with explained(connection):
        for number, *values in connection.execute(_SELECT_VEHICLES, (json.dumps(list(owned)),)):
            fields: dict[str, Json] = dict(zip(_FIELDS, values, strict=True))
            vehicles[int(number)] = {"vehicle": number} | fields
            vehicles[int(number)]["credentials"] = list[Json](owned[number])
            visits = connection.execute(_SELECT_VISITS, (number,)).fetchall()
            vehicles[int(number)]["visits"] = [
                dict[str, Json](zip(_VISIT, visit, strict=True)) for visit in visits
            ]
    return Person(tuple(dict.fromkeys([*words, *sorted(known)])), vehicles)


def rows(connection: sqlite3.Connection, gate_id: str, person: Person) -> Iterator[StoredRow]:
    """Yield the journal's rows about a person, newest first."""
    found = erasing.naming(connection, gate_id, person.spellings, list(person.vehicles))
    for keys in found:
        for epoch, seq in keys:
            row = one(connection, gate_id, epoch, seq)
            if row is not None:
                yield row


def erase(
    connection: sqlite3.Connection,
    gate_id: str,
    person: Person,
    *,
    keep_vehicle: bool,
    between_steps: Callable[[], None] = lambda: None,
) -> Erased:
    """Erase the payloads of all rows about a person, and without `keep_vehicle` the vehicles.

    `between_steps` is called between two transactions, so that others can write.
    """
    vehicles = list(person.vehicles)
    forgotten = 0
    if not keep_vehicle:
        with transaction(connection):
            forgotten = forget_vehicles(connection, vehicles)
    with explained(connection), transaction(connection):
        connection.execute(_EMPTY_ANSWERS, (json.dumps(person.words),))
        connection.execute(_RAISE_VERSION)
    pending.append_rows(connection, gate_id, between_steps=between_steps)
    erased = 0
    for keys in erasing.naming(connection, gate_id, person.spellings, vehicles):
        erased += erasing.erase(connection, gate_id, keys)
        between_steps()
    erasing.checkpoint(connection)
    return Erased(erased, forgotten)


_FIELDS: Final = (
    *("plate", "holder", "opd", "category", "identification", "valid_from", "valid_until"),
    *("blocked", "notes", "created_at", "updated_at"),
)

_VISIT: Final = ("visitor", "host", "purpose", "phone", "starts_at", "ends_at", "issued_at")

_EMPTY_ANSWERS = """
    UPDATE api_answer SET body = x'' WHERE EXISTS (
        SELECT 1 FROM json_each(?) WHERE instr(CAST(body AS TEXT), value))
"""

_RAISE_VERSION = "UPDATE registry_state SET version = version + 1"
"""Ends an import under way, whose waiting changes are then dropped."""

_SELECT_VISITS = """
    SELECT visitor, host, purpose, phone, starts_at, ends_at, issued_at FROM visit
    WHERE vehicle_id = ? ORDER BY id
"""

_SELECT_VEHICLES = """
    SELECT id, plate, holder, opd, category, identification, valid_from, valid_until, blocked,
        notes, created_at, updated_at
    FROM vehicle WHERE id IN (SELECT value FROM json_each(?))
"""
