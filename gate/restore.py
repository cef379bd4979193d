"""Putting a backup in place: on a bare device, or where the database was found damaged.

Everything is unpacked, checked and brought up to date beside its place; only then it moves there as
one (`gate.store.swap`), and what was there before is kept under another name.
"""

import grp
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from gate.clock import ClockSource, SystemClock, boot_id
from gate.config.gate_toml import Config, load
from gate.controller.lock import held_alone
from gate.core.values.commands import Json
from gate.core.values.model import Instant
from gate.core.values.row_kind import RowKind
from gate.errors import StoreError
from gate.registry import migrate
from gate.store import archive, backup, journal, pending, rescue, retention, state
from gate.store.archive import Content, Manifest
from gate.store.database import connect, transaction
from gate.store.erasures import NAME as ERASURES
from gate.store.recall import erase_again
from gate.store.swap import Swap, finish

_DAMAGED = 3  # damaged databases that are kept, each with the two files SQLite has beside it

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and under which names the old files are kept."""

    manifest: Manifest
    config: Config
    kept: list[Path]
    missing: list[str]
    again: int
    """Payloads that the list of erasures and the retention took out of the backup."""


Reason = tuple[RowKind, dict[str, Json]]
"""Why the journal begins anew: kind and payload of the second row of its new epoch."""


def restore(source: Path, toml: Path, passphrase: bytes | None) -> Restored:
    """Make this device the gate that a backup was made of, `toml` being its configuration's place.

    StoreError when the backup is damaged, made by a newer version, or a gate is running here.
    ConfigError when its configuration or the passphrase will not do.
    """
    toml = toml.absolute()
    toml.parent.mkdir(parents=True, exist_ok=True)
    finish(toml)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=toml.parent) as name:
        folder = Path(name)
        manifest = archive.unpack(source, folder, passphrase)
        config = _config(folder / "gate.toml", toml)
        config.data_dir.mkdir(parents=True, exist_ok=True)
        with _stopped(config):
            now = SystemClock(ClockSource(config.clock_source)).now()
            why = (RowKind.STORE_RESTORED, _about(manifest))
            with _making_ready(folder / "gate.db", config, source, why) as (database, again):
                swap = Swap(toml, f"before-{_stamp(config, now)}")
                _put_database(swap, database, config)
            missing = _put_named(swap, folder, toml, manifest)
            swap.carry_out()
    return Restored(manifest, load(toml), swap.kept, missing, again)


def check(source: Path, passphrase: bytes | None) -> Manifest:
    """Prove that a backup can be restored, without restoring it; errors as of `restore`."""
    with tempfile.TemporaryDirectory(prefix="gate-check-") as name:
        manifest = archive.unpack(source, Path(name), passphrase)
        _bring_up_to_date(Path(name) / "gate.db", source)
        with closing(connect(Path(name) / "gate.db")) as connection:
            found = journal.verify(connection, manifest.gate_id)
    if found.problem is not None:
        raise StoreError(f"{source}: its journal is not whole: {found.problem}")
    return manifest


def repair(config: Config, passphrase: bytes | None, reason: str) -> rescue.Rescued:
    """Replace a damaged database by the newest good backup, or by an empty one.

    The damaged file is kept. Rows since the backup are in it and at the broker, not in the journal
    any more, which goes on in a new epoch. StoreError when a gate is running here.
    """
    with _stopped(config), tempfile.TemporaryDirectory(dir=config.data_dir) as name:
        now = SystemClock(ClockSource(config.clock_source)).now()
        source = _newest_good(config, passphrase, Path(name))
        database = Path(name) / "gate.db"
        if source is None:
            database.unlink(missing_ok=True)
            migrate.upgrade(database)
        stamp = _stamp(config, now)
        rescued = rescue.Rescued(
            at=now.wall,
            source=None if source is None else source.name,
            kept=f"{config.database.name}.damaged-{stamp}",
            reason=" ".join(reason.split()),
        )
        why = (RowKind.STORE_RESCUED, rescued.payload)
        with _making_ready(database, config, source or config.database, why) as (ready, _):
            rescue.leave_notice(config.data_dir, rescued)
            swap = Swap(config.database, f"damaged-{stamp}")
            _put_database(swap, ready, config)
            swap.carry_out()
    rescue.trust(config.database)
    _forget_oldest(config.database)
    return rescued


def _forget_oldest(database: Path) -> None:
    """Keep a few damaged files for whoever looks into them, and room on the card."""
    for old in sorted(database.parent.glob(f"{database.name}.damaged-*"))[: -3 * _DAMAGED]:
        old.unlink()


def _newest_good(config: Config, passphrase: bytes | None, folder: Path) -> Path | None:
    for source in backup.saved_backups(config):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            manifest = archive.unpack(source, folder, passphrase)
            _bring_up_to_date(folder / "gate.db", source)
        except Exception as error:  # noqa: BLE001 - whatever ails it, an older one may be good
            _logger.warning("%s will not do: %s", source, error)
            continue
        if manifest.gate_id == config.gate_id:
            return source
    return None


@contextmanager
def _stopped(config: Config) -> Iterator[None]:
    """Hold the gate's directories as a running controller would."""
    with ExitStack() as stack:
        for directory in {config.data_dir.resolve(), config.runtime_dir.resolve()}:
            if directory.is_dir():
                stack.enter_context(held_alone(directory))
        yield


