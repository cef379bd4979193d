"""What to do, in the imperative. Everything the core wants leaves it as one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

from gate.core.values.model import Output
from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind

Json = Union[str, int, float, bool, None, list["Json"], dict[str, "Json"]]  # noqa: UP007 - recursive before 3.12


@dataclass(frozen=True, slots=True)
class Energise:
    """Switch an output on. The driver lets go by itself after `at_most` seconds (None = a lamp)."""

    lane: str
    output: Output
    at_most: float | None


@dataclass(frozen=True, slots=True)
class Release:
    """Switch an output off."""

    lane: str
    output: Output


@dataclass(frozen=True, slots=True)
class Record:
    """Write a journal row. `remember` is controller state stored in the same transaction."""

    kind: RowKind
    lane: str | None = None
    actor: str | None = None
    payload: Mapping[str, Json] = field(default_factory=dict)
    remember: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Tell whoever gave an order whether it was accepted; `refusal` None = accepted."""

    order: str
    refusal: Refusal | None


Command = Energise | Release | Record | Answer
