"""`gate vehicle import`: a whole list at once."""

import os
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from gate.cli import MISUSE
from gate.cli.terminal.files import to_read, to_write
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.progress import Tell, progress
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show
from gate.cli.vehicle.fields import about, problems
from gate.config.gate_toml import Config
from gate.errors import StoreError
from gate.registry import spreadsheets
from gate.registry.vehicle_import import importing
from gate.registry.vehicle_import.file import ImportFile, ImportFileError
from gate.registry.vehicle_import.importing import ImportReport
from gate.registry.vehicle_import.plan import RowOutcome

_COURTESY = 10  # a nice value: the controller's process comes first, also on one core


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX, with headings.")],
    config: ConfigFile = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row; write nothing.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write that into a CSV or XLSX file too."),
    ] = None,
) -> None:
    """Add and change vehicles from a CSV or XLSX file: all of it, or nothing when a row is wrong.

    Headings, in any order: pelat, tag, kode izin, pemegang, opd, golongan, cara dikenali, jadwal,
    jalur, berlaku dari, berlaku sampai, berapa kali masuk, diblokir (why), tag hilang (which),
    catatan; or in English. A row means the vehicle with its plate, else the one with its tag or
    code. An empty cell keeps what is known; a filled one replaces it.

    Example: gate vehicle import kendaraan.csv --dry-run
    """
    read = configuration(ctx, config)
    table = _read(to_read(file))
    if to is not None:
        to_write(to)
    for notice in table.notices:
        typer.echo(f"note: {notice}", err=True)
    os.nice(_COURTESY)
    zone, lanes = read.timezone, read.lanes
    with registry(read) as engine, progress() as tell:
        if dry_run:
            report = importing.rehearse(engine, table, zone=zone, progress=tell, lanes=lanes)
        else:
            who = author(read)
            report = importing.import_vehicles(
                engine, table, author=who, zone=zone, progress=tell, lanes=lanes
            )
            _tell_journal(engine, read, tell)
    titles = ("row", "result", "vehicle", "what")
    rows = (_cells(outcome, table, read) for outcome in report.outcomes)
    if to is not None:
        spreadsheets.write(to, titles, rows)
    elif dry_run:
        show(titles, rows)
    _finish(table, report, dry_run=dry_run)


def _tell_journal(engine: Engine, config: Config, tell: Tell) -> None:
    """Journal each vehicle; the import stands also where that has to wait."""
    try:
        importing.tell_journal(engine, config.gate_id, tell)
    except StoreError as error:
        typer.echo(f"note: the controller will journal the rest of the vehicles: {error}", err=True)


def _read(file: Path) -> ImportFile:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ImportFileError(f"{file}: {error.strerror}") from error
    return ImportFile.read(file.name, content)


def _cells(outcome: RowOutcome, file: ImportFile, config: Config) -> tuple[str, ...]:
    what = about(outcome, file.headings, config)
    return (str(outcome.number), outcome.result, outcome.title, what)


def _finish(file: ImportFile, report: ImportReport, *, dry_run: bool) -> None:
    """Say what was done, or what each wrong row needs."""
    for outcome in report.wrong:
        for problem in problems(outcome, file.headings):
            typer.echo(f"{file.name}: row {outcome.number}, {problem}", err=True)
    counts = ", ".join(f"{number:,} {result}" for result, number in sorted(report.counts.items()))
    if report.wrong:
        typer.echo(f"{file.name}: {counts}; nothing was imported", err=True)
        raise typer.Exit(MISUSE)
    note = "; nothing was written" if dry_run else ""
    typer.echo(f"{file.name}: {counts or 'no rows'}{note}")
