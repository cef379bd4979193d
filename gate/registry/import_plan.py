"""What an import will do with each row: add, change, leave alone, or ask to put right.

A row means the vehicle with its plate; without a plate, or for a vehicle that has none yet, the one
with its tag. An empty cell keeps what the registry has, a filled one replaces it.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from gate.core.model import Credential, Medium
from gate.core.plates import canonical, display
from gate.core.tags import canonical_tag
from gate.registry.forms import VehicleDraft, VehicleForm, read_form
from gate.registry.import_file import ImportRow
from gate.registry.import_words import meaning
from gate.registry.owners import TAKEN, conflicts
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.views import FIELDS, VehicleView

_BETWEEN_TAGS = re.compile(r"[;|/+\n]+|,(?!\s*[0-9]{5}(?![0-9]))")  # not within `018,37848`
_NO_PROBLEMS: Mapping[str, Problem] = MappingProxyType({})
_NOTHING_FOUND: Mapping[str, str] = MappingProxyType({})


class Result(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row of the file. `title` is its plate, or its tag, as people write it.

    `problems` are keyed by field of the form; `found` is what stands in those cells.
    """

    number: int
    title: str
    result: Result
    problems: Mapping[str, Problem]
    found: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlannedVehicle:
    """A vehicle to write; `known` is who it is already, None for a new one."""

    row: int
    known: VehicleView | None
    draft: VehicleDraft


class ImportPlan:
    """Decides row after row; remembers what earlier rows of the file have claimed."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._claimed: dict[Credential, int] = {}
        self._meant: dict[int, int] = {}

    def decide(
        self, row: ImportRow, owners: Mapping[Credential, VehicleView]
    ) -> tuple[RowOutcome, PlannedVehicle | None]:
        """Say what becomes of a row; `owners` has who owns its plate and tags in the registry."""
        known = _vehicle_meant(row, owners)
        try:
            draft = read_form(_merged(row, known, self._zone), self._zone)
            self._check(row, draft, known, owners)
        except FormError as error:
            return _outcome(row, Result.WRONG, error.problems), None
        if known is None:
            return _outcome(row, Result.ADDED), PlannedVehicle(row.number, None, draft)
        if all(getattr(known, name) == getattr(draft, name) for name in FIELDS):
            return _outcome(row, Result.UNCHANGED), None
        return _outcome(row, Result.CHANGED), PlannedVehicle(row.number, known, draft)

    def _check(
        self,
        row: ImportRow,
        draft: VehicleDraft,
        known: VehicleView | None,
        owners: Mapping[Credential, VehicleView],
    ) -> None:
        """Raise FormError when the row contradicts itself, the registry or an earlier row."""
        problems = conflicts(draft, known.id if known else None, owners)
        if row.surplus:
            problems["row"] = Problem(ProblemCode.CELLS_MANY, {"text": row.surplus})
        for credential in draft.credentials:
            earlier = self._claimed.setdefault(credential, row.number)
            if earlier != row.number:
                field, _ = TAKEN[credential.medium]
                problems.setdefault(field, _repeats(credential.value, earlier))
        if known is not None:
            earlier = self._meant.setdefault(known.id, row.number)
            if earlier != row.number and not problems:
                problems["row"] = _repeats(_title(row), earlier)
        if problems:
            raise FormError(problems)


def claims(row: ImportRow) -> Iterable[Credential]:
    """Yield plate and tags of a row as far as they can be read: whose owners `decide` asks for."""
    if "plate" in row.cells:
        with suppress(ValueError):
            yield Credential(Medium.PLATE, canonical(row.cells["plate"]))
    for text in _tags(row):
        with suppress(ValueError):
            yield Credential(Medium.TAG, canonical_tag(text))


def _vehicle_meant(row: ImportRow, owners: Mapping[Credential, VehicleView]) -> VehicleView | None:
    for credential in claims(row):
        owner = owners.get(credential)
        if owner is None:
            continue
        if credential.medium is Medium.PLATE or "plate" not in row.cells or owner.plate is None:
            return owner
    return None


def _merged(row: ImportRow, known: VehicleView | None, zone: ZoneInfo) -> VehicleForm:
    form = VehicleForm() if known is None else VehicleForm.of(known, zone)
    typed: dict[str, Any] = {field: meaning(field, cell) for field, cell in row.cells.items()}
    if "tags" in typed:
        typed["tags"] = _tags(row)
    return replace(form, **typed)


def _tags(row: ImportRow) -> tuple[str, ...]:
    cell = row.cells.get("tags", "")
    return tuple(filter(None, map(str.strip, _BETWEEN_TAGS.split(cell))))


def _repeats(text: str, earlier: int) -> Problem:
    return Problem(ProblemCode.ROW_REPEATS, {"text": text, "row": earlier})


def _title(row: ImportRow) -> str:
    plate = row.cells.get("plate")
    if plate is None:
        return row.cells.get("tags", "")
    try:
        return display(canonical(plate))
    except ValueError:
        return plate


def _outcome(
    row: ImportRow, result: Result, problems: Mapping[str, Problem] = _NO_PROBLEMS
) -> RowOutcome:
    found = {field: row.cells.get(field, "") for field in problems}
    return RowOutcome(row.number, _title(row), result, problems, found or _NOTHING_FOUND)
