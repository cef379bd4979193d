"""`gate schedule`: in which hours vehicles may pass."""

from dataclasses import replace
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.clock import shown
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show as show_table
from gate.cli.terminal.wording import worded
from gate.cli.vehicle.plate import vehicle_number
from gate.config.gate_toml import Config
from gate.core.values.model import Category
from gate.core.values.plates import canonical, display
from gate.core.values.schedule import HOLIDAY, Calendar, Schedule, next_change, verdict
from gate.errors import ConfigError
from gate.registry import vehicles
from gate.registry.database import editing, reading
from gate.registry.timetable import holidays, schedules, windows
from gate.registry.timetable.form import ScheduleForm

app = subcommand("schedule")

Name = Annotated[str, typer.Argument(help='The name of the schedule, e.g. "jam kantor".')]
OfCategory = Annotated[
    Category | None,
    typer.Option("--category", help="All vehicles of it that have no schedule of their own."),
]
OfVehicle = Annotated[str, typer.Option("--vehicle", metavar="PLATE", help="One vehicle.")]


@app.command()
def add(
    ctx: typer.Context,
    name: Name,
    times: Annotated[
        list[str],
        typer.Argument(metavar="WINDOWS...", help='Days and times, e.g. "mon-fri 06:00-18:00".'),
    ],
    config: ConfigFile = None,
    *,
    as_usual: Annotated[
        bool, typer.Option("--on-holidays", help="A holiday is a day like any other.")
    ] = False,
    lane: Annotated[
        list[str] | None,
        typer.Option(metavar="LANE", help="Ask for it at this lane only; may be repeated."),
    ] = None,
) -> None:
    """Make a schedule: the windows of a week in which a vehicle that has it may pass.

    Days: mon tue wed thu fri sat sun (or senin selasa ...), ranges like mon-fri, lists like
    mon,wed, or daily. A time like 22:00-06:00 ends on the day after. On holidays nobody passes,
    unless there are windows for the day "holiday", or --on-holidays. Without --lane it counts at
    every lane, the way out too. It counts once it is assigned.

    Example: gate schedule add "jam kantor" "mon-fri 06:00-18:00" "sat 07:00-12:00" --lane masuk
    """
    read = configuration(ctx, config)
    form = ScheduleForm(name, tuple(times), as_usual, tuple(lane or ()))
    with registry(read) as engine, worded(), editing(engine) as session:
        added = schedules.add(session, form, author=author(read), lanes=read.lanes)
    typer.echo(f"{added.name}: {windows.spell(added.windows)}; on holidays {_holidays(added)}.")


@app.command()
def edit(  # noqa: PLR0913 - a command's options are its parameters
    ctx: typer.Context,
    name: Name,
    times: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WINDOWS...]", help="Instead of its windows; none keeps them."),
    ] = None,
    config: ConfigFile = None,
    *,
    rename: Annotated[str, typer.Option(metavar="NAME", help="Its new name.")] = "",
    as_usual: Annotated[
        bool | None,
        typer.Option("--on-holidays/--not-on-holidays", help="A holiday is a day like any other."),
    ] = None,
    lane: Annotated[
        list[str] | None,
        typer.Option(metavar="LANE", help="Instead of its lanes; may be repeated."),
    ] = None,
    every_lane: Annotated[
        bool, typer.Option("--every-lane", help="Ask for it everywhere.")
    ] = False,
) -> None:
    """Change a schedule; whoever has it keeps it. The gate knows it within a second.

    Example: gate schedule edit "jam kantor" "mon-fri 05:30-18:00" --rename "jam dinas"
    """
    read = configuration(ctx, config)
    if lane and every_lane:
        raise ConfigError("say where: either --lane or --every-lane")
    with registry(read) as engine, worded(), editing(engine) as session:
        before = schedules.named(session, name)
        form = ScheduleForm.of(before)
        form = replace(
            form,
            name=rename or form.name,
            windows=tuple(times or form.windows),
            holds_on_holidays=form.holds_on_holidays if as_usual is None else as_usual,
            lanes=() if every_lane else tuple(lane or form.lanes),
        )
        after = schedules.change(session, name, form, author=author(read), lanes=read.lanes)
    typer.echo(f"{after.name}: {windows.spell(after.windows)}; on holidays {_holidays(after)}.")


