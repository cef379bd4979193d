"""Who is inside the zones, by the passages: kept, corrected by staff, and never below zero.

Every value stands in the controller state, written with the row that changed it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from gate.core.access.book import PermitBook
from gate.core.access.presence import Presence, Stay
from gate.core.occupancy.headcount import (
    Headcount,
    Level,
    count_to_remember,
    remembered_count,
    remembered_stays,
    stay_key,
    stay_to_remember,
    zone_key,
)
from gate.core.values.commands import Json
from gate.core.values.model import Category, Instant, Permit
from gate.core.values.orders import Counted, read_correction
from gate.core.values.schedule import Calendar
from gate.core.values.zones import Way, Zone, way


class Awaited(NamedTuple):
    """Who was let in and has not passed yet: by which claim; no vehicle = nobody recognised it."""

    claim: str
    category: str
    vehicle: int | None


class Occupancy:
    """All zones of a site. Owned by the site, shared by its lanes.

    `guests` are the visitors inside, `changes` grows with whatever may change a decision. `blind`
    are the lanes that do not see who passes.
    """

    def __init__(self, zones: Sequence[Zone], book: PermitBook, memory: Mapping[str, Json]) -> None:
        self.zones = {zone.id: zone for zone in zones}
        self.stays = dict(remembered_stays(memory))
        self.guests = {each: stay for each, stay in self.stays.items() if self._is_guest(stay)}
        self.blind = frozenset[str]()
        self.changes = 0
        self._book = book
        self._awaited: dict[str, tuple[Awaited, ...]] = {}
        self._unsaved: dict[str, Json] = {}
        known: dict[str, Counter[str]] = {zone: Counter() for zone in self.zones}
        for stay in self.stays.values():
            if stay.zone in known:
                known[stay.zone][stay.category] += 1
        self._counts = {
            zone: remembered_count(memory.get(zone_key(zone)), known[zone]) for zone in self.zones
        }

    def level(self, zone: str, now: Instant) -> Level:
        """Return how full a zone is."""
        return self._counts[zone].level(now.wall if now.trusted else None)

    def inside(self, zone: str) -> int:
        """Return how many vehicles are in a zone."""
        return self._counts[zone].inside

    def presence(self, lane: str, calendar: Calendar, claim: str = "") -> Presence:
        """Return what the vehicle of a claim, that goes this lane's own way, is held against."""
        leaves, enters = self.way(lane, backward=False)
        coming = self._coming(claim, lambda way: way == (leaves, enters))
        entering = self._coming(claim, lambda way: way.leaves is None)
        rest = (self.suspended(lane), calendar, coming, entering)
        if enters is None:
            return Presence(leaves, None, self.stays, 0, {}, *rest)
        count = self._counts[enters.id]
        awaited = (each for entry in enters.entries for each in self._awaited.get(entry, ()))
        to_come = Counter(each.category for each in awaited)
        inside = count.inside + to_come.total()
        alike = count.known + to_come if to_come else count.known
        return Presence(leaves, enters, self.stays, inside, alike, *rest)

    def _coming(self, claim: str, goes: Callable[[Way], bool]) -> Counter[int]:
        """Count who was let in by other claims, at lanes that lead such a way."""
        return Counter(
            each.vehicle
            for lane, awaited in self._awaited.items()
            if awaited and goes(self.way(lane, backward=False))
            for each in awaited
            if each.claim != claim and each.vehicle is not None
        )

    def expect(self, lane: str, awaited: tuple[Awaited, ...]) -> None:
        """Take in who was let in at a lane, its own way, and has not passed yet."""
        if self._awaited.get(lane, ()) != awaited:
            self._awaited[lane] = awaited
            self.changes += 1

    def see(self, blind: frozenset[str]) -> None:
        """Take in which lanes do not see who passes."""
        if self.blind != blind:
            self.blind = blind
            self.changes += 1

    def way(self, lane: str, *, backward: bool) -> Way:
        """Return where a lane leads, or where it comes from who goes `backward` through it."""
        leaves, enters = way(self.zones.values(), lane)
        return Way(enters, leaves) if backward else Way(leaves, enters)

    def suspended(self, lane: str) -> bool:
        """Whether anti-passback rests at a lane: the other side does not see who passes."""
        leaves, enters = self.way(lane, backward=False)
        others = (leaves.entries if leaves else frozenset()) | (
            enters.exits if enters else frozenset()
        )
        return not self.blind.isdisjoint(others - {lane})

    def passed(
        self, lane: str, permit: Permit | None, now: Instant, *, backward: bool
    ) -> dict[str, Json]:
        """Take in a passage; return what is to be remembered with its row.

        `permit` is None for a vehicle that nobody recognised.
        """
        way = self.way(lane, backward=backward)
        if permit is not None:
            self._move(permit, lane, way, now)
        elif way != (None, None):
            self._change(way.leaves, lambda count: count.stranger(-1))
            self._change(way.enters, lambda count: count.stranger(1))
        return self.unsaved()

    def correct(self, lane: str, value: str, now: Instant) -> str | None:
        """Take in what somebody has seen; return why not, None = taken.

        `value` is a `Correction`; one that names no zone is about the one that the order's lane
        leads into or out of.
        """
        try:
            said = read_correction(value)
        except ValueError:
            return "malformed"
        leaves, enters = self.way(lane, backward=False)
        zone = enters or leaves if said.zone is None else self.zones.get(said.zone)
        if zone is None:
            return "unknown_zone"
        if isinstance(said, Counted):
            inside, wall = said.count, now.wall if now.trusted else None
            self._change(zone, lambda count: count.counted(inside, wall))
            return None
        permit = self._book.permit(said.vehicle)
        if permit is None:
            return "unknown_vehicle"
        way = Way(None, zone) if said.inside else Way(zone, None)
        self._move(permit, lane, way, now, counts=False)
        return None

    def forget(self, vehicle: int) -> None:
        """Forget a vehicle that is off the list, unless it is inside: the next row carries that."""
        stay = self.stays.get(vehicle)
        if stay is not None and stay.zone is None:
            del self.stays[vehicle]
            self._unsaved[stay_key(vehicle)] = None

    def unsaved(self) -> dict[str, Json]:
        """Return what has changed since it was asked for last."""
        changed, self._unsaved = self._unsaved, {}
        return changed

    def _move(
        self, permit: Permit, lane: str, way: Way, now: Instant, *, counts: bool = True
    ) -> None:
        """A vehicle went from where it was thought to be to where it is; `counts` as an entry."""
        leaves, enters = way
        before = self.stays.get(permit.vehicle)
        was = None if before is None else before.zone
        if leaves is not None and was != leaves.id:  # it had come in unseen
            self._change(leaves, lambda count: count.explained(1))
        if was is not None and (leaves is None or was != leaves.id):  # it had left there unseen
            self._change(self.zones.get(was), lambda count: count.explained(-1))
        came_in = counts and leaves is None and enters is not None
        stay = Stay(
            zone=None if enters is None else enters.id,
            at=now.wall if now.trusted else None,
            category=permit.category.value,
            lane=lane,
            entries=_entries(before, permit) + came_in,
            visit=permit.valid_from,
        )
        self._settle(permit.vehicle, before, stay)

    def _settle(self, vehicle: int, before: Stay | None, after: Stay) -> None:
        """Write a vehicle's stay down and count it where it is."""
        self.stays[vehicle] = after
        self.guests.pop(vehicle, None)
        if self._is_guest(after):
            self.guests[vehicle] = after
        self._unsaved[stay_key(vehicle)] = stay_to_remember(after)
        if before is not None and before.zone is not None:
            gone = Counter({before.category: -1})
            self._change(self.zones.get(before.zone), lambda count: count.moved(gone))
        if after.zone is not None:
            come = Counter({after.category: 1})
            self._change(self.zones.get(after.zone), lambda count: count.moved(come))

    def _change(self, zone: Zone | None, change: Callable[[Headcount], Headcount]) -> None:
        if zone is not None:
            count = change(self._counts[zone.id]).floored()
            self._counts[zone.id] = count
            self.changes += 1
            self._unsaved[zone_key(zone.id)] = count_to_remember(count)

    def _is_guest(self, stay: Stay) -> bool:
        return stay.category == Category.VISITOR and stay.zone in self.zones


def _entries(before: Stay | None, permit: Permit) -> int:
    """Return how often a vehicle has come in by this validity."""
    same = before is not None and before.visit == permit.valid_from
    return before.entries if before is not None and same else 0
