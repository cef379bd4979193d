"""A TOML file read key by key, which collects everything that is wrong with it.

A technician wants to hear of all mistakes at once. So a getter never raises: it notes the problem
and returns a stand-in of the right type, reading goes on, and `TomlFile.close` raises the lot.
What nobody asked for by then is an unknown key.
"""

import json
import os.path
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Final, Self, TypeVar

from gate.errors import ConfigError

NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
"""What the id of a gate, lane or reader looks like; it ends up in topics, rows and file names."""
NAME_RULE: Final = "letters and digits, dashes between them, at most 32 in all"
LONGEST_SHOWN: Final = 60

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the greatest value allowed, both included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"from {self.low:g} to {self.high:g}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "…"?` for the closest known word, or nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


class TomlTable:
    """One table. Each getter takes its key; without a `default` the key must be there."""

    def __init__(self, file: "TomlFile", path: str, values: Mapping[str, object]) -> None:
        """`path` is the table's dotted name, empty for the file itself."""
        self._file = file
        self.path = path
        self._values = values
        self._children: list[TomlTable] = []
        self._asked: dict[str, None] = {}
        self._explained: dict[str, str] = {}
        self._faulty: set[str] = set()

    def has(self, key: str) -> bool:
        """Say whether a key is there; being asked for makes it a known one."""
        self._asked[key] = None
        return key in self._values

    def is_table(self, key: str) -> bool:
        """Say whether a key holds a table where there might be a plain value."""
        return self.has(key) and isinstance(self._values[key], dict)

    def is_table_with(self, key: str, inner: str) -> bool:
        """Say whether a key holds a table that has a certain key."""
        held = self._values[key] if self.is_table(key) else None
        return isinstance(held, dict) and inner in held

    def is_sound(self, *keys: str) -> bool:
        """Say whether none of these keys has a problem: only then a rule over them makes sense."""
        return self._faulty.isdisjoint(keys)

    def problem(self, key: str, text: str) -> None:
        """Note what is wrong with a key, and its fix."""
        self._faulty.add(key)
        table = f"[{self.path}] " if self.path else ""
        found = f" = {_shown(self._values[key])}" if key in self._values else ""
        self._file.problems.append(f"{table}{key}{found}: {text}")

    def explain(self, keys: Iterable[str], reason: str) -> None:
        """Say what to tell whoever writes one of these keys, which do not exist."""
        self._explained |= dict.fromkeys(keys, reason)

    def refuse(self, keys: Iterable[str], reason: str) -> None:
        """Note a problem for each of these keys that is there."""
        for key in keys:
            if self.has(key):
                self.problem(key, f"{reason}; remove it")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text of one line; a required one is not empty. Stand-in: empty."""
        wanted = "a text of one line in quotes"
        value = self._get(key, default, wanted)
        if isinstance(value, str) and value.isprintable() and (value or default is not None):
            return value
        return self._wrong(key, value, wanted, "")

    def name(self, key: str) -> str:
        """Return an id (`NAME`). Stand-in: `x`."""
        value = self._get(key, None, NAME_RULE)
        if isinstance(value, str) and NAME.fullmatch(value):
            return value
        return self._wrong(key, value, NAME_RULE, "x")

    def file_path(self, key: str) -> Path:
        """Return a path; a relative one starts at the file's folder. Symlinks stay as they are."""
        return Path(os.path.normpath(self._file.path.parent.absolute() / self.text(key)))

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false. Stand-in: the default."""
        value = self._get(key, default, "true or false")
        if isinstance(value, bool):
            return value
        return self._wrong(key, value, "true or false", default)

    def number(self, key: str, span: Span, default: float | None = None) -> float:
        """Return a number within the span. Stand-in: the least one."""
        value = self._get(key, default, f"a number {span}")
        if isinstance(value, int | float) and not isinstance(value, bool) and value in span:
            return float(value)
        return self._wrong(key, value, f"a number {span}", span.low)

    def integer(self, key: str, span: Span, default: int | None = None) -> int:
        """Return a whole number within the span. Stand-in: the least one."""
        value = self._get(key, default, f"a whole number {span}")
        if isinstance(value, int) and not isinstance(value, bool) and value in span:
            return value
        return self._wrong(key, value, f"a whole number {span}", int(span.low))

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the allowed words. Stand-in: the first."""
        words = list(allowed)
        wanted = " or ".join(f'"{word}"' for word in words)
        value = self._get(key, default, wanted)
        if isinstance(value, str) and value in words:
            return value
        guess = did_you_mean(value, words) if isinstance(value, str) else ""
        return self._wrong(key, value, f"{wanted}{guess}", words[0])

    def words(self, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """Return a list of allowed words, at least one. Stand-in: none."""
        words = list(allowed)
        wanted = "a list of " + ", ".join(f'"{word}"' for word in words)
        value = self._get(key, None, wanted)
        if isinstance(value, list) and value and all(word in words for word in value):
            return tuple(value)
        return self._wrong(key, value, wanted, ())

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of a kind's members, written as its value. Stand-in: the first."""
        return kind(self.one_of(key, kind, default))

    def names(self) -> list[str]:
        """Return all keys of a table whose keys are names."""
        return list(self._values)

    def table(self, key: str) -> "TomlTable":
        """Return a table inside this one; a missing one is empty."""
        path = f"{self.path}.{key}" if self.path else key
        value = self._get(key, {}, "a table")
        if not isinstance(value, dict):
            value = self._wrong(key, value, f"a table, written [{path}]", {})
        child = TomlTable(self._file, path, value)
        self._children.append(child)
        return child

    def tables(self) -> dict[str, "TomlTable"]:
        """Return all tables inside this one by their names, which must be ids (`NAME`)."""
        for key in self._values:
            if not NAME.fullmatch(key):
                self.problem(key, f"not a good name for a table; use {NAME_RULE}")
        return {key: self.table(key) for key in self._values}

    def note_unknown(self) -> None:
        """Note every key nobody asked for, here and in the tables inside."""
        for key in self._values:
            if key not in self._asked:
                explained = "; " + self._explained[key] if key in self._explained else ""
                guess = explained or did_you_mean(key, self._asked)
                self.problem(key, f"unknown key{guess or '; remove it'}")
        for child in self._children:
            child.note_unknown()

    def _get(self, key: str, default: object, wanted: str) -> object:
        value = self._values[key] if self.has(key) else default
        if value is None:
            self.problem(key, f"missing; write {wanted}")
        return value

    def _wrong(self, key: str, value: object, wanted: str, stand_in: Value) -> Value:
        if value is not None:  # a missing key has been noted
            self.problem(key, f"must be {wanted}")
        return stand_in


class TomlFile:
    """One file: its top table, and the problems found so far."""

    def __init__(self, path: Path, values: Mapping[str, object]) -> None:
        self.path = path
        self.problems: list[str] = []
        self.top = TomlTable(self, "", values)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and parse; ConfigError when that is not possible."""
        try:
            return cls(path, tomllib.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise ConfigError(
                f"{path}: not UTF-8 text at byte {error.start}; save it so"
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path}: not TOML: {error}; texts need quotes") from error

    def close(self) -> None:
        """Raise one ConfigError with every problem, unknown keys included, if there is any."""
        self.top.note_unknown()
        if self.problems:
            count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
            raise ConfigError("\n  ".join([f"{self.path}: {count}", *self.problems]))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
