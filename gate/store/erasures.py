"""The list of erasures: what a restored backup must not bring back.

The file is beside the database, never in a backup, and holds keyed hashes and their key, no plate.
A restore erases again what the list covers, unless it is newer than the request.
"""

import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from gate.errors import StoreError

NAME: Final = "erasures.json"
"""The list's file, in the data directory and beside the backups."""

_MODE: Final = 0o640


@dataclass(frozen=True, slots=True)
class Erasure:
    """One request: its time, POSIX seconds, and the hashes of what was erased."""

    at: float
    hashes: frozenset[str]


class Erasures:
    """The list in memory; StoreError when the file exists but cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key, self.entries = _read(path)

    def add(self, at: float, words: Iterable[str]) -> None:
        """Add a request, durably."""
        self.entries.append(Erasure(at, frozenset(map(self.hash, words))))
        content = {
            "key": self._key,
            "erasures": [
                {"at": entry.at, "hashes": sorted(entry.hashes)} for entry in self.entries
            ],
        }
        part = self._path.with_name(f".{self._path.name}")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            raise StoreError(f"{self._path}: {error.strerror}; nothing was erased") from error

    def hash(self, word: str) -> str:
        """Return the list's hash of a plate, a tag, a code or `vehicle:<number>`."""
        return hmac.digest(self._key.encode(), word.encode(), "sha256").hex()

    def covers(self, word: str, at: float) -> bool:
        """Return whether data of time `at` with this word was to be erased."""
        hashes = {hash_ for entry in self.entries if at <= entry.at for hash_ in entry.hashes}
        return bool(hashes) and self.hash(bare(word)) in hashes


def on_list(word: str) -> str:
    """Return the word to hash where the vehicle itself was removed, too."""
    return f"list:{word}"


def bare(word: str) -> str:
    """Return a credential without its medium: `01001293D8` for `tag:01001293D8`."""
    medium, colon, value = word.partition(":")
    return value if colon and medium in {"plate", "tag", "code"} else word


def _read(path: Path) -> tuple[str, list[Erasure]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries = [
            Erasure(float(entry["at"]), frozenset(map(str, entry["hashes"])))
            for entry in content["erasures"]
        ]
        return str(content["key"]), entries
    except FileNotFoundError:
        return token_hex(32), []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path}: the list of erasures cannot be read ({error}); put back its copy from beside"
            " the backups, so that nobody's data returns"
        ) from error
