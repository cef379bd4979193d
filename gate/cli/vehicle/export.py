"""`gate vehicle export`: the whole list as a file for a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from gate.cli.terminal.files import to_write
from gate.cli.terminal.journalling import note_export
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.progress import Tell, progress
from gate.cli.terminal.registry import registry
from gate.registry import exports, spreadsheets
from gate.registry.database import reading
from gate.registry.exports import Words


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv|FILE.xlsx", help="Written anew.")],
    config: ConfigFile = None,
    *,
    words: Annotated[Words, typer.Option(help="Language of headings and choices.")] = (
        Words.INDONESIAN
    ),
) -> None:
    """Write all vehicles into a CSV file or a workbook that import takes again.

    A cell that a spreadsheet might run as a formula has an apostrophe in front; import takes it
    off.

    Example: gate vehicle export kendaraan.xlsx
    """
    read = configuration(ctx, config)
    to_write(file)
    with registry(read) as engine, progress() as tell:
        with reading(engine) as session:
            most = exports.count(session)
        rows = exports.rows(engine, read.timezone, words)
        counted = _counted(rows, most, tell)
        number = spreadsheets.write(file, exports.headings(words), counted)
    note_export(read, "vehicles", number, {})
    noun = "vehicle" if number == 1 else "vehicles"
    typer.echo(f"{file}: {number:,} {noun}")


def _counted(rows: Iterator[tuple[str, ...]], most: int, tell: Tell) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, start=1):
        if number % exports.PAGE == 0:
            tell(number, most)
        yield row
