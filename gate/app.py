"""COMPOSITION ROOT of the controller: one TaskGroup, an ordered start and an ordered stop.

Devices are an argument, so that the same gate runs on a Pi and on played hardware.
"""

import asyncio
import contextlib
import os
import secrets
import signal
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from typing import ParamSpec

from gate.clock import ClockSource, SystemClock, boot_id
from gate.config.gate_toml import Config
from gate.controller.controller import Controller
from gate.controller.lock import held_alone
from gate.controller.orders import OrderSocket
from gate.controller.startup import load
from gate.controller.systemd import Notifier
from gate.core.barrier.state import State
from gate.core.site import Site
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Record
from gate.core.values.row_kind import RowKind
from gate.errors import ConfigError
from gate.mqtt.about import About
from gate.mqtt.reporting import Reporting
from gate.mqtt.troubles import Troubles
from gate.ports import Clock, Devices, ReaderHealth
from gate.status import lane as lane_status
from gate.status import site as site_status
from gate.status.file import StatusFile
from gate.status.model import BrokerStatus, ClockStatus, DiskStatus, Status
from gate.store import book as stored_book
from gate.store import rescue
from gate.store.book import BookWatcher
from gate.store.housekeeping import Housekeeping, Origin
from gate.store.writer import JournalWriter

_NO_BROKER = BrokerStatus(configured=False, connected=False, since=None, backlog=0, reason=None)

P = ParamSpec("P")


async def run(config: Config, devices: Devices, *, clock: Clock | None = None) -> None:
    """Run the gate until SIGTERM, SIGINT or cancellation; every output is off afterwards.

    Raises ConfigError when there is no runtime directory to write to, StoreError when the database
    is missing, unreadable, of another schema or in use by another controller. What ends one part
    ends them all, and comes out in an ExceptionGroup.
    """
    _check_runtime(config)
    kept = load(config)
    if clock is None:
        clock = SystemClock(ClockSource(config.clock_source), kept.newest_trusted)
    reporting = (
        None
        if config.mqtt is None
        else Reporting(config.mqtt, About.of(config), config.database, clock)
    )
    durable = None if reporting is None else _on_loop(reporting.notify_durable)
    with contextlib.ExitStack() as stack:
        for directory in {config.runtime_dir.resolve(), config.data_dir.resolve()}:
            stack.enter_context(held_alone(directory))
        writer = JournalWriter(
            config.database, config.gate_id, boot_id(), on_durable=durable or (lambda: None)
        )
        journal = stack.enter_context(writer)
        site = Site(config.site, kept.book, secrets.token_hex(4), kept.memory)
        gate = _Gate(config, devices, site, journal, clock, reporting)
        on_look = _on_loop(partial(gate.troubles.stands, AlarmCode.STORE_DAMAGED))
        stack.enter_context(
            Housekeeping(
                config.database,
                Origin(config.gate_id, boot_id()),
                config.timezone,
                clock,
                journal,
                on_look=on_look,
            )
        )
        await gate.run()


def _on_loop(act: Callable[P, None]) -> Callable[P, None]:
    """Let other threads call something of the loop's; once the loop has ended, in vain."""
    loop = asyncio.get_running_loop()

    def hand_over(*arguments: P.args, **named: P.kwargs) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(partial(act, *arguments, **named))

    return hand_over


def _check_runtime(config: Config) -> None:
    directory = config.runtime_dir
    if not directory.is_dir() or not os.access(directory, os.W_OK | os.X_OK):
        raise ConfigError(
            f"{config.path}: [gate] runtime: no directory that this user may write to:"
            f" {directory}; gate.service makes its own, by hand use mkdir"
        )


class _Gate:
    """The parts of one run, wired to each other."""

    def __init__(
        self,
        config: Config,
        devices: Devices,
        site: Site,
        journal: JournalWriter,
        clock: Clock,
        reporting: Reporting | None,
    ) -> None:
        self._config = config
        self._devices = devices
        self._site = site
        self._journal = journal
        self._clock = clock
        self._notifier = Notifier()
        self._reporting = reporting
        self._stopping = asyncio.Event()
        self._status = StatusFile(config.status_file, self._take_status, self._publish)
        self._controller = Controller(
            site, devices, journal, clock, notifier=self._notifier, changed=self._status.changed
        )
        self.troubles = Troubles(clock, self._controller.record, "store")
        if reporting is not None:
            reporting.join(self._controller.give, self._controller.record)
        self._orders = OrderSocket(config.orders_socket, boot_id(), self._controller.give)

    async def run(self) -> None:
        about = {"version": version("parking-gate")}
        self._controller.record(Record(RowKind.GATE_STARTED, payload=about))
        reason = "failure"
        try:
            with self._signals(), self._registry(), contextlib.closing(self._notifier):
                await self._run_parts()
            reason = "signal"
        except asyncio.CancelledError:
            reason = "cancelled"
            raise
        finally:
            self._controller.record(
                Record(RowKind.GATE_STOPPED, payload=about | {"reason": reason})
            )

    async def _run_parts(self) -> None:
        """Run everything at once; at the stop the outputs go first."""
        parts = {
            "controller": self._controller.run(),
            "orders": self._orders.run(),
            "status": self._status.run(),
        }
        if self._reporting is not None:
            parts["reporting"] = self._reporting.run()
        for name, reader in self._devices.readers.items():
            parts[f"reader {name}"] = reader.run(self._controller.submit)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(part, name=name) for name, part in parts.items()]
            await self._stopping.wait()
            self._notifier.stopping()
            self._controller.stop()
            for task in running:
                task.cancel()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT ask for an ordered stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    @contextlib.contextmanager
    def _registry(self) -> Iterator[None]:
        """What staff change reaches the core through the loop."""
        deliver = _on_loop(self._controller.submit)
        cursor = stored_book.Cursor.of(self._site.book)
        watcher = BookWatcher(self._config.database, cursor, self._config.timezone, deliver)
        watcher.start()
        try:
            yield
        finally:
            watcher.stop()

    def _publish(self, status: Status) -> None:
        if self._reporting is not None:
            self._reporting.update(status)

    def _take_status(self) -> Status:
        now, lanes, reporting = self._clock.now(), self._site.lanes, self._reporting
        settling = any(lane.state.barrier.state is State.BOOT for lane in lanes.values())
        running = "settling" if settling else "running"
        health = self._journal.health
        return Status(
            gate_id=self._config.gate_id,
            boot_id=boot_id(),
            pid=os.getpid(),
            monotonic=now.monotonic,
            wall=now.wall,
            phase="stopping" if self._controller.stopped else running,
            lanes={
                name: lane_status.lane(lane.state, self._config.lanes[name].name)
                for name, lane in lanes.items()
            },
            alarms=(
                *(
                    site_status.alarm(alarm)
                    for lane in lanes.values()
                    for alarm in lane.state.alarms.standing.values()
                ),
                *self.troubles.standing,
                *(() if reporting is None else reporting.alarms),
            ),
            reads={
                name: site_status.reader(
                    self._controller.readers.get(name), config.lane, self._line(name)
                )
                for name, config in self._config.readers.items()
            },
            occupancy=site_status.occupancy(self._site.occupancy, now),
            broker=_NO_BROKER if reporting is None else reporting.state,
            clock=ClockStatus(trusted=now.trusted),
            disk=DiskStatus(
                ok=health.ok,
                reason=health.reason,
                backlog=health.backlog,
                rescued=rescue.notice(self._config.data_dir),
            ),
        )

    def _line(self, reader: str) -> ReaderHealth:
        source = self._devices.readers.get(reader)
        return ReaderHealth() if source is None else source.health