@app.command("list")
def list_(ctx: typer.Context, config: ConfigFile = None) -> None:
    """List all schedules and who has them.

    Example: gate schedule list
    """
    with registry(configuration(ctx, config)) as engine, reading(engine) as session:
        rows = [
            (
                each.name,
                windows.spell(each.windows),
                _holidays(each),
                _lanes(each),
                str(schedules.use(session, each)),
            )
            for each in schedules.everyone(session)
        ]
    show_table(("name", "windows", "holidays", "lanes", "assigned to"), rows)


@app.command()
def show(ctx: typer.Context, name: Name, config: ConfigFile = None) -> None:
    """Say what a schedule means, who has it, and whether it holds now.

    Example: gate schedule show "jam kantor"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), reading(engine) as session:
        found = schedules.named(session, name)
        calendar = Calendar(read.timezone, holidays.everyone(session))
        users = str(schedules.use(session, found)) or "nobody"
    typer.echo(found.name)
    for piece in windows.spell(found.windows).split("; "):
        typer.echo(f"  {piece}")
    typer.echo(f"  on holidays: {_holidays(found)}")
    typer.echo(f"  asked for at: {_lanes(found)}")
    typer.echo(f"  assigned to: {users}")
    typer.echo(f"  now: {_now(found, calendar, read)}")


@app.command()
def remove(ctx: typer.Context, name: Name, config: ConfigFile = None) -> None:
    """Take a schedule away that is assigned to nobody.

    Example: gate schedule remove "jam kantor"
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        gone = schedules.remove(session, name, author=author(read))
    typer.echo(f"{gone.name} is removed.")


@app.command()
def assign(
    ctx: typer.Context,
    name: Name,
    config: ConfigFile = None,
    *,
    category: OfCategory = None,
    vehicle: OfVehicle = "",
) -> None:
    """Hold a category or one vehicle to a schedule. The gate knows it within a second.

    A vehicle's own schedule goes before its category's. A category may have several: at each lane
    one that names the lane goes before one that counts everywhere.

    Example: gate schedule assign "jam kantor" --category vendor
    """
    read = configuration(ctx, config)
    _check_one(category, vehicle)
    with registry(read) as engine, worded():
        number = vehicle_number(engine, vehicle) if vehicle else None
        with editing(engine) as session:
            given = schedules.named(session, name)
            if number is not None:
                vehicles.give_schedule(session, number, given, author=author(read))
            elif category is not None:
                schedules.give(session, name, category, author=author(read))
    typer.echo(f"{_whom(category, vehicle)} is held to {given.name}.")


@app.command()
def unassign(
    ctx: typer.Context,
    name: Name,
    config: ConfigFile = None,
    *,
    category: OfCategory = None,
    vehicle: OfVehicle = "",
) -> None:
    """Hold a category or one vehicle to a schedule no longer.

    Example: gate schedule unassign "jam kantor" --vehicle "N 1234 AP"
    """
    read = configuration(ctx, config)
    _check_one(category, vehicle)
    with registry(read) as engine, worded():
        number = vehicle_number(engine, vehicle) if vehicle else None
        with editing(engine) as session:
            taken = schedules.named(session, name)
            if number is None and category is not None:
                schedules.take(session, name, category, author=author(read))
            elif number is not None and vehicles.get(session, number).schedule == taken.name:
                vehicles.give_schedule(session, number, None, author=author(read))
    typer.echo(f"{_whom(category, vehicle)} is not held to {taken.name}.")


def _check_one(category: Category | None, vehicle: str) -> None:
    if (category is None) is not bool(vehicle):
        raise ConfigError("say who: either --category vendor or --vehicle PLATE")


def _whom(category: Category | None, vehicle: str) -> str:
    return display(canonical(vehicle)) if category is None else f"Category {category}"


def _holidays(schedule: Schedule) -> str:
    if schedule.holds_on_holidays:
        return "as on other days"
    own = any(window.day == HOLIDAY for window in schedule.windows)
    return "windows of their own" if own else "closed"


def _lanes(schedule: Schedule) -> str:
    return "every lane" if schedule.lanes is None else ", ".join(sorted(schedule.lanes))


def _now(schedule: Schedule, calendar: Calendar, config: Config) -> str:
    """Say whether it holds and until when, by the clock of this machine."""
    wall = author(config).now.wall
    objection, holiday = verdict(schedule, calendar, wall)
    said = "allowed" if objection is None else objection.replace("_", " ")
    named = "" if holiday is None else f" ({holiday})"
    until = next_change(schedule, calendar, wall)
    end = "" if until is None else f" until {shown(until, config)}"
    return f"{said}{named}{end}"
