"""The key an OSDP reader shares with the gate: 16 bytes, in a file that only the gate reads.

Whoever has it can play the reader. It is written as 32 hexadecimal digits, and shown nowhere.
"""

import os
import re
import secrets
from pathlib import Path

from gate.errors import ConfigError

PUBLIC = bytes(range(0x30, 0x40))
"""SCBK-D, the key of readers that have none yet: everybody knows it."""

_KEY = re.compile(r"[0-9A-Fa-f]{32}")


def parse(text: str) -> bytes:
    """Return a key; ValueError when the text is none, or everybody knows it."""
    written = re.sub(r"[\s:-]", "", text)
    if _KEY.fullmatch(written) is None:
        raise ValueError("a key is 32 hexadecimal digits")
    key = bytes.fromhex(written)
    if key == PUBLIC or len(set(key)) == 1:
        raise ValueError("everybody knows this key")
    return key


def generate() -> bytes:
    """Return a new key."""
    return secrets.token_bytes(16)


def load(path: Path) -> bytes:
    """Read a key file; ConfigError says what is wrong with it, never what it holds."""
    try:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(100)
    except (OSError, UnicodeDecodeError) as error:
        fix = "write it with `gate osdp key set`"
        raise ConfigError(f"{path}: the reader's key cannot be read: {error}; {fix}") from error
    if mode & 0o077:
        raise ConfigError(f"{path}: others can read the reader's key; chmod 600 it, and renew it")
    try:
        return parse(text)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}; write it with `gate osdp key set`") from None


def store(path: Path, key: bytes, owner: tuple[int, int]) -> None:
    """Write a key file, all or nothing, for `owner` (user, group) alone; OSError as it comes."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        if os.geteuid() == 0:
            os.fchown(descriptor, *owner)
        file.write(f"{key.hex().upper()}\n")
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)
