"""`gate occupancy`: who is inside, how sure that is, and corrections by whoever has looked."""

import re
import time
from contextlib import closing
from typing import Annotated, Final

import typer

from gate.cli import subcommand
from gate.cli.lane.commands import OnBehalf, Reason
from gate.cli.lane.order import give, moment, status
from gate.cli.terminal.clock import shown
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import registry
from gate.cli.terminal.table import show as show_table
from gate.cli.terminal.wording import worded
from gate.cli.vehicle.plate import vehicle_number
from gate.config.gate_toml import Config
from gate.config.toml_table import did_you_mean
from gate.core.access.presence import Stay
from gate.core.occupancy.headcount import remembered_stays
from gate.core.values.events import Action
from gate.core.values.orders import Argument, Counted, Located
from gate.errors import ConfigError
from gate.registry import vehicles
from gate.registry.database import reading
from gate.status import file as status_file
from gate.status.model import ZoneStatus
from gate.store import state
from gate.store.database import connect

app = subcommand("occupancy")

ZoneId = Annotated[str, typer.Option("--zone", metavar="ZONE", help="Where there are several.")]

_SPAN: Final = re.compile(r"(\d{1,4})\s*([mhd])")
_SECONDS: Final = {"m": 60, "h": 3600, "d": 86_400}
_PAGE: Final = 500
_PATIENCE_S, _LOOK_EVERY_S = 2.0, 0.05


@app.command()
def show(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Show how full each zone is.

    A count is unsure after vehicles passed that nobody recognised, after weeks without a
    correction, and until it was first corrected.

    Example: gate occupancy show
    """
    read = configuration(ctx, config)
    known = status(read).occupancy
    zones = {} if known is None else known.zones
    headings = ("zone", "inside", "capacity", "free", "certainty", "by category")
    show_table(headings, [_cells(zone, told) for zone, told in zones.items()])


@app.command()
def correct(  # noqa: PLR0913 - a command's options are its parameters
    ctx: typer.Context,
    count: Annotated[str, typer.Argument(metavar="[COUNT]", help="How many are inside.")] = "",
    config: ConfigFile = None,
    *,
    reason: Reason,
    came_in: Annotated[
        str, typer.Option("--in", metavar="PLATE", help="This vehicle is inside.")
    ] = "",
    gone_out: Annotated[
        str, typer.Option("--out", metavar="PLATE", help="This vehicle is not inside.")
    ] = "",
    zone: ZoneId = "",
    name: OnBehalf = "",
) -> None:
    """Say how many vehicles are inside, or that one is or is not.

    Example: gate occupancy correct 42 --reason "Dihitung bersama satpam"
    """
    read = configuration(ctx, config)
    if sum(map(bool, (count, came_in, gone_out))) != 1:
        raise ConfigError("give one thing: a count, --in PLATE or --out PLATE")
    if count and not count.isdecimal():
        raise ConfigError(f"not a count: {count}; write it like 42")
    number = 0
    if came_in or gone_out:
        with registry(read) as engine, worded():
            number = vehicle_number(engine, came_in or gone_out)
    chosen = _zone(read, zone)
    seen = Counted(int(count), chosen) if count else Located(number, bool(came_in), chosen)
    correction = {Argument.CORRECTION: str(seen)}
    lane = _lane(read, chosen)
    give(read, lane, Action.CORRECT_OCCUPANCY, reason, name, correction, place=chosen)
    _tell(read, chosen)


@app.command()
def inside(
    ctx: typer.Context,
    config: ConfigFile = None,
    *,
    lasting: Annotated[
        str, typer.Option("--for", metavar="SPAN", help="Only for as long as 3d, 12h or 30m.")
    ] = "",
    zone: ZoneId = "",
) -> None:
    """List the vehicles that are inside by the record, the longest stay first.

    Who stays for days has mostly left unseen: look, then correct with --out.

    Example: gate occupancy inside --for 3d
    """
    read = configuration(ctx, config)
    before = moment(read).wall - _span(lasting) if lasting else float("inf")
    wanted = {_zone(read, zone)} if zone else {each.id for each in read.zones}
    with closing(connect(read.database, read_only=True)) as connection:
        known = dict(remembered_stays(state.load(connection)))
    found = {
        vehicle: stay
        for vehicle, stay in known.items()
        if stay.zone in wanted and (stay.at or float("-inf")) <= before
    }
    headings = ("plate", "holder", "opd", "category", "zone", "lane", "since")
    show_table(headings, _rows(read, found))


def _tell(config: Config, zone: str) -> None:
    """Say how many are inside, once the controller has told it anew."""
    ordered = moment(config).monotonic
    while moment(config).monotonic - ordered < _PATIENCE_S:
        found = status_file.read(config.status_file)
        if found is not None and found.monotonic > ordered and found.occupancy is not None:
            typer.echo(f"{zone}: {found.occupancy.zones[zone].inside} inside")
            return
        time.sleep(_LOOK_EVERY_S)


def _rows(config: Config, stays: dict[int, Stay]) -> list[tuple[str, ...]]:
    numbers = sorted(stays, key=lambda vehicle: stays[vehicle].at or float("-inf"))
    known: dict[int, vehicles.Named] = {}
    with registry(config) as engine, reading(engine) as session:
        for start in range(0, len(numbers), _PAGE):
            known |= vehicles.names(session, numbers[start : start + _PAGE])
    rows: list[tuple[str, ...]] = []
    for number in numbers:
        stay, named = stays[number], known.get(number)
        who = ("(removed)", "", "") if named is None else (named.plate, named.holder, named.opd)
        since = "unknown" if stay.at is None else shown(stay.at, config)
        rows.append((*who, stay.category, stay.zone or "", stay.lane, since))
    return rows


def _cells(zone: str, told: ZoneStatus) -> tuple[str, ...]:
    off_by = told.off_by
    doubt = "never counted" if off_by is None else f"off by {off_by} at most"
    return (
        zone,
        str(told.inside),
        "-" if told.capacity is None else str(told.capacity),
        "-" if told.free is None else str(told.free),
        told.certainty if off_by == 0 else f"{told.certainty}, {doubt}",
        ", ".join(f"{number} {category}" for category, number in told.by_category.items()),
    )


def _zone(config: Config, zone: str) -> str:
    """Return the zone that is meant; without a name, the only one."""
    known = [each.id for each in config.zones]
    if not zone and len(known) == 1:
        return known[0]
    if zone in known:
        return zone
    guess = did_you_mean(zone, known) or f"; there is {', '.join(known)}"
    raise ConfigError(f'no zone "{zone}"{guess}' if zone else f"name the zone: --zone{guess}")


def _lane(config: Config, zone: str) -> str:
    """Return a lane to order at; the order is about the zone, whichever lane it names."""
    found = next(each for each in config.zones if each.id == zone)
    return min(found.entries | found.exits, default=next(iter(config.lanes)))


def _span(text: str) -> float:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ConfigError(f"not a span: {text}; write it like 3d, 12h or 30m")
    return float(int(found[1]) * _SECONDS[found[2]])
