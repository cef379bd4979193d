"""The names under which the gate reports and listens."""

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

    @property
    def health(self) -> str:
        """Retained: readers, clock and disk."""
        return f"gate/{self.gate_id}/health"

    @property
    def occupancy(self) -> str:
        """Retained: how many vehicles are inside."""
        return f"gate/{self.gate_id}/occupancy"

    @property
    def parking(self) -> str:
        """Retained: the site as an NGSI-LD entity."""
        return f"gate/{self.gate_id}/ngsi-ld/OffStreetParking"

    @property
    def test(self) -> str:
        """What `gate mqtt test` says."""
        return f"gate/{self.gate_id}/test"

    def lane_state(self, lane: str) -> str:
        """Retained: what the boom of this lane does now."""
        return f"gate/{self.gate_id}/lane/{lane}/state"

    def decision(self, lane: str) -> str:
        """Each decision at this lane while it is news."""
        return f"gate/{self.gate_id}/lane/{lane}/decision"

    def command(self, client: str) -> str:
        """Orders of a client to us."""
        return f"gate/{self.gate_id}/command/{client}"

    def response(self, client: str) -> str:
        """Our answers to a client that names no topic below this one."""
        return f"gate/{self.gate_id}/response/{client}"

    def cover(self, lane: str) -> str:
        """Bare orders to a boom."""
        return f"gate/{self.gate_id}/lane/{lane}/cover/set"
