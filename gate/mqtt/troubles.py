"""Alarms of the gate itself, as of its reporting: they belong to no lane, and end by themselves."""

from collections.abc import Callable, Mapping

from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json, Record
from gate.core.values.row_kind import RowKind
from gate.ports import Clock
from gate.status.model import AlarmStatus

Write = Callable[[Record], None]


class Troubles:
    """What stands now; each is journalled when it begins and when it ends."""

    def __init__(self, clock: Clock, write: Write, source: str = "mqtt") -> None:
        self._clock = clock
        self.write = write
        self._source = source
        self._standing: dict[AlarmCode, AlarmStatus] = {}

    @property
    def standing(self) -> tuple[AlarmStatus, ...]:
        """All that stand, the oldest first."""
        return tuple(self._standing.values())

    def raised(self, code: AlarmCode, detail: Mapping[str, Json]) -> None:
        """Begin one; it is not begun twice."""
        if code in self._standing:
            return
        key = f"{self._source}/{code}"
        self._standing[code] = AlarmStatus(
            id=key,
            alarm=code,
            lane=None,
            since=self._clock.now().wall,
            detail=dict(detail),
            acknowledged=None,
            acknowledged_at=None,
            over=False,
            over_at=None,
        )
        told: dict[str, Json] = {"alarm": code, "id": key, "detail": dict(detail)}
        self.write(Record(RowKind.ALARM_RAISED, payload=told))

    def stands(self, code: AlarmCode, reason: str | None) -> None:
        """Begin one for a reason; without one, end it."""
        if reason is None:
            self.cleared(code)
        else:
            self.raised(code, {"reason": reason})

    def cleared(self, code: AlarmCode) -> None:
        """End one, if it stands."""
        if self._standing.pop(code, None) is not None:
            key = f"{self._source}/{code}"
            self.write(Record(RowKind.ALARM_CLEARED, payload={"alarm": code, "id": key}))
