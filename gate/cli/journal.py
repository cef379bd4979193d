"""`gate journal`: what happened, and the proof that nothing was changed afterwards."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from itertools import takewhile
from typing import Annotated

import typer

from gate.cli import FAULT, subcommand
from gate.cli.journal_words import line, record
from gate.cli.options import ConfigFile, configuration
from gate.store.database import connect
from gate.store.history import StoredRow
from gate.store.history import tail as newest
from gate.store.verification import verify as verify_chain

app = subcommand("journal")

_LOOK_EVERY_S = 0.5
_PAGE = 200

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
