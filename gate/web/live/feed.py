"""The one watcher of a web process: follows status file and journal, and wakes the streams."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from gate.core.values.model import Instant
from gate.core.values.row_kind import RowKind
from gate.errors import DeviceError
from gate.ports import Clock
from gate.status import file as status_file
from gate.status.model import FRESH_FOR, Status, Waiting
from gate.web.board.moment import Moment, Passed, Sent
from gate.web.live.archive import Archive, Facts
from gate.web.live.trials import Trials

_log = logging.getLogger(__name__)

STATUS_EVERY: Final = 0.1
ARCHIVE_EVERY: Final = 0.25
"""Seconds between two looks."""

LEAVING_SHOWN: Final = 8.0
"""Seconds the last person stays on the panel after the loop is free."""


class Feed:
    """Knows the present moment; `version` rises with every change of it.

    Lives on the event loop. The database is looked at in a worker thread, so that a slow disk never
    holds up what the controller says. A status counts for `fresh_for` seconds.
    """

    def __init__(
        self,
        status: Path,
        archive: Archive,
        clock: Clock,
        boot_id: str,
        fresh_for: float = FRESH_FOR,
    ) -> None:
        self.version = 0
        self.facts = Facts()
        self.moment = Moment(clock.now())
        self.closing = False
        self.streams = 0
        self._path = status
        self._archive = archive
        self._clock = clock
        self._boot_id = boot_id
        self._fresh_for = fresh_for
        self._stamp: int | None = None
        self._status: Status | None = None
        self._trouble: str | None = None
        self._leaving: dict[str, tuple[Waiting, float]] = {}
        self._sent: dict[str, Sent] = {}
        self._change = asyncio.Event()
        self._ask = asyncio.Event()
        self.trials = Trials(self.moment.now)

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_status(), name="status")
            tasks.create_task(self._watch_archive(), name="archive")

    def close(self) -> None:
        """End all streams by themselves."""
        self.closing = True
        self._wake()

    def sent(self, lane: str, order: str) -> None:
        """Remember an order given here, to be shown until the controller reports it."""
        self._sent[lane] = Sent(order, self._clock.now().monotonic)
        self._renew(self._clock.now())

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """Count an open stream."""
        self.streams += 1
        try:
            yield
        finally:
            self.streams -= 1

    async def changed(self, version: int, within: float) -> None:
        """Wait until the moment is newer than `version`, at most `within` seconds."""
        if self.version != version or self.closing:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._change.wait()

    def look(self) -> None:
        """Read the status file if it was replaced, and notice when it falls silent."""
        now = self._clock.now()
        try:
            stamp = self._path.stat().st_mtime_ns
        except OSError:
            stamp = None
        if stamp is not None and stamp != self._stamp:
            self._stamp = stamp
            before, self._status = self._status, self._read() or self._status
            self._follow_waiting(before, now)
            if self._status is not None:
                self.trials.look(self._status, now)
            self._renew(now)
        elif self.moment.alive != self._alive(now):
            self._renew(now)

    def _read(self) -> Status | None:
        """Return what stands in the file; log a damaged one once."""
        trouble, status = None, None
        try:
            status = status_file.read(self._path)
        except DeviceError as error:
            trouble = str(error)
        if trouble is not None and trouble != self._trouble:
            _log.error("%s", trouble)
        self._trouble = trouble
        return status

    async def _watch_status(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(STATUS_EVERY)

    async def _watch_archive(self) -> None:
        try:
            while True:
                self._ask.clear()
                facts = await asyncio.to_thread(self._archive.look, frozenset(self._vehicles()))
                if facts is not None:
                    self.facts = facts
                    self._renew(self._clock.now())
                with suppress(TimeoutError):
                    async with asyncio.timeout(ARCHIVE_EVERY):
                        await self._ask.wait()
        finally:
            await asyncio.to_thread(self._archive.close)

    def _renew(self, now: Instant) -> None:
        self._leaving = {
            lane: (waiting, until)
            for lane, (waiting, until) in self._leaving.items()
            if now.monotonic < until
        }
        self.moment = Moment(
            now=now,
            status=self._status,
            alive=self._alive(now),
            vehicles=self.facts.waiting,
            people=self.facts.people,
            lost=self.facts.lost,
            hours=self.facts.hours,
            holidays=self.facts.holidays,
            leaving={lane: waiting for lane, (waiting, _) in self._leaving.items()},
            sent=dict(self._sent),
            passed=_passed(self.facts),
        )
        if not self._vehicles() <= self.facts.waiting.keys():
            self._ask.set()
        self.version += 1
        self._wake()

    def _alive(self, now: Instant) -> bool:
        known = self._status
        return known is not None and known.is_alive(self._boot_id, now, self._fresh_for)

    def _wake(self) -> None:
        self._change.set()
        self._change = asyncio.Event()

    def _follow_waiting(self, before: Status | None, now: Instant) -> None:
        if before is None or self._status is None:
            return
        for lane_id, lane in self._status.lanes.items():
            old = before.lanes.get(lane_id)
            if lane.waiting is not None:
                self._leaving.pop(lane_id, None)
            elif old is not None and old.waiting is not None:
                self._leaving[lane_id] = (old.waiting, now.monotonic + LEAVING_SHOWN)

    def _vehicles(self) -> set[int]:
        """Return the vehicles that wait, or did a moment ago."""
        return {number for number in self._numbers() if number is not None}

    def _numbers(self) -> Iterator[int | None]:
        if self._status is not None:
            for lane in self._status.lanes.values():
                if lane.waiting is not None:
                    yield lane.waiting.vehicle
        for waiting, _ in self._leaving.values():
            yield waiting.vehicle


def _passed(facts: Facts) -> dict[str, Passed]:
    """Find the last passage of each lane whose plate is known."""
    passed: dict[str, Passed] = {}
    for row in facts.rows:
        plate = (row.payload or {}).get("plate")
        if row.kind == RowKind.PASSAGE_DONE and row.lane is not None and isinstance(plate, str):
            passed.setdefault(row.lane, Passed(plate, row.wall_us / 1e6))
    return passed
