"""Importing a list of vehicles: all of it or nothing.

Deciding and putting aside happen outside the write lock; taking over is one short step. When staff
edit the registry in between, the import decides again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from gate.core.commands import Json
from gate.errors import StoreError
from gate.registry import import_stage, ledger
from gate.registry.author import Author
from gate.registry.database import explained, for_writing
from gate.registry.import_file import ImportFile, ImportRow
from gate.registry.import_plan import ImportPlan, PlannedVehicle, Result, RowOutcome, claims
from gate.registry.models import RegistryState
from gate.registry.owners import owners

BATCH = 500
"""Rows looked up and put aside at once."""

ATTEMPTS = 3
"""How often an import decides again because staff were faster."""

Progress = Callable[[int, int], None]
"""Called with (rows done, rows at most) after every batch."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every row. `version` is the registry version it made, None = nothing written.

    Nothing is written when a row is wrong, when it was a rehearsal, or when nothing differs.
    """

    outcomes: tuple[RowOutcome, ...]
    version: int | None = None

    @property
    def counts(self) -> Counter[Result]:
        """How many rows of each result."""
        return Counter(outcome.result for outcome in self.outcomes)

    @property
    def wrong(self) -> tuple[RowOutcome, ...]:
        """The rows to put right."""
        return tuple(each for each in self.outcomes if each.result is Result.WRONG)


def rehearse(
    engine: Engine, file: ImportFile, *, zone: ZoneInfo, progress: Progress
) -> ImportReport:
    """Say what `import_vehicles` would do, and write nothing."""
    with _private(engine) as connection:
        return ImportReport(_prepare(connection, file, zone, progress))


def import_vehicles(
    engine: Engine, file: ImportFile, *, author: Author, zone: ZoneInfo, progress: Progress
) -> ImportReport:
    """Bring the registry up to the file, unless one of its rows is wrong.

    All vehicles get one new version and the journal one row. StoreError when staff kept editing.
    """
    for _ in range(ATTEMPTS):
        with _private(engine) as connection:
            planned_for = _version(connection)
            report = ImportReport(_prepare(connection, file, zone, progress))
            if report.wrong or not report.counts.keys() & {Result.ADDED, Result.CHANGED}:
                return report
            version = _take_over(connection, planned_for, author, _summary(file, report))
            if version is not None:
                return ImportReport(report.outcomes, version)
    raise StoreError(f"{file.name}: staff are editing vehicles right now; import it again later")


@contextmanager
def _private(engine: Engine) -> Iterator[Connection]:
    """Open a connection of its own, whose temporary tables end with it."""
    with explained(engine), engine.connect() as connection:
        connection.detach()
        with connection.begin():
            import_stage.create(connection)
        yield connection


def _prepare(
    connection: Connection, file: ImportFile, zone: ZoneInfo, progress: Progress
) -> tuple[RowOutcome, ...]:
    """Decide about all rows and put aside what is to be written, batch by batch."""
    plan = ImportPlan(zone)
    outcomes: list[RowOutcome] = []
    rows = file.rows()
    while batch := tuple(islice(rows, BATCH)):
        with connection.begin(), Session(connection) as session:
            decisions = _decide(session, plan, batch)
            import_stage.fill(connection, [vehicle for _, vehicle in decisions if vehicle])
        outcomes += (outcome for outcome, _ in decisions)
        progress(len(outcomes), file.lines)
    return tuple(outcomes)


def _decide(
    session: Session, plan: ImportPlan, batch: tuple[ImportRow, ...]
) -> list[tuple[RowOutcome, PlannedVehicle | None]]:
    known = owners(session, (credential for row in batch for credential in claims(row)))
    return [plan.decide(row, known) for row in batch]


def _take_over(
    connection: Connection, planned_for: int, author: Author, summary: dict[str, Json]
) -> int | None:
    """Write what was put aside; None when the registry is not the one it was planned for."""
    connection.execution_options(**for_writing())
    with connection.begin(), Session(connection) as session:
        version = ledger.next_version(session)
        if version != planned_for + 1:
            connection.rollback()
            return None
        session.flush()
        import_stage.take_over(connection, version, author.seconds)
        ledger.record(session, author, "admin.vehicles_imported", summary)
        return version


def _version(connection: Connection) -> int:
    with connection.begin(), Session(connection) as session:
        return session.get_one(RegistryState, 1).version


def _summary(file: ImportFile, report: ImportReport) -> dict[str, Json]:
    return {"file": file.name} | {result.value: report.counts[result] for result in Result}
