"""`gate journal`: what happened, and the proof that nothing was changed afterwards."""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import FAULT, subcommand
from gate.cli.journal.file import moment, write_file
from gate.cli.journal.words import line
from gate.cli.terminal.files import to_write
from gate.cli.terminal.journalling import note_export
from gate.cli.terminal.options import ConfigFile, configuration
from gate.errors import ConfigError
from gate.store.database import connect
from gate.store.history import Choice, StoredRow, chosen, named, record
from gate.store.history import tail as newest
from gate.store.verification import verify as verify_chain

app = subcommand("journal")

_LOOK_EVERY_S = 0.5
_PAGE = 200
_COURTESY = 10  # a nice value: the controller's process comes first, also on one core

Write = Callable[[StoredRow], None]


@app.command()
def tail(
    ctx: typer.Context,
    config: ConfigFile = None,
    *,
    number: Annotated[int, typer.Option("-n", "--number", min=0, help="How many rows.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new rows.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show the newest rows, the newest one last. Times are the gate's; `?` = clock not trusted.

    Example: gate journal tail -n 50 --follow
    """
    read = configuration(ctx, config)

    def write(row: StoredRow) -> None:
        typer.echo(json.dumps(record(row)) if as_json else line(row, read.timezone))

    with closing(connect(read.database, read_only=True)) as connection:
        rows = newest(connection, read.gate_id, limit=max(number, 1))
        for row in reversed(rows[:number]):
            write(row)
        if follow:
            _follow(connection, read.gate_id, rows[0] if rows else None, write)


@app.command()
def verify(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Prove that no row was changed, removed or put in between. Exit code 1 names the first flaw.

    The chain proves this against a hash that was sent elsewhere before: compare with the broker's
    copy if in doubt.

    Example: gate journal verify
    """
    read = configuration(ctx, config)
    with closing(connect(read.database, read_only=True)) as connection:
        found = verify_chain(connection, read.gate_id)
    if found.problem is not None:
        typer.echo(f"gate: {read.database}: {found.problem}", err=True)
        typer.echo("gate: call the technician, delete nothing", err=True)
        raise typer.Exit(FAULT)
    epochs = "1 epoch" if found.epochs == 1 else f"{found.epochs:,} epochs"
    typer.echo(f"{found.rows:,} rows in {epochs}: whole")


@app.command()
def show(
    ctx: typer.Context,
    event: Annotated[str, typer.Argument(metavar="EVENT_ID|SEQ", help="The row.")],
    config: ConfigFile = None,
) -> None:
    """Show all of a row; the beginning of an event id is enough, a seq means every epoch's.

    Example: gate journal show 4711
    """
    read = configuration(ctx, config)
    with closing(connect(read.database, read_only=True)) as connection:
        rows = named(connection, read.gate_id, event)
    if not rows:
        raise ConfigError(f"no row is called {event}; see: gate journal tail --json")
    for row in rows:
        typer.echo(json.dumps(record(row), ensure_ascii=False, indent=1))


@app.command()
def export(  # noqa: PLR0913 - a command's options are its parameters
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .jsonl, .csv or .xlsx.")],
    config: ConfigFile = None,
    *,
    since: Annotated[str, typer.Option("--from", help="First day, or day and time.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day, or day and time.")] = "",
    lane: Annotated[str | None, typer.Option(help="One lane only.")] = None,
    kind: Annotated[str, typer.Option(help="As passage, passage.done or passage.*")] = "",
) -> None:
    """Write rows into a file, oldest first: for programs (JSONL) or spreadsheets (CSV, XLSX).

    Example: gate journal export nov.xlsx --from 01-11-2026 --to 30-11-2026 --kind passage
    """
    read = configuration(ctx, config)
    to_write(file)
    choice = Choice(
        since_us=moment(since, read.timezone, is_end=False),
        before_us=moment(until, read.timezone, is_end=True),
        lane=lane,
        kinds=f"{kind}.*" if kind and "." not in kind else kind or None,
    )
    os.nice(_COURTESY)
    with closing(connect(read.database, read_only=True)) as connection:
        rows = write_file(file, chosen(connection, read.gate_id, choice), read.timezone)
    note_export(read, "journal", rows, {"from": since, "to": until, "lane": lane, "kind": kind})
    typer.echo(f"{file}: {rows:,} rows")


def _follow(
    connection: sqlite3.Connection, gate_id: str, last: StoredRow | None, write: Write
) -> None:
    """Write each new row soon after it is there, until interrupted."""
    while True:
        for row in reversed(_newer(connection, gate_id, last)):
            write(row)
            last = row
        time.sleep(_LOOK_EVERY_S)


def _newer(connection: sqlite3.Connection, gate_id: str, last: StoredRow | None) -> list[StoredRow]:
    """Return the rows after `last`, newest first."""
    rows: list[StoredRow] = []
    before = None
    while True:
        page = newest(connection, gate_id, limit=_PAGE, before=before)
        fresh = takewhile(lambda row: last is None or row.event_id != last.event_id, page)
        rows += (new := list(fresh))
        if len(new) < _PAGE:
            return rows
        before = (page[-1].epoch, page[-1].seq)
