"""Who tries too often: one credential again and again, or a reader full of unknown ones.

It slows down what does so and nothing else. What it remembers is bounded.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import StrEnum

from gate.core.values.model import Credential
from gate.core.values.settings import Limits

MOST_REMEMBERED = 4096
"""Credentials whose attempts are remembered; the one that tried longest ago is forgotten first."""


class Seen(StrEnum):
    """What is to be done with the read of an unknown credential."""

    TAKEN = "taken"
    FIRST_IGNORED = "first_ignored"  # from here on there are too many
    IGNORED = "ignored"


@dataclass(slots=True)
class _Tries:
    """The attempts of one credential. All times are monotonic."""

    claim: str = ""
    times: deque[float] = field(default_factory=deque)
    slow_until: float = float("-inf")
    told: bool = False


@dataclass(slots=True)
class _Reader:
    """The unknown credentials of one reader, oldest first, with the time each was first seen."""

    lane: str
    recent: OrderedDict[Credential, float] = field(default_factory=OrderedDict)
    flooded: bool = False
    taken_at: float = float("-inf")
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Calm:
    """A reader that is no longer flooded, and how many reads were ignored meanwhile."""

    lane: str
    reader: str
    ignored: int


class Attempts:
    """All attempts of a site. Owned by the site, shared by its lanes; all times are monotonic."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tries: OrderedDict[Credential, _Tries] = OrderedDict()
        self._readers: dict[str, _Reader] = {}

    def claimed(self, credential: Credential, claim: str, now: float) -> bool:
        """Note that a claim shows a credential; True when that has become too often just now."""
        limits = self._limits
        tries = self._tries.pop(credential, None) or _Tries()
        self._tries[credential] = tries
        if len(self._tries) > MOST_REMEMBERED:
            self._tries.popitem(last=False)
        if tries.claim == claim:
            return False
        tries.claim = claim
        tries.times.append(now)
        while tries.times[0] <= now - limits.within or len(tries.times) > limits.often + 1:
            tries.times.popleft()
        if len(tries.times) <= limits.often:
            tries.told = False
            return False
        tries.slow_until = now + limits.pause
        begun, tries.told = not tries.told, True
        return begun

    def slows(self, credential: Credential, now: float) -> bool:
        """Whether a credential has to wait because it tried too often."""
        tries = self._tries.get(credential)
        return tries is not None and now < tries.slow_until

    def unknown(self, lane: str, reader: str, credential: Credential, now: float) -> Seen:
        """Note the read of a credential that nobody owns."""
        limits = self._limits
        known = self._readers.setdefault(reader, _Reader(lane))
        self._drop_old(known, now)
        if credential not in known.recent:
            known.recent[credential] = now
            if len(known.recent) > limits.unknown + 1:
                known.recent.popitem(last=False)
        if len(known.recent) <= limits.unknown:
            return Seen.TAKEN
        begun, known.flooded = not known.flooded, True
        if not begun and now - known.taken_at >= limits.unknown_pause:
            known.taken_at = now
            return Seen.TAKEN
        if begun:
            known.taken_at = now
        known.ignored += 1
        return Seen.FIRST_IGNORED if begun else Seen.IGNORED

    def deadline(self) -> float | None:
        """When a flood may be over."""
        ends = (
            next(iter(known.recent.values())) + self._limits.unknown_within
            for known in self._readers.values()
            if known.flooded
        )
        return min(ends, default=None)

    def calmed(self, now: float) -> list[Calm]:
        """Return the readers whose flood is over now."""
        calm = []
        for reader, known in self._readers.items():
            self._drop_old(known, now)
            if known.flooded and len(known.recent) <= self._limits.unknown:
                calm.append(Calm(known.lane, reader, known.ignored))
                known.flooded, known.ignored = False, 0
        return calm

    def _drop_old(self, known: _Reader, now: float) -> None:
        while (
            known.recent and next(iter(known.recent.values())) <= now - self._limits.unknown_within
        ):
            known.recent.popitem(last=False)
