"""The whole site: every event goes in here, every command comes out. The only door to the core."""

from collections.abc import Iterator, Mapping
from itertools import count

from gate.core.access.attempts import Attempts
from gate.core.access.book import PermitBook
from gate.core.lane import abuse as lane_abuse
from gate.core.lane.lane import Lane
from gate.core.lane.memory import memory_key
from gate.core.lane.rows import order_row
from gate.core.lane.state import Shared
from gate.core.occupancy.occupancy import Occupancy
from gate.core.reader_watch import ReaderWatch
from gate.core.site_watch import SiteWatch
from gate.core.values.commands import Answer, Command, Json
from gate.core.values.events import (
    DeadlinePassed,
    Event,
    InputsSampled,
    OrderGiven,
    ReadArrived,
    ReaderFound,
    ReaderLost,
    RegistryChanged,
)
from gate.core.values.model import Instant
from gate.core.values.settings import SiteSettings


class Site:
    """Owns the book, the zones and the lanes; knows no clock and no device.

    `session` names this run, so that claim ids never repeat; `memory` is the controller state the
    last run left.
    """

    def __init__(
        self,
        settings: SiteSettings,
        book: PermitBook,
        session: str,
        memory: Mapping[str, Json] | None = None,
    ) -> None:
        self.book = book
        ids = _claim_ids(session)
        kept = {} if memory is None else memory
        self.occupancy = Occupancy(settings.zones, book, kept) if settings.zones else None
        self._attempts = None if settings.limits is None else Attempts(settings.limits)
        shared = Shared(settings.plates, self.occupancy, self._attempts)
        self.lanes = {
            lane.id: Lane(lane, settings, ids, kept.get(memory_key(lane.id)), shared)
            for lane in settings.lanes
        }
        states = {name: lane.state for name, lane in self.lanes.items()}
        self._watch = SiteWatch(states, self.occupancy, self._attempts)
        self._readers = ReaderWatch(states, kept)
        self._owed: float | None = None

    @property
    def deadline(self) -> float | None:
        """When to come back with `DeadlinePassed` if nothing else happens before."""
        watches = (self._watch.deadline, self._readers.deadline, self._owed)
        moments = (*watches, *(lane.deadline for lane in self.lanes.values()))
        return min((moment for moment in moments if moment is not None), default=None)

    def handle(self, event: Event, now: Instant) -> list[Command]:
        """Take one event at one moment; return what to do, in order. Any event, at any time.

        Who fits in now, or does not any more, because of what went on at another lane is decided
        with the next deadline, which is at once: no relay waits for it.
        """
        before = self._changes
        commands = self._take(event, now)
        commands += self._readers.look(event, self.book, now)
        learned = isinstance(event, RegistryChanged)
        commands += self._watch.look(self.book, now, learned=learned)
        if self._changes != before:
            self._owed = now.monotonic
        return self._readers.keep(commands)

    @property
    def _changes(self) -> int:
        return 0 if self.occupancy is None else self.occupancy.changes

    def _take(self, event: Event, now: Instant) -> list[Command]:
        match event:
            case OrderGiven():
                return self._order(event, now)
            case RegistryChanged():
                return self._learn(event, now)
            case DeadlinePassed():
                return self._advance(now)
            case _:
                return self._of_lane(event, now)

    def _of_lane(
        self, event: ReadArrived | InputsSampled | ReaderLost | ReaderFound, now: Instant
    ) -> list[Command]:
        lane = self.lanes.get(event.lane)
        if lane is None:
            return []
        match event:
            case ReadArrived():
                taken, told = lane_abuse.screen(lane.state, event, self.book, now)
                return [*(lane.read(event, self.book, now) if taken else []), *told]
            case InputsSampled():
                return lane.sample(event, self.book, now)
            case _:
                return lane.reader(event, self.book, now)

    def _order(self, order: OrderGiven, now: Instant) -> list[Command]:
        lane = self.lanes.get(order.lane)
        if lane is None:
            return [Answer(order.id, "unknown_lane"), order_row(order, "unknown_lane")]
        return lane.order(order, self.book, now)

    def _learn(self, event: RegistryChanged, now: Instant) -> list[Command]:
        self.book.learn(event)
        if self.occupancy is not None:
            for row in event.changes:
                if row.removed:
                    self.occupancy.forget(row.vehicle)
        return self._reconsider(now)

    def _reconsider(self, now: Instant) -> list[Command]:
        """Have every lane decide again who waits there."""
        return [
            command for lane in self.lanes.values() for command in lane.reconsider(self.book, now)
        ]

    def _advance(self, now: Instant) -> list[Command]:
        """Advance the lanes whose deadline has come; all of them where a decision is owed."""
        if self._owed is not None:
            self._owed = None
            return self._reconsider(now)
        return [
            command
            for lane in self.lanes.values()
            if lane.deadline is not None and now.monotonic >= lane.deadline
            for command in lane.advance(self.book, now)
        ]


def _claim_ids(session: str) -> Iterator[str]:
    return (f"{session}-{number}" for number in count(1))
