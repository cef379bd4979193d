"""`gate check`: reads everything, opens no pin and no port, moves nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from gate.cli import FAULT, subcommand
from gate.cli.options import ConfigFile, configuration
from gate.config import Config, describe, hints
from gate.errors import ConfigError, StoreError
from gate.store.database import connect
from hardware.protocols.catalogue import DECODERS

app = subcommand("check")


@app.command()
def check(ctx: typer.Context, config: ConfigFile = None) -> None:
    """Say what each pin, port and address is, and what is wrong. Nothing moves.

    Exit code: 0 fine, 1 something the configuration needs is missing, 2 the configuration is wrong.

    Example: gate check --config /etc/gate/gate.toml
    """
    read = configuration(ctx, config)
    _check_protocols(read)
    for line in describe(read):
        typer.echo(line)
    for line in (*hints(read), *_absent(read)):
        typer.echo(f"hint: {line}")
    faults = list(_faults(read))
    for line in faults:
        typer.echo(f"fault: {line}", err=True)
    if faults:
        raise typer.Exit(FAULT)


def _check_protocols(config: Config) -> None:
    for reader in config.readers.values():
        if reader.protocol not in DECODERS:
            raise ConfigError(
                f'{config.path}: [reader.{reader.id}] protocol: "{reader.protocol}" is not known;'
                f" known are {', '.join(sorted(DECODERS))}"
            )


def _absent(config: Config) -> Iterator[str]:
    """Devices that are not there now; they may be plugged in later. Played ones come and go."""
    if config.pin_factory == "played":
        return
    if not any(Path("/dev").glob("gpiochip*")):
        yield "[gpio]: this machine has no /dev/gpiochip*, so the gate cannot start on it"
    for reader in config.readers.values():
        if not Path(reader.port).exists():
            yield f"[reader.{reader.id}] port: nothing is plugged in at {reader.port}"


def _faults(config: Config) -> Iterator[str]:
    try:
        connect(config.database, read_only=True).close()
    except StoreError as error:
        yield str(error)
    password = config.mqtt.password_file if config.mqtt else None
    if password is not None and not os.access(password, os.R_OK):
        yield f"{password}: the broker's password cannot be read by this user; check owner and mode"
