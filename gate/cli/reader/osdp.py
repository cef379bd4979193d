"""`gate osdp`: the keys that OSDP readers share with the gate."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.terminal.options import ConfigFile, configuration
from gate.cli.terminal.registry import author, registry
from gate.config.gate_toml import Config, ReaderConfig
from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.errors import ConfigError, DeviceError
from gate.registry import ledger
from gate.registry.database import editing
from hardware.osdp import install as osdp_install
from hardware.osdp import key as osdp_key

app = subcommand("osdp")
key = typer.Typer(
    help="Make, take over and install a reader's key.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(key, name="key")

Reader = Annotated[str, typer.Argument(metavar="READER", help="Its id, as in [reader.READER].")]


@key.command("set")
def set_(
    ctx: typer.Context,
    reader: Reader,
    config: ConfigFile = None,
    *,
    from_stdin: Annotated[
        bool,
        typer.Option("--stdin", help="Take a key the reader has from the first line of input."),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Although there is a key; it is gone then.")
    ] = False,
) -> None:
    """Write a reader's key file: a new key, or one the reader has already. It is never shown.

    The gate uses it when it is started again. The reader has to be given it: `gate osdp key
    install`, or its maker's tool.

    Example: gate osdp key set masuk-osdp
    """
    read = configuration(ctx, config)
    path, _ = _secured(read, reader)
    if path.exists() and not replace:
        raise ConfigError(f"{path}: there is a key; --replace puts a new one in its place")
    try:
        written = osdp_key.parse(sys.stdin.readline()) if from_stdin else osdp_key.generate()
    except ValueError as error:
        raise ConfigError(f"this is no key: {error}") from None
    owner = read.data_dir.stat()
    with registry(read) as engine, editing(engine) as session:
        ledger.record(session, author(read), RowKind.ADMIN_READER_KEY_SET, _payload(reader))
        try:
            osdp_key.store(path, written, (owner.st_uid, owner.st_gid))
        except OSError as error:
            raise DeviceError(
                f"{path}: cannot be written: {os.strerror(error.errno or 0)}"
            ) from error
    typer.echo(f"{path} holds the key of {reader}.")


@key.command()
def install(ctx: typer.Context, reader: Reader, config: ConfigFile = None) -> None:
    """Give its key to a reader that waits for one (installation mode), over its cable.

    Stop the gate first. Whoever listens on the cable meanwhile learns the key.

    Example: gate osdp key install masuk-osdp
    """
    read = configuration(ctx, config)
    path, wired = _secured(read, reader)
    address = 0 if wired.osdp is None else wired.osdp.address
    with registry(read) as engine:
        osdp_install.install(wired.port, wired.baud, address, osdp_key.load(path))
        with editing(engine) as session:
            ledger.record(
                session, author(read), RowKind.ADMIN_READER_KEY_INSTALLED, _payload(reader)
            )
    typer.echo(f"{reader} has its key, and has proved it.")


def _payload(reader: str) -> dict[str, Json]:
    return {"reader": reader}


def _secured(config: Config, reader: str) -> tuple[Path, ReaderConfig]:
    """Return where a reader's key is kept; ConfigError for one that has none."""
    wired = config.readers.get(reader)
    if wired is None:
        known = ", ".join(config.readers) or "none"
        raise ConfigError(f"{config.path}: no reader {reader}; there are: {known}")
    if wired.osdp is None or wired.osdp.key_file is None:
        raise ConfigError(
            f'{config.path}: [reader.{reader}] has no key_file; only protocol "osdp" has keys'
        )
    return wired.osdp.key_file, wired
