"""Which rows of the journal belong to one passage of one vehicle."""

from typing import Final

from gate.core.values.events import Action
from gate.core.values.row_kind import RowFamily, RowKind, family_of
from gate.store.history import StoredRow

_BEFORE, _AFTER = 10.0, 30.0
"""Seconds around a row that names nobody, within which rows of its lane belong to it."""

_LEAD, _TAIL = 2.0, 60.0
"""Seconds before and after a vehicle's own rows, within which the boom moves for it."""

_ABOUT_NOBODY: Final = frozenset(
    {RowFamily.BOOM, RowFamily.ALARM, RowFamily.EXIT, RowFamily.READER, RowFamily.PASSBACK}
)

_NS: Final = 1e9


def together(row: StoredRow, near: list[StoredRow]) -> list[StoredRow]:
    """Return the rows that belong to one, oldest first; `near` are those of its lane."""
    if row.lane is None:
        return [row]
    names = _named(row) & {name for each in near for name in _claims(each)}
    if not names:
        return [each for each in near if -_BEFORE <= _apart(each, row) <= _AFTER]
    own = [each for each in near if names & _named(each)]
    names |= {name for each in own for name in _claims(each)}
    own = [each for each in near if names & _named(each)]
    others = {name for each in near for name in _claims(each)} - names
    end = _end(near, own[-1], names)
    return [
        each
        for each in near
        if each in own
        or (each.seq <= end and _apart(each, own[0]) >= -_LEAD and _is_about_nobody(each, others))
    ]


def _apart(row: StoredRow, other: StoredRow) -> float:
    return (row.monotonic_ns - other.monotonic_ns) / _NS


def _claims(row: StoredRow) -> set[str]:
    """Return what names the vehicle in a row: its claim, or the order that let it in."""
    payload = row.payload or {}
    claim = payload.get("claim")
    order = payload.get("order") if payload.get("action") == Action.OPEN else None
    return {
        name
        for name in (claim, f"order:{order}" if isinstance(order, str) else None)
        if isinstance(name, str)
    }


def _named(row: StoredRow) -> set[str]:
    """Return those, and whom a move of the boom or an alarm was about."""
    payload = row.payload or {}
    detail = payload.get("detail")
    about = detail if isinstance(detail, dict) else {}
    followed = about.get("followed")
    others = (
        payload.get("cause"),
        about.get("claim"),
        followed.get("claim") if isinstance(followed, dict) else None,
    )
    return _claims(row) | {name for name in others if isinstance(name, str)}


def _is_about_nobody(row: StoredRow, others: set[str]) -> bool:
    nobody = family_of(row.kind) in _ABOUT_NOBODY or row.kind == RowKind.PASSAGE_UNAUTHORISED
    return nobody and not others & _named(row)


def _end(near: list[StoredRow], last: StoredRow, names: set[str]) -> int:
    """Return the seq up to which the boom still moves for this vehicle."""
    end = last.seq
    for each in near:
        if each.seq <= last.seq:
            continue
        other = _claims(each) - names
        if other or _apart(each, last) > _TAIL:
            return end
        end = each.seq
        if each.kind == RowKind.BOOM_CLOSED:
            return end
    return end
