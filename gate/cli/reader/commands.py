"""`gate reader`: which readers there are, what they send, and which kind an unknown one is."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import FAULT, subcommand
from gate.cli.lane.order import moment
from gate.cli.reader import words
from gate.cli.reader.watch import live
from gate.cli.terminal.options import ConfigFile, config_path, configuration
from gate.cli.terminal.table import show
from gate.clock import boot_id
from gate.config.gate_toml import Config, load
from gate.config.toml_table import did_you_mean
from gate.core.values.model import Instant
from gate.errors import ConfigError, DeviceError
from gate.status import file as status_file
from gate.status.model import ReaderStatus
from gate.words.language import Language
from hardware.serial.identification import Candidate, Tried, identify
from hardware.serial.probe import Probe, lasting_name

app = subcommand("reader")

LOOK_EVERY = 0.5
"""Seconds between two looks at what the controller says."""

WHOLE_SEARCH = 75
"""Seconds after which every speed was tried as often as it is."""


@app.command("list")
def list_(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Show every reader and, while the gate runs, how its line is.

    Example: gate reader list
    """
    read, now = configuration(ctx, config), moment(configuration(ctx, config))
    told, rows = _told(read, now), []
    for name, reader in read.readers.items():
        its = told.get(name)
        last = "" if its is None or its.at is None else _when(read, now, its.at)
        state = "gate not running" if its is None else words.line(its)
        rows.append((name, reader.lane, f"{reader.protocol} {reader.baud}", last, state))
    show(("reader", "lane", "protocol", "last read", "line"), rows)


@app.command()
def watch(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The reader's id.")],
    config: ConfigFile = None,
    *,
    seconds: Annotated[
        float, typer.Option("--for", metavar="SECONDS", min=0, help="How long; 0 = until Ctrl-C.")
    ] = 0,
) -> None:
    """Show what a reader sends: raw bytes, what they mean, and what is lost.

    While the gate runs it has the port, and this shows what it says. Stopped, the port is opened.

    Example: gate reader watch masuk-rfid
    """
    read = configuration(ctx, config)
    if name not in read.readers:
        guess = did_you_mean(name, read.readers) or f"; there is {', '.join(read.readers)}"
        raise ConfigError(f'no reader "{name}"{guess}')
    if name in _told(read, moment(read)):
        typer.echo(f"The gate has {name}; this is what it says. Ctrl-C ends.")
        _follow(read, name, seconds)
    else:
        typer.echo(f"The gate does not run; {read.readers[name].port} is opened. Ctrl-C ends.")
        asyncio.run(live(read, name, seconds, typer.echo))


@app.command("identify")
def identify_(
    ctx: typer.Context,
    port: Annotated[str, typer.Argument(metavar="PORT", help="Like /dev/ttyUSB0.")],
    config: ConfigFile = None,
    *,
    listen_only: Annotated[
        bool, typer.Option("--listen-only", help="Say nothing to the reader.")
    ] = False,
) -> None:
    """Find out which protocol a reader speaks; hold a tag to it meanwhile.

    Listens at the usual speeds and asks a silent reader in every language. Prints the tag it read
    and the lines for gate.toml. The gate must not have the port.

    Exit code: 0 recognised, 1 not.

    Example: gate reader identify /dev/ttyUSB0
    """
    if not Path(port).exists():
        raise ConfigError(f"{port}: there is no such port; see: ls -l /dev/serial/by-id")
    attempts = []
    with Probe(port) as cable:
        typer.echo(f"Trying {port} for up to {WHOLE_SEARCH} s. Hold a tag to the reader now.")
        for step in identify(cable, asking=not listen_only):
            if isinstance(step, Tried):
                attempts.append(step)
                typer.echo(words.tried(step))
            elif isinstance(step, Candidate):
                _recognised(step, lasting_name(port), _lane(ctx, config))
                return
            else:
                lane = _lane(ctx, config)
                for text in words.on_bus(step, f"{lane}-osdp", lane, lasting_name(port)):
                    typer.echo(text)
                return
    for text in words.nothing_found(attempts):
        typer.echo(text, err=True)
    raise typer.Exit(FAULT)


def _recognised(candidate: Candidate, port: str, lane: str) -> None:
    for text in words.found(candidate):
        typer.echo(text)
    typer.echo("\nFor gate.toml (name and lane are yours to choose):\n")
    name = words.usual_name(lane, candidate.variant.options)
    for text in words.lines_to_paste(candidate, name, lane, port):
        typer.echo(text)


def _lane(ctx: typer.Context, config: ConfigFile) -> str:
    """Return a lane to put the reader at; a reader can be looked at before there is a site."""
    try:
        return next(iter(load(config_path(ctx, config)).lanes))
    except ConfigError:
        return "masuk"


def _told(config: Config, now: Instant) -> Mapping[str, ReaderStatus]:
    """Return what the controller says of its readers; nothing while it does not run."""
    found = status_file.read_alive(config.status_file, boot_id(), now)
    return {} if found is None else found.reads


def _follow(config: Config, name: str, seconds: float) -> None:
    """Write a line whenever something came but the frames that a reader always sends."""
    shown: ReaderStatus | None = None
    for reader in _looks(config, name, seconds):
        news = replace(reader, line=replace(reader.line, frames=0, heard_at=None))
        if news != shown:
            now, shown = moment(config), news
            time_ = Language("en", config.timezone).clock_seconds(now.wall)
            typer.echo(f"{time_}  {words.line(reader)}; line: {reader.line.last_bytes or '-'}")


def _looks(config: Config, name: str, seconds: float) -> Iterator[ReaderStatus]:
    """Yield what the controller says, again and again; DeviceError once it says nothing."""
    began = moment(config).monotonic
    while not seconds or moment(config).monotonic - began < seconds:
        told = _told(config, moment(config))
        if name not in told:
            raise DeviceError("the gate has stopped; run this again to open the port")
        yield told[name]
        time.sleep(LOOK_EVERY)


def _when(config: Config, now: Instant, at: float) -> str:
    wall = now.wall - (now.monotonic - at)
    return Language("en", config.timezone).moment(wall, now.wall)
