"""How many vehicles are in one zone, and how sure that is; and how it is written down.

Vehicles that were recognised are known one by one (`Stay`); of the others only the number is kept.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gate.core.access.presence import Stay
from gate.core.values.commands import Json

WEEK = 7 * 86_400.0
"""Seconds after which a count that nobody checked may be off by one vehicle more."""

TOLERATED, SHARE = 2, 20
"""A count is sure as long as it is off by so many at most, or by one in so many."""

UNRECOGNISED = "unknown"
"""Stands for a category in the count of the vehicles that nobody recognised."""

_STAY, _ZONE = "stay.", "zone."


@dataclass(frozen=True, slots=True)
class Level:
    """How full a zone is. `off_by` is how wrong the count may be, None = it was never checked.

    `by_category` tells those that were recognised, and the others as `UNRECOGNISED`; it may tell of
    more than are inside, where some left unrecognised.
    """

    inside: int
    by_category: Mapping[str, int]
    off_by: int | None

    @property
    def sure(self) -> bool:
        """Whether the count can be relied on."""
        return self.off_by is not None and self.off_by <= max(TOLERATED, self.inside // SHARE)


@dataclass(frozen=True, slots=True)
class Headcount:
    """What is kept of a zone beside the stays.

    `known` are the vehicles recognised in it, by category; `others` the number of those that were
    not, below zero when more of them left than came. `doubts` is what may have made the count wrong
    since it was `checked` (POSIX seconds; None = never, or nobody knows).
    """

    known: Counter[str]
    others: int = 0
    doubts: int = 0
    checked: float | None = None

    @property
    def inside(self) -> int:
        """How many vehicles are inside; never below zero."""
        return self.known.total() + self.others

    def level(self, wall: float | None) -> Level:
        """Say how full it is; `wall` is POSIX seconds, None = the clock is not trusted."""
        if self.checked is None:
            off_by = None
        else:
            weeks = 0.0 if wall is None else max(0.0, wall - self.checked) // WEEK
            off_by = self.doubts + int(weeks)
        by_category = dict(+self.known)
        if self.others > 0:
            by_category[UNRECOGNISED] = self.others
        return Level(self.inside, by_category, off_by)

    def moved(self, recognised: Counter[str]) -> "Headcount":
        """Recognised vehicles came or left (below zero), by category."""
        return replace(self, known=self.known + recognised)

    def stranger(self, step: int) -> "Headcount":
        """One that was not recognised came (+1) or left (-1): nobody can tell who is inside now."""
        return replace(self, others=self.others + step, doubts=self.doubts + 1)

    def explained(self, sign: int) -> "Headcount":
        """A recognised vehicle turns out to have come (+1) or left (-1) before, unrecognised.

        If that was counted then, one of the strangers has a name now and a doubt is gone; else the
        count was wrong.
        """
        if self.others * sign > 0:
            rest = max(0, self.doubts - 1)
            return replace(self, others=self.others - sign, doubts=rest)
        return replace(self, doubts=self.doubts + 1)

    def counted(self, number: int, wall: float | None) -> "Headcount":
        """Somebody has counted."""
        others = number - self.known.total()
        return replace(self, others=others, doubts=0, checked=wall)

    def floored(self) -> "Headcount":
        """Never fewer than none."""
        return replace(self, others=max(self.others, -self.known.total()))


def stay_key(vehicle: int) -> str:
    """Where a vehicle's stay stands in the controller state."""
    return f"{_STAY}{vehicle}"


def zone_key(zone: str) -> str:
    """Where a zone's count stands in the controller state."""
    return f"{_ZONE}{zone}"


def stay_to_remember(stay: Stay) -> Json:
    """Return what `remembered_stays` reads."""
    return list[Json](stay)


def count_to_remember(count: Headcount) -> Json:
    """Return what `remembered_count` reads; the number of stays proves that none is missing."""
    return {
        "stays": count.known.total(),
        "others": count.others,
        "doubts": count.doubts,
        "checked": count.checked,
    }


def remembered_stays(memory: Mapping[str, Json]) -> Iterator[tuple[int, Stay]]:
    """Read the stays; what makes no sense is left out, and missed by its zone's count."""
    for key, value in memory.items():
        if key.startswith(_STAY) and key[len(_STAY) :].isdecimal():
            stay = stay_of(value)
            if stay is not None:
                yield int(key[len(_STAY) :]), stay


def remembered_count(memory: Json, known: Counter[str]) -> Headcount:
    """Read a zone's count beside the stays in it; missing or odd = nobody knows how many."""
    fields = memory if isinstance(memory, dict) else {}
    stays, others, doubts = (fields.get(name) for name in ("stays", "others", "doubts"))
    checked = fields.get("checked")
    if not (isinstance(stays, int) and isinstance(others, int) and isinstance(doubts, int)):
        return Headcount(known)
    since = float(checked) if isinstance(checked, int | float) else None
    whole = stays == known.total() and doubts >= 0
    return Headcount(known, others, max(0, doubts), since if whole else None).floored()


def stay_of(value: Json) -> Stay | None:
    """Read what `stay_to_remember` wrote; None when it makes no sense."""
    match value:
        case [
            str() | None as zone,
            int() | float() | None as at,
            str() as category,
            str() as lane,
            int() as entries,
            int() | None as visit,
        ]:
            return Stay(zone, at, category, lane, entries, visit)
        case _:
            return None
