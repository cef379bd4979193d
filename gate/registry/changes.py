"""What happened to one vehicle on the list, out of the journal: who changed what, and when."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_
from sqlmodel import Session, col, select

from gate.core.values.row_kind import RowKind
from gate.registry.store_models import JournalPayload, JournalRow

VEHICLE_KINDS: Final = (
    RowKind.ADMIN_VEHICLE_ADDED,
    RowKind.ADMIN_VEHICLE_CHANGED,
    RowKind.ADMIN_VEHICLE_BLOCKED,
    RowKind.ADMIN_VEHICLE_UNBLOCKED,
    RowKind.ADMIN_VEHICLE_REMOVED,
)
"""Kinds of rows that tell of a change made to one vehicle."""

KINDS: Final = (
    *VEHICLE_KINDS,
    RowKind.ADMIN_PASS_ISSUED,
    RowKind.ADMIN_PASS_EXTENDED,
    RowKind.ADMIN_PASS_ENDED,
)
"""Kinds of rows that tell of one vehicle, its passes included."""

_KEY = ("gate_id", "epoch", "seq")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `wall` is POSIX seconds, `actor` as the journal has it.

    `before` and `after` hold what differs, by field of the view; `file` is what it was imported
    from. Changes whose payload was erased are not told.
    """

    wall: float
    trusted: bool
    kind: str
    actor: str | None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    file: str | None = None


def of_vehicle(session: Session, vehicle_id: int, *, limit: int = 200) -> list[Change]:
    """Return the newest changes of a vehicle, newest first."""
    mentioned = col(JournalPayload.payload).contains(f'"vehicle":{vehicle_id}', autoescape=True)
    own = and_(*(col(getattr(JournalRow, name)) == getattr(JournalPayload, name) for name in _KEY))
    query = (
        select(JournalRow, JournalPayload.payload)
        .join(JournalPayload, own)
        .where(col(JournalRow.kind).in_(KINDS), mentioned)
        .order_by(col(JournalRow.wall_us).desc(), col(JournalRow.seq).desc())
    )
    found = []
    for row, text in session.exec(query):
        payload = json.loads(text)
        if payload.get("vehicle") == vehicle_id:  # 17 begins as 170 does
            found.append(_change(row, payload))
        if len(found) == limit:
            break
    return found


def _change(row: JournalRow, payload: dict[str, Any]) -> Change:
    return Change(
        wall=row.wall_us / 1e6,
        trusted=row.clock_trusted,
        kind=row.kind,
        actor=row.actor,
        before=payload.get("before", {}),
        after=payload.get("after", {}),
        file=payload.get("import"),
    )
