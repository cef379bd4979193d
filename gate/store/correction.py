"""Corrections of times written before the clock was right; rows themselves never change."""

import sqlite3
from typing import Final

from gate.core.values.commands import Json
from gate.core.values.model import Instant
from gate.core.values.row_kind import RowKind
from gate.store.database import explained

KIND: Final = RowKind.CLOCK_CORRECTED

_SAME_S: Final = 1.0  # seconds by which two offsets may differ and count as one
_MAX_STRETCHES: Final = 50  # in one row


def correction(
    connection: sqlite3.Connection, gate_id: str, boot_id: str, now: Instant
) -> dict[str, Json] | None:
    """Return the payload that corrects the times of this boot's rows; None when all are right.

    A stretch of rows has the seconds to add to their wall times. The clock of `now` is trusted.
    """
    with explained(connection):
        (done,) = connection.execute(_SELECT_DONE, (gate_id, boot_id, KIND)).fetchone()
        rows = connection.execute(_SELECT_UNTRUSTED, (gate_id, boot_id, done)).fetchall()
    stretches: list[dict[str, Json]] = []
    for epoch, seq, monotonic_ns, wall_us in rows:
        true = now.wall - (now.monotonic - monotonic_ns / 1e9)
        seconds = round(true - wall_us / 1e6, 3)
        last = stretches[-1] if stretches else None
        if last and last["epoch"] == epoch and _is_same(last["seconds"], seconds):
            last["last_seq"] = seq
        else:
            stretches.append(
                {"epoch": epoch, "first_seq": seq, "last_seq": seq, "seconds": seconds}
            )
    if not stretches:
        return None
    return {"rows": len(rows), "stretches": list[Json](stretches[-_MAX_STRETCHES:])}


def _is_same(one: Json, other: float) -> bool:
    return isinstance(one, int | float) and abs(one - other) <= _SAME_S


_SELECT_DONE = """
    SELECT coalesce(max(journal.rowid), 0) FROM journal
    WHERE gate_id = ?1 AND boot_id = ?2 AND kind = ?3
"""

_SELECT_UNTRUSTED = """
    SELECT epoch, seq, monotonic_ns, wall_us FROM journal
    WHERE gate_id = ?1 AND boot_id = ?2 AND NOT clock_trusted AND rowid > ?3
    ORDER BY rowid
"""
