"""The alarms of one lane: raised once, acknowledged by a person, over when the cause is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.row_kind import RowKind

UNTIL_SEEN = frozenset(
    {
        AlarmCode.TAILGATING,
        AlarmCode.WRONG_WAY,
        AlarmCode.FORCED_OPEN,
        AlarmCode.DRIFT,
        AlarmCode.CLOSE_TIMEOUT,
        AlarmCode.OUTPUT_STUCK,
        AlarmCode.TAG_PLATE_MISMATCH,
        AlarmCode.ANTI_PASSBACK,
        AlarmCode.TOO_OFTEN,
        AlarmCode.MANY_UNKNOWN,
    }
)
"""Alarms about something that happened: they stay until a person has acknowledged them."""

LASTING = frozenset({AlarmCode.OVERSTAY})
"""Alarms whose cause outlasts a restart: what a person has acknowledged is not raised anew."""

FAULTS = frozenset(
    {
        AlarmCode.ARMING_STUCK,
        AlarmCode.BOARD_FAULT,
        AlarmCode.BOOM_DETACHED,
        AlarmCode.CLOSE_TIMEOUT,
        AlarmCode.DRIFT,
        AlarmCode.FIRE_NOT_OPEN,
        AlarmCode.FORCED_OPEN,
        AlarmCode.INPUT_FAULTY,
        AlarmCode.LIMITS_CONFLICT,
        AlarmCode.LOOP_FAULT,
        AlarmCode.LOOP_SILENT,
        AlarmCode.MAINS_LOST,
        AlarmCode.NOT_CLOSING,
        AlarmCode.NOT_MOVING,
        AlarmCode.OPEN_TIMEOUT,
        AlarmCode.OUTPUT_STUCK,
        AlarmCode.READER_LOST,
        AlarmCode.RUN_LIMIT,
        AlarmCode.SAFETY_STUCK,
    }
)
"""Alarms about the machine: while one stands, the fault relay says so."""


MOST_UNSEEN = 32
"""Alarms a lane remembers over a restart."""

PERSONAL = frozenset({"plate", "owner", "tag", "code", "credential", "followed"})
"""Details that are not remembered: the journal's row has them, as long as it may."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. Moments are POSIX seconds; `over`: its cause is gone, nobody has seen it yet."""

    id: str
    code: AlarmCode
    lane: str
    since: float
    detail: Mapping[str, Json]
    acknowledged: str | None = None
    acknowledged_at: float | None = None
    over_at: float | None = None

    @property
    def over(self) -> bool:
        """Whether its cause is gone."""
        return self.over_at is not None


@dataclass(slots=True)
class Alarms:
    """What stands on one lane now, keyed by code and, where several can stand, the part."""

    lane: str
    standing: dict[str, Alarm] = field(default_factory=dict)

    def all(self) -> Iterable[Alarm]:
        """Return all that stand."""
        return self.standing.values()

    def raised(
        self, code: AlarmCode, wall: float, detail: Mapping[str, Json], *, part: str = ""
    ) -> Record:
        """Raise an alarm (again)."""
        key = f"{self.lane}/{code}/{part}" if part else f"{self.lane}/{code}"
        self.standing[key] = Alarm(key, code, self.lane, wall, dict(detail))
        return Record(
            RowKind.ALARM_RAISED,
            self.lane,
            payload={"alarm": code, "id": key, "detail": dict(detail)},
        )

    def detailed(self, code: AlarmCode, detail: Mapping[str, Json], *, part: str) -> None:
        """Give an alarm that stands newer details."""
        key = f"{self.lane}/{code}/{part}"
        self.standing[key] = replace(self.standing[key], detail=dict(detail))

    def cleared(self, code: AlarmCode, wall: float, *, part: str = "") -> Record | None:
        """The cause is gone; None when the alarm does not stand."""
        key = f"{self.lane}/{code}/{part}" if part else f"{self.lane}/{code}"
        alarm = self.standing.get(key)
        if alarm is None or alarm.over:
            return None
        if code in UNTIL_SEEN and alarm.acknowledged is None:
            self.standing[key] = replace(alarm, over_at=wall)
        else:
            del self.standing[key]
        return Record(RowKind.ALARM_CLEARED, self.lane, payload={"alarm": code, "id": key})

    def acknowledge(self, key: str, actor: str, wall: float) -> bool:
        """A person has seen it; False when there is no such alarm."""
        alarm = self.standing.get(key)
        if alarm is None:
            return False
        if alarm.over or alarm.code in UNTIL_SEEN - {AlarmCode.FORCED_OPEN, AlarmCode.DRIFT}:
            del self.standing[key]
        else:
            self.standing[key] = replace(alarm, acknowledged=actor, acknowledged_at=wall)
        return True

    def unseen(self) -> list[Json]:
        """Return what `left_unseen` reads: the newest alarms that wait to be acknowledged.

        Among them those that were, and stand until their cause is gone.
        """
        waiting = [
            alarm
            for alarm in self.standing.values()
            if alarm.code in (UNTIL_SEEN if alarm.acknowledged is None else LASTING)
        ]
        return [
            {
                "id": alarm.id,
                "code": alarm.code,
                "since": alarm.since,
                "over_at": alarm.over_at,
                "acknowledged": alarm.acknowledged,
                "acknowledged_at": alarm.acknowledged_at,
                "detail": {k: alarm.detail[k] for k in sorted(alarm.detail.keys() - PERSONAL)},
            }
            for alarm in waiting[-MOST_UNSEEN:]
        ]


def left_unseen(value: Json) -> dict[str, Alarm]:
    """Return the alarms that nobody saw before a restart; what makes no sense is left out.

    Their cause is taken to be gone: if it lasts, it raises them again, unless it is `LASTING`.
    """
    known = (_left(each) for each in value) if isinstance(value, list) else ()
    return {alarm.id: alarm for alarm in known if alarm is not None}


def _left(value: Json) -> Alarm | None:
    fields = value if isinstance(value, dict) else {}
    key, since, detail = fields.get("id"), fields.get("since"), fields.get("detail")
    over_at = fields.get("over_at")
    if not isinstance(key, str) or not isinstance(since, float):
        return None
    code = next((each for each in UNTIL_SEEN | LASTING if each == fields.get("code")), None)
    if code is None:
        return None
    known = detail if isinstance(detail, dict) else {}
    alarm = Alarm(key, code, key.partition("/")[0], since, known)
    if code in LASTING:
        by, at = fields.get("acknowledged"), fields.get("acknowledged_at")
        if not isinstance(by, str) or not isinstance(at, float):
            return None
        return replace(alarm, acknowledged=by, acknowledged_at=at)
    return replace(alarm, over_at=over_at if isinstance(over_at, float) else since)
