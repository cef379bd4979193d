"""`gate.toml` → frozen, validated values. An error names file, table, key and the fix."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from gate.config import plates as plate_config
from gate.config import zones as zone_config
from gate.config.backup import BackupConfig, read_backup
from gate.config.board import BoardConfig, read_boards
from gate.config.lane import LaneConfig, read_lanes
from gate.config.lane_pins import PinInput
from gate.config.network import MqttConfig, WebConfig, read_mqtt, read_web
from gate.config.plates import read_plates
from gate.config.reader import ReaderConfig, read_readers
from gate.config.toml_table import TomlFile, TomlTable, did_you_mean
from gate.config.zones import read_limits, read_zones
from gate.core.values.model import Medium
from gate.core.values.settings import LaneSettings, Limits, PlateRules, SiteSettings, UntrustedClock
from gate.core.values.zones import Zone

__all__ = [
    "BackupConfig",
    "BoardConfig",
    "Config",
    "LaneConfig",
    "MqttConfig",
    "PinInput",
    "ReaderConfig",
    "WebConfig",
    "describe",
    "hints",
    "load",
]

LONGEST_SOCKET = 107
"""Bytes in the path of a Unix socket, as Linux has it."""


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of `gate.toml`."""

    path: Path
    gate_id: str
    name: str
    organisation: str
    technician_phone: str
    timezone: ZoneInfo
    data_dir: Path
    runtime_dir: Path
    pin_factory: str
    clock_source: str
    untrusted_clock: UntrustedClock
    lanes: Mapping[str, LaneConfig]
    boards: Mapping[str, BoardConfig]
    readers: Mapping[str, ReaderConfig]
    mqtt: MqttConfig | None
    web: WebConfig
    backup: BackupConfig
    zones: tuple[Zone, ...]
    limits: Limits
    plates: PlateRules

    @property
    def database(self) -> Path:
        """The one database file."""
        return self.data_dir / "gate.db"

    @property
    def orders_socket(self) -> Path:
        """Where the controller listens for orders."""
        return self.runtime_dir / "orders.sock"

    @property
    def status_file(self) -> Path:
        """Where the controller tells its state."""
        return self.runtime_dir / "status.json"

    @property
    def site(self) -> SiteSettings:
        """What the core gets."""
        return SiteSettings(
            lanes=tuple(self._with_cameras(lane.settings) for lane in self.lanes.values()),
            confirmations={reader.id: reader.confirmations for reader in self.readers.values()},
            untrusted_clock=self.untrusted_clock,
            zones=self.zones,
            limits=self.limits,
            plates=self.plates,
        )

    def _with_cameras(self, lane: LaneSettings) -> LaneSettings:
        cameras = (each for each in self.readers.values() if each.medium is Medium.PLATE)
        return replace(lane, cameras=frozenset(c.id for c in cameras if c.lane == lane.id))


_UNTRUSTED: Final[Mapping[UntrustedClock, str]] = {
    UntrustedClock.DENY: "permits that are limited in time do not count",
    UntrustedClock.ALLOW: "no permit is limited in time",
}


def load(path: Path) -> Config:
    """Read and check the file; one ConfigError tells all its problems."""
    file = TomlFile.read(path)
    config = _read(file)
    file.close()
    return config


def describe(config: Config) -> list[str]:
    """Return what every pin, port and address is, a line each."""
    parts = [*_wired(config), *_ends(config)]
    return [
        f"gate {config.gate_id}: {config.name}, times in {config.timezone.key}",
        f"data in {config.data_dir}, status and orders in {config.runtime_dir}",
        *config.backup.describe(),
        *zone_config.describe(config.zones),
        *plate_config.describe(config.plates, config.site.lanes),
        f"pins by {config.pin_factory}, clock from {config.clock_source}",
        f"while the clock cannot be trusted, {_UNTRUSTED[config.untrusted_clock]}",
        *(line for part in parts for line in part.describe()),
    ]


def hints(config: Config) -> list[str]:
    """Return what is allowed but not advised, a line each."""
    served = {reader.lane for reader in config.readers.values()}
    idle = [
        name
        for name, lane in config.lanes.items()
        if name not in served and not lane.settings.free_exit
    ]
    parts = [*_wired(config), *_ends(config)]
    return [
        *config.backup.hints(),
        *(f"[lane.{lane}]: no reader belongs to it, so only orders open it" for lane in idle),
        *(line for part in parts for line in part.hints()),
        *zone_config.hints(config.zones, served),
    ]


def _wired(config: Config) -> list[LaneConfig | BoardConfig | ReaderConfig]:
    return [*config.lanes.values(), *config.boards.values(), *config.readers.values()]


def _ends(config: Config) -> list[MqttConfig | WebConfig]:
    return [config.mqtt, config.web] if config.mqtt else [config.web]


def _read(file: TomlFile) -> Config:
    top = file.top
    gate, clock, gpio = (top.table(name) for name in ("gate", "clock", "gpio"))
    gate_id = gate.name("id")
    boards = read_boards(top.table("board").tables())
    lanes = read_lanes(top.table("lane").tables(), boards)
    if not lanes and top.is_sound("lane"):
        top.problem("lane", "missing; a gate has at least one table [lane.NAME]")
    return Config(
        path=file.path,
        gate_id=gate_id,
        name=gate.text("name"),
        organisation=gate.text("organisation", ""),
        technician_phone=gate.text("technician_phone", ""),
        timezone=_read_timezone(gate),
        data_dir=gate.file_path("data"),
        runtime_dir=_read_runtime(gate),
        pin_factory=gpio.one_of("factory", ("lgpio", "played"), "lgpio"),
        clock_source=clock.one_of("source", ("ntp", "rtc"), "ntp"),
        untrusted_clock=clock.choice("untrusted", UntrustedClock, UntrustedClock.DENY),
        lanes=lanes,
        boards=boards,
        readers=read_readers(top.table("reader").tables(), lanes, boards),
        mqtt=read_mqtt(top.table("mqtt"), gate_id) if top.has("mqtt") else None,
        web=read_web(top.table("web")),
        backup=read_backup(top.table("backup"), gate.file_path("data")),
        zones=read_zones(top.table("zone").tables(), lanes),
        limits=read_limits(top.table("limits")),
        plates=read_plates(top.table("plates")),
    )


def _read_runtime(gate: TomlTable) -> Path:
    runtime = gate.file_path("runtime")
    if len(os.fsencode(runtime / "orders.sock")) > LONGEST_SOCKET:
        gate.problem(
            "runtime", f"too long for a socket ({LONGEST_SOCKET} bytes); shorten {runtime}"
        )
    return runtime


def _read_timezone(gate: TomlTable) -> ZoneInfo:
    name = gate.text("timezone")
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        if gate.is_sound("timezone"):
            guess = did_you_mean(name, available_timezones())
            gate.problem("timezone", f"no such time zone{guess or '; write one as Asia/Jakarta'}")
        return ZoneInfo("UTC")
