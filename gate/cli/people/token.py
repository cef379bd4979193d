"""`gate token`: programs that may use the API."""

import re
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show
from gate.cli.terminal.wording import worded
from gate.config.gate_toml import Config
from gate.errors import ConfigError
from gate.registry.database import editing, reading
from gate.registry.people import tokens
from gate.registry.people.staff import Role
from gate.registry.people.tokens import TokenView

app = subcommand("token")

Name = Annotated[str, typer.Argument(help="What the journal calls the program.")]

_FOR_EVER: Final = "ever"
_DAYS: Final = re.compile(r"([1-9]\d{0,3})\s*d")
_A_DAY: Final = 86_400


@app.command()
def add(
    ctx: typer.Context,
    name: Name,
    config: ConfigFile = None,
    *,
    role: Annotated[Role, typer.Option(help="It may do what this role may do on the pages.")],
    lasting: Annotated[
        str, typer.Option("--for", metavar="SPAN", help="Like 90d, or `ever`.")
    ] = "365d",
) -> None:
    """Let a program use the API, and show its token: this once, it is not kept.

    Example: gate token add parkir-pusat --role officer --for 90d
    """
    read = configuration(ctx, config)
    who = author(read)
    expires = _end(lasting, who.seconds)
    with registry(read) as engine, worded(), editing(engine) as session:
        token, made = tokens.add(session, name, role, expires, author=who)
    until = "until it is revoked" if expires is None else f"until {_local(expires, read)}"
    typer.echo(f"{made.name} may use the API as {made.role} {until}.", err=True)
    typer.echo(token)


@app.command("list")
def list_(ctx: typer.Context, config: ConfigFile = None) -> None:
    """List all programs; the last use is exact to an hour.

    Example: gate token list
    """
    read = configuration(ctx, config)
    wall = author(read).now.wall
    with registry(read) as engine, reading(engine) as session:
        rows = [_cells(each, wall, read) for each in tokens.everyone(session)]
    show(("name", "role", "state", "until", "last used"), rows)


@app.command()
def revoke(ctx: typer.Context, name: Name, config: ConfigFile = None) -> None:
    """Refuse a program from now on.

    Example: gate token revoke parkir-pusat
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        revoked = tokens.revoke(session, name, author=author(read))
    typer.echo(f"{revoked.name} may not use the API any more.")


def _end(lasting: str, now: int) -> int | None:
    """Return when a token counts no longer, in POSIX seconds; None = never."""
    if lasting.strip() == _FOR_EVER:
        return None
    found = _DAYS.fullmatch(lasting.strip())
    if found is None:
        raise ConfigError(f"not a span: {lasting}; write it like 90d, or `{_FOR_EVER}`")
    return now + int(found[1]) * _A_DAY


def _cells(view: TokenView, wall: float, config: Config) -> tuple[str, ...]:
    state = "valid" if view.counts(wall) else "expired" if view.revoked_at is None else "revoked"
    until = "" if view.expires_at is None else _local(view.expires_at, config)
    used = "never" if view.used_at is None else _local(view.used_at, config)
    return view.name, view.role, state, until, used


def _local(seconds: int, config: Config) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone(config.timezone):%d-%m-%Y %H:%M}"