@contextmanager
def _making_ready(
    database: Path, config: Config, source: Path, why: Reason
) -> Iterator[tuple[Path, int]]:
    """Bring an unpacked database to this version, begin anew, erase what is not to come back."""
    _bring_up_to_date(database, source)
    now = SystemClock(ClockSource(config.clock_source)).now()
    _begin_epoch(database, config.gate_id, now, why)
    with closing(connect(database)) as connection:
        pending.append_rows(connection, config.gate_id)
        again = 0
        for folder in dict.fromkeys((config.data_dir, source.parent, config.backup.folder)):
            again += erase_again(connection, config.gate_id, folder / ERASURES)
        if now.trusted:
            again += sum(retention.sweep(connection, config.gate_id, now.wall).rows.values())
    yield database, again


def _bring_up_to_date(database: Path, source: Path) -> None:
    try:
        migrate.upgrade(database)
    except StoreError as error:
        raise StoreError(f"{source}: {error}") from error


def _begin_epoch(database: Path, gate_id: str, now: Instant, why: Reason) -> None:
    """Begin anew: the journal's next epoch, whose second row says why, and nobody known inside."""
    kind, payload = why
    cause = journal.Row(
        event_id=uuid4().hex,
        boot_id=boot_id(),
        monotonic_ns=int(now.monotonic * 1e9),
        wall_us=int(now.wall * 1e6),
        clock_trusted=now.trusted,
        lane=None,
        kind=kind,
        actor=None,
        payload=payload,
    )
    with closing(connect(database)) as connection, transaction(connection):
        journal.start_epoch(connection, gate_id, cause)
        journal.append(connection, gate_id, [cause])
        state.forget_presence(connection)


def _about(manifest: Manifest) -> dict[str, Json]:
    return {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "schema": manifest.schema,
        "head": None if manifest.head is None else dict(manifest.head),
    }


def _stamp(config: Config, now: Instant) -> str:
    return f"{datetime.fromtimestamp(now.wall, config.timezone):%Y%m%d-%H%M%S}"


def _put_database(swap: Swap, new: Path, config: Config) -> None:
    """Let a database take its place, owned as the folder it is in."""
    owner = config.data_dir.stat()
    ids = owner.st_uid, owner.st_gid
    swap.put(new, config.database, migrate.FILE_MODE, ids, beside=("-wal", "-shm"))


def _put_named(swap: Swap, folder: Path, toml: Path, manifest: Manifest) -> list[str]:
    """Let the configuration and the files it names take their places; tell those not saved."""
    missing = []
    places = backup.named_files(folder / "gate.toml", toml.parent)
    for key, place in places.items():
        name = f"files/{key}"
        if name in manifest.files:
            _put_file(swap, folder / name, place, manifest.files[name])
        elif not place.exists():
            missing.append(f"{key} = {place}")
    _put_file(swap, folder / "gate.toml", toml, manifest.files["gate.toml"])
    return missing


def _put_file(swap: Swap, new: Path, place: Path, content: Content) -> None:
    """Let one file take its place unless it is there already."""
    if not place.exists() or place.read_bytes() != new.read_bytes():
        swap.put(new, place, content.mode, (0, _group(content.group)))


def _group(name: str) -> int:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return 0


def _config(unpacked: Path, toml: Path) -> Config:
    """Read the backup's configuration where its relative paths mean what they will mean."""
    beside = toml.with_name(f".{toml.name}.restored")
    try:
        return load(Path(shutil.copy(unpacked, beside)))
    finally:
        beside.unlink(missing_ok=True)
