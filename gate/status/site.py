"""What of the status belongs to no lane: occupancy, alarms and readers."""

from collections import Counter

from gate.core.lane.alarms import Alarm
from gate.core.occupancy.headcount import Level
from gate.core.occupancy.occupancy import Occupancy
from gate.core.values.model import Instant
from gate.core.values.zones import Zone
from gate.ports import ReaderHealth, ReaderState
from gate.status.model import (
    AlarmStatus,
    LineStatus,
    OccupancyStatus,
    ReaderStatus,
    ZoneStatus,
)


def occupancy(known: Occupancy | None, now: Instant) -> OccupancyStatus | None:
    """Return how full the site and its zones are; None = nobody is counted."""
    if known is None:
        return None
    levels = {zone.id: known.level(zone.id, now) for zone in known.zones.values()}
    limits = [zone.capacity for zone in known.zones.values()]
    capacity = None if None in limits else sum(limit for limit in limits if limit is not None)
    by_category: Counter[str] = Counter()
    for level in levels.values():
        by_category.update(level.by_category)
    inside = sum(level.inside for level in levels.values())
    return OccupancyStatus(
        inside=inside,
        capacity=capacity,
        free=_free(inside, capacity),
        by_category=dict(by_category),
        certainty=_certainty(*levels.values()),
        zones={zone.id: _zone(zone, levels[zone.id]) for zone in known.zones.values()},
    )


def _zone(zone: Zone, level: Level) -> ZoneStatus:
    return ZoneStatus(
        name=zone.name,
        inside=level.inside,
        capacity=zone.capacity,
        free=_free(level.inside, zone.capacity),
        by_category=dict(level.by_category),
        capacity_of={category.value: most for category, most in zone.shares.items()},
        certainty=_certainty(level),
        off_by=level.off_by,
    )


def _free(inside: int, capacity: int | None) -> int | None:
    return None if capacity is None else max(0, capacity - inside)


def _certainty(*levels: Level) -> str:
    return "sure" if all(level.sure for level in levels) else "unsure"


def alarm(standing: Alarm) -> AlarmStatus:
    """Return the status of an alarm."""
    return AlarmStatus(
        id=standing.id,
        alarm=standing.code,
        lane=standing.lane,
        since=standing.since,
        detail=dict(standing.detail),
        acknowledged=standing.acknowledged,
        acknowledged_at=standing.acknowledged_at,
        over=standing.over,
        over_at=standing.over_at,
    )


def reader(known: ReaderState | None, lane_id: str, line: ReaderHealth) -> ReaderStatus:
    """Return the status of a reader; `known` is None until something came from it."""
    state = ReaderState(lane_id) if known is None else known
    return ReaderStatus(
        lane=lane_id,
        connected=state.connected,
        reason=state.reason,
        credential=None if state.credential is None else str(state.credential),
        at=state.at,
        line=LineStatus(
            frames=line.frames,
            bad_frames=line.bad_frames,
            dropped_bytes=line.dropped_bytes,
            reads_over=line.reads_over,
            echoes=line.echoes,
            heard_at=line.heard_at,
            last_bytes=line.last_bytes.hex(" ").upper(),
            antenna=line.antenna,
            rssi=line.rssi,
        ),
    )
