"""How we prove who we are to the broker, and how it proves itself to us.

Read anew for every connection, so a renewed password or certificate needs no restart.
"""

import ssl

from gate.config import MqttConfig
from gate.errors import ConfigError


def password(config: MqttConfig) -> str | None:
    """Read the password file: its first line."""
    if config.password_file is None:
        return None
    try:
        lines = config.password_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"[mqtt] password_file {config.password_file}: {error}: "
            "it must be a text file that the controller's user may read"
        ) from error
    return lines[0] if lines else ""


def tls_context(config: MqttConfig) -> ssl.SSLContext | None:
    """Trust `ca_file`, or without one what the system trusts; names are always checked."""
    if not config.tls:
        return None
    try:
        return ssl.create_default_context(cafile=config.ca_file)
    except OSError as error:
        raise ConfigError(
            f"[mqtt] ca_file {config.ca_file}: {error}: "
            "it must hold certificates (PEM) and the controller's user must be allowed to read it"
        ) from error
