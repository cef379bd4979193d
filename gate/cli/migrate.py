"""`gate migrate`: the database's schema."""

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, configuration
from gate.registry.migrate import revision, upgrade

app = subcommand("migrate")


@app.command()
def migrate(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Create the database or bring it up to date; safe to repeat.

    Stop the gate before, so that it starts on the new schema.

    Example: gate migrate
    """
    database = configuration(ctx, config).database
    before = revision(database)
    upgrade(database)
    after = revision(database)
    state = f"already at schema {after}" if before == after else f"now at schema {after}"
    typer.echo(f"{database}: {state}")
