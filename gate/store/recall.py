"""Repeating, in a restored database, what the list of erasures requests."""

import sqlite3
from pathlib import Path

from gate.store.database import transaction
from gate.store.erasing import checkpoint, erase, naming, words
from gate.store.erasures import Erasures, on_list
from gate.store.forgetting import all_credentials, forget_vehicles


def erase_again(connection: sqlite3.Connection, gate_id: str, listed: Path) -> int:
    """Apply the list at `listed`, if there is one; return the number of erased payloads."""
    if not listed.exists():
        return 0
    erasures = Erasures(listed)
    vehicles = {
        number
        for number, word, changed in all_credentials(connection)
        if erasures.covers(on_list(word), changed)
    }
    erased = 0
    for rows in words(connection, gate_id, lambda word, at: erasures.covers(word, at / 1e6)):
        erased += erase(connection, gate_id, rows)
    for rows in naming(connection, gate_id, (), sorted(vehicles)) if vehicles else ():
        erased += erase(connection, gate_id, rows)
    with transaction(connection):
        forget_vehicles(connection, sorted(vehicles))
    checkpoint(connection)
    return erased
