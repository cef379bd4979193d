"""Movement at constant speed between two points: a boom's swing or a vehicle's drive."""

from dataclasses import dataclass
from math import copysign
from typing import Self

GRACE = 1e-6
"""Seconds by which a crossing is looked at late, so that rounding never hides that it happened."""


@dataclass(frozen=True, slots=True)
class Motion:
    """From `start`, left at time `at`, towards `goal`, and there it rests.

    Places are metres or degrees, `speed` is places per second and above zero.
    """

    start: float
    at: float
    goal: float
    speed: float

    @classmethod
    def resting(cls, place: float, now: float) -> Self:
        """Stand still at `place`."""
        return cls(place, now, place, 1.0)

    def position(self, now: float) -> float:
        """Where it is; `now` is not before `at`."""
        travelled = self.speed * (now - self.at)
        if travelled >= abs(self.goal - self.start):
            return self.goal
        return self.start + copysign(travelled, self.goal - self.start)

    def ended(self, now: float) -> bool:
        """Whether it has reached its goal."""
        return self.position(now) == self.goal

    def crossing(self, mark: float) -> float | None:
        """When it has just passed `mark`, None when `mark` is not on its way."""
        if not min(self.start, self.goal) <= mark <= max(self.start, self.goal):
            return None
        return self.at + abs(mark - self.start) / self.speed + GRACE


def soonest(moments: "tuple[float | None, ...]", after: float) -> float | None:
    """Return the earliest of the moments that lies after `after`, None when none does."""
    return min(
        (moment for moment in moments if moment is not None and moment > after), default=None
    )
