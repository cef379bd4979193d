"""`[mqtt]` of `gate.toml`: the broker, who may order through it, and who else reads there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gate.config.toml_table import NAME, NAME_RULE, Span, TomlTable
from gate.core.values.events import Action
from gate.core.values.orders import CATALOGUE

PORT: Final = Span(1, 65535)
USUAL_PORT: Final = {"mqtt": 1883, "mqtts": 8883}
"""Scheme of a broker's URL → its port."""
PERSONAL_DATA: Final = ("none", "plate", "full")
DISCOVERY: Final = ("device", "component")
LANGUAGES: Final = ("id", "en")

ORDERABLE: Final = tuple(action for action, order in CATALOGUE.items() if order.remote)
"""What may be allowed over the network."""


@dataclass(frozen=True, slots=True)
class HomeAssistantConfig:
    """What Home Assistant is told. `cover_orders`: it may move the booms."""

    discovery: str
    prefix: str
    language: str
    cover_orders: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class ParkingConfig:
    """The site as a smart city knows it: an `OffStreetParking` of NGSI-LD at a place (degrees)."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class MqttConfig:
    """The broker. The password stands in a file or a systemd credential, never here.

    Without `username` that file holds both, a line each. `orders` says which client of the network
    may give which orders.
    """

    host: str
    port: int
    tls: bool
    ca_file: Path | None
    username: str | None
    password_file: Path | None
    client_id: str
    personal_data: str
    cert_file: Path | None = None
    key_file: Path | None = None
    password_credential: str | None = None
    orders: Mapping[str, frozenset[Action]] = field(default_factory=lambda: MappingProxyType({}))
    home_assistant: HomeAssistantConfig | None = None
    parking: ParkingConfig | None = None

    def describe(self) -> list[str]:
        """Return a line for the broker, one for each client that may order, one for each reader."""
        cover = "TLS" if self.tls else "no TLS"
        if self.cert_file:
            cover += " with our certificate"
        where = f"broker {self.host} port {self.port}"
        lines = [f"{where}, {self._login()}, {cover}, personal data: {self.personal_data}"]
        for client, actions in self.orders.items():
            allowed = ", ".join(action for action in ORDERABLE if action in actions)
            lines.append(f"orders over MQTT: {client} may {allowed}")
        if self.home_assistant is not None:
            may = "may move the booms" if self.home_assistant.cover_orders else "may only watch"
            lines.append(f"Home Assistant under {self.home_assistant.prefix}/, {may}")
        if self.parking is not None:
            place = f"{self.parking.latitude:g}, {self.parking.longitude:g}"
            lines.append(f"NGSI-LD OffStreetParking at {place}")
        return lines

    def hints(self) -> list[str]:
        """Return what works but is not advised, and files that are not there."""
        files = {
            "ca_file": self.ca_file,
            "cert_file": self.cert_file,
            "key_file": self.key_file,
            "password_file": self.password_file,
        }
        hints = missing_files("mqtt", files)
        if not self.tls and self.host not in {"localhost", "127.0.0.1", "::1"}:
            hints.append("[mqtt] tls = false: login and reports can be read on the network")
        nobody_logs_in = self.username is None and not self._secret() and self.cert_file is None
        orders = self.orders or (self.home_assistant and self.home_assistant.cover_orders)
        if orders and nobody_logs_in:
            hints.append(
                "[mqtt]: orders are taken from a broker that asks us for no login; it must ask its"
                " other clients, see mosquitto.acl"
            )
        return hints

    def _login(self) -> str:
        if self.username:
            return f"as {self.username}"
        return f"login from {self._secret()}" if self._secret() else "without login"

    def _secret(self) -> str:
        """Name the place of the password, never what stands there."""
        if self.password_credential is not None:
            return f"credential {self.password_credential}"
        return "" if self.password_file is None else str(self.password_file)


def read_mqtt(table: TomlTable, gate_id: str) -> MqttConfig:
    """Read the broker; its port follows TLS, its client id the gate."""
    tls = table.flag("tls", default=True)
    if not tls:
        table.refuse(["ca_file"], "without TLS no certificate is checked")
        table.refuse(["cert_file", "key_file"], "without TLS no certificate is shown")
    _check_pair(table)
    if table.has("password_file"):
        table.refuse(["password_credential"], "there is a password_file already")
    return MqttConfig(
        host=table.text("host"),
        port=table.integer("port", PORT, USUAL_PORT["mqtts" if tls else "mqtt"]),
        tls=tls,
        ca_file=file_or_none(table, "ca_file"),
        username=table.text("username") if table.has("username") else None,
        password_file=file_or_none(table, "password_file"),
        client_id=f"gate-{gate_id}",
        personal_data=table.one_of("personal_data", PERSONAL_DATA, "none"),
        cert_file=file_or_none(table, "cert_file"),
        key_file=file_or_none(table, "key_file"),
        password_credential=_name(table, "password_credential"),
        orders=_read_orders(table.table("orders")),
        home_assistant=_read_home_assistant(table),
        parking=_read_parking(table),
    )


def _check_pair(table: TomlTable) -> None:
    pair = ("cert_file", "key_file")
    missing = [key for key in pair if not table.has(key)]
    if len(missing) == 1:
        table.problem(missing[0], "missing; cert_file and key_file come together")


def _name(table: TomlTable, key: str) -> str | None:
    return table.name(key) if table.has(key) else None


def _read_orders(table: TomlTable) -> Mapping[str, frozenset[Action]]:
    """Each key is a client, its value the orders it may give."""
    allowed = {}
    for client in table.names():
        if not NAME.fullmatch(client):
            table.problem(client, f"not a good name for a client; use {NAME_RULE}")
        allowed[client] = frozenset(map(Action, table.words(client, ORDERABLE)))
    return MappingProxyType(allowed)


def _read_home_assistant(parent: TomlTable) -> HomeAssistantConfig | None:
    if not parent.has("home_assistant"):
        return None
    table = parent.table("home_assistant")
    prefix = table.text("prefix", "homeassistant")
    if not prefix or set(prefix) & set("+#") or prefix.startswith("/") or prefix.endswith("/"):
        table.problem("prefix", "not a topic; write it as Home Assistant has it in its options")
    return HomeAssistantConfig(
        discovery=table.one_of("discovery", DISCOVERY, "device"),
        prefix=prefix,
        language=table.one_of("language", LANGUAGES, "id"),
        cover_orders=table.flag("cover_orders", default=False),
        url=table.text("url") if table.has("url") else None,
    )


def _read_parking(parent: TomlTable) -> ParkingConfig | None:
    if not parent.has("ngsi_ld"):
        return None
    table = parent.table("ngsi_ld")
    return ParkingConfig(
        longitude=table.number("longitude", Span(-180, 180)),
        latitude=table.number("latitude", Span(-90, 90)),
    )


def file_or_none(table: TomlTable, key: str) -> Path | None:
    """Return the path under a key that may be left out."""
    return table.file_path(key) if table.has(key) else None


def missing_files(table: str, files: Mapping[str, Path | None]) -> list[str]:
    """Return a hint for each file that is named and not there."""
    return [
        f"[{table}] {key}: {file} cannot be found"
        for key, file in files.items()
        if file and not _is_file(file)
    ]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder on the way may be closed to who asks
        return False
