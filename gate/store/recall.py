"""Erasing once more, in a restored database, what the list of erasures names."""

import sqlite3
from pathlib import Path

from gate.store.database import transaction
from gate.store.erasing import erase, naming, settle, words
from gate.store.erasures import Erasures, on_list
from gate.store.forgetting import everybody, forget_vehicles


def erase_again(connection: sqlite3.Connection, gate_id: str, listed: Path) -> int:
    """Apply a list to journal and registry; return how many payloads went. No list, no work."""
    if not listed.exists():
        return 0
    erasures = Erasures(listed)
    gone = {
        number
        for number, word, changed in everybody(connection)
        if erasures.names(on_list(word), changed)
    }
    erased = 0
    for rows in words(connection, gate_id, lambda word, at: erasures.names(word, at / 1e6)):
        erased += erase(connection, gate_id, rows)
    for rows in naming(connection, gate_id, (), sorted(gone)) if gone else ():
        erased += erase(connection, gate_id, rows)
    with transaction(connection):
        forget_vehicles(connection, sorted(gone))
    settle(connection)
    return erased
