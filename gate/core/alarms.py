"""The alarms of one lane: raised once, acknowledged by a person, over when the cause is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gate.core.commands import Json, Record

UNTIL_SEEN = frozenset(
    {
        "tailgating",
        "wrong_way",
        "forced_open",
        "drift",
        "close_timeout",
        "output_stuck",
        "tag_plate_mismatch",
        "anti_passback",
        "too_often",
        "many_unknown",
    }
)
"""Alarms about something that happened: they stay until a person has acknowledged them."""

FAULTS = frozenset(
    {
        "arming_stuck",
        "board_fault",
        "boom_detached",
        "close_timeout",
        "drift",
        "fire_not_open",
        "forced_open",
        "input_faulty",
        "limits_conflict",
        "loop_fault",
        "loop_silent",
        "mains_lost",
        "not_closing",
        "not_moving",
        "open_timeout",
        "output_stuck",
        "reader_lost",
        "run_limit",
        "safety_stuck",
    }
)
"""Alarms about the machine: while one stands, the fault relay says so."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `since` is POSIX seconds; `over`: its cause is gone, nobody has seen it yet."""

    id: str
    code: str
    lane: str
    since: float
    detail: Mapping[str, Json]
    acknowledged: str | None = None
    over: bool = False


@dataclass(slots=True)
class Alarms:
    """What stands on one lane now, keyed by code and, where several can stand, the part."""

    lane: str
    standing: dict[str, Alarm] = field(default_factory=dict)

    def all(self) -> Iterable[Alarm]:
        """Return all that stand."""
        return self.standing.values()

    def raised(
        self, code: str, wall: float, detail: Mapping[str, Json], *, part: str = ""
    ) -> Record:
        """Raise an alarm (again)."""
        key = f"{self.lane}/{code}/{part}" if part else f"{self.lane}/{code}"
        self.standing[key] = Alarm(key, code, self.lane, wall, dict(detail))
        return Record(
            "alarm.raised", self.lane, payload={"alarm": code, "id": key, "detail": dict(detail)}
        )

    def cleared(self, code: str, *, part: str = "") -> Record | None:
        """The cause is gone; None when the alarm does not stand."""
        key = f"{self.lane}/{code}/{part}" if part else f"{self.lane}/{code}"
        alarm = self.standing.get(key)
        if alarm is None or alarm.over:
            return None
        if code in UNTIL_SEEN and alarm.acknowledged is None:
            self.standing[key] = replace(alarm, over=True)
        else:
            del self.standing[key]
        return Record("alarm.cleared", self.lane, payload={"alarm": code, "id": key})

    def acknowledge(self, key: str, actor: str) -> bool:
        """A person has seen it; False when there is no such alarm."""
        alarm = self.standing.get(key)
        if alarm is None:
            return False
        if alarm.over or alarm.code in UNTIL_SEEN - {"forced_open", "drift"}:
            del self.standing[key]
        else:
            self.standing[key] = replace(alarm, acknowledged=actor)
        return True
