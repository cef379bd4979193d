"""A city's list brought in at once: how long it takes, and for how long the journal has to wait."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from gate.clock import SystemClock, boot_id, monotonic
from gate.registry import migrate
from gate.registry.author import Author
from gate.registry.database import engine
from gate.registry.vehicle_import import importing
from gate.registry.vehicle_import import stage as import_stage
from gate.registry.vehicle_import.file import ImportFile
from gate.store import pending
from tests.bench.registry import plate, tag
from tests.gate.store.rows import GATE

VEHICLES = 110_000
HEADINGS = "pelat;tag;pemegang;opd;berlaku sampai"


class Held:
    """The longest that one call of a function took."""

    def __init__(self, place: object, name: str) -> None:
        self.longest = 0.0
        called = getattr(place, name)

        def timed(*arguments: object) -> object:
            start = monotonic()
            try:
                return called(*arguments)
            finally:
                self.longest = max(self.longest, monotonic() - start)

        setattr(place, name, timed)


def measure(directory: Path) -> Iterator[str]:
    """Yield one line for a list that is new, one for a list that changes everything."""
    path = directory / "import.db"
    migrate.upgrade(path)
    step, rows = Held(import_stage.Stage, "take_over"), Held(pending, "_append")
    opened = engine(path)
    yield f"import of {VEHICLES:,} vehicles: decided and taken over s   journalled s   held s"
    for what, holder in (("new", "Budi"), ("all changed", "Siti")):
        start = monotonic()
        report = importing.import_vehicles(
            opened,
            ImportFile.read("list.csv", _list(holder)),
            author=Author(GATE, boot_id(), "cli", SystemClock().now()),
            zone=ZoneInfo("Asia/Jakarta"),
            progress=lambda _done, _most: None,
        )
        taken = monotonic()
        importing.tell_journal(opened, GATE, lambda _done, _most: None)
        assert report.version is not None
        yield (
            f"{what:>11}   {taken - start:6.1f}   {monotonic() - taken:6.1f}"
            f"   {step.longest:.2f} once, {rows.longest:.3f} at most then"
        )
    opened.dispose()


def _list(holder: str) -> bytes:
    lines = (
        f"{plate(each)};0x{tag(each)};{holder} {each};Dinas {each % 60};31-12-2027"
        for each in range(1, VEHICLES + 1)
    )
    return "\n".join([HEADINGS, *lines]).encode()
