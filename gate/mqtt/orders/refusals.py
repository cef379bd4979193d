"""Orders that came to nothing, in the journal: at most a row a minute for each cause."""

from dataclasses import dataclass, replace

from gate.core.values.commands import Json, Record
from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind
from gate.mqtt.troubles import Troubles
from gate.ports import Clock

EVERY = 60.0
"""Seconds for which a cause has had its row."""


@dataclass(frozen=True, slots=True)
class RefusedOrder:
    """One order that was not followed, as far as it could be read."""

    cause: Refusal
    actor: str
    lane: str | None = None
    order: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class _Heap:
    """What has come of one cause since its last row, and the newest of it."""

    since: float
    newest: RefusedOrder
    count: int = 0


class Refusals:
    """Journals the first of a cause at once, and how many more there were a minute later."""

    def __init__(self, clock: Clock, troubles: Troubles) -> None:
        self._clock = clock
        self._troubles = troubles
        self._heaps: dict[Refusal, _Heap] = {}

    def add(self, refused: RefusedOrder) -> None:
        """Note one."""
        heap = self._heaps.get(refused.cause)
        if heap is None:
            self._write(refused, 1)
            self._heaps[refused.cause] = _Heap(self._clock.now().monotonic, refused)
        else:
            self._heaps[refused.cause] = replace(heap, newest=refused, count=heap.count + 1)

    def settle(self) -> None:
        """Write what is due; call it every second or so."""
        now = self._clock.now().monotonic
        for cause, heap in list(self._heaps.items()):
            if now - heap.since < EVERY:
                continue
            if heap.count:
                self._write(heap.newest, heap.count)
                self._heaps[cause] = _Heap(now, heap.newest)
            else:
                del self._heaps[cause]

    def _write(self, refused: RefusedOrder, count: int) -> None:
        payload: dict[str, Json] = {
            "order": refused.order,
            "action": refused.action,
            "refusal": refused.cause,
            "count": count,
        }
        self._troubles.write(Record(RowKind.ORDER_REFUSED, refused.lane, refused.actor, payload))
