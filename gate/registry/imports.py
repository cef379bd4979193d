"""Importing a list of vehicles: all of it or nothing.

Deciding and putting aside happen outside the write lock; taking over is one short step. When staff
edit the registry in between, the import decides again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from gate.core.commands import Json
from gate.errors import StoreError
from gate.registry import ledger, schedules
from gate.registry.author import Author
from gate.registry.database import explained, for_writing, keep_in_memory
from gate.registry.import_file import ImportFile, ImportRow
from gate.registry.import_plan import ImportPlan, PlannedVehicle, Result, RowOutcome, claims
from gate.registry.import_stage import Stage
from gate.registry.models import RegistryState
from gate.registry.owners import owners
from gate.registry.views import as_json

BATCH = 500
"""Rows looked up and put aside at once."""

ATTEMPTS = 3
"""How often an import decides again because staff were faster."""

TOLD_ONE_BY_ONE = 500
"""Up to so many vehicles have a journal row each beside that of the import: who, before, after."""

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
    engine: Engine,
    file: ImportFile,
    *,
    zone: ZoneInfo,
    progress: Progress,
    lanes: Collection[str] = (),
) -> ImportReport:
    """Say what `import_vehicles` would do, and write nothing."""
    with _private(engine) as connection:
        outcomes, _, _ = _prepare(connection, file, _Rules(zone, lanes), progress)
        return ImportReport(outcomes)


def import_vehicles(
    engine: Engine,
    file: ImportFile,
    *,
    author: Author,
    zone: ZoneInfo,
    progress: Progress,
    lanes: Collection[str] = (),
) -> ImportReport:
    """Bring the registry up to the file, unless one of its rows is wrong.

    `lanes` are those of the site. All vehicles get one new version; the journal gets one row, and
    one for each vehicle where they are few. StoreError when staff kept editing.
    """
    for _ in range(ATTEMPTS):
        with _private(engine) as connection:
            planned_for = _version(connection)
            outcomes, planned, stage = _prepare(connection, file, _Rules(zone, lanes), progress)
            report = ImportReport(outcomes)
            if report.wrong or not report.counts.keys() & {Result.ADDED, Result.CHANGED}:
                return report
            told = planned if len(planned) <= TOLD_ONE_BY_ONE else []
            history = _History(file.name, _summary(file, report), told)
            version = _take_over(connection, stage, planned_for, author, history)
            if version is not None:
                return ImportReport(report.outcomes, version)
    raise StoreError(f"{file.name}: staff are editing vehicles right now; import it again later")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the rows of a file are read by."""

    zone: ZoneInfo
    lanes: Collection[str]


@dataclass(frozen=True, slots=True)
class _History:
    """What the journal is told of an import."""

    file: str
    summary: dict[str, Json]
    vehicles: list[PlannedVehicle]

    def tell(self, session: Session, author: Author, each: PlannedVehicle, first: int) -> None:
        """Append the row of one vehicle; `first` is what `Stage.take_over` returned."""
        known, changes = each.known, each.changes
        before = {} if known is None else {name: old for name, (old, _) in changes.items()}
        payload: dict[str, Json] = {
            "vehicle": each.row + first if known is None else known.id,
            "import": self.file,
            "before": as_json(before),
            "after": as_json({name: new for name, (_, new) in changes.items()}),
        }
        kind = "admin.vehicle_added" if known is None else "admin.vehicle_changed"
        ledger.record(session, author, kind, payload)


@contextmanager
def _private(engine: Engine) -> Iterator[Connection]:
    """Open a connection of its own, whose temporary tables end with it."""
    with explained(engine), engine.connect() as connection:
        connection.detach()
        keep_in_memory(connection)
        yield connection


def _prepare(
    connection: Connection, file: ImportFile, rules: "_Rules", progress: Progress
) -> tuple[tuple[RowOutcome, ...], list[PlannedVehicle], Stage]:
    """Decide about all rows and put aside what is to be written, batch by batch.

    Returns the outcomes, and the first of the vehicles put aside: enough to tell whether to tell.
    """
    with connection.begin(), Session(connection) as session:
        stage = Stage(connection)
        plan = ImportPlan(rules.zone, schedules.by_name(session), rules.lanes)
    outcomes: list[RowOutcome] = []
    first: list[PlannedVehicle] = []
    rows = file.rows()
    while batch := tuple(islice(rows, BATCH)):
        with connection.begin(), Session(connection) as session:
            decisions = _decide(session, plan, batch)
            planned = [vehicle for _, vehicle in decisions if vehicle]
            stage.fill(planned)
        first += planned[: TOLD_ONE_BY_ONE + 1 - len(first)]
        outcomes += (outcome for outcome, _ in decisions)
        progress(len(outcomes), file.lines)
    return tuple(outcomes), first, stage


def _decide(
    session: Session, plan: ImportPlan, batch: tuple[ImportRow, ...]
) -> list[tuple[RowOutcome, PlannedVehicle | None]]:
    claimed = [tuple(claims(row)) for row in batch]
    known = owners(session, chain.from_iterable(claimed))
    return [plan.decide(row, own, known) for row, own in zip(batch, claimed, strict=True)]


def _take_over(
    connection: Connection, stage: Stage, planned_for: int, author: Author, history: "_History"
) -> int | None:
    """Write what was put aside; None when the registry is not the one it was planned for."""
    connection.execution_options(**for_writing())
    with connection.begin(), Session(connection) as session:
        version = ledger.next_version(session)
        if version != planned_for + 1:
            connection.rollback()
            return None
        session.flush()
        first = stage.take_over(version, author.seconds)
        ledger.record(session, author, "admin.vehicles_imported", history.summary)
        for each in history.vehicles:
            history.tell(session, author, each, first)
        return version


def _version(connection: Connection) -> int:
    with connection.begin(), Session(connection) as session:
        return session.get_one(RegistryState, 1).version


def _summary(file: ImportFile, report: ImportReport) -> dict[str, Json]:
    return {"file": file.name} | {result.value: report.counts[result] for result in Result}
