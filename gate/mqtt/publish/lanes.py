"""What a lane tells everybody."""

from dataclasses import asdict

from gate.core.barrier.state import State
from gate.core.lane.alarms import FAULTS
from gate.core.values.commands import Json
from gate.status.model import LaneStatus, Status

_LIGHTS = ("red", "green")
_MOVING = {State.OPENING: "opening", State.CLOSING: "closing"}


def lane_state(
    lane: LaneStatus, *, since: float, clock_trusted: bool, alarms: list[str]
) -> dict[str, Json]:
    """Say what a lane may tell everybody; `since` is POSIX seconds, `alarms` are codes.

    It is retained, so it must not name anybody: no claim, plate, actor or free text.
    """
    held = lane.held
    return {
        "name": lane.name,
        "direction": lane.direction,
        "wiring": lane.wiring,
        "powers": asdict(lane.powers),
        "state": lane.state,
        "position": lane.position,
        "assumed": lane.assumed,
        "latch": lane.latch,
        "fault": lane.fault,
        "cause": lane.cause,
        "credit": lane.credit,
        "cover": cover(lane.state, lane.position),
        "inputs": dict(lane.inputs),
        "lights": {light: lane.outputs[light] for light in _LIGHTS if light in lane.outputs},
        "since": since,
        "clock_trusted": clock_trusted,
        "lockdown": lane.lockdown is not None,
        "held": None if held is None else held.mode,
        "held_until": None if held is None else held.until,
        "alarms": list[Json](alarms),
        "problem": lane.fault is not None or not FAULTS.isdisjoint(alarms),
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

    def of(self, lane: str, since: float, status: Status) -> float:
        """Return the moment; it is taken anew when the clock has become worth believing."""
        key = (since, status.clock.trusted)
        if lane not in self._began or self._began[lane][0] != key:
            wall = status.wall - (status.monotonic - since)
            self._began[lane] = (key, round(wall, 3))
        return self._began[lane][1]
