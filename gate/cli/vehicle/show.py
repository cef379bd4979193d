"""`gate vehicle show`: all that the list says of a vehicle."""

from typing import Annotated

import typer

from gate.cli.terminal.clock import shown
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.wording import worded
from gate.cli.vehicle.fields import value
from gate.cli.vehicle.plate import vehicle_shown
from gate.core.values.plates import display
from gate.registry import vehicles
from gate.registry.database import reading
from gate.registry.views import FIELDS


def show(
    ctx: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="PLATE|TAG", help='E.g. "N 1234 AP" or 01001293D8.')
    ],
    config: ConfigFile = None,
) -> None:
    """Say everything about a vehicle.

    Example: gate vehicle show "N 1234 AP"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded():
        number = vehicle_shown(engine, which)
        with reading(engine) as session:
            view = vehicles.get(session, number)
    typer.echo(display(view.plate) if view.plate else ", ".join(view.tags + view.codes))
    status = view.status(author(read).now.wall).replace("_", " ")
    lines = {
        "status": f"{status}: {view.blocked}" if view.blocked else status,
        **{name: getattr(view, name) for name in FIELDS if name != "plate"},
        "lost": view.lost,
    }
    for name, what in lines.items():
        if what not in (None, "", ()):
            typer.echo(f"  {name.replace('_', ' ')}: {value(name, what, read)}")
    typer.echo(f"  changed: {shown(view.updated_at, read)}")
