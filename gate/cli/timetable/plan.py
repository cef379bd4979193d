"""`gate plan`: hours in which a lane is held open or locked down by itself."""

from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.clock import shown
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.cli.terminal.table import show
from gate.cli.terminal.wording import worded
from gate.config.gate_toml import Config
from gate.core.values.plan import Plan, PlanMode, next_change, planned
from gate.core.values.schedule import Calendar
from gate.errors import ConfigError
from gate.registry.database import editing, reading
from gate.registry.timetable import holidays, plans, windows
from gate.registry.timetable.plans import PlanForm

app = subcommand("plan")


@app.command()
def add(
    ctx: typer.Context,
    lane: Annotated[str, typer.Argument(metavar="LANE", help="The lane's id, e.g. masuk.")],
    mode: Annotated[PlanMode, typer.Argument(metavar="hold|lockdown", help="What it does.")],
    schedule: Annotated[str, typer.Argument(metavar="SCHEDULE", help="When: a schedule's name.")],
    config: ConfigFile = None,
    *,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Shown to the guard.")],
) -> None:
    """Plan when a lane is held open, or when nobody is let in. The gate knows it within a second.

    It lasts as long as the schedule holds, whatever lanes that names; make the schedule first. A
    lockdown goes before a hold. While the gate's clock cannot be trusted no plan applies.

    Example: gate plan add keluar hold apel --reason "Apel pagi"
    """
    read = configuration(ctx, config)
    _check_power(read, lane, mode)
    form = PlanForm(lane, mode, schedule, reason)
    with registry(read) as engine, worded(), editing(engine) as session:
        added = plans.add(session, form, author=author(read), lanes=read.lanes)
    typer.echo(f"Plan {added.id}: {_title(added)}.")


@app.command("list")
def list_(ctx: typer.Context, config: ConfigFile = None) -> None:
    """List all plans, and which of them apply now.

    Example: gate plan list
    """
    read = configuration(ctx, config)
    with registry(read) as engine, reading(engine) as session:
        known = plans.everyone(session)
        calendar = Calendar(read.timezone, holidays.everyone(session))
    rows = [
        (
            str(plan.id),
            plan.lane,
            plan.mode,
            plan.schedule.name,
            windows.spell(plan.schedule.windows),
            plan.reason,
            _now(read, plan, known, calendar),
        )
        for plan in known
    ]
    show(("number", "lane", "mode", "schedule", "windows", "reason", "now"), rows)


@app.command()
def remove(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="As in: gate plan list.")],
    config: ConfigFile = None,
) -> None:
    """Take a plan away; what it holds or locks now ends.

    Example: gate plan remove 2
    """
    read = configuration(ctx, config)
    with registry(read) as engine, worded(), editing(engine) as session:
        gone = plans.remove(session, number, author=author(read))
    typer.echo(f"Plan {gone.id} is removed: {_title(gone)}.")


def _check_power(config: Config, lane: str, mode: PlanMode) -> None:
    """Refuse to plan what the lane's wiring cannot keep."""
    known = config.lanes.get(lane)
    if mode is PlanMode.HOLD and known is not None and not known.settings.powers.hold:
        raise ConfigError(
            f"{config.path}: [lane.{lane}]: this wiring cannot hold the boom open, since the board"
            " lowers it by itself; wire a hold relay"
        )


def _title(plan: Plan) -> str:
    return f"{plan.lane} {plan.mode} in {plan.schedule.name} ({plan.reason})"


def _now(config: Config, plan: Plan, known: list[Plan], calendar: Calendar) -> str:
    """Say whether a plan applies, and until or from when; by the clock of this machine."""
    now = author(config).now
    if not now.trusted:
        return "no: the clock is not trusted"
    leading = planned(known, plan.lane, now, calendar)
    if leading is not None and leading.plan == plan.id:
        return "applies" if leading.until is None else f"until {shown(leading.until, config)}"
    start = next_change([plan], plan.lane, now, calendar)
    return "" if start is None else f"from {shown(start, config)}"
