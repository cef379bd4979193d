"""How many orders at once: a flood must not fill the journal, nor the controller's time."""

from gate.core.values.model import Instant

BURST, PER_SECOND = 10.0, 5.0
"""Orders taken at once, and how fast that room comes back."""


class Room:
    """Room for orders."""

    def __init__(self) -> None:
        self._left = BURST
        self._at = 0.0

    def take(self, now: Instant) -> bool:
        """Take a place; False when there is none."""
        self._left = min(BURST, self._left + (now.monotonic - self._at) * PER_SECOND)
        self._at = now.monotonic
        if self._left < 1:
            return False
        self._left -= 1
        return True
