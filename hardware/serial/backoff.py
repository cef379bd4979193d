"""How long to wait before trying again."""

import random

SHORTEST, LONGEST = 0.2, 5.0
"""Seconds."""


class Backoff:
    """Pauses that double from `shortest` to `LONGEST`, shortened by chance to spread attempts."""

    def __init__(self, dice: random.Random, shortest: float = SHORTEST) -> None:
        self._dice = dice
        self._shortest = shortest
        self._next = shortest

    def pause(self) -> float:
        """Return the seconds to wait now: between half and all of the current step."""
        step = self._next
        self._next = min(2 * step, LONGEST)
        return step * self._dice.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin with the shortest pause again."""
        self._next = self._shortest
