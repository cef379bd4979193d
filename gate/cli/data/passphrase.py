"""The passphrase of a backup, read from a file and never from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from gate.errors import ConfigError

PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="Its first line seals the backup."),
]


def read(file: Path | None) -> bytes | None:
    """Return the first line of a file; None without a file, ConfigError for one that is empty."""
    if file is None:
        return None
    try:
        passphrase = file.read_bytes().partition(b"\n")[0].strip()
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from error
    if not passphrase:
        raise ConfigError(f"{file}: its first line is empty; write a passphrase there")
    return passphrase
