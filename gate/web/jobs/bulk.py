"""Work on many vehicles, as the pages order it from a child process: orders in, lines out.

The child writes one JSON object a line: how far it is, then how it ended.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from gate.core.values.model import Instant
from gate.registry.author import Author
from gate.registry.problems import Problem, ProblemCode
from gate.registry.vehicle_import.plan import RowOutcome

UPLOADED: Final = "uploaded"
"""The file as it came, in the directory of its import."""

PROBLEMS: Final = "problems.xlsx"
"""The rows to put right, for a spreadsheet."""


class End(StrEnum):
    """How the child ended."""

    READ = "read"
    IMPORTED = "imported"
    STOPPED = "stopped"
    CHANGED = "changed"  # staff were faster: a row is wrong now that was not before
    BUSY = "busy"  # staff kept editing
    UNREADABLE = "unreadable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Task:
    """One import. Without an `author` it is only read; `name` is the file's, for people."""

    directory: str
    name: str
    database: str
    zone: str
    lanes: tuple[str, ...]
    language: str
    author: dict[str, Any] | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read back what `text` wrote."""
        fields = json.loads(text)
        return cls(**fields | {"lanes": tuple(fields["lanes"])})

    @property
    def text(self) -> str:
        """Write the task as one line."""
        return json.dumps(asdict(self))

    @property
    def place(self) -> Path:
        """The directory of the import."""
        return Path(self.directory)

    @property
    def problems(self) -> Path:
        """The file of rows to put right."""
        return self.place / PROBLEMS

    @property
    def timezone(self) -> ZoneInfo:
        """The gate's own."""
        return ZoneInfo(self.zone)


def packed(author: Author) -> dict[str, Any]:
    """Write who imports."""
    return asdict(author)


def unpacked(fields: Mapping[str, Any]) -> Author:
    """Read back who imports."""
    return Author(**{**fields, "now": Instant(**fields["now"])})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the file, as it is kept for the preview; see `RowOutcome`."""

    number: int
    title: str
    problems: Mapping[str, Problem]
    found: Mapping[str, str]
    changes: Mapping[str, tuple[Any, Any]]


def kept(outcome: RowOutcome) -> str:
    """Write a row as one line."""
    problems = {
        name: (problem.code, dict(problem.params)) for name, problem in outcome.problems.items()
    }
    found, changes = dict(outcome.found), dict(outcome.changes)
    return json.dumps([outcome.number, outcome.title, problems, found, changes])


def read_back(lines: Iterable[str]) -> list[Outcome]:
    """Read what `kept` wrote."""
    return [_outcome(*json.loads(line)) for line in lines]


def _outcome(
    number: int,
    title: str,
    problems: dict[str, tuple[str, dict[str, str | int]]],
    found: dict[str, str],
    changes: dict[str, tuple[Any, Any]],
) -> Outcome:
    worded = {name: Problem(ProblemCode(code), params) for name, (code, params) in problems.items()}
    return Outcome(number, title, worded, found, changes)
