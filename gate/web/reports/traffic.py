"""Who passed when, on the calendar of the site: sums, averages and the fullest moment."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from gate.core.values.model import Direction
from gate.store.statistics import Traffic

_WAYS: Final = frozenset({str(Direction.IN), str(Direction.OUT)})


class Pair(NamedTuple):
    """How many came in and went out, on average a day."""

    coming: float
    leaving: float


@dataclass(frozen=True, slots=True)
class Peak:
    """The most vehicles that came in since a midnight and had not left, and when (POSIX s)."""

    inside: int
    wall: float


class _Passed(NamedTuple):
    at: datetime
    way: str
    number: int


class Passages:
    """Counted traffic; `lanes` are the directions of lanes, for rows that were erased."""

    def __init__(
        self, traffic: Sequence[Traffic], lanes: Mapping[str, str], zone: ZoneInfo
    ) -> None:
        found = (
            _Passed(datetime.fromtimestamp(each.wall, zone), _way(each, lanes), each.passages)
            for each in traffic
        )
        self._passed = [each for each in found if each.way in _WAYS]

    def total(self, way: Direction) -> int:
        """Return how many went one way."""
        return sum(each.number for each in self._passed if each.way == way)

    def by_hour(self, days: Iterable[date]) -> dict[int, Pair]:
        """Return averages over these days by hour of the day."""
        counted = set(days)
        often = dict.fromkeys(range(24), len(counted))
        return self._averages(counted, often, lambda at: at.hour)

    def by_weekday(self, days: Iterable[date]) -> dict[int, Pair]:
        """Return averages over these days by day of the week, Monday = 0."""
        counted = set(days)
        often = Counter(day.weekday() for day in counted)
        return self._averages(counted, often, lambda at: at.weekday())

    def peak(self) -> Peak | None:
        """Return the fullest moment as if each day began empty; None when nobody came in."""
        best: Peak | None = None
        day, inside = None, 0
        for at, way, number in sorted(self._passed, key=lambda each: each.at.timestamp()):
            if at.date() != day:
                day, inside = at.date(), 0
            inside = max(0, inside + (number if way == Direction.IN else -number))
            if inside and (best is None or inside > best.inside):
                best = Peak(inside, at.timestamp())
        return best

    def _averages(
        self, days: set[date], often: Mapping[int, int], place: Callable[[datetime], int]
    ) -> dict[int, Pair]:
        sums: Counter[tuple[int, str]] = Counter()
        for at, way, number in self._passed:
            if at.date() in days:
                sums[place(at), way] += number
        places = sorted({at for at, _ in sums})
        return {
            at: Pair(sums[at, Direction.IN] / often[at], sums[at, Direction.OUT] / often[at])
            for at in places
        }


def _way(each: Traffic, lanes: Mapping[str, str]) -> str:
    return lanes.get(each.lane or "", "") if each.direction is None else each.direction
