"""What a lane tells everybody."""

from collections.abc import Mapping
from typing import Any

from gate.core.barrier.state import State
from gate.core.lane.alarms import FAULTS
from gate.core.values.commands import Json

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
_MOVING = {State.OPENING: "opening", State.CLOSING: "closing"}


def lane_state(
    lane: Mapping[str, Any], *, since: float, clock_trusted: bool, alarms: list[str]
) -> dict[str, Json]:
    """Say what a lane of `status.json` may tell; `since` is POSIX seconds, `alarms` are codes."""
    told: dict[str, Json] = {key: lane[key] for key in _TOLD if key in lane}
    outputs = lane.get("outputs") or {}
    held = lane.get("held") or {}
    return told | {
        "cover": cover(lane["state"], lane["position"]),
        "inputs": dict(lane.get("inputs") or {}),
        "lights": {light: outputs[light] for light in _LIGHTS if light in outputs},
        "since": since,
        "clock_trusted": clock_trusted,
        "lockdown": bool(lane.get("lockdown")),
        "held": held.get("mode"),
        "held_until": held.get("until"),
        "alarms": list[Json](alarms),
        "problem": lane.get("fault") is not None or not FAULTS.isdisjoint(alarms),
    }


def cover(state: str, position: str) -> str | None:
    """Say what the boom is to who knows open and closed only; None = it cannot be told.

    Nothing but the closed end is closed: a boom that stopped half-way is in somebody's way.
    """
    if position not in {"open", "closed", "between"}:
        return None
    at_rest = "closed" if position == "closed" else "open"
    return _MOVING.get(State(state), at_rest) if state in set(State) else at_rest


class Since:
    """Turns a lane's moment of CLOCK_MONOTONIC into POSIX seconds, once: it must not wander."""

    def __init__(self) -> None:
        self._began: dict[str, tuple[tuple[float, bool], float]] = {}

    def of(self, lane: str, since: float, status: Mapping[str, Any]) -> float:
        """Return the moment; it is taken anew when the clock has become worth believing."""
        key = (since, bool(status["clock"]["trusted"]))
        if lane not in self._began or self._began[lane][0] != key:
            wall = status["wall"] - (status["monotonic"] - since)
            self._began[lane] = (key, round(wall, 3))
        return self._began[lane][1]
