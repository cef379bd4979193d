"""`gate mqtt`: how the reporting goes, a trial of the broker, and having it forget the gate."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer

from gate.cli import FAULT, subcommand
from gate.cli.lane.order import moment
from gate.cli.terminal.clock import shown
from gate.cli.terminal.options import ConfigFile, configuration
from gate.clock import boot_id
from gate.config.broker import HomeAssistantConfig, MqttConfig
from gate.config.gate_toml import Config
from gate.errors import ConfigError
from gate.mqtt import technician
from gate.mqtt.about import About
from gate.mqtt.technician import Step
from gate.status import file as status_file

app = subcommand("mqtt")


@app.command()
def status(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Say whether the gate reports, since when, and how much waits.

    Exit code: 0 connected, 1 not, 2 no broker is configured.

    Example: gate mqtt status
    """
    read = configuration(ctx, config)
    for line in _broker(read).describe():
        typer.echo(line)
    found = status_file.read_alive(read.status_file, boot_id(), moment(read))
    if found is None:
        typer.echo("gate: the controller does not run: is gate.service up?", err=True)
        raise typer.Exit(FAULT)
    broker = found.broker
    since = "" if broker.since is None else f" since {shown(broker.since, read)}"
    typer.echo(f"{'connected' if broker.connected else 'not connected'}{since}")
    typer.echo(f"journal rows that wait: {broker.backlog}")
    for alarm in found.alarms:
        if alarm.lane is None:
            typer.echo(f"alarm: {alarm.alarm} since {shown(alarm.since, read)}")
    if not broker.connected:
        typer.echo(f"gate: {broker.reason or 'never connected yet'}", err=True)
        raise typer.Exit(FAULT)


@app.command("test")
def try_broker(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Try login, reporting and listening, beside a controller that may run. Moves nothing.

    Example: gate mqtt test
    """
    read = configuration(ctx, config)
    broker = _broker(read)
    _tell(asyncio.run(technician.trial(broker, About.of(read))))
    if not broker.orders:
        typer.echo("note: listening for orders was skipped: [mqtt.orders] names no client")


@app.command()
def forget(
    ctx: typer.Context,
    config: ConfigFile = None,
    *,
    prefix: Annotated[
        str, typer.Option(metavar="TOPIC", help="Where it was announced to Home Assistant.")
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also states and availability: the gate moves away.")
    ] = False,
) -> None:
    """Take the gate out of Home Assistant, and with --all out of the broker.

    Take [mqtt.home_assistant] out of the gate.toml and restart the controller first: else it
    announces the gate again when it connects.

    Example: gate mqtt forget
    """
    read = configuration(ctx, config)
    broker = _broker(read)
    home = broker.home_assistant or HomeAssistantConfig(
        "device", prefix or "homeassistant", "en", cover_orders=False, url=None
    )
    steps = asyncio.run(technician.forget(broker, About.of(read), home, everything=everything))
    _tell(steps)
    typer.echo(f"{len(steps)} topics are empty now, whether or not anything stood there")
    if broker.home_assistant is not None:
        typer.echo(
            f"note: [mqtt.home_assistant] stands in {read.path}: the controller announces the gate"
            " again when it connects"
        )


def _broker(config: Config) -> MqttConfig:
    if config.mqtt is None:
        raise ConfigError(f"{config.path}: there is no table [mqtt]: the gate reports to nobody")
    return config.mqtt


def _tell(steps: Iterable[Step]) -> None:
    """Say how each step went; exits with FAULT when one did not go well."""
    well = True
    for step in steps:
        typer.echo(f"{'ok   ' if step.well else 'FAULT'} {step.text}")
        well = well and step.well
    if not well:
        raise typer.Exit(FAULT)
