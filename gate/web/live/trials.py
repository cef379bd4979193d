"""What a technician has seen work: contacts that changed, outputs that were tried, what followed.

Contacts are watched since the pages began, ten times a second at best; who tried an output stands
in the journal.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from gate.core.values.events import Action
from gate.core.values.model import Instant
from gate.core.values.row_kind import RowKind
from gate.status.model import LastOrder, Status
from gate.store.history import StoredRow
from gate.store.search import SearchFilter

TRACED: Final = 20.0
"""Seconds of a contact that are drawn."""

FOLLOWED: Final = 15.0
"""Seconds after a trial in which changes of contacts count as its result."""

TRIED: Final = SearchFilter(
    kinds=(RowKind.ORDER_ACCEPTED,), every=((f'"action":"{Action.TEST_OUTPUT}"',),)
)
"""The rows of the journal that tell of trials."""

Trace = tuple[tuple[float, bool], ...]
"""When a contact changed (monotonic) and to what, oldest first."""


@dataclass(slots=True)
class Seen:
    """One contact: when it changed last (POSIX seconds), and its newest changes."""

    value: bool
    changed: float | None = None
    changes: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=40))


@dataclass(slots=True)
class Trial:
    """The newest trial at a lane; `begun` (monotonic) is None until the controller speaks of it."""

    id: str
    output: str
    wall: float
    begun: float | None = None
    refusal: str | None = None
    followed: list[tuple[str, bool, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tried:
    """Who tried an output last; `wall` is POSIX seconds."""

    actor: str | None
    wall: float


class Trials:
    """Follows the status, and remembers."""

    def __init__(self, now: Instant) -> None:
        self.since = now.wall
        self.known = False
        self._contacts: dict[tuple[str, str], Seen] = {}
        self._trials: dict[str, Trial] = {}
        self._tried: dict[tuple[str, str], Tried] = {}

    def look(self, status: Status, now: Instant) -> None:
        """Take in what the controller says."""
        for lane_id, lane in status.lanes.items():
            self._follow(lane_id, lane.last_order)
            for name, value in lane.inputs.items():
                if value is not None:
                    self._see(lane_id, name, status.monotonic, now, value=value)

    def begin(self, lane: str, output: str, order: str, actor: str, now: Instant) -> None:
        """An output was ordered to be tried."""
        self._trials[lane] = Trial(order, output, now.wall)
        self._tried[(lane, output)] = Tried(actor, now.wall)

    def learn(self, rows: Iterable[StoredRow]) -> None:
        """Take in who tried what before, newest first, from rows of accepted trials."""
        self.known = True
        for row in rows:
            output = (row.payload or {}).get("value")
            if row.lane is not None and isinstance(output, str):
                tried = Tried(row.actor, row.wall_us / 1e6)
                self._tried.setdefault((row.lane, output), tried)

    def changed(self, lane: str, contact: str) -> float | None:
        """Return when a contact was seen to change last (POSIX seconds); None = it never was."""
        seen = self._contacts.get((lane, contact))
        return None if seen is None else seen.changed

    def trace(self, lane: str, contact: str) -> Trace:
        """Return the newest changes of a contact."""
        seen = self._contacts.get((lane, contact))
        return () if seen is None else tuple(seen.changes)

    def tried(self, lane: str, output: str) -> Tried | None:
        """Return who tried an output last."""
        return self._tried.get((lane, output))

    def trial(self, lane: str) -> Trial | None:
        """Return the newest trial at a lane."""
        return self._trials.get(lane)

    def _see(self, lane: str, contact: str, at: float, now: Instant, *, value: bool) -> None:
        seen = self._contacts.setdefault((lane, contact), Seen(value))
        if seen.value is value:
            return
        seen.value, seen.changed = value, now.wall
        seen.changes.append((at, value))
        trial = self._trials.get(lane)
        if trial is not None and trial.begun is not None and at - trial.begun <= FOLLOWED:
            trial.followed.append((contact, value, max(0.0, at - trial.begun)))

    def _follow(self, lane: str, last: LastOrder | None) -> None:
        trial = self._trials.get(lane)
        if trial is None or last is None or last.id != trial.id or trial.begun is not None:
            return
        trial.begun, trial.refusal = last.at, last.refusal
