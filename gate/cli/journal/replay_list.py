"""The vehicles to replay by: of another database, or of this one with a list imported into it."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gate.cli.terminal.files import to_read
from gate.cli.terminal.registry import author
from gate.config.gate_toml import Config
from gate.core.access.book import PermitBook
from gate.errors import ConfigError
from gate.registry.database import engine
from gate.registry.migrate import upgrade
from gate.registry.vehicle_import import importing
from gate.registry.vehicle_import.file import ImportFile
from gate.store import permits
from gate.store.database import connect, transaction

_DATABASE: Final = b"SQLite format 3\0"
_TABLES: Final = (
    *("schedule", "schedule_window", "category_schedule", "holiday", "lane_plan"),
    *("registry_state", "vehicle", "vehicle_credential"),
)
"""What a registry consists of, in an order in which nothing refers to what is not there yet."""


def book(config: Config, file: Path) -> PermitBook:
    """Read a database, or try a list out; ConfigError when it cannot be read or has wrong rows."""
    try:
        content = file.read_bytes() if _is_list(to_read(file)) else b""
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from error
    if not content:
        return _load(file, config)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "gate.db"
        upgrade(copy)
        _fill(copy, config.database)
        _import(copy, ImportFile.read(file.name, content), config)
        return _load(copy, config)


def _is_list(file: Path) -> bool:
    with file.open("rb") as source:
        return source.read(len(_DATABASE)) != _DATABASE


def _load(database: Path, config: Config) -> PermitBook:
    with closing(connect(database, read_only=True)) as connection:
        return permits.load(connection, config.timezone)


def _fill(copy: Path, database: Path) -> None:
    """Copy the registry, and nothing of the journal."""
    connect(database, read_only=True).close()  # says what is wrong with it
    with closing(connect(copy)) as connection:
        connection.execute("ATTACH ? AS site", (f"{database.absolute().as_uri()}?mode=ro",))
        with transaction(connection):
            for table in _TABLES:
                connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM site.{table}")  # noqa: S608 - our own names


def _import(copy: Path, table: ImportFile, config: Config) -> None:
    opened = engine(copy)
    try:
        report = importing.import_vehicles(
            opened,
            table,
            author=author(config),
            zone=config.timezone,
            progress=lambda _done, _most: None,
            lanes=config.lanes,
        )
    finally:
        opened.dispose()
    if report.wrong:
        raise ConfigError(
            f"{table.name}: {len(report.wrong)} wrong rows;"
            f" see: gate vehicle import {table.name} --dry-run"
        )
