"""What happened to one vehicle on the list, out of the journal: who changed what, and when."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_
from sqlmodel import Session, col, select

from gate.registry.store_models import JournalPayload, JournalRow

KINDS: Final = (
    *("admin.vehicle_added", "admin.vehicle_changed", "admin.vehicle_blocked"),
    *("admin.vehicle_unblocked", "admin.vehicle_removed"),
    *("admin.pass_issued", "admin.pass_extended", "admin.pass_ended"),
)
"""Kinds of rows that tell of one vehicle."""

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
