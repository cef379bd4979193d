"""Making a backup while the gate runs, and deleting old ones."""

import os
import shutil
import sqlite3
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from gate.config.gate_toml import Config, describe
from gate.core.values.model import Instant
from gate.errors import StoreError
from gate.store import archive, erasures
from gate.store.archive import Content, Manifest
from gate.store.database import SCHEMA_REVISION, connect, explain, explained
from gate.store.history import tail

SUFFIX: Final = ".gatebackup"

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all; every byte counts twice, copied and packed."""

_FILE_KEYS: Final = ("_file", "_cert", "_key")
"""Endings of the keys of `gate.toml` whose files belong into a backup."""


def make(
    config: Config,
    target: Path,
    passphrase: bytes | None,
    now: Instant,
    *,
    only_readable: bool = False,
    progress: Progress = lambda _done, _most: None,
) -> Manifest:
    """Save the gate into one file: database, configuration, keys and the assignment of pins.

    The database is saved as of one moment, whatever is written meanwhile. With `only_readable`,
    keys that this process may not read are left out. StoreError when something cannot be read or
    written, or the database is damaged.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
            folder = Path(name)
            members = _gather(config, folder, progress, only_readable=only_readable)
            size = members["gate.db"].stat().st_size
            manifest = Manifest(
                gate_id=config.gate_id,
                version=version("parking-gate"),
                schema=SCHEMA_REVISION,
                made_at=now.wall,
                clock_trusted=now.trusted,
                head=_head(folder / "gate.db", config.gate_id),
                files={name: Content.of(path) for name, path in members.items()},
            )
            archive.write(
                target, manifest, members, passphrase, lambda done: progress(size + done, 2 * size)
            )
    except OSError as error:
        raise StoreError(f"{error.filename or target}: {error.strerror}; check it") from error
    return manifest


def hand_over(config: Config, *paths: Path) -> None:
    """Give backups to the gate's user, who restores one when the database is damaged."""
    owner = config.data_dir.stat()
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, owner.st_uid, owner.st_gid)


def nightly_name(config: Config, now: Instant) -> Path:
    """Return the path of a nightly backup made at `now`."""
    local = datetime.fromtimestamp(now.wall, config.timezone)
    return config.backup.folder / f"{config.gate_id}-{local:%Y%m%d-%H%M%S}{SUFFIX}"


def saved_backups(config: Config) -> list[Path]:
    """Return the backups in the folder, newest first."""
    found = config.backup.folder.glob(f"{config.gate_id}-*{SUFFIX}")
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def rotate(config: Config) -> list[Path]:
    """Delete all but the newest backups, and return the deleted ones.

    Also copies the list of erasures beside them, for a restore without this card.
    """
    listed = config.data_dir / erasures.NAME
    if listed.exists() and listed.parent != config.backup.folder:
        copy = Path(shutil.copy2(listed, config.backup.folder / erasures.NAME))
        hand_over(config, copy)
    old = saved_backups(config)[config.backup.keep :]
    for path in old:
        path.unlink()
    return old


def named_files(toml: Path, folder: Path | None = None) -> dict[str, Path]:
    """Return the files that a `gate.toml` names, by table and key: `web.tls_key`.

    Relative paths start from `folder`, or without it from the folder of `toml`.
    """
    tables = tomllib.loads(toml.read_text(encoding="utf-8"))
    return dict(_files_of(tables, folder or toml.parent, ()))


def _files_of(
    table: dict[str, object], folder: Path, place: tuple[str, ...]
) -> Iterator[tuple[str, Path]]:
    for key, value in table.items():
        path_of_key = (*place, key)
        if isinstance(value, dict):
            yield from _files_of(value, folder, path_of_key)
        elif isinstance(value, str) and key.endswith(_FILE_KEYS):
            yield ".".join(path_of_key), folder / value


def left_out(config: Config, saved: Collection[str]) -> dict[str, Path]:
    """Return the files that `gate.toml` names and a backup lacks, except its passphrase file."""
    return {
        key: path
        for key, path in named_files(config.path).items()
        if f"files/{key}" not in saved and path != config.backup.passphrase_file
    }


def _gather(
    config: Config, folder: Path, progress: Progress, *, only_readable: bool
) -> dict[str, Path]:
    """Copy the changing files to `folder`; return all files by their name in the backup."""
    _copy(config.database, folder / "gate.db", progress)
    shutil.copy2(config.path, folder / "gate.toml")
    pins = folder / "pins.txt"
    pins.write_text("\n".join([*describe(config), ""]), encoding="utf-8")
    own = {"gate.db": folder / "gate.db", "gate.toml": folder / "gate.toml", "pins.txt": pins}
    named = named_files(config.path)
    secrets = {} if config.backup.passphrase_file is None else {config.backup.passphrase_file}
    return own | {
        f"files/{key}": path
        for key, path in named.items()
        if (not only_readable or os.access(path, os.R_OK))
        and path.is_file()
        and path not in secrets
    }


def _copy(database: Path, target: Path, progress: Progress) -> None:
    """Copy a database in use, without its sign-ins."""
    with closing(connect(database, read_only=True)) as source:
        (page,) = source.execute("PRAGMA page_size").fetchone()

        def on_progress(_status: int, remaining: int, total: int) -> None:
            progress((total - remaining) * page, 2 * total * page)

        try:
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                with explained(source):
                    source.execute(_BEGIN)
                    source.execute(_SELECT_ANY).fetchall()  # one snapshot for all pages
                    source.backup(copy, pages=_PAGES, progress=on_progress)
                copy.execute("PRAGMA journal_mode=DELETE").fetchall()
                copy.execute(_DELETE_SESSIONS)
                copy.execute(_DELETE_ANSWERS)
                (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            raise explain(database, error) from error
    if found != "ok":
        raise StoreError(f"{database}: {found}; the file is damaged, restore the last backup")


def _head(database: Path, gate_id: str) -> dict[str, str | int] | None:
    with closing(sqlite3.connect(database)) as copy:
        newest = tail(copy, gate_id, limit=1)
    return (
        {"epoch": newest[0].epoch, "seq": newest[0].seq, "hash": newest[0].hash.hex()}
        if newest
        else None
    )


_PAGES: Final = 1024
"""Pages copied between two calls of `progress`."""

_BEGIN = "BEGIN"
_SELECT_ANY = "SELECT 1 FROM sqlite_schema LIMIT 1"
_DELETE_SESSIONS = "DELETE FROM login_session"
_DELETE_ANSWERS = "DELETE FROM api_answer"
