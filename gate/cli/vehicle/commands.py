"""`gate vehicle`: the list of vehicles."""

from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show as show_table
from gate.cli.terminal.wording import worded
from gate.cli.vehicle.export import export
from gate.cli.vehicle.history import history
from gate.cli.vehicle.importing import import_
from gate.cli.vehicle.plate import vehicle_number
from gate.cli.vehicle.show import show
from gate.cli.vehicle.tag_words import understood
from gate.config.gate_toml import Config
from gate.core.values.model import Category, Identification
from gate.core.values.plates import display
from gate.registry import dates, vehicles
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.listing import Page, Query
from gate.registry.views import Status, VehicleView

app = subcommand("vehicle")

Plate = Annotated[str, typer.Argument(help='The plate, e.g. "N 1234 AP"; spaces do not matter.')]
Tag = Annotated[str, typer.Argument(metavar="TAG|CODE", help="As printed or in hexadecimal.")]
Tags = Annotated[list[str] | None, typer.Option(metavar="HEX", help="May be repeated.")]
Codes = Annotated[
    list[str] | None, typer.Option(metavar="CODE", help="Of a printed pass; may be repeated.")
]
FirstDay = Annotated[
    str, typer.Option("--from", metavar="DATE", help="First valid day, like 31-12-2026.")
]
LastDay = Annotated[str, typer.Option(metavar="DATE", help="Last valid day, like 31-12-2026.")]


@app.command()
def add(  # noqa: PLR0913 - a command's options are its parameters
    ctx: typer.Context,
    plate: Annotated[str, typer.Argument(help='E.g. "N 1234 AP"; leave out with --tag.')] = "",
    config: ConfigFile = None,
    *,
    holder: Annotated[str, typer.Option(help="Who holds the vehicle.")],
    tag: Tags = None,
    code: Codes = None,
    opd: Annotated[str, typer.Option(help="Department.")] = "",
    category: Annotated[Category, typer.Option()] = Category.EMPLOYEE,
    identified_by: Annotated[
        Identification, typer.Option(help="What it must show.")
    ] = Identification.ANY,
    since: FirstDay = "",
    until: LastDay = "",
    schedule: Annotated[str, typer.Option(help="Its own, instead of its category's.")] = "",
    lane: Annotated[
        list[str] | None, typer.Option(help="It may pass here only; may be repeated.")
    ] = None,
    notes: Annotated[str, typer.Option()] = "",
) -> None:
    """Put a vehicle on the list. The gate knows it within a second.

    Example: gate vehicle add "N 1234 AP" --tag 01001293D8 --holder "Siti Rahayu"
    --opd "Dinas Kominfo" --until 31-12-2026
    """
    read = configuration(ctx, config)
    form = VehicleForm(
        plate=plate,
        tags=tuple(tag or ()),
        codes=tuple(code or ()),
        holder=holder,
        opd=opd,
        category=category,
        identification=identified_by,
        valid_from=since,
        valid_until=until,
        notes=notes,
        schedule=schedule,
        lanes=tuple(lane or ()),
    )
    who = author(read)
    with registry(read) as engine, worded(), editing(engine) as session:
        added = vehicles.add(session, form, author=who, zone=read.timezone, lanes=read.lanes)
    typer.echo(f"{_title(added)} is on the list.")
    for text in understood(form.tags):
        typer.echo(text)


@app.command("list")
def list_(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="Part of plate, tag, holder or department.")] = "",
    config: ConfigFile = None,
    *,
    opd: Annotated[str | None, typer.Option(help="Only this department.")] = None,
    status: Annotated[Status | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="How many at most.")] = 100,
) -> None:
    """List vehicles by plate, those without one first.

    Example: gate vehicle list siti --status active
    """
    read = configuration(ctx, config)
    wall = author(read).now.wall
    with registry(read) as engine, reading(engine) as session:
        page = vehicles.search(session, Query(text, opd, status), wall=wall, limit=limit)
    _show(page, wall, read)


@app.command()
def block(
    ctx: typer.Context,
    plate: Plate,
    config: ConfigFile = None,
    *,
    reason: Annotated[str, typer.Option(help="Shown to the guard.")],
) -> None:
    """Deny a vehicle from now on, on every lane.

    Example: gate vehicle block "N 1234 AP" --reason "Tag hilang"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded():
        number = vehicle_number(engine, plate)
        with editing(engine) as session:
            blocked = vehicles.block(session, number, reason, author=author(read))
    typer.echo(f"{_title(blocked)} is blocked, on every lane.")


@app.command()
def unblock(ctx: typer.Context, plate: Plate, config: ConfigFile = None) -> None:
    """Take a block back.

    Example: gate vehicle unblock "N 1234 AP"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded():
        number = vehicle_number(engine, plate)
        with editing(engine) as session:
            free = vehicles.unblock(session, number, author=author(read))
    typer.echo(f"{_title(free)} is not blocked any more.")


@app.command()
def lost(ctx: typer.Context, tag: Tag, config: ConfigFile = None) -> None:
    """Report a tag or pass code lost: it opens nothing more, and the guard learns whose it is.

    Example: gate vehicle lost 01001293D8
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        view = vehicles.report_lost(session, tag, author=author(read))
    typer.echo(f"{_title(view)}: reported lost: {', '.join(view.lost)}.")


@app.command()
def found(ctx: typer.Context, tag: Tag, config: ConfigFile = None) -> None:
    """Let a tag or pass code that was lost count again.

    Example: gate vehicle found 01001293D8
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        view = vehicles.found(session, tag, author=author(read))
    still = f"still lost: {', '.join(view.lost)}" if view.lost else "nothing is lost"
    typer.echo(f"{_title(view)}: {still}.")


app.command("import")(import_)
app.command()(export)
app.command()(history)
app.command()(show)


def _title(view: VehicleView) -> str:
    return display(view.plate) if view.plate else ", ".join(view.tags + view.codes)


def _show(page: Page, wall: float, config: Config) -> None:
    headings = ("plate", "tags", "holder", "opd", "category", "last day", "status")
    show_table(headings, [_cells(view, wall, config) for view in page.rows])
    if page.total > len(page.rows):
        typer.echo(f"{len(page.rows)} of {page.total:,} shown; see --limit", err=True)


def _cells(view: VehicleView, wall: float, config: Config) -> tuple[str, ...]:
    until = view.valid_until
    return (
        display(view.plate or ""),
        " ".join(view.tags),
        view.holder,
        view.opd,
        view.category,
        "" if until is None else dates.spell(dates.last_day(until, config.timezone)),
        view.status(wall).replace("_", " "),
    )
