"""Journalled decisions decided again: by another configuration, another list of vehicles, or both.

A row holds all that its decision rested on but the timetable, which is the registry's. Motion is
not replayed: what would have happened after another decision is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gate.core.access.access import Circumstances, Sighting, decide
from gate.core.access.book import PermitBook
from gate.core.access.presence import Presence
from gate.core.occupancy.headcount import stay_of
from gate.core.values.model import Credential, Instant, Medium, PermitRow
from gate.core.values.settings import SiteSettings
from gate.core.values.timetable import Timetable
from gate.core.values.zones import way
from gate.store.history import StoredRow


class Outcome(StrEnum):
    """What becomes of a decision that is decided again."""

    SAME = "same"
    GRANTED = "granted"  # it was denied, and would pass
    DENIED = "denied"  # it passed, and would be denied
    REASONS = "reasons"  # it is denied as before, but not for the same reasons
    UNKNOWN = "unknown"  # it was erased, or written by an older version


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides: the site's settings, the timetable, and the vehicles (None = as they were)."""

    site: SiteSettings
    timetable: Timetable
    book: PermitBook | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision then and now; `before` and `after` are objections, the leading one first."""

    outcome: Outcome
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def decide_again(row: StoredRow, rules: Rules) -> Replayed:
    """Decide what a row of the journal says was decided."""
    try:
        payload: Mapping[str, Any] = row.payload or {}
        before = tuple(map(str, payload["objections"]))
        book = _book(payload, rules.timetable) if rules.book is None else rules.book
        circumstances = _circumstances(row, payload, rules)
        sightings = tuple(_sighting(read) for read in payload["reads"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return Replayed(Outcome.UNKNOWN)
    after = tuple(each.value for each in decide(sightings, book, circumstances).objections)
    return Replayed(_outcome(before, after), before, after)


def _outcome(before: tuple[str, ...], after: tuple[str, ...]) -> Outcome:
    if before == after:
        return Outcome.SAME
    if bool(before) is bool(after):
        return Outcome.REASONS
    return Outcome.DENIED if after else Outcome.GRANTED


def _sighting(read: Mapping[str, Any]) -> Sighting:
    credential = Credential(Medium(read["medium"]), str(read["value"]))
    at, actor = float(read["at"]), read.get("actor")
    return Sighting(str(read["reader"]), credential, read["confidence"], at, actor)


def _circumstances(row: StoredRow, payload: Mapping[str, Any], rules: Rules) -> Circumstances:
    """Return what it was decided by, with the rules of now; KeyError for a lane that is gone."""
    then, clock, lane = payload["circumstances"], payload["clock"], str(row.lane)
    settings = {each.id: each for each in rules.site.lanes}[lane]
    return Circumstances(
        lane=lane,
        now=Instant(row.monotonic_ns / 1e9, float(clock["wall"]), trusted=bool(clock["trusted"])),
        on_loop=then["on_loop"],
        lockdown=bool(then["lockdown"]),
        emergency=bool(then["emergency"]),
        too_often=bool(then["too_often"]),
        plates=rules.site.plates,
        without_camera=bool(then.get("without_camera")),
        min_confidence=settings.min_confidence,
        untrusted_clock=rules.site.untrusted_clock,
        presence=_presence(lane, payload, rules),
    )


def _presence(lane: str, payload: Mapping[str, Any], rules: Rules) -> Presence | None:
    """Return what was known of who is inside, with the zones of now; None = nobody was counted."""
    known, permit = payload["presence"], payload["permit"]
    leaves, enters = way(rules.site.zones, lane)
    if known is None or (leaves is None and enters is None):
        return None
    stay = stay_of(known["stay"])
    if stay is not None and permit is not None:
        names = {
            known[side]: zone.id
            for side, zone in (("leaves", leaves), ("enters", enters))
            if zone is not None
        }
        stay = stay._replace(zone=names.get(stay.zone, stay.zone))
    return Presence(
        leaves,
        enters,
        {} if stay is None or permit is None else {int(permit["vehicle"]): stay},
        int(known["inside"]),
        {} if permit is None else {str(permit["category"]): int(known["alike"])},
        bool(known["suspended"]),
        rules.timetable.calendar,
        *(
            {} if permit is None else {int(permit["vehicle"]): int(known.get(to_come, 0))}
            for to_come in ("coming", "entering")
        ),
    )


def _book(payload: Mapping[str, Any], timetable: Timetable) -> PermitBook:
    """Return as much of the list of vehicles as the decision saw of it."""
    keys: dict[int, list[str]] = {}
    lost: dict[int, list[str]] = {}
    for read in payload["reads"]:
        if read["owner"] is not None:
            key = f"{read['medium']}:{read['value']}"
            keys.setdefault(int(read["owner"]), []).append(key)
            if read["lost"]:
                lost.setdefault(int(read["owner"]), []).append(key)
    for near in (payload.get("near") or {"candidates": []})["candidates"]:
        keys.setdefault(int(near["vehicle"]), []).append(f"plate:{near['plate']}")
    permit = payload["permit"]
    if permit is not None and permit["plate"] is not None:
        keys.setdefault(int(permit["vehicle"]), []).append(f"plate:{permit['plate']}")
    rows = [
        PermitRow(
            vehicle,
            None,
            "",
            "",
            None,
            None,
            None,
            None,
            tuple(dict.fromkeys(shown)),
            tuple(lost.get(vehicle, ())),
            removed=False,
        )
        for vehicle, shown in keys.items()
    ]
    return PermitBook(
        [row if permit is None else _as_permitted(row, permit) for row in rows],
        int(payload["book"]),
        timetable,
    )


def _as_permitted(row: PermitRow, permit: Mapping[str, Any]) -> PermitRow:
    """Give a row the terms of the permit, if it is of that vehicle."""
    if row.vehicle != permit["vehicle"]:
        return row
    lanes = permit["lanes"]
    return row._replace(
        plate=permit["plate"],
        category=permit["category"],
        identification=permit["identification"],
        valid_from=permit["valid_from"],
        valid_until=permit["valid_until"],
        blocked=permit["blocked"],
        lanes=None if lanes is None else ",".join(lanes),
        schedule=permit["schedule"],
        entries=permit["entries"],
    )
