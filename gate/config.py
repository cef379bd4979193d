"""`gate.toml` → frozen, validated values. An error names file, table, key and the fix."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from gate.core.model import Input, Medium, Output
from gate.core.settings import LaneSettings, SiteSettings, UntrustedClock


@dataclass(frozen=True, slots=True)
class PinInput:
    """One input contact. `normally_closed`: a closed contact is the quiet state."""

    pin: int
    normally_closed: bool
    pull: str


@dataclass(frozen=True, slots=True)
class LaneConfig:
    """One lane with its pins. `settings` is what the core gets."""

    name: str
    settings: LaneSettings
    inputs: Mapping[Input, PinInput]
    outputs: Mapping[Output, int]


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """One serial reader. `pattern`, `medium` and `confidence_scale` serve `text_line` only."""

    id: str
    lane: str
    port: str
    protocol: str
    baud: int
    confirmations: int
    medium: Medium
    pattern: str | None
    confidence_scale: float
    silence_alarm: float | None


@dataclass(frozen=True, slots=True)
class MqttConfig:
    """The broker. The password stands in a file of its own, never here."""

    host: str
    port: int
    tls: bool
    ca_file: Path | None
    username: str | None
    password_file: Path | None
    client_id: str
    personal_data: str


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where the pages listen. Anything but loopback needs certificate and key."""

    host: str
    port: int
    tls_cert: Path | None
    tls_key: Path | None


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
    readers: Mapping[str, ReaderConfig]
    mqtt: MqttConfig | None
    web: WebConfig

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
            lanes=tuple(lane.settings for lane in self.lanes.values()),
            confirmations={reader.id: reader.confirmations for reader in self.readers.values()},
            untrusted_clock=self.untrusted_clock,
        )
