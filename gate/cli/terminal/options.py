"""What several commands take from their command line."""

from pathlib import Path
from typing import Annotated

import typer

from gate.config.gate_toml import Config, load

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="The gate.toml.", show_default=False),
]
"""The same as in front of the command, which it overrides."""


def config_path(ctx: typer.Context, file: Path | None) -> Path:
    """Return the configuration file that was meant."""
    given: Path = file or ctx.obj
    return given


def configuration(ctx: typer.Context, file: Path | None) -> Config:
    """Read the configuration; ConfigError tells all its problems."""
    return load(config_path(ctx, file))
