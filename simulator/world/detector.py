"""The detector of the safety loop, which gate and board share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detector:
    """Fails safe: without power it says "occupied".

    When its power returns it tunes itself to the vehicles that stand on the loop, and sees them no
    more until they have left. `ignored` are their numbers.
    """

    powered: bool = True
    ignored: frozenset[int] = frozenset()

    def look(self, present: frozenset[int], *, powered: bool) -> "Detector":
        """Take over who is on the loop now, and whether there is power."""
        returned = powered and not self.powered
        return Detector(powered, present if returned else self.ignored & present)

    def occupied(self, present: frozenset[int]) -> bool:
        """Say whether anything is on the loop."""
        return not self.powered or bool(present - self.ignored)
