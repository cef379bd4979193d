"""The daily digest: the hash of the journal's newest row in a row, which is sent with the journal.

Whoever has received a digest can prove that no row before it was changed.
"""

import sqlite3
from typing import Final

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.store.database import explained

KIND: Final = RowKind.JOURNAL_DIGEST


def digest(connection: sqlite3.Connection, gate_id: str, day: str) -> dict[str, Json] | None:
    """Return the payload of a day's digest; None in an empty journal.

    `rows` is the number of rows since the last digest in the epoch, or since the epoch began.
    """
    with explained(connection):
        head = connection.execute(_SELECT_HEAD, (gate_id,)).fetchone()
        if head is None:
            return None
        epoch, seq, hash_ = head
        last = connection.execute(_SELECT_LAST_IN, (gate_id, epoch, KIND)).fetchone()
    since = 0 if last is None else last[0]
    return {"day": day, "epoch": epoch, "seq": seq, "hash": hash_.hex(), "rows": seq - since}


def last_day(connection: sqlite3.Connection, gate_id: str) -> str | None:
    """Return the day of the newest digest; None when there is none."""
    with explained(connection):
        row = connection.execute(_SELECT_DAY, (gate_id, KIND)).fetchone()
    return None if row is None else str(row[0])


_SELECT_HEAD = """
    SELECT epoch, seq, hash FROM journal
    WHERE gate_id = ?1 AND epoch = (
        SELECT epoch FROM journal_epoch WHERE gate_id = ?1 ORDER BY ordinal DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1
"""

_SELECT_LAST_IN = """
    SELECT seq FROM journal WHERE gate_id = ? AND epoch = ? AND kind = ? ORDER BY seq DESC LIMIT 1
"""

_SELECT_DAY = """
    SELECT json_extract(payload, '$.day')
    FROM journal_epoch NOT INDEXED CROSS JOIN journal USING (gate_id, epoch)
        JOIN journal_payload USING (gate_id, epoch, seq)
    WHERE gate_id = ? AND kind = ? ORDER BY ordinal DESC, seq DESC LIMIT 1
"""
