"""`gate vehicle import`: a whole list at once."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gate.cli import MISUSE
from gate.cli.options import ConfigFile, configuration
from gate.cli.registry import author, registry
from gate.cli.table import show
from gate.cli.wording import sentence
from gate.registry import imports
from gate.registry.import_file import ImportFile, ImportFileError
from gate.registry.import_plan import RowOutcome
from gate.registry.imports import ImportReport

_COURTESY = 10  # a nice value: the controller's process comes first, also on one core


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A list with headings.")],
    config: ConfigFile = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row; write nothing.")
    ] = False,
) -> None:
    """Add and change vehicles from a CSV file: all of it, or nothing when a row is wrong.

    Headings, in any order: pelat, tag, pemegang, opd, golongan, cara dikenali, berlaku dari,
    berlaku sampai, catatan; or in English. A row means the vehicle with its plate, else the one
    with its tag. An empty cell keeps what is known; a filled one replaces it.

    Example: gate vehicle import kendaraan.csv --dry-run
    """
    read = configuration(ctx, config)
    table = _read(file)
    for notice in table.notices:
        typer.echo(f"note: {notice}", err=True)
    os.nice(_COURTESY)
    with registry(read) as engine, _progress() as progress:
        if dry_run:
            report = imports.rehearse(engine, table, zone=read.timezone, progress=progress)
        else:
            report = imports.import_vehicles(
                engine, table, author=author(read), zone=read.timezone, progress=progress
            )
    if dry_run:
        show(("row", "result", "vehicle"), map(_cells, report.outcomes))
    _finish(table, report, dry_run=dry_run)


def _read(file: Path) -> ImportFile:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ImportFileError(f"{file}: {error.strerror}") from error
    return ImportFile.read(file.name, content)


@contextmanager
def _progress() -> Iterator[imports.Progress]:
    """Draw a bar on a terminal; elsewhere keep quiet."""
    columns = (TextColumn("rows"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("rows", total=None)
        yield lambda done, most: bar.update(task, completed=done, total=most)


def _cells(outcome: RowOutcome) -> tuple[str, ...]:
    return (str(outcome.number), outcome.result, outcome.title)


def _finish(file: ImportFile, report: ImportReport, *, dry_run: bool) -> None:
    """Say what was done, or what each wrong row needs."""
    for outcome in report.wrong:
        for field, problem in outcome.problems.items():
            place = f"row {outcome.number}, {file.headings.get(field, field)}"
            cell = "" if "text" in problem.params else f" {outcome.found[field]!r}"
            typer.echo(f"{file.name}: {place}{cell}: {sentence(problem)}", err=True)
    counts = ", ".join(f"{number:,} {result}" for result, number in sorted(report.counts.items()))
    if report.wrong:
        typer.echo(f"{file.name}: {counts}; nothing was imported", err=True)
        raise typer.Exit(MISUSE)
    note = "; nothing was written" if dry_run else ""
    typer.echo(f"{file.name}: {counts or 'no rows'}{note}")
