"""`gate check`: reads everything, opens no pin and no port, moves nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from gate.cli import FAULT, subcommand
from gate.cli.reader.check_readers import traps
from gate.cli.terminal.options import ConfigFile, configuration
from gate.config.gate_toml import Config, ReaderConfig, describe, hints
from gate.config.reader import OSDP
from gate.errors import ConfigError, StoreError
from gate.store.database import connect
from hardware.osdp import key as osdp_key
from hardware.osdp.library import libosdp
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
    for line in (*hints(read), *_absent(read), *traps(read)):
        typer.echo(f"hint: {line}")
    faults = list(_faults(read))
    for line in faults:
        typer.echo(f"fault: {line}", err=True)
    if faults:
        raise typer.Exit(FAULT)


def _check_protocols(config: Config) -> None:
    for reader in config.readers.values():
        if reader.protocol == OSDP:
            libosdp()
        elif reader.protocol not in DECODERS:
            raise ConfigError(
                f'{config.path}: [reader.{reader.id}] protocol: "{reader.protocol}" is not known;'
                f" known are {', '.join(sorted((*DECODERS, OSDP)))}"
            )


def _absent(config: Config) -> Iterator[str]:
    """Devices that are not there now; they may be plugged in later. Played ones come and go."""
    if config.pin_factory == "played":
        return
    if not any(Path("/dev").glob("gpiochip*")):
        yield "[gpio]: this machine has no /dev/gpiochip*, so the gate cannot start on it"
    ports = {f"reader.{reader.id}": reader.port for reader in config.readers.values()}
    ports |= {f"board.{board.id}": board.port for board in config.boards.values()}
    for table, port in ports.items():
        if not Path(port).exists():
            yield f"[{table}] port: nothing is plugged in at {port}"


def _faults(config: Config) -> Iterator[str]:
    try:
        connect(config.database, read_only=True).close()
    except StoreError as error:
        yield str(error)
    for reader in config.readers.values():
        yield from _key_faults(reader)
    if config.mqtt is not None:
        secrets = {
            "the broker's password": config.mqtt.password_file,
            "our key for the broker": config.mqtt.key_file,
        }
        for what, path in secrets.items():
            if path is not None and not os.access(path, os.R_OK):
                yield f"{path}: {what} cannot be read by this user; check owner and mode"


def _key_faults(reader: ReaderConfig) -> Iterator[str]:
    if reader.osdp is not None and reader.osdp.key_file is not None:
        try:
            osdp_key.load(reader.osdp.key_file)
        except ConfigError as error:
            yield str(error)
