"""What holds for the whole site and no lane sees: overstays, anti-passback at rest, floods over."""

from collections.abc import Mapping

from gate.core.access.attempts import Attempts
from gate.core.access.book import PermitBook
from gate.core.access.presence import Stay
from gate.core.lane.state import LaneState
from gate.core.occupancy.occupancy import Occupancy
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.model import Instant
from gate.core.values.row_kind import RowKind
from gate.core.values.zones import Passback

CODE = AlarmCode.OVERSTAY

MOST = 64
"""Alarms of this kind that stand at once on one lane; those who came first have them."""


def watch(
    state: LaneState, inside: Mapping[int, Stay], book: PermitBook, now: Instant
) -> list[Record]:
    """Raise an alarm about each of those `inside` whose time is over; clear those that are settled.

    With a clock that is not trusted nobody's time is over.
    """
    late = _late(inside, book, now) if now.trusted else {}
    known = (alarm for alarm in state.alarms.all() if alarm.code == CODE)
    standing = {alarm.id.rpartition("/")[2] for alarm in known}
    settled = sorted(standing - late.keys())
    gone = (state.alarms.cleared(CODE, now.wall, part=part) for part in settled)
    rows = [row for row in gone if row is not None]
    for part, detail in late.items():
        if part in standing:  # after a restart it stands without what is not remembered
            state.alarms.detailed(CODE, detail, part=part)
        elif len(standing) < MOST:
            standing.add(part)
            rows.append(state.alarms.raised(CODE, now.wall, detail, part=part))
    return rows


def _late(inside: Mapping[int, Stay], book: PermitBook, now: Instant) -> dict[str, dict[str, Json]]:
    """Return who stays too long, by the part of their alarm."""
    late: dict[str, dict[str, Json]] = {}
    for vehicle, stay in inside.items():
        permit = book.permit(vehicle)
        until = None if permit is None else permit.valid_until
        if permit is not None and until is not None and until <= now.wall:
            about: dict[str, Json] = {"vehicle": vehicle, "plate": permit.plate}
            late[str(vehicle)] = about | {"until": until, "zone": stay.zone}
    return late


LOOK_EVERY = 60.0
"""Seconds between two looks at who stays too long, while anybody could."""

_BLIND = frozenset({AlarmCode.READER_LOST, AlarmCode.READER_SILENT})
"""Alarms by which a lane does not see who passes."""


class SiteWatch:
    """Looks after the site following each event. `lanes` are in the order of the configuration."""

    def __init__(
        self,
        lanes: Mapping[str, LaneState],
        occupancy: Occupancy | None,
        attempts: Attempts | None,
    ) -> None:
        self._lanes = lanes
        self._occupancy = occupancy
        self._attempts = attempts
        self._suspended: dict[str, Json] | None = None
        self._seen = -1
        self._look_at: float | None = None

    @property
    def deadline(self) -> float | None:
        """When to look again even if nothing happens."""
        calm = None if self._attempts is None else self._attempts.deadline()
        moments = [moment for moment in (self._look_at, calm) if moment is not None]
        return min(moments, default=None)

    def look(self, book: PermitBook, now: Instant, *, learned: bool = False) -> list[Record]:
        """Return what is to be told; `learned`: staff have changed something."""
        rows = self._calm(now)
        if self._occupancy is None:
            return rows
        rows += self._suspend(self._occupancy, now)
        due = self._look_at is not None and now.monotonic >= self._look_at
        if learned or due or self._seen != self._occupancy.changes:
            self._seen = self._occupancy.changes
            rows += self._overstays(self._occupancy, book, now)
        return rows

    def _calm(self, now: Instant) -> list[Record]:
        due = None if self._attempts is None else self._attempts.deadline()
        if self._attempts is None or due is None or now.monotonic < due:
            return []
        rows = []
        for calm in self._attempts.calmed(now.monotonic):
            payload: dict[str, Json] = {"reader": calm.reader, "ignored": calm.ignored}
            rows.append(Record(RowKind.READER_CALM, calm.lane, payload=payload))
            alarms = self._lanes[calm.lane].alarms
            over = alarms.cleared(AlarmCode.MANY_UNKNOWN, now.wall, part=calm.reader)
            rows += [] if over is None else [over]
        return rows

    def _suspend(self, occupancy: Occupancy, now: Instant) -> list[Record]:
        """Tell when anti-passback comes to rest, why, and when it is back."""
        blind = [lane for lane, state in self._lanes.items() if _is_blind(state)]
        occupancy.see(frozenset(blind))
        if all(zone.passback is Passback.OFF for zone in occupancy.zones.values()):
            return []
        resting = any(occupancy.suspended(lane) for lane in self._lanes)
        cause: dict[str, Json] | None = None
        if resting or not now.trusted:
            cause = {"lanes": list[Json](blind), "clock_trusted": now.trusted}
        if cause == self._suspended:
            return []
        self._suspended = cause
        if cause is None:
            return [Record(RowKind.PASSBACK_RESUMED)]
        return [Record(RowKind.PASSBACK_SUSPENDED, payload=cause)]

    def _overstays(self, occupancy: Occupancy, book: PermitBook, now: Instant) -> list[Record]:
        """Watch the visitors inside, each on the lane it came in by, or on the first one."""
        first = next(iter(self._lanes))
        by_lane: dict[str, dict[int, Stay]] = {lane: {} for lane in self._lanes}
        for vehicle, stay in occupancy.guests.items():
            by_lane[stay.lane if stay.lane in by_lane else first][vehicle] = stay
        rows = []
        for lane, state in self._lanes.items():
            rows += watch(state, by_lane[lane], book, now)
        self._look_at = now.monotonic + LOOK_EVERY if occupancy.guests else None
        return rows


def _is_blind(state: LaneState) -> bool:
    return any(alarm.code in _BLIND and not alarm.over for alarm in state.alarms.all())
