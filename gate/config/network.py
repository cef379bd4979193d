"""`[mqtt]` and `[web]` of `gate.toml`: the broker we report to, and where our pages listen."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from gate.config.broker import (
    PORT,
    USUAL_PORT,
    MqttConfig,
    file_or_none,
    missing_files,
    read_mqtt,
)
from gate.config.toml_table import TomlTable
from gate.errors import ConfigError

__all__ = ["MqttConfig", "WebConfig", "is_loopback", "mqtt_table", "read_mqtt", "read_web"]


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where the pages listen. Anything but loopback needs certificate and key.

    `metrics` is where machines ask for counts, without TLS; None = nowhere.
    """

    host: str
    port: int
    tls_cert: Path | None
    tls_key: Path | None
    metrics: tuple[str, int] | None = None

    def describe(self) -> list[str]:
        """Return one line for the pages."""
        scheme = "https" if self.tls_cert else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        pages = f"pages {scheme}://{host}:{self.port}"
        if self.metrics is None:
            return [pages]
        where, port = self.metrics
        return [pages, f"metrics http://{f'[{where}]' if ':' in where else where}:{port}/metrics"]

    def hints(self) -> list[str]:
        """Return the files that are not there, and who can read what else is told."""
        said = missing_files("web", {"tls_cert": self.tls_cert, "tls_key": self.tls_key})
        if self.metrics is not None and not is_loopback(self.metrics[0]):
            said.append("[web] metrics: whoever reaches that address sees how busy the gate is")
        return said


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


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
        tls_cert=file_or_none(table, "tls_cert"),
        tls_key=file_or_none(table, "tls_key"),
        metrics=_read_metrics(table),
    )


def _read_metrics(table: TomlTable) -> tuple[str, int] | None:
    """Read `host:port`; None when there is none."""
    if not table.has("metrics"):
        return None
    text = table.text("metrics")
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if table.is_sound("metrics") and host and port.isdecimal() and int(port) in PORT:
        return host, int(port)
    if table.is_sound("metrics"):
        table.problem("metrics", f'"{text}": write an address and a port, as "127.0.0.1:9109"')
    return None


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
