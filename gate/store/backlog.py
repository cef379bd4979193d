"""The queue before the disk: journal rows in order, and the controller's state."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from threading import Condition
from uuid import uuid4

from gate.core.values.commands import Json
from gate.core.values.model import Objection
from gate.core.values.row_kind import RowFamily, RowKind, family_of
from gate.store.journal import Row


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows and state of one transaction."""

    rows: list[Row]
    state: dict[str, Json]

    def split(self) -> "tuple[Batch, Batch] | None":
        """Return two parts, to find what cannot be written; None for a single row or state only."""
        if self.rows and self.state:
            return Batch(self.rows, {}), Batch([], self.state)
        middle = len(self.rows) // 2
        if middle == 0:
            return None
        return Batch(self.rows[:middle], {}), Batch(self.rows[middle:], {})


class Backlog:
    """A queue between the controller, which must not wait, and the writer, which may have to.

    Holds at most `capacity` rows. Beyond that it drops the oldest row of the lowest rank: reads of
    unknown credentials first, passages and orders last. It counts lost rows and adds a row
    `journal.lost`. State is never lost; of every key the last value is written.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._changed = Condition()
        self._numbers = count()
        self._ranks: tuple[deque[tuple[int, Row]], ...] = (deque(), deque(), deque())
        self._state: dict[str, Json] = {}
        self._taken = 0
        self._lost: Counter[str] = Counter()
        self._last_lost: Row | None = None
        self._closed = False

    def __len__(self) -> int:
        """Return the number of rows not known to be written."""
        return self._waiting() + self._taken

    def put(self, row: Row, state: Mapping[str, Json]) -> None:
        """Add a row; never waits for the disk."""
        with self._changed:
            self._ranks[_rank(row)].append((next(self._numbers), row))
            self._state.update(state)
            if self._waiting() > self._capacity:
                _, oldest = next(filter(None, self._ranks)).popleft()
                self._count_lost(oldest)
            self._changed.notify()

    def take(self, limit: int) -> Batch | None:
        """Wait for rows and take the oldest, at most `limit`; None once it is closed and empty.

        A call means that the rows taken before are written or lost.
        """
        with self._changed:
            self._taken = 0
            while not (self._waiting() or self._lost):
                if self._closed:
                    return None
                self._changed.wait()
            rows = self._loss() + self._oldest(limit)
            state, self._state = self._state, {}
            self._taken = len(rows)
            return Batch(rows, state)

    def lose(self, row: Row) -> None:
        """Count a taken row as lost."""
        with self._changed:
            self._count_lost(row)

    def close(self) -> None:
        """Accept no more rows; `take` returns None once empty."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _waiting(self) -> int:
        return sum(map(len, self._ranks))

    def _oldest(self, limit: int) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < limit and (waiting := [rank for rank in self._ranks if rank]):
            _, row = min(waiting, key=_first_number).popleft()
            rows.append(row)
        return rows

    def _count_lost(self, row: Row) -> None:
        self._lost[row.kind] += 1
        self._last_lost = row

    def _loss(self) -> list[Row]:
        """Return the row `journal.lost`, with the time of the last lost row; empty if none was."""
        if self._last_lost is None:
            return []
        kinds: dict[str, Json] = dict(self._lost.items())
        row = replace(
            self._last_lost,
            event_id=uuid4().hex,
            lane=None,
            kind=RowKind.JOURNAL_LOST,
            actor=None,
            payload={"count": self._lost.total(), "kinds": kinds},
        )
        self._lost.clear()
        self._last_lost = None
        return [row]


def _first_number(rank: deque[tuple[int, Row]]) -> int:
    return rank[0][0]


def _rank(row: Row) -> int:
    """Return a row's rank: 0 is dropped first when the backlog is full, 2 last."""
    if family_of(row.kind) in {RowFamily.PASSAGE, RowFamily.ORDER}:
        return 2
    objections = row.payload.get("objections")
    unknown = isinstance(objections, list) and Objection.UNKNOWN in objections
    return 0 if unknown and row.kind == RowKind.DECISION_DENIED else 1
