"""The command `gate`. Each subcommand's module is loaded only when it is called.

So `gate --help` and `gate run` cost no database library, however slow the machine.
"""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Protocol, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gate.errors import ConfigError, GateError

FAULT, MISUSE = 1, 2
"""Exit codes: something is broken; the configuration or the command line is wrong."""

COMMANDS = {
    "run": "Run the controller: readers, boom, journal, reports.",
    "web": "Serve the pages for staff.",
    "check": "Say what the configuration means and what is wrong with it.",
    "migrate": "Create the database or bring it up to date.",
    "reader": "See what the readers send, and find out which kind one is.",
    "lane": "See what the lanes do and order their booms.",
    "user": "Add, list and change who may sign in.",
    "token": "Let programs use the API, and no longer.",
    "vehicle": "Add, list, block and import vehicles.",
    "visitor": "Make and end visitors' passes, and see who is inside.",
    "schedule": "Set in which hours vehicles may pass.",
    "plan": "Plan when a lane is held open or locked down.",
    "holiday": "Keep the days on which schedules hold otherwise.",
    "mqtt": "See how reporting goes, try the broker, have it forget the gate.",
    "occupancy": "See and correct who is inside.",
    "explain": "Say whether a vehicle would pass, and why not.",
    "replay": "Decide again what was decided, by other rules.",
    "journal": "Read the journal and prove that it is whole.",
    "privacy": "Tell and erase what is held on a person.",
    "retention": "Set how long personal data is kept.",
    "backup": "Save the whole gate into one file.",
    "restore": "Make this device the gate of a backup.",
    "osdp": "Make and install the keys of OSDP readers.",
}
"""The subcommands, and what help says of them."""

_MODULES = {
    "reader": "reader.commands",
    "lane": "lane.commands",
    "user": "people.user",
    "token": "people.token",
    "vehicle": "vehicle.commands",
    "schedule": "timetable.schedule",
    "plan": "timetable.plan",
    "holiday": "timetable.holiday",
    "occupancy": "lane.occupancy",
    "explain": "journal.explain",
    "replay": "journal.replay",
    "journal": "journal.commands",
    "privacy": "data.privacy",
    "retention": "data.retention",
    "backup": "data.backup",
    "restore": "data.restore",
    "osdp": "reader.osdp",
}
"""Where a subcommand is, below this package, if not in the module of its own name."""

USUAL_CONFIG = Path("/etc/gate/gate.toml")


class _Formatter(Protocol):
    """What writes a help page."""

    def section(self, name: str) -> AbstractContextManager[None]:
        """Indent what is written inside, under a heading."""
        ...

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write two columns."""
        ...


class _Subcommands(TyperGroup):
    """Looks a subcommand up in `COMMANDS` and loads its module when it is wanted."""

    def get_command(self, _ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        if cmd_name not in COMMANDS:
            return None
        command = get_command(import_module(f"gate.cli.{_MODULES.get(cmd_name, cmd_name)}").app)
        return command if isinstance(command, TyperCommand | TyperGroup) else None

    def invoke(self, ctx: object) -> object:
        """Carry out a subcommand; what it was given wrongly is said in our words."""
        try:
            return super().invoke(cast("typer.Context", ctx))
        except typer.BadParameter as error:
            said = error.message.removeprefix("Value error, ")
            error.message = said.replace("Input should be", "it has to be")
            raise

    def format_commands(self, _ctx: object, formatter: _Formatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def subcommand(name: str) -> typer.Typer:
    """Return the empty app of one module: a single command, or a group when it gets several.

    Help is plain text: quick on a slow machine, and it reads well in any terminal.
    """
    return typer.Typer(
        help=COMMANDS[name],
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )


app = typer.Typer(
    cls=_Subcommands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _say_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"gate {version('parking-gate')}")
        raise typer.Exit


@app.callback()
def gate(
    ctx: typer.Context,
    config: Annotated[
        Path,
        typer.Option("--config", "-c", envvar="GATE_CONFIG", metavar="FILE", help="The gate.toml."),
    ] = USUAL_CONFIG,
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Run and look after a parking gate.

    Every command takes --config too, before or after its name.

    Example: gate vehicle list siti
    """
    ctx.obj = config


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out a command line and exit: 0 fine, 1 a fault, 2 misuse, 130 interrupted."""
    try:
        app(arguments, prog_name="gate")
    except GateError as error:
        typer.echo(f"gate: {error}", err=True)
        sys.exit(MISUSE if isinstance(error, ConfigError) else FAULT)
