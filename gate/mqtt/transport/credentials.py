"""How we prove who we are to the broker, and how it proves itself to us.

Read anew for every connection, so a renewed password or certificate needs no restart.
"""

import os
import ssl
from pathlib import Path

from gate.config.gate_toml import MqttConfig
from gate.errors import ConfigError


def login(config: MqttConfig) -> tuple[str, str | None] | None:
    """Return user and password, None where the broker asks for none; ConfigError names the file.

    The secret's first line is the password; where the configuration names no user, the first line
    is the user and the second the password.
    """
    lines = _secret(config)
    if lines is None:
        return None if config.username is None else (config.username, None)
    wanted = 1 if config.username is not None else 2
    if len(lines) < wanted:
        lines = [*lines, *[""] * wanted]
    return (config.username, lines[0]) if config.username is not None else (lines[0], lines[1])


def _secret(config: MqttConfig) -> list[str] | None:
    key, path = "password_file", config.password_file
    if config.password_credential is not None:
        key, path = "password_credential", _credential(config.password_credential)
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"[mqtt] {key} {path}: {error}: "
            "it must be a text file that the controller's user may read"
        ) from error


def _credential(name: str) -> Path:
    """Say where systemd puts a credential of our unit."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if directory is None:
        raise ConfigError(
            f"[mqtt] password_credential {name}: systemd gave this process no credentials: "
            f"the unit needs LoadCredential={name}:FILE"
        )
    return Path(directory, name)


def tls_context(config: MqttConfig) -> ssl.SSLContext | None:
    """Trust `ca_file`, or without one what the system trusts; names are always checked.

    With `cert_file` and `key_file` we prove who we are, too.
    """
    if not config.tls:
        return None
    try:
        context = ssl.create_default_context(cafile=config.ca_file)
    except OSError as error:
        raise ConfigError(
            f"[mqtt] ca_file {config.ca_file}: {error}: "
            "it must hold certificates (PEM) and the controller's user must be allowed to read it"
        ) from error
    if config.cert_file is not None:
        try:
            context.load_cert_chain(config.cert_file, config.key_file)
        except OSError as error:
            raise ConfigError(
                f"[mqtt] cert_file {config.cert_file}, key_file {config.key_file}: {error}: "
                "they must belong together (PEM, the key without a passphrase) and the controller's"
                " user must be allowed to read them"
            ) from error
    return context
