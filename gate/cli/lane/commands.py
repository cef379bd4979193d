"""`gate lane`: what the lanes do, and orders to them, as from the pages.

Orders go through the controller's socket, not through the database: they work with a full disk.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Final

import typer

from gate.cli import subcommand
from gate.cli.lane.order import give, moment, status
from gate.cli.lane.span import end
from gate.cli.lane.words import note, state
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.table import show
from gate.core.values.events import Action
from gate.core.values.orders import CATALOGUE, Argument
from gate.errors import ConfigError
from gate.words.language import Language

app = subcommand("lane")

LaneId = Annotated[str, typer.Argument(metavar="LANE", help="The lane's id, e.g. masuk.")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; it stands in the journal.")]
OnBehalf = Annotated[
    str, typer.Option("--as", metavar="NAME", help="Who orders, if not the user of this system.")
]
Until = Annotated[
    str, typer.Option(metavar="TIME", help='Like 21:30, or "31-12-2026 21:30"; the gate\'s time.')
]
Lasting = Annotated[str, typer.Option("--for", metavar="SPAN", help="Like 30m or 2h.")]


@app.command("list")
def list_(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Show what each lane does now, and what it waits for.

    Example: gate lane list
    """
    read = configuration(ctx, config)
    found, now = status(read), moment(read)
    language = Language("en", read.timezone)
    rows = []
    for lane_id, lane in found.lanes.items():
        since = language.moment(now.wall - (now.monotonic - lane.since), now.wall)
        told = note(lane, found.alarms, lane_id, language, now.wall)
        rows.append((lane_id, lane.name, state(lane, language), since, told))
    show(("lane", "name", "state", "since", "note"), rows)


def _plain(action: Action) -> Callable[..., None]:
    """Return the command of an order that needs nothing but a reason."""

    def command(
        ctx: typer.Context,
        lane: LaneId,
        config: ConfigFile = None,
        *,
        reason: Reason,
        name: OnBehalf = "",
    ) -> None:
        give(configuration(ctx, config), lane, action, reason, name)

    return command


def _lasting(action: Action) -> Callable[..., None]:
    """Return the command of an order that has an end."""

    def command(  # noqa: PLR0913 - a command's options are its parameters
        ctx: typer.Context,
        lane: LaneId,
        config: ConfigFile = None,
        *,
        reason: Reason,
        until: Until = "",
        lasting: Lasting = "",
        name: OnBehalf = "",
    ) -> None:
        read = configuration(ctx, config)
        ends = end(until, lasting, moment(read).wall, read.timezone)
        give(read, lane, action, reason, name, {Argument.UNTIL: ends})

    return command


HELP: Final[Mapping[Action, str]] = {
    Action.OPEN: """Open for one vehicle.

    Example: gate lane open masuk --reason "Tamu sudah dicek"
    """,
    Action.CLOSE: """Lower the boom once the area under it is clear.

    Example: gate lane close masuk --reason "Kendaraan batal lewat"
    """,
    Action.STOP: """Halt the boom where it is, until somebody opens or resets it, or fire raises it.

    Only where a relay of ours can: stop_permit, or a motor's. It is no emergency stop.

    Example: gate lane stop masuk --reason "Ada orang di bawah palang"
    """,
    Action.HOLD: """Keep the boom up for a time.

    Example: gate lane hold keluar --for 30m --reason Rombongan
    """,
    Action.FREE_FLOW: """Keep the boom up for a time and turn nobody away; reads are still recorded.

    Example: gate lane free-flow keluar --until 21:30 --reason Acara
    """,
    Action.RELEASE: """End a hold or a free flow.

    Example: gate lane release masuk --reason "Acara selesai"
    """,
    Action.LOCKDOWN: """Deny every vehicle until unlock. Fire still opens.

    Example: gate lane lockdown masuk --reason "Alasan keamanan"
    """,
    Action.UNLOCK: """End a lockdown.

    Example: gate lane unlock masuk --reason "Keadaan sudah aman"
    """,
}
"""Orders whose options follow from what they need to know, in the order of the help."""

for _action, _help in HELP.items():
    _timed = Argument.UNTIL in CATALOGUE[_action].arguments
    app.command(_action.replace("_", "-"), help=_help)(
        _lasting(_action) if _timed else _plain(_action)
    )


@app.command("test")
def try_output(
    ctx: typer.Context,
    lane: LaneId,
    output: Annotated[str, typer.Argument(metavar="OUTPUT", help="Like open, red or buzzer.")],
    config: ConfigFile = None,
    *,
    reason: Reason,
    name: OnBehalf = "",
) -> None:
    """Try one output for a moment; never one that lowers the boom. The lane serves nobody then.

    The boom has to rest and the way to be clear. Whatever changes ends the test.

    Example: gate lane test masuk open --reason "Uji setelah pasang relai"
    """
    read = configuration(ctx, config)
    if lane in read.lanes and output not in read.lanes[lane].outputs:
        fitted = ", ".join(sorted(read.lanes[lane].outputs))
        raise ConfigError(f'{lane}: no output "{output}"; there is {fitted}')
    give(read, lane, Action.TEST_OUTPUT, reason, name, {Argument.OUTPUT: output})


@app.command()
def reset(
    ctx: typer.Context,
    lane: LaneId,
    config: ConfigFile = None,
    *,
    reason: Reason,
    seen: Annotated[
        bool, typer.Option("--seen", help="I can see the boom and the area is clear.")
    ] = False,
    name: OnBehalf = "",
) -> None:
    """Reset a latch or a fault. Look first: the boom may come down afterwards.

    Example: gate lane reset masuk --seen --reason "Penghalang sudah disingkirkan"
    """
    read = configuration(ctx, config)
    if not seen:
        raise ConfigError(
            "look at the boom first; say --seen once you can see it and the area is clear"
        )
    give(read, lane, Action.RESET, reason, name, {Argument.SEEN: seen})
