"""`gate run`: becomes the controller, so that nothing of the terminal stays in its memory."""

import os
import sys

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, config_path

app = subcommand("run")


@app.command()
def run(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Run the controller until it is stopped: readers, boom, journal, reports.

    Example: gate run --config /etc/gate/gate.toml
    """
    # -P: a folder named `gate` where the technician happens to stand is not ours.
    command = [sys.executable, "-P", "-m", "gate", str(config_path(ctx, config))]
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, no shell
