"""`[mqtt]` and `[web]` of `gate.toml`: the broker we report to, and where our pages listen."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gate.errors import ConfigError
from gate.toml_table import Span, TomlTable

PORT: Final = Span(1, 65535)
USUAL_PORT: Final = {"mqtt": 1883, "mqtts": 8883}
"""Scheme of a broker's URL → its port."""
PERSONAL_DATA: Final = ("none", "plate", "full")


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

    def describe(self) -> list[str]:
        """Return one line for the broker."""
        login = f"as {self.username}" if self.username else "without login"
        cover = "TLS" if self.tls else "no TLS"
        where = f"broker {self.host} port {self.port}"
        return [f"{where}, {login}, {cover}, personal data: {self.personal_data}"]

    def hints(self) -> list[str]:
        """Return what works but is not advised, and files that are not there."""
        hints = _missing_files(
            "mqtt", {"ca_file": self.ca_file, "password_file": self.password_file}
        )
        if not self.tls and not is_loopback(self.host):
            hints.append("[mqtt] tls = false: login and reports can be read on the network")
        return hints


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where the pages listen. Anything but loopback needs certificate and key."""

    host: str
    port: int
    tls_cert: Path | None
    tls_key: Path | None

    def describe(self) -> list[str]:
        """Return one line for the pages."""
        scheme = "https" if self.tls_cert else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return [f"pages {scheme}://{host}:{self.port}"]

    def hints(self) -> list[str]:
        """Return the files that are not there."""
        return _missing_files("web", {"tls_cert": self.tls_cert, "tls_key": self.tls_key})


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def read_mqtt(table: TomlTable, gate_id: str) -> MqttConfig:
    """Read the broker; its port follows TLS, its client id the gate."""
    tls = table.flag("tls", default=True)
    if not tls:
        table.refuse(["ca_file"], "without TLS no certificate is checked")
    if not table.has("username"):
        table.refuse(["password_file"], "a password needs a username")
    return MqttConfig(
        host=table.text("host"),
        port=table.integer("port", PORT, USUAL_PORT["mqtts" if tls else "mqtt"]),
        tls=tls,
        ca_file=_file(table, "ca_file"),
        username=table.text("username") if table.has("username") else None,
        password_file=_file(table, "password_file"),
        client_id=f"gate-{gate_id}",
        personal_data=table.one_of("personal_data", PERSONAL_DATA, "none"),
    )


def read_web(table: TomlTable) -> WebConfig:
    """Read where the pages listen; plain HTTP stays on this machine."""
    host = table.text("host", "127.0.0.1")
    pair = ("tls_cert", "tls_key")
    missing = [key for key in pair if not table.has(key)]
    if table.is_sound("host") and not is_loopback(host):
        for key in missing:
            table.problem(key, f"missing; pages on {host} leave this machine, which takes TLS")
    elif len(missing) == 1:
        table.problem(missing[0], "missing; tls_cert and tls_key come together")
    return WebConfig(
        host=host,
        port=table.integer("port", PORT, 8080),
        tls_cert=_file(table, "tls_cert"),
        tls_key=_file(table, "tls_key"),
    )


def mqtt_table(url: str) -> dict[str, object]:
    """Turn `mqtt[s]://[user@]host[:port]` into an `[mqtt]` table; ConfigError when it is not one.

    Only the demo names its broker this way, and its people are played: plates may be reported.
    """
    form = "write mqtt://[user@]host[:port] or mqtts://…"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"broker URL: {error}; {form}") from error
    if parts.password is not None:
        raise ConfigError("broker URL: a password does not belong on a command line; use [mqtt]")
    if parts.scheme not in USUAL_PORT or not parts.hostname or parts.path.strip("/"):
        raise ConfigError(f'broker URL "{url}": {form}')
    login = {"username": parts.username} if parts.username else {}
    return {
        "host": parts.hostname,
        "port": port or USUAL_PORT[parts.scheme],
        "tls": parts.scheme == "mqtts",
        "personal_data": "plate",
        **login,
    }


def _file(table: TomlTable, key: str) -> Path | None:
    return table.file_path(key) if table.has(key) else None


def _missing_files(table: str, files: Mapping[str, Path | None]) -> list[str]:
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
