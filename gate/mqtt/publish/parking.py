"""The site for a smart city: an NGSI-LD `OffStreetParking` entity.

After the smart data model of that name (github.com/smart-data-models/dataModel.Parking, schema
0.1.3). It counts vehicles and names none.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from gate.config.broker import ParkingConfig
from gate.core.values.commands import Json
from gate.core.values.model import Direction
from gate.core.values.row_kind import PASSAGES
from gate.mqtt.about import About
from gate.status.model import Status
from gate.store.journal import StoredRow

_CONTEXT = (
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld",
    "https://raw.githubusercontent.com/smart-data-models/dataModel.Parking/master/context.jsonld",
)


class Parking:
    """Builds the entity; its times are those of the last change, so that rest stays rest."""

    def __init__(self, config: ParkingConfig, about: About) -> None:
        self._config = config
        self._about = about
        self._passed = {Direction.IN: 0, Direction.OUT: 0}
        self._counted: dict[str, int] = {}
        self._passed_at: str | None = None
        self._spots: dict[str, Json] = {}
        self._spots_at: str | None = None

    def count(self, row: StoredRow) -> None:
        """Count a passage, once however often its row is sent."""
        if row.kind not in PASSAGES or row.seq <= self._counted.get(row.epoch, 0):
            return
        self._counted[row.epoch] = row.seq
        lane = self._about.lanes.get(row.lane or "")
        way = (row.payload or {}).get("direction") or (lane and lane.direction)
        if isinstance(way, str) and way in set(Direction):
            self._passed[Direction(way)] += 1
            self._passed_at = _moment(row.wall_us / 1e6) if row.clock_trusted else None

    def entity(self, occupancy: Mapping[str, Json] | None, status: Status) -> dict[str, Json]:
        """Return the entity in its normalised form."""
        spots = _spots(occupancy or {})
        if spots != self._spots:
            self._spots = spots
            self._spots_at = _moment(status.wall) if status.clock.trusted else None
        values: dict[str, Json] = {
            "name": self._about.name,
            "category": ["barrierAccess", "onlyWithPermit"],
            "occupancyDetectionType": ["balancing"],
            "status": [_status(spots, status)],
            **spots,
            "occupancyModified": self._spots_at,
            "vehicleEntranceCount": self._passed[Direction.IN],
            "vehicleExitCount": self._passed[Direction.OUT],
            "accessModified": self._passed_at,
        }
        place: list[Json] = [self._config.longitude, self._config.latitude]
        location: dict[str, Json] = {"type": "Point", "coordinates": place}
        return {
            "@context": list[Json](_CONTEXT),
            "id": f"urn:ngsi-ld:OffStreetParking:{self._about.gate_id}",
            "type": "OffStreetParking",
            "location": {"type": "GeoProperty", "value": location},
            **{
                key: {"type": "Property", "value": value}
                for key, value in values.items()
                if value is not None
            },
        }


def _spots(occupancy: Mapping[str, Json]) -> dict[str, Json]:
    """Return what is known of the spots; the model has no site without any."""
    inside, capacity = occupancy.get("inside"), occupancy.get("capacity")
    spots: dict[str, Json] = {}
    if isinstance(capacity, int) and capacity > 0:
        spots["totalSpotNumber"] = capacity
        if isinstance(inside, int):
            taken = min(max(0, inside), capacity)
            spots |= {
                "occupiedSpotNumber": taken,
                "availableSpotNumber": capacity - taken,
                "occupancy": round(taken / capacity, 3),
            }
    elif isinstance(inside, int):
        spots["occupiedSpotNumber"] = max(0, inside)
    return spots


def _status(spots: Mapping[str, Json], status: Status) -> str:
    ways_in = [lane for lane in status.lanes.values() if lane.direction == Direction.IN]
    if ways_in and all(lane.lockdown is not None for lane in ways_in):
        return "closed"
    return "full" if spots.get("availableSpotNumber") == 0 else "open"


def _moment(wall: float) -> str:
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
