"""From the status to the retained topics: nothing in there names anybody."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from gate.core.commands import Json
from gate.mqtt.lanes import Since, lane_state
from gate.mqtt.parking import Parking
from gate.mqtt.retained import Retained
from gate.mqtt.topics import Topics


class Retelling:
    """Takes over each status (the mapping of `status.json`)."""

    def __init__(self, topics: Topics, retained: Retained, parking: Parking | None) -> None:
        self._topics = topics
        self._retained = retained
        self._parking = parking
        self._since = Since()

    def update(self, status: Mapping[str, Any]) -> None:
        """Put what has changed on its topics."""
        topics = self._topics
        for lane, values in status["lanes"].items():
            state = lane_state(
                values,
                since=self._since.of(lane, values["since"], status),
                clock_trusted=bool(status["clock"]["trusted"]),
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


def health(status: Mapping[str, Any]) -> dict[str, Json]:
    """Say what works: readers, clock and disk, and which alarms stand for the whole gate."""
    return {
        "readers": {name: bool(read["connected"]) for name, read in status["reads"].items()},
        "clock_trusted": bool(status["clock"]["trusted"]),
        "disk_ok": bool(status["disk"]["ok"]),
        "alarms": list[Json](_alarms(status, None)),
    }


def occupancy(status: Mapping[str, Any]) -> dict[str, Json] | None:
    """Say how full the zones are, alone and together; None where there are none.

    A vehicle is in one zone at a time, so they add up.
    """
    zones = {name: _zone(zone) for name, zone in (status.get("occupancy") or {}).items()}
    if not zones:
        return None
    by_category: Counter[str] = Counter()
    for zone in zones.values():
        by_category.update(zone["by_category"])
    inside = sum(zone["inside"] for zone in zones.values())
    capacities = [zone["capacity"] for zone in zones.values()]
    sure = all(zone["certainty"] == "sure" for zone in zones.values())
    return _level(inside, None if None in capacities else sum(capacities)) | {
        "by_category": dict(by_category),
        "certainty": "sure" if sure else "unsure",
        "zones": zones,
    }


def _zone(zone: Mapping[str, Any]) -> dict[str, Any]:
    return _level(zone["inside"], zone["capacity"]) | {
        "name": zone["name"],
        "by_category": dict(zone["by_category"]),
        "certainty": zone["certainty"],
    }


def _level(inside: int, capacity: int | None) -> dict[str, Any]:
    free = None if capacity is None else max(0, capacity - inside)
    return {"inside": inside, "capacity": capacity, "free": free}


def _alarms(status: Mapping[str, Any], lane: str | None) -> list[str]:
    return sorted({alarm["alarm"] for alarm in status["alarms"] if alarm["lane"] == lane})
