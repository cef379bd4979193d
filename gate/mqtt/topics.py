"""The names under which the gate reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics of one gate; `gate_id` and lane ids hold letters, digits and dashes only."""

    gate_id: str

    @property
    def availability(self) -> str:
        """Retained: `online` or `offline`, nothing else."""
        return f"gate/{self.gate_id}/availability"

    @property
    def events(self) -> str:
        """Every journal row, in order, at least once."""
        return f"gate/{self.gate_id}/events"

    def lane_state(self, lane: str) -> str:
        """Retained: what the boom of this lane does now."""
        return f"gate/{self.gate_id}/lane/{lane}/state"
