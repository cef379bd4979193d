"""`gate backup`: the whole gate in one file, made while it runs."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.data.passphrase import PassphraseFile, read
from gate.cli.terminal.files import to_write
from gate.cli.terminal.journalling import note
from gate.cli.terminal.options import ConfigFile, configuration
from gate.clock import ClockSource, SystemClock
from gate.core.values.row_kind import RowKind
from gate.errors import GateError
from gate.store import backup as backups

app = subcommand("backup")

_COURTESY = 15  # a nice value: the controller's process comes first, also on one core


@app.command()
def backup(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where it goes.")] = None,
    config: ConfigFile = None,
    *,
    passphrase_file: PassphraseFile = None,
    nightly: Annotated[
        bool, typer.Option("--nightly", help="As [backup] says, and delete the oldest ones.")
    ] = False,
) -> None:
    """Save database, configuration, keys and pin map into one file; the gate may run meanwhile.

    Without FILE it goes into the folder of [backup]. It holds keys and personal data: keep it where
    nobody else reads it, or seal it. `gate restore --check FILE` proves that it is good.

    Example: gate backup gate.gatebackup --passphrase-file passphrase.txt
    """
    config_ = configuration(ctx, config)
    os.nice(_COURTESY)
    now = SystemClock(ClockSource(config_.clock_source)).now()
    target = file or backups.nightly_name(config_, now)
    passphrase = read(passphrase_file or config_.backup.passphrase_file)
    try:
        if file is None:
            config_.backup.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        else:
            to_write(file)
        manifest = backups.make(config_, target, passphrase, now)
    except GateError as error:
        with suppress(GateError):
            note(config_, RowKind.BACKUP_FAILED, {"reason": str(error)})
        raise
    if file is None:
        backups.hand_over(config_, config_.backup.folder, target)
    size = target.stat().st_size
    note(
        config_,
        RowKind.BACKUP_MADE,
        {"name": target.name, "bytes": size, "sealed": passphrase is not None},
    )
    deleted = backups.rotate(config_) if nightly else []
    _tell(target, size, deleted, sealed=passphrase is not None)
    for key, path in backups.left_out(config_, manifest.files).items():
        typer.echo(f"not there, so not in it: {key} = {path}", err=True)


def _tell(target: Path, size: int, deleted: list[Path], *, sealed: bool) -> None:
    cover = "sealed" if sealed else "not sealed: keep it where nobody else reads it"
    typer.echo(f"{target}: {size:,} bytes, {cover}")
    for path in deleted:
        typer.echo(f"deleted {path}")
