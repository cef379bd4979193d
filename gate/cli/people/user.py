"""`gate user`: who may sign in to the pages."""

import sys
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show
from gate.cli.terminal.wording import worded
from gate.errors import ConfigError
from gate.registry.database import editing, reading
from gate.registry.people import users
from gate.registry.people.staff import Role

app = subcommand("user")

Login = Annotated[str, typer.Argument(help="The login, e.g. siti.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of input.")
]


@app.command()
def add(
    ctx: typer.Context,
    login: Annotated[str, typer.Argument(help="Asked for when left out.")] = "",
    config: ConfigFile = None,
    *,
    name: Annotated[str, typer.Option(help="Full name; asked for when left out.")] = "",
    role: Annotated[Role, typer.Option(prompt=True, help="What the person may do.")],
    password_stdin: FromStdin = False,
) -> None:
    """Let someone sign in. The password is asked for twice and never shown.

    Example: gate user add siti --name "Siti Rahayu" --role guard
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded():
        asked_login = login or typer.prompt("Login")
        asked_name = name or typer.prompt("Full name")
        password = _password(from_stdin=password_stdin)
        with editing(engine) as session:
            user = users.add(session, asked_login, asked_name, role, password, author=author(read))
    typer.echo(f"{user.login} may sign in as {user.role}.")


@app.command("list")
def list_(ctx: typer.Context, config: ConfigFile = None) -> None:
    """List all users.

    Example: gate user list
    """
    with registry(configuration(ctx, config)) as engine, reading(engine) as session:
        rows = [
            (str(user.id), user.login, user.name, user.role, "yes" if user.active else "no")
            for user in users.everyone(session)
        ]
    show(("number", "login", "name", "role", "active"), rows)


@app.command()
def passwd(
    ctx: typer.Context,
    login: Login,
    config: ConfigFile = None,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Give someone a new password; their open sessions end.

    Example: gate user passwd siti
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded():
        password = _password(from_stdin=password_stdin)
        with editing(engine) as session:
            user = users.set_password(session, login, password, author=author(read))
    typer.echo(f"{user.login} has a new password.")


@app.command()
def disable(ctx: typer.Context, login: Login, config: ConfigFile = None) -> None:
    """Refuse someone from now on; their open sessions end.

    Example: gate user disable siti
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        user = users.disable(session, login, author=author(read))
    typer.echo(f"{user.login} may not sign in any more.")


@app.command()
def enable(ctx: typer.Context, login: Login, config: ConfigFile = None) -> None:
    """Let someone sign in again, with the password they had.

    Example: gate user enable siti
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        user = users.enable(session, login, author=author(read))
    typer.echo(f"{user.login} may sign in again.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise ConfigError("no terminal to ask for the password; pass --password-stdin")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
