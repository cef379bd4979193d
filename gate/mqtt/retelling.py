"""From the status to the retained topics: nothing in there names anybody."""

import json
from collections.abc import Mapping
from typing import Any

from gate.core.commands import Json
from gate.mqtt.lanes import Since, lane_state
from gate.mqtt.parking import Parking
from gate.mqtt.retained import Retained
from gate.mqtt.topics import Topics

_COUNTS = ("inside", "capacity", "free")
_CERTAINTIES = ("sure", "unsure")


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
    """Say how many are inside, None while nobody counts; numbers and fixed words only."""
    known = status.get("occupancy")
    if not isinstance(known, Mapping):
        return None
    by_category = known.get("by_category") or {}
    return {
        **{key: _count(known.get(key)) for key in _COUNTS},
        "by_category": {str(name): _count(count) for name, count in by_category.items()},
        "certainty": known["certainty"] if known.get("certainty") in _CERTAINTIES else "unsure",
    }


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _alarms(status: Mapping[str, Any], lane: str | None) -> list[str]:
    return sorted({alarm["alarm"] for alarm in status["alarms"] if alarm["lane"] == lane})
