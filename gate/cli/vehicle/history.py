"""`gate vehicle history`: what was changed of a vehicle, by whom and when."""

from typing import Annotated

import typer

from gate.cli.terminal.clock import shown
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import registry
from gate.cli.terminal.table import show
from gate.cli.terminal.wording import worded
from gate.cli.vehicle.fields import differences
from gate.cli.vehicle.plate import vehicle_shown
from gate.config.gate_toml import Config
from gate.registry import changes
from gate.registry.changes import Change
from gate.registry.database import reading


def history(
    ctx: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="PLATE|TAG", help='E.g. "N 1234 AP" or 01001293D8.')
    ],
    config: ConfigFile = None,
    *,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="How many at most.")] = 50,
) -> None:
    """List what was changed of a vehicle, the newest first: who, before and after.

    Example: gate vehicle history "N 1234 AP"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded():
        number = vehicle_shown(engine, which)
        with reading(engine) as session:
            found = changes.of_vehicle(session, number, limit=limit)
    show(("when", "who", "what", "change"), [_cells(each, read) for each in found])


def _cells(change: Change, config: Config) -> tuple[str, ...]:
    what = change.kind.removeprefix("admin.").replace("_", " ")
    names = dict.fromkeys([*change.before, *change.after])
    pairs = {name: (change.before.get(name), change.after.get(name)) for name in names}
    return (
        shown(change.wall, config) + ("" if change.trusted else "?"),
        change.actor or "gate",
        what if change.file is None else f"{what} (import of {change.file})",
        differences(pairs, config),
    )
