"""Loading and deciding with a large registry: seconds and microseconds, per size of the book."""

import contextlib
import gc
import resource
import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from gate.clock import monotonic
from gate.core.access.access import Circumstances, Sighting, decide
from gate.core.access.book import PermitBook
from gate.core.site import Site
from gate.core.values.commands import Energise
from gate.core.values.events import DeadlinePassed, InputsSampled, ReadArrived, RegistryChanged
from gate.core.values.model import (
    Credential,
    Direction,
    Input,
    Instant,
    Medium,
    Output,
    PermitRow,
    Wiring,
)
from gate.core.values.settings import LaneSettings, SiteSettings
from gate.registry.migrate import upgrade
from gate.store import book as stored_book
from gate.store.database import connect

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DECISIONS = 20_000
READS = 2_000
CHANGES = 1_000
LONG_ENOUGH = 5  # characters of a plate with a number of three digits or more
LIMITS = (Input.CLOSED_LIMIT, Input.OPEN_LIMIT)


def fill(path: Path, size: int) -> None:
    """Put so many vehicles, each with a plate and a tag, into a fresh database."""
    upgrade(path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO vehicle (id, plate, holder, opd, category, identification, notes,"
            " removed, created_at, updated_at, version)"
            " VALUES (?, ?, 'Budi Santoso', 'Dinas Kominfo', 'employee', 'any', '', 0, 0, 0, 1)",
            ((number, plate(number)) for number in range(1, size + 1)),
        )
        connection.executemany(
            "INSERT INTO vehicle_credential (vehicle_id, medium, value) VALUES (?, 'tag', ?)",
            ((number, tag(number)) for number in range(1, size + 1)),
        )
        connection.execute("UPDATE registry_state SET version = 1")
        connection.execute("INSERT OR IGNORE INTO registry_state (id, version) VALUES (1, 1)")


def plate(number: int) -> str:
    return f"N{number % 9999 + 1}{chr(65 + number // 9999 % 26)}{chr(65 + number // 259974)}"


def tag(number: int) -> str:
    return f"01{number:08X}"


def measure(directory: Path) -> Iterator[str]:
    """Yield one line per size."""
    yield (
        "vehicles   load s   decide µs   near plate µs   read→commands µs   change µs"
        "   bytes per vehicle   peak RSS MiB"
    )
    for size in SIZES:
        path = directory / f"registry-{size}.db"
        fill(path, size)
        before = _resident()
        with contextlib.closing(connect(path, read_only=True)) as connection:
            start = monotonic()
            book = stored_book.load(connection, UTC)
            load = monotonic() - start
        each = (_resident() - before) / size
        assert len(book) == size
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield (
            f"{size:9,}   {load:6.3f}   {_decide(book):9.1f}   {_near(book):13.1f}"
            f"   {_read(book):16.1f}   {_change(book):9.1f}   {each:17.0f}   {peak:12.0f}"
        )
        del book


def _resident() -> int:
    """Bytes this process holds; what an earlier book left may be used again."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _near(book: PermitBook) -> float:
    """Microseconds of one decision about a plate with one misread character, which is mended."""
    circumstances = Circumstances("masuk", Instant(1.0, 1.8e9, trusted=True))
    plates = (plate(1 + number % len(book)) for number in range(DECISIONS))
    misread = [p.replace("0", "O", 1) for p in plates if "0" in p[2:4] and len(p) > LONG_ENOUGH]
    sightings = [
        (Sighting("kamera", Credential(Medium.PLATE, each), 0.9, 1.0),) for each in misread
    ]
    start = monotonic()
    found = sum(decide(shown, book, circumstances).granted for shown in sightings)
    spent = monotonic() - start
    assert found > len(sightings) / 2
    return spent / len(sightings) * 1e6


def _change(book: PermitBook) -> float:
    """Microseconds until a change of one vehicle is in force in the book."""
    rows = [
        PermitRow(
            number, plate(number), "vendor", "any", None, None, "x", None,
            (f"plate:{plate(number)}", f"tag:{tag(number)}"), (), removed=False,
        )
        for number in range(1, min(len(book), CHANGES) + 1)
    ]  # fmt: skip
    start = monotonic()
    for row in rows:
        book.learn(RegistryChanged(book.version + 1, (row,)))
    return (monotonic() - start) / len(rows) * 1e6


def _decide(book: PermitBook) -> float:
    """Microseconds of one bare decision, every vehicle another."""
    circumstances = Circumstances("masuk", Instant(1.0, 1.8e9, trusted=True))
    sightings = [
        (Sighting("rfid", Credential(Medium.TAG, tag(number % len(book) + 1)), None, 1.0),)
        for number in range(DECISIONS)
    ]
    start = monotonic()
    for shown in sightings:
        assert decide(shown, book, circumstances).granted
    return (monotonic() - start) / DECISIONS * 1e6


def _read(book: PermitBook) -> float:
    """Microseconds from a read to its commands: evidence, decision, barrier, relay and rows.

    Between two reads the lane goes through a passage, which is not counted.
    """
    lane = LaneSettings(
        "masuk", Direction.IN, Wiring.PULSE_OPEN, frozenset(LIMITS), frozenset({Output.OPEN})
    )
    site = Site(SiteSettings((lane,)), book, "bench")
    _settle(site, frozenset({Input.CLOSED_LIMIT}), 0.0)
    spent, now = 0.0, 0.0
    for number in range(READS):
        now += 30.0
        event = ReadArrived("masuk", "rfid", Credential(Medium.TAG, tag(number % len(book) + 1)))
        start = monotonic()
        commands = site.handle(event, Instant(now, 1.8e9, trusted=True))
        spent += monotonic() - start
        assert Energise("masuk", Output.OPEN, lane.timing.pulse) in commands
        for step, active in enumerate(({Input.OPEN_LIMIT}, set(), {Input.CLOSED_LIMIT})):
            _settle(site, frozenset(active), now + 2.0 * (step + 1))
    return spent / READS * 1e6


def _settle(site: Site, active: frozenset[Input], now: float) -> None:
    """Show the lane new inputs and let what they set off come to rest."""
    site.handle(InputsSampled("masuk", active), Instant(now, 1.8e9, trusted=True))
    while site.deadline is not None and site.deadline < now + 4.0:
        now = max(now, site.deadline)
        site.handle(DeadlinePassed(), Instant(now, 1.8e9, trusted=True))
