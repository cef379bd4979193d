"""What the last run left in the database: book, memory, the newest moment known to be true.

A damaged database is replaced first, by the newest good backup or an empty file: a gate that
decides by last night's list is better than one that stays shut.
"""

import contextlib
import gc
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gate.config.gate_toml import Config
from gate.controller.systemd import Notifier
from gate.core.access.book import PermitBook
from gate.core.values.commands import Json
from gate.errors import DamageError, StoreError
from gate.store import book, journal, rescue, spill, state, swap
from gate.store.database import connect

_PATIENCE_S = 900
"""Seconds that a rescue may take on a slow card with a large journal."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run begins with."""

    book: PermitBook
    memory: Mapping[str, Json]
    newest_trusted: float


def load(config: Config) -> Kept:
    """Read everything, from a replaced database if need be. StoreError when there is no way."""
    swap.finish(config.database)  # a rescue that a power cut has interrupted
    try:
        rescue.examine(config.database)
        _take_in(config)
        return _read(config)
    except DamageError as error:
        _logger.error("%s; replacing it by the newest good backup", error)  # noqa: TRY400 - known
        _rescue(config, error)
    _take_in(config)
    return _read(config)


def _take_in(config: Config) -> None:
    """Journal what a damaged database did not take, unless the disk refuses that too."""
    if not spill.exists(config.database):
        return
    try:
        with contextlib.closing(connect(config.database)) as connection:
            taken = spill.merge(connection, config.gate_id)
    except DamageError:
        raise
    except (OSError, StoreError) as error:
        _logger.error("%s: has to wait: %s", spill.NAME, error)  # noqa: TRY400 - known
    else:
        _logger.warning("%s: %d rows are journalled now", spill.NAME, taken)


def _read(config: Config) -> Kept:
    with contextlib.closing(_connect(config.database)) as connection:
        gc.disable()
        loaded = book.load(connection, config.timezone)
        gc.freeze()  # a large book lives as long as we do: no collection need ever walk it
        gc.enable()
        return Kept(
            loaded,
            state.load(connection) | spill.load_memory(config.database),
            journal.newest_trusted(connection, config.gate_id),
        )


def _connect(database: Path) -> sqlite3.Connection:
    """Open it for reading, also on a disk that does not take the files SQLite has beside it."""
    try:
        return connect(database, read_only=True)
    except StoreError as error:
        with contextlib.suppress(StoreError):
            connection = connect(database, read_only=True, immutable=True)
            _logger.error("%s; starting from what can be read", error)  # noqa: TRY400 - known
            return connection
        raise


def _rescue(config: Config, error: DamageError) -> None:
    """Let a process of its own do it, for which nothing heavy has to be loaded here."""
    rescue.suspect(config.database)
    with contextlib.closing(Notifier()) as notifier:
        notifier.patience(_PATIENCE_S)
    command = [sys.executable, "-P", "-m", "gate.cli", "--config", str(config.path)]
    try:
        subprocess.run([*command, "restore", "--rescue"], check=True, timeout=_PATIENCE_S)  # noqa: S603 - our own program
    except (OSError, subprocess.SubprocessError) as failure:
        raise StoreError(f"{error} (and replacing it failed: {failure})") from error
