"""What the gate writes to its card, and how fast: bytes per passage and per day, rows a second."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gate.clock import monotonic
from gate.core.values.commands import Record
from gate.core.values.model import Instant
from gate.registry import migrate
from gate.store import retention
from gate.store.database import connect
from gate.store.writer import JournalWriter
from tests.faults.machine import Machine, build
from tests.faults.played_gate import PlayedGate
from tests.gate.store.rows import GATE
from tests.waiting import wait_for

PASSAGES = 5
IDLE_S = 30.0
ROWS = 20_000
TAG = "01001293D8"
DAY_S = 86_400.0


def measure() -> Iterator[str]:
    """Yield lines of figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _card(folder)
        yield from _rows(folder)


def _card(folder: Path) -> Iterator[str]:
    """Count what the real controller gives the disk, SQLite's own copies included."""
    machine = Machine(build(folder), folder)
    (folder / "site").mkdir()
    with PlayedGate(folder / "site", machine=machine) as gate:
        gate.start_controller()
        gate.passes("keluar", TAG)
        wait_for(lambda: gate.status()["lanes"]["keluar"]["state"] == "closed", "it is closed")
        before, rows = machine.written, len(gate.journal())
        for _ in range(PASSAGES):
            gate.passes("keluar", TAG)
            wait_for(lambda: gate.status()["lanes"]["keluar"]["state"] == "closed", "closed")
        wait_for(lambda: gate.status()["disk"]["backlog"] == 0, "all is written")
        written, count = machine.written - before, len(gate.journal()) - rows
        yield (
            f"written per passage: {written / PASSAGES / 1024:.0f} KiB"
            f" in {count / PASSAGES:.1f} rows"
        )
        before = machine.written
        gate.live(IDLE_S)
        yield f"written in {IDLE_S:.0f} s idle: {machine.written - before} bytes"
        before = machine.written
        machine.jump(int(DAY_S))
        wait_for(lambda: gate.rows(retention.KIND), "a new day")
        gate.live(1.0)
        yield f"written at the end of a day: {(machine.written - before) / 1024:.0f} KiB"


def _rows(folder: Path) -> Iterator[str]:
    path = folder / "gate.db"
    migrate.upgrade(path)
    with JournalWriter(path, GATE, "boot", on_durable=lambda: None) as writer:
        start = monotonic()
        for number in range(ROWS):
            payload = {"vehicle": number, "plate": "N1234AP", "direction": "in"}
            writer.append(
                Record("passage.done", "masuk", payload=payload), Instant(1.0, 2.0, trusted=True)
            )
        while writer.health.backlog:
            os.sched_yield()
        seconds = monotonic() - start
    yield f"rows to durable: {ROWS / seconds:,.0f} a second"
    with closing(connect(path)) as connection:
        longest = 0.0
        last = monotonic()

        def between_steps() -> None:
            nonlocal longest, last
            now = monotonic()
            longest, last = max(longest, now - last), monotonic()

        start = monotonic()
        swept = retention.sweep(connection, GATE, 40_000 * DAY_S, between_steps=between_steps)
        yield (
            f"retention: {sum(swept.rows.values()) / (monotonic() - start):,.0f} payloads a"
            f" second, longest step {longest * 1000:.1f} ms"
        )
