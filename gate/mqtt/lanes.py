"""The retained state of the lanes: always the newest, never a queue."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from gate.core.commands import Json
from gate.mqtt.connection import Connection
from gate.mqtt.topics import Topics
from gate.mqtt.wire import Message

PAUSE = 0.2
"""Seconds between two publications of one lane."""

# Retained, so it must not name anybody: no claim, plate, actor or free text.
_TOLD = (
    "name",
    "direction",
    "wiring",
    "powers",
    "state",
    "position",
    "assumed",
    "latch",
    "fault",
    "cause",
    "credit",
)
_LIGHTS = ("red", "green")


def lane_state(lane: Mapping[str, Any], *, since: float, clock_trusted: bool) -> dict[str, Json]:
    """Say what a lane of `status.json` may tell everybody; `since` is POSIX seconds."""
    told: dict[str, Json] = {key: lane[key] for key in _TOLD if key in lane}
    outputs = lane.get("outputs") or {}
    held = lane.get("held") or {}
    return told | {
        "inputs": dict(lane.get("inputs") or {}),
        "lights": {light: outputs[light] for light in _LIGHTS if light in outputs},
        "since": since,
        "clock_trusted": clock_trusted,
        "lockdown": bool(lane.get("lockdown")),
        "held": held.get("mode"),
        "held_until": held.get("until"),
    }


class LaneStates:
    """Publishes each lane on change, at most five times a second, and all on each connection."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        self._newest: dict[str, dict[str, Json]] = {}
        self._began: dict[str, tuple[tuple[float, bool], float]] = {}
        self._changed = asyncio.Event()

    def update(self, status: Mapping[str, Any]) -> None:
        """Take over the lanes of a status (the mapping of `status.json`)."""
        for lane, values in status["lanes"].items():
            trusted = bool(status["clock"]["trusted"])
            newest = lane_state(
                values, since=self._since(lane, values["since"], status), clock_trusted=trusted
            )
            if newest != self._newest.get(lane):
                self._newest[lane] = newest
                self._changed.set()

    async def run(self, connection: Connection) -> None:
        """Publish on this connection until cancelled."""
        told: dict[str, dict[str, Json]] = {}
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            for lane, newest in self._newest.items():
                if told.get(lane) != newest:
                    told[lane] = newest
                    await self._publish(connection, lane, newest)
            await asyncio.sleep(PAUSE)

    async def _publish(self, connection: Connection, lane: str, state: dict[str, Json]) -> None:
        topic = self._topics.lane_state(lane)
        payload = json.dumps(state, separators=(",", ":")).encode()
        await connection.publish(Message(topic, payload, retain=True))

    def _since(self, lane: str, since: float, status: Mapping[str, Any]) -> float:
        """Turn a moment of CLOCK_MONOTONIC into POSIX seconds, once: it must not wander."""
        key = (since, bool(status["clock"]["trusted"]))
        if lane not in self._began or self._began[lane][0] != key:
            wall = status["wall"] - (status["monotonic"] - since)
            self._began[lane] = (key, round(wall, 3))
        return self._began[lane][1]
