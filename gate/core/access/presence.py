"""What the rules of the zones say of one vehicle at one lane: anti-passback, capacity, entries.

Facts in, objections out. Where nobody knows, nothing is held against a vehicle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from gate.core.values.model import Instant, Objection, Permit
from gate.core.values.schedule import Calendar
from gate.core.values.zones import Passback, Zone

_MINUTE = 60


class Stay(NamedTuple):
    """Where a vehicle went by its last passage.

    `zone` None = outside; `at` is POSIX seconds, None = nobody knows; `lane` is where
    it passed. `entries` counts how often it came in since `visit`, the start of its validity.
    """

    zone: str | None
    at: float | None
    category: str
    lane: str
    entries: int = 0
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known at one lane at one moment, and by which rules a vehicle is held against it.

    The lane leads from `leaves` to `enters`, None = outside. `inside` counts the vehicles in the
    zone it enters, by category in `alike`; who has been let in but has not passed yet counts
    already. `coming` is how often a vehicle has been let in elsewhere, the same way, and has not
    passed yet, `entering` how often from outside, whatever the zone. `suspended`: a lane on the
    other side does not see who passes.
    """

    leaves: Zone | None
    enters: Zone | None
    stays: Mapping[int, Stay] = field(default_factory=dict)
    inside: int = 0
    alike: Mapping[str, int] = field(default_factory=dict)
    suspended: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    coming: Mapping[int, int] = field(default_factory=dict)
    entering: Mapping[int, int] = field(default_factory=dict)

    def objections(self, permit: Permit, now: Instant) -> frozenset[Objection]:
        """Return what keeps this vehicle from passing."""
        found = set()
        if self._is_full(permit):
            found.add(Objection.FULL)
        if self._is_used_up(permit):
            found.add(Objection.USED_UP)
        for zone, objection in self._contradictions(permit):
            if zone.passback is not Passback.SOFT and self._counts(zone, permit, now):
                found.add(objection)
        return frozenset(found)

    def remarks(self, permit: Permit, now: Instant) -> frozenset[Objection]:
        """Return what is not held against it but must be told: soft anti-passback."""
        return frozenset(
            objection
            for zone, objection in self._contradictions(permit)
            if zone.passback is Passback.SOFT and self._counts(zone, permit, now)
        )

    def _is_full(self, permit: Permit) -> bool:
        """Whether no more fit in; a vehicle that is counted there already takes no further room."""
        zone, stay = self.enters, self.stays.get(permit.vehicle)
        if zone is None or permit.category in zone.exempt:
            return False
        if stay is not None and stay.zone == zone.id:
            return False
        share = zone.shares.get(permit.category)
        crowded = share is not None and self.alike.get(permit.category, 0) >= share
        return crowded or (zone.capacity is not None and self.inside >= zone.capacity)

    def _is_used_up(self, permit: Permit) -> bool:
        """Whether it has come in from outside as often as it may, or is about to."""
        if permit.entries is None or self.enters is None or self.leaves is not None:
            return False
        stay = self.stays.get(permit.vehicle)
        used = stay.entries if stay is not None and stay.visit == permit.valid_from else 0
        return used + self.entering.get(permit.vehicle, 0) >= permit.entries

    def _contradictions(self, permit: Permit) -> list[tuple[Zone, Objection]]:
        """Return where its last passage, or the one to come, and this one do not fit together."""
        stay = self.stays.get(permit.vehicle)
        if self.coming.get(permit.vehicle):
            if self.enters is not None:
                return [(self.enters, Objection.ALREADY_INSIDE)]
            return [] if self.leaves is None else [(self.leaves, Objection.NOT_INSIDE)]
        if stay is None:
            return []
        if self.enters is not None and stay.zone == self.enters.id:
            return [(self.enters, Objection.ALREADY_INSIDE)]
        if self.leaves is not None and stay.zone != self.leaves.id:
            return [(self.leaves, Objection.NOT_INSIDE)]
        return []

    def _counts(self, zone: Zone, permit: Permit, now: Instant) -> bool:
        """Whether a contradiction is held against this vehicle now."""
        coming = self.coming.get(permit.vehicle)
        at = now.wall if coming else self.stays[permit.vehicle].at
        if zone.passback is Passback.OFF or permit.category in zone.exempt:
            return False
        if self.suspended or not now.trusted or at is None or at < self._forgiven(zone, now):
            return False
        return zone.passback is not Passback.TIMED or 0 <= now.wall - at < zone.minutes * _MINUTE

    def _forgiven(self, zone: Zone, now: Instant) -> float:
        """Return the POSIX second before which no passage counts any more."""
        if zone.forgive_at is None:
            return float("-inf")
        today = self.calendar.day(now.wall)
        moment = self.calendar.moment(today, zone.forgive_at)
        if moment <= now.wall:
            return moment
        return self.calendar.moment(today - timedelta(days=1), zone.forgive_at)
