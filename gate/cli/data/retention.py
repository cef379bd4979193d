"""`gate retention`: how long the journal keeps personal data."""

import os
import time
from contextlib import closing
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.journalling import note
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show as show_table
from gate.clock import ClockSource, SystemClock
from gate.errors import ConfigError
from gate.registry import lifetimes
from gate.registry.database import editing
from gate.store import retention
from gate.store.database import connect
from gate.store.erasing import Subject

app = subcommand("retention")

_COURTESY = 15  # a nice value: the controller's process comes first, also on one core
_BREATH_S = 0.01


@app.command()
def show(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Show after how many days personal data is erased; the gate does that once a day.

    Example: gate retention show
    """
    with closing(connect(configuration(ctx, config).database, read_only=True)) as connection:
        days = retention.lifetimes(connection)
    rows = [(subject.value, str(number)) for subject, number in days.items()]
    show_table(("vehicles", "days"), rows)


@app.command("set")
def set_(
    ctx: typer.Context,
    subject: Annotated[Subject, typer.Argument(help="Whose data.")],
    days: Annotated[int, typer.Argument(help="Days that it is kept.")],
    config: ConfigFile = None,
) -> None:
    """Keep what the journal says of these vehicles for so many days.

    Example: gate retention set visitor 60
    """
    read = configuration(ctx, config)
    if not lifetimes.SHORTEST <= days <= lifetimes.LONGEST:
        raise ConfigError(f"days: from {lifetimes.SHORTEST} to {lifetimes.LONGEST:,}")
    with registry(read) as engine, editing(engine) as session:
        lifetimes.keep_for(session, subject, days, author=author(read))
    typer.echo(f"{subject}: {days} days")


@app.command()
def run(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Erase now what is too old, safe_until from this machine's clock.

    Example: gate retention run
    """
    read = configuration(ctx, config)
    now = SystemClock(ClockSource(read.clock_source)).now()
    if not now.trusted:
        raise ConfigError("the clock is not trusted; nothing is erased by a wrong date")
    os.nice(_COURTESY)
    with closing(connect(read.database)) as connection:
        swept = retention.sweep(
            connection, read.gate_id, now.wall, between_steps=lambda: time.sleep(_BREATH_S)
        )
    note(read, retention.KIND, swept.payload)
    counts = ", ".join(f"{swept.rows.get(subject, 0):,} {subject}" for subject in Subject)
    typer.echo(f"payloads erased: {counts}; visitors taken off the list: {swept.vehicles:,}")
