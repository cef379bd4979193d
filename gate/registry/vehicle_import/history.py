"""What the journal is told of each vehicle of an import: what stood before, what stands now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.registry.vehicle_import.plan import PlannedVehicle
from gate.registry.views import as_json
from gate.store import chain


@dataclass(frozen=True, slots=True)
class ImportHistory:
    """The import that the rows name: its file, and the event of its own row.

    A new vehicle has the number `first` + the row it came in.
    """

    file: str
    event_id: str
    first: int

    def rows(self, vehicles: Sequence[PlannedVehicle]) -> Iterator[dict[str, Any]]:
        """Write the rows of some vehicles, for the stage to keep."""
        for each in vehicles:
            kind = (
                RowKind.ADMIN_VEHICLE_ADDED if each.known is None else RowKind.ADMIN_VEHICLE_CHANGED
            )
            yield {"row": each.row, "kind": kind, "payload": chain.canonical(self._payload(each))}

    def _payload(self, each: PlannedVehicle) -> dict[str, Json]:
        known, changes = each.known, each.changes
        before = {} if known is None else {name: old for name, (old, _) in changes.items()}
        return {
            "vehicle": self.first + each.row if known is None else known.id,
            "import": self.file,
            "import_event": self.event_id,
            "before": as_json(before),
            "after": as_json({name: new for name, (_, new) in changes.items()}),
        }
