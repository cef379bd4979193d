"""What the readers of a lane see of the vehicles in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from gate.core.values.model import Medium
from simulator.world.approach import Approach


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a reader of the lane sees at a moment: one tag frame or one camera report."""

    at: float
    lane: str
    medium: Medium
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Readers:
    """A tag reader, which repeats on its own beat of `frame` seconds, and a plate camera."""

    lane: str
    frame: float

    def seen(self, approaches: Iterable[Approach], since: float, now: float) -> list[Sighting]:
        """What they saw in the interval (since, now], in which nothing moved past a mark of them.

        A mark at the very end counts.
        """
        seen = [
            Sighting(now, self.lane, Medium.PLATE, report.text, report.confidence)
            for approach in approaches
            for vehicle in approach.vehicles
            for report in vehicle.reported(approach.strip, since, now)
        ]
        beat = self._beats(now) * self.frame
        if beat > since:
            tags = _tags(approaches, beat)
            seen += [Sighting(now, self.lane, Medium.TAG, tag) for tag in tags]
        return seen

    def next_frame(self, approaches: Iterable[Approach], now: float) -> float | None:
        """When the tag reader sends again; None while there is no tag in its field."""
        return (self._beats(now) + 1) * self.frame if _tags(approaches, now) else None

    def _beats(self, now: float) -> int:
        """How many beats are over: the most of which the last is not after `now`.

        The quotient may be rounded to either side of a beat, so both neighbours are looked at.
        """
        guess = floor(now / self.frame)
        return max(beat for beat in (guess - 1, guess, guess + 1) if beat * self.frame <= now)


def _tags(approaches: Iterable[Approach], now: float) -> list[str]:
    return [
        tag
        for approach in approaches
        for vehicle in approach.vehicles
        if vehicle.shows_tag(approach.strip, now)
        for tag in vehicle.car.tags
    ]
