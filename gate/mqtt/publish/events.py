"""A journal row as the broker gets it: the header always, of the payload what may be told there.

What may be told is a list per family of kinds (the word before the dot). A kind or key that is not
listed is not told, so a new one stays in the house until somebody decides otherwise.
"""

import json
from datetime import UTC, datetime
from enum import StrEnum

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowFamily, RowKind, family_of
from gate.store.journal import StoredRow


class PersonalData(StrEnum):
    """How much about people leaves the house, `mqtt.personal_data` of `gate.toml`."""

    NONE = "none"
    PLATE = "plate"
    FULL = "full"


Told = dict[str, frozenset[str]]

_NONE: Told = {
    RowFamily.JOURNAL: frozenset(
        {"previous_epoch", "previous_seq", "previous_hash", "day", "epoch", "seq", "hash", "rows"}
    ),
    RowFamily.CLOCK: frozenset({"rows", "stretches"}),
    RowFamily.RETENTION: frozenset({"until", "days", "rows", "vehicles"}),
    RowFamily.PRIVACY: frozenset({"rows", "vehicles"}),
    RowFamily.BACKUP: frozenset({"bytes", "sealed"}),
    RowFamily.EXPORT: frozenset({"what", "rows"}),
    RowFamily.STORE: frozenset({"made_at", "version", "schema", "head", "at"}),
    RowFamily.GATE: frozenset({"version", "reason"}),
    RowFamily.DECISION: frozenset({"objections"}),
    RowFamily.BOOM: frozenset({"state", "cause", "inputs", "credit", "sensor"}),
    RowFamily.PASSAGE: frozenset({"direction", "mode"}),
    RowFamily.EXIT: frozenset({"direction"}),
    RowFamily.PLAN: frozenset({"mode", "until"}),
    RowFamily.PASSBACK: frozenset({"lanes", "clock_trusted"}),
    RowFamily.ALARM: frozenset({"alarm"}),
    RowFamily.READER: frozenset({"reader", "reason"}),
    RowFamily.ORDER: frozenset({"action", "refusal", "until", "count"}),
}
_PLATE: Told = _NONE | {
    RowFamily.DECISION: _NONE[RowFamily.DECISION] | {"claim", "vehicle", "plate"},
    RowFamily.PASSAGE: _NONE[RowFamily.PASSAGE] | {"claim", "vehicle", "plate"},
    RowFamily.ORDER: _NONE[RowFamily.ORDER] | {"order", "claim", "vehicle", "plate"},
}
_ALARM_DETAIL = frozenset({"inputs", "sensor", "reader"})
"""What of an alarm's detail names nobody."""


def event(row: StoredRow, personal_data: PersonalData) -> bytes:
    """Write a row as JSON; an erased payload is null, one that is never told is left out.

    Raises ValueError when the payload cannot be written as JSON (not a number, for one).
    """
    fields = _header(row)
    if family_of(row.kind) != RowFamily.ADMIN:
        fields["payload"] = None if row.payload is None else _told(row, personal_data)
    return json.dumps(fields, allow_nan=False, separators=(",", ":")).encode()


def header(row: StoredRow) -> bytes:
    """Write a row without its payload, which the broker does not take."""
    return json.dumps(_header(row) | {"parked": True}, separators=(",", ":")).encode()


def decision(row: StoredRow, personal_data: PersonalData) -> bytes:
    """Write a decision for who wants the newest only: what led it, when, and what may be told."""
    told = _told(row, PersonalData.PLATE if personal_data is PersonalData.FULL else personal_data)
    objections = told.get("objections")
    denied = str(objections[0]) if isinstance(objections, list) and objections else "denied"
    at = datetime.fromtimestamp(row.wall_us / 1e6, UTC).isoformat(timespec="milliseconds")
    fields: dict[str, Json] = {
        "event_type": "granted" if row.kind == RowKind.DECISION_GRANTED else denied,
        "at": at,
        "clock_trusted": row.clock_trusted,
    }
    return json.dumps(fields | told, allow_nan=False, separators=(",", ":")).encode()


def _header(row: StoredRow) -> dict[str, Json]:
    return {
        "gate_id": row.gate_id,
        "epoch": row.epoch,
        "seq": row.seq,
        "event_id": row.event_id,
        "boot_id": row.boot_id,
        "monotonic_ns": row.monotonic_ns,
        "wall_us": row.wall_us,
        "clock_trusted": row.clock_trusted,
        "lane": row.lane,
        "kind": row.kind,
        "actor": _actor(row.actor),
        "hash": row.hash.hex(),
    }


def _actor(actor: str | None) -> str | None:
    """Numbers and systems by name; who sat at the terminal stays in the house."""
    return "cli" if actor is not None and actor.startswith("cli:") else actor


def _told(row: StoredRow, personal_data: PersonalData) -> dict[str, Json]:
    payload = row.payload or {}
    if personal_data is PersonalData.FULL:
        return dict(payload)
    told = _PLATE if personal_data is PersonalData.PLATE else _NONE
    family = family_of(row.kind)
    keys = told.get(family, frozenset())
    fields = {key: value for key, value in payload.items() if key in keys}
    detail = payload.get("detail")
    if family == RowFamily.ALARM and isinstance(detail, dict):
        fields["detail"] = {key: detail[key] for key in _ALARM_DETAIL & detail.keys()}
    return fields
