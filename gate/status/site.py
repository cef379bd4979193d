"""What of `status.json` belongs to no lane (`systemd/README.md`, "Status")."""

from collections import Counter
from collections.abc import Mapping

from gate.controller.controller import ReaderState
from gate.core.lane.alarms import Alarm
from gate.core.occupancy.headcount import Level
from gate.core.occupancy.occupancy import Occupancy
from gate.core.values.model import Instant
from gate.ports import ReaderHealth
from gate.status.lane import JsonDict


def occupancy(known: Occupancy | None, now: Instant) -> JsonDict | None:
    """How full the site and its zones are, and how sure that is; None = nobody is counted."""
    if known is None:
        return None
    levels = {zone.id: known.level(zone.id, now) for zone in known.zones.values()}
    limits = [zone.capacity for zone in known.zones.values()]
    capacity = None if None in limits else sum(limit for limit in limits if limit is not None)
    by_category: Counter[str] = Counter()
    for level in levels.values():
        by_category.update(level.by_category)
    return {
        **_level(sum(level.inside for level in levels.values()), capacity, by_category),
        "certainty": _certainty(*levels.values()),
        "zones": {
            zone.id: {
                "name": zone.name,
                **_level(level.inside, zone.capacity, level.by_category),
                "capacity_of": {category.value: most for category, most in zone.shares.items()},
                "certainty": _certainty(level),
                "off_by": level.off_by,
            }
            for zone, level in zip(known.zones.values(), levels.values(), strict=True)
        },
    }


def _level(inside: int, capacity: int | None, by_category: Mapping[str, int]) -> JsonDict:
    return {
        "inside": inside,
        "capacity": capacity,
        "free": None if capacity is None else max(0, capacity - inside),
        "by_category": dict(by_category),
    }


def _certainty(*levels: Level) -> str:
    return "sure" if all(level.sure for level in levels) else "unsure"


def alarm(standing: Alarm) -> JsonDict:
    """One alarm."""
    return {
        "id": standing.id,
        "alarm": standing.code,
        "lane": standing.lane,
        "since": standing.since,
        "detail": dict(standing.detail),
        "acknowledged": standing.acknowledged,
        "acknowledged_at": standing.acknowledged_at,
        "over": standing.over,
        "over_at": standing.over_at,
    }


def reader(known: ReaderState | None, lane_id: str, line: ReaderHealth) -> JsonDict:
    """One reader: is it there, what did it read last, and how is its line."""
    state = ReaderState(lane_id) if known is None else known
    return {
        "lane": lane_id,
        "connected": state.connected,
        "reason": state.reason,
        "credential": None if state.credential is None else str(state.credential),
        "at": state.at,
        "line": {
            "frames": line.frames,
            "bad_frames": line.bad_frames,
            "dropped_bytes": line.dropped_bytes,
            "reads_over": line.reads_over,
            "echoes": line.echoes,
            "heard_at": line.heard_at,
            "last_bytes": line.last_bytes.hex(" ").upper(),
            "antenna": line.antenna,
            "rssi": line.rssi,
        },
    }
