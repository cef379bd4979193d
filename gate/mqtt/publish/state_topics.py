"""From the status to the retained topics: nothing in there names anybody."""

import json

from gate.core.values.commands import Json
from gate.mqtt.publish.lanes import Since, lane_state
from gate.mqtt.publish.parking import Parking
from gate.mqtt.publish.retained import Retained
from gate.mqtt.topics import Topics
from gate.status.model import OccupancyStatus, Status, ZoneStatus


class Retelling:
    """Takes over each status."""

    def __init__(self, topics: Topics, retained: Retained, parking: Parking | None) -> None:
        self._topics = topics
        self._retained = retained
        self._parking = parking
        self._since = Since()

    def update(self, status: Status) -> None:
        """Put what has changed on its topics."""
        topics = self._topics
        for lane, values in status.lanes.items():
            state = lane_state(
                values,
                since=self._since.of(lane, values.since, status),
                clock_trusted=status.clock.trusted,
                alarms=_alarms(status, lane),
            )
            self._put(topics.lane_state(lane), state)
        self._put(topics.health, health(status))
        told = occupancy(status)
        if told is not None:
            self._put(topics.occupancy, told)
        if self._parking is not None:
            self._put(topics.parking, self._parking.entity(told, status))

    def _put(self, topic: str, told: dict[str, Json]) -> None:
        self._retained.put(topic, json.dumps(told, separators=(",", ":")).encode())


def health(status: Status) -> dict[str, Json]:
    """Say what works: readers, clock and disk, and which alarms stand for the whole gate."""
    return {
        "readers": {name: reader.connected for name, reader in status.reads.items()},
        "clock_trusted": status.clock.trusted,
        "disk_ok": status.disk.ok,
        "alarms": list[Json](_alarms(status, None)),
    }


def occupancy(status: Status) -> dict[str, Json] | None:
    """Say how full the site and its zones are; None where nobody is counted."""
    known = status.occupancy
    if known is None:
        return None
    zones = {name: _level(zone) | {"name": zone.name} for name, zone in known.zones.items()}
    return _level(known) | {"zones": dict[str, Json](zones)}


def _level(level: OccupancyStatus | ZoneStatus) -> dict[str, Json]:
    return {
        "inside": level.inside,
        "capacity": level.capacity,
        "free": level.free,
        "by_category": dict(level.by_category),
        "certainty": level.certainty,
    }


def _alarms(status: Status, lane: str | None) -> list[str]:
    return sorted({alarm.alarm for alarm in status.alarms if alarm.lane == lane})
