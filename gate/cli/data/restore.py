"""`gate restore`: from a backup to a working gate."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from gate.cli import subcommand
from gate.cli.data.passphrase import PassphraseFile, read
from gate.cli.terminal.files import to_read
from gate.cli.terminal.options import ConfigFile, config_path, configuration
from gate.errors import ConfigError, DamageError
from gate.restore import Restored, check, repair, restore
from gate.store import rescue, swap
from gate.store.archive import Manifest

app = subcommand("restore")


@app.command("restore")
def restore_(  # noqa: PLR0913 - a command's options are its parameters
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The backup.")] = None,
    config: ConfigFile = None,
    *,
    passphrase_file: PassphraseFile = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Prove that FILE is good; change nothing.")
    ] = False,
    rescue_: Annotated[
        bool,
        typer.Option("--rescue", help="Replace a damaged database by the newest good backup."),
    ] = False,
    seen: Annotated[
        bool, typer.Option("--seen", help="Take note of a rescue; its banner goes.")
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Do what is left of a restore that was cut short.")
    ] = False,
) -> None:
    """Make this device the gate that a backup was made of. Stop gate and gate-web before.

    What stood here is kept under another name. The journal goes on in a new epoch, and what was
    erased at somebody's request stays erased. A gate whose database is damaged does --rescue by
    itself when it starts; without a good backup it begins with an empty file.

    Example: gate restore gate.gatebackup --passphrase-file passphrase.txt
    """
    if [file is not None, rescue_, seen, finish].count(True) != 1:
        raise ConfigError("name one: a backup FILE, --rescue, --seen or --finish")
    if finish:
        was_left = swap.finish(config_path(ctx, config))
        typer.echo("the restore is finished" if was_left else "nothing was left to do")
    elif seen:
        _dismiss(configuration(ctx, config).data_dir)
    elif file is None:
        damaged = configuration(ctx, config)
        reason = _reason(damaged.database)
        _tell_rescue(repair(damaged, read(damaged.backup.passphrase_file), reason))
    elif check_only:
        _tell_manifest(file, check(to_read(file), read(passphrase_file)))
    else:
        _tell(file, restore(to_read(file), config_path(ctx, config), read(passphrase_file)))


def _dismiss(folder: Path) -> None:
    was_there = rescue.dismiss(folder)
    typer.echo("noted" if was_there else "there was nothing to take note of")


def _reason(database: Path) -> str:
    try:
        rescue.examine(database)
        rescue.read_all(database)
    except DamageError as error:
        return str(error)
    raise ConfigError(f"{database}: it is not damaged; nothing was changed")


def _tell_rescue(rescued: rescue.Rescued) -> None:
    source = rescued.source or "an empty file: add users and vehicles, or restore a backup"
    typer.echo(f"the database is now that of {source}; the damaged one is kept as {rescued.kept}")


def _tell_manifest(file: Path, manifest: Manifest) -> None:
    typer.echo(f"{file}: good; gate {manifest.gate_id}, version {manifest.version}")
    typer.echo(f"schema {manifest.schema}, {len(manifest.files)} files")


def _tell(file: Path, restored: Restored) -> None:
    _tell_manifest(file, restored.manifest)
    lines: Iterable[str] = (
        *(f"kept as {path}" for path in restored.kept),
        *(f"not in the backup, put it there by hand: {name}" for name in restored.missing),
        f"erased once more: {restored.again:,} payloads",
        "see what `gate check` says, then start gate and gate-web",
    )
    for line in lines:
        typer.echo(line)
