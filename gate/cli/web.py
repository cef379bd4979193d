"""`gate web`: the pages for staff."""

import logging

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, configuration
from gate.web.server import serve

app = subcommand("web")


@app.command()
def web(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Serve the pages for staff until stopped. The gate works without them.

    Example: gate web --config /etc/gate/gate.toml
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    serve(configuration(ctx, config))
