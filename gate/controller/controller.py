"""The shell around the core: events in by one door, commands carried out in one place.

Every 20 ms it samples all inputs; a read or an order is handled at once, in between. Nothing in
here waits for a disk, a network or another process.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from typing import assert_never

from gate.controller.systemd import Notifier
from gate.core.site import Site
from gate.core.values.commands import Answer, Command, Energise, Record, Release
from gate.core.values.events import (
    DeadlinePassed,
    Event,
    InputsSampled,
    OrderGiven,
    ReadArrived,
    ReaderFound,
    ReaderLost,
)
from gate.core.values.model import Input, Instant
from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind
from gate.ports import Clock, Devices, Journal, ReaderState

SCAN = 0.020
"""Seconds between two samples of all inputs (PLCs take 10 to 50 ms)."""

LATE = 2 * SCAN
"""Seconds behind its time at which a scan no longer counts as a sign of life."""

ALIVE_EVERY = 0.5
"""Seconds between two signs of life to systemd, whose patience is 3 s."""


class Controller:
    """Runs the site on real (or played) devices.

    `changed` is called after every event that was not a quiet scan; it must return at once. What
    fails in here, whoever submitted it, switches every output off and ends `run` with that error.
    """

    def __init__(
        self,
        site: Site,
        devices: Devices,
        journal: Journal,
        clock: Clock,
        *,
        notifier: Notifier,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.site = site
        self.readers: dict[str, ReaderState] = {}
        self._devices = devices
        self._journal = journal
        self._clock = clock
        self._notifier = notifier
        self._changed = changed
        self._samples: dict[str, tuple[frozenset[Input], frozenset[Input]]] = {}
        self._stopped = False
        self._failure: Exception | None = None
        self._alive_at = float("-inf")

    @property
    def stopped(self) -> bool:
        """Whether it hears nothing any more."""
        return self._stopped

    def submit(self, event: Event) -> None:
        """Take one event, now: the only door in. Call it on the loop."""
        self._submit(event)

    def give(self, order: OrderGiven) -> Refusal | None:
        """Submit an order and return why it was refused, None when it was accepted."""
        answers = (command for command in self._submit(order) if isinstance(command, Answer))
        answer = next(answers, None)
        return Refusal.BUSY if answer is None else answer.refusal

    def record(self, record: Record) -> None:
        """Journal something about the controller itself, such as its start."""
        self._journal.append(record, self._clock.now())

    async def run(self) -> None:
        """Scan until cancelled; whatever ends it, every output is off afterwards."""
        try:
            due = self._clock.now().monotonic
            while self._failure is None:
                now = self._clock.now()
                self._scan(now)
                if now.monotonic - due <= LATE:
                    self._show_life(now)
                due = max(due + SCAN, now.monotonic)
                await asyncio.sleep(due - self._clock.now().monotonic)
            raise self._failure
        finally:
            self.stop()

    def stop(self) -> None:
        """Switch every output off, and hear nothing any more that could switch one on."""
        self._stopped = True
        with ExitStack() as stack:
            for lane in self._devices.lanes.values():
                stack.callback(lane.outputs.release_all)

    def _submit(self, event: Event) -> list[Command]:
        now = self._clock.now()
        self._note_reader(event, now)
        return self._handle(event, now)

    def _scan(self, now: Instant) -> None:
        """Sample every lane; what has not changed and is not due is no event."""
        for lane, devices in self._devices.lanes.items():
            sample = devices.inputs.sample()
            if sample != self._samples.get(lane):
                self._samples[lane] = sample
                self._handle(InputsSampled(lane, *sample), now)
        deadline = self.site.deadline
        if deadline is not None and now.monotonic >= deadline:
            self._handle(DeadlinePassed(), now)

    def _handle(self, event: Event, now: Instant) -> list[Command]:
        if self._stopped:
            return []
        try:
            commands = self.site.handle(event, now)
            for command in commands:
                self._carry_out(command, now)
        except Exception as error:
            self._failure = error
            self.stop()
            raise
        self._changed()
        return commands

    def _carry_out(self, command: Command, now: Instant) -> None:
        """The only place that acts."""
        match command:
            case Energise(lane, output, at_most):
                self._devices.lanes[lane].outputs.energise(output, at_most)
            case Release(lane, output):
                self._devices.lanes[lane].outputs.release(output)
            case Record():
                self._journal.append(command, now)
                self._show(command)
            case Answer():
                pass  # `give` hands it back
            case _:
                assert_never(command)

    def _show(self, record: Record) -> None:
        """Let the readers that a decision rests on show it, those that can."""
        reads = record.payload.get("reads")
        if not self._devices.answerers or not isinstance(reads, list):
            return
        granted = record.kind == RowKind.DECISION_GRANTED and record.payload.get("withheld") is None
        for reader in {str(read["reader"]) for read in reads if isinstance(read, dict)}:
            if reader in self._devices.answerers:
                self._devices.answerers[reader].answer(granted=granted)

    def _note_reader(self, event: Event, now: Instant) -> None:
        """Keep the newest word of each reader for the status file."""
        match event:
            case ReadArrived():
                state = ReaderState(
                    event.lane, connected=True, credential=event.credential, at=now.monotonic
                )
            case ReaderLost():
                known = self.readers.get(event.reader, ReaderState(event.lane))
                state = ReaderState(
                    event.lane, reason=event.reason, credential=known.credential, at=known.at
                )
            case ReaderFound():
                known = self.readers.get(event.reader, ReaderState(event.lane))
                state = ReaderState(
                    event.lane, connected=True, credential=known.credential, at=known.at
                )
            case _:
                return
        self.readers[event.reader] = state

    def _show_life(self, now: Instant) -> None:
        """Feed the relays' one-shots and systemd; a scan that runs late must not look alive."""
        if self._stopped:
            return
        for lane in self._devices.lanes.values():
            lane.outputs.heartbeat()
        if self._alive_at == float("-inf"):
            self._notifier.ready()
        if now.monotonic >= self._alive_at + ALIVE_EVERY:
            self._alive_at = now.monotonic
            self._notifier.alive()
