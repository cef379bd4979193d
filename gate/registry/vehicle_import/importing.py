"""Importing a list of vehicles: all of it or nothing.

Deciding and putting aside happen outside the write lock; taking over is one short step. When staff
edit the registry in between, the import decides again.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func
from sqlmodel import Session, col, select

from gate.clock import monotonic
from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.errors import StoreError
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.database import driver_of, explained, for_writing, keep_in_memory
from gate.registry.models import RegistryState, Vehicle
from gate.registry.owners import owners
from gate.registry.timetable import schedules
from gate.registry.vehicle_import.file import ImportFile, ImportRow
from gate.registry.vehicle_import.history import ImportHistory
from gate.registry.vehicle_import.plan import ImportPlan, PlannedVehicle, Result, RowOutcome, claims
from gate.registry.vehicle_import.stage import Stage
from gate.store import pending

BATCH = 500
"""Rows looked up and put aside at once."""

TURN = 0.01
"""Seconds between two short steps, for others to write: SQLite lets nobody queue."""

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
    engine: Engine,
    file: ImportFile,
    *,
    zone: ZoneInfo,
    progress: Progress,
    lanes: Collection[str] = (),
) -> ImportReport:
    """Say what `import_vehicles` would do, and write nothing."""
    with _private(engine) as connection:
        return ImportReport(_prepare(connection, file, _Rules(zone, lanes), progress))


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
    `tell_journal` adds one for each vehicle, at the time of taking over. StoreError when staff kept
    editing.
    """
    began = monotonic()
    for _ in range(ATTEMPTS):
        with _private(engine) as connection:
            planned_for, stage, history = _begin(connection, file)
            outcomes = _prepare(connection, file, _Rules(zone, lanes), progress, stage)
            report = ImportReport(outcomes)
            if report.wrong or not report.counts.keys() & {Result.ADDED, Result.CHANGED}:
                return report
            connection.execution_options(**for_writing())
            stage.put_down(planned_for)
            version = planned_for + 1
            late = _after(author, monotonic() - began)
            if _take_over(connection, stage, version, late, history, report):
                return ImportReport(report.outcomes, version)
    raise StoreError(f"{file.name}: staff are editing vehicles right now; import it again later")


def tell_journal(engine: Engine, gate_id: str, progress: Progress) -> None:
    """Append the rows of what imports changed: who, before and after, vehicle by vehicle.

    It belongs after each import. Where it is cut short the controller goes on with it. Others who
    write get a turn after each step.
    """
    with explained(engine), engine.connect() as connection:
        driver = driver_of(connection)
        most = pending.waiting(driver)
        pending.append_rows(
            driver,
            gate_id,
            between_steps=lambda: time.sleep(TURN),
            on_progress=lambda done: progress(done, most),
        )


def _after(author: Author, seconds: float) -> Author:
    """Return an author who acts later: what staff did while the import decided was before it."""
    now = author.now
    now = replace(now, monotonic=now.monotonic + seconds, wall=now.wall + seconds)
    return replace(author, now=now)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the rows of a file are read by."""

    zone: ZoneInfo
    lanes: Collection[str]


@contextmanager
def _private(engine: Engine) -> Iterator[Connection]:
    """Open a connection of its own, whose temporary tables end with it."""
    with explained(engine), engine.connect() as connection:
        connection.detach()
        keep_in_memory(connection)
        yield connection


def _begin(connection: Connection, file: ImportFile) -> tuple[int, Stage, ImportHistory]:
    """Return the version that is planned for, where what is planned goes, and what is told."""
    highest = select(func.max(col(Vehicle.id)))
    with connection.begin(), Session(connection) as session:
        version = session.get_one(RegistryState, 1).version
        history = ImportHistory(file.name, str(uuid4()), session.scalar(highest) or 0)
        return version, Stage(connection, history), history


def _prepare(
    connection: Connection,
    file: ImportFile,
    rules: "_Rules",
    progress: Progress,
    stage: Stage | None = None,
) -> tuple[RowOutcome, ...]:
    """Decide about all rows and put aside what is to be written, batch by batch."""
    with connection.begin(), Session(connection) as session:
        plan = ImportPlan(rules.zone, schedules.by_name(session), rules.lanes)
    outcomes: list[RowOutcome] = []
    rows = file.rows()
    while batch := tuple(islice(rows, BATCH)):
        with connection.begin(), Session(connection) as session:
            decisions = _decide(session, plan, batch)
            if stage is not None:
                stage.fill([vehicle for _, vehicle in decisions if vehicle])
        outcomes += (outcome for outcome, _ in decisions)
        progress(len(outcomes), file.lines)
    return tuple(outcomes)


def _decide(
    session: Session, plan: ImportPlan, batch: tuple[ImportRow, ...]
) -> list[tuple[RowOutcome, PlannedVehicle | None]]:
    claimed = [tuple(claims(row)) for row in batch]
    known = owners(session, chain.from_iterable(claimed))
    return [plan.decide(row, own, known) for row, own in zip(batch, claimed, strict=True)]


def _take_over(
    connection: Connection,
    stage: Stage,
    version: int,
    author: Author,
    history: ImportHistory,
    report: ImportReport,
) -> bool:
    """Write what was put aside; False when the registry is not the one it was planned for."""
    with connection.begin(), Session(connection) as session:
        if ledger.next_version(session) != version:
            connection.rollback()
            return False
        session.flush()
        stage.take_over(version, author.seconds)
        summary: dict[str, Json] = {"file": history.file}
        summary |= {result.value: report.counts[result] for result in Result}
        ledger.record(session, author, RowKind.ADMIN_VEHICLES_IMPORTED, summary, history.event_id)
        return True
