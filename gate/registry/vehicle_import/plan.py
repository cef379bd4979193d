"""What an import will do with each row: add, change, leave alone, or ask to put right.

A row means the vehicle with its plate; without a plate, or for a vehicle that has none yet, the one
with its tag or pass code. An empty cell keeps what the registry has, a filled one replaces it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from gate.core.values.model import Credential, Medium
from gate.core.values.plates import display
from gate.core.values.tags import understand
from gate.registry import pass_codes
from gate.registry.fields import Fields
from gate.registry.forms import Terms, VehicleDraft, VehicleForm, read_form
from gate.registry.owners import TAKEN, conflicts
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.remembered import canonical_plate, canonical_tag, meaning
from gate.registry.vehicle_import.file import ImportRow
from gate.registry.views import FIELDS, NOBODY, VehicleView

_BETWEEN_TAGS = re.compile(r"[;|/+\n]+|,(?!\s*[0-9]{5}(?![0-9]))")  # not within `018,37848`
_BETWEEN_NAMES = re.compile(r"[;|/+\n,]+")
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

    `problems` are keyed by field of the form; `found` is what stands in those cells. `changes` are
    what stood and what will stand, by field of the view.
    """

    number: int
    title: str
    result: Result
    problems: Mapping[str, Problem]
    found: Mapping[str, str]
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedVehicle:
    """A vehicle to write; `known` is who it is already, None for a new one.

    `lost` are those of its tags and codes that are reported lost. `changes` are what stands
    otherwise than before; of a new vehicle, all that is filled in.
    """

    row: int
    known: VehicleView | None
    draft: VehicleDraft
    schedule_id: int | None
    blocked: str | None
    lost: tuple[str, ...]
    changes: Mapping[str, tuple[Any, Any]]


class ImportPlan:
    """Decides row after row; remembers what earlier rows of the file have claimed."""

    def __init__(
        self, zone: ZoneInfo, schedules: Mapping[str, tuple[int, str]], lanes: Collection[str]
    ) -> None:
        self._zone = zone
        self._terms = Terms(schedules, lanes)
        self._claimed: dict[Credential, int] = {}
        self._meant: dict[int, int] = {}

    def decide(
        self,
        row: ImportRow,
        claimed: Sequence[Credential],
        owners: Mapping[Credential, VehicleView],
    ) -> tuple[RowOutcome, PlannedVehicle | None]:
        """Say what becomes of a row that `claimed` these; `owners` has whose they are already."""
        known = _vehicle_meant(row, claimed, owners)
        terms = replace(self._terms, known=known)
        try:
            draft = read_form(_merged(row, known, self._zone), self._zone, terms)
            blocked, lost = _marks(row, draft, known)
            self._check(row, draft, known, owners)
        except FormError as error:
            return _outcome(row, Result.WRONG, error.problems), None
        schedule = draft.schedule_id(terms)
        changes = _changes(known or NOBODY, draft, blocked, lost)
        planned = PlannedVehicle(row.number, known, draft, schedule, blocked, lost, changes)
        if known is None:
            return _outcome(row, Result.ADDED), planned
        if not changes:
            return _outcome(row, Result.UNCHANGED), None
        return replace(_outcome(row, Result.CHANGED), changes=changes), planned

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
    """Yield the credentials of a row that can be read, the plate first: `decide` asks whose."""
    if "plate" in row.cells:
        with suppress(ValueError):
            yield Credential(Medium.PLATE, canonical_plate(row.cells["plate"]))
    for text in _tags(row):
        with suppress(ValueError):
            yield Credential(Medium.TAG, canonical_tag(text))
    for text in _names(row, "codes"):
        with suppress(ValueError):
            yield Credential(Medium.CODE, pass_codes.canonical(text))


def _vehicle_meant(
    row: ImportRow, claimed: Sequence[Credential], owners: Mapping[Credential, VehicleView]
) -> VehicleView | None:
    for credential in claimed:
        owner = owners.get(credential)
        if owner is None:
            continue
        if credential.medium is Medium.PLATE or "plate" not in row.cells or owner.plate is None:
            return owner
    return None


def _merged(row: ImportRow, known: VehicleView | None, zone: ZoneInfo) -> VehicleForm:
    form = VehicleForm() if known is None else VehicleForm.of(known, zone)
    typed: dict[str, Any] = {name: meaning(name, cell) for name, cell in row.cells.items()}
    for name in typed.keys() & {"blocked", "lost"}:
        del typed[name]
    if "tags" in typed:
        typed["tags"] = _tags(row)
    for name in typed.keys() & {"codes", "lanes"}:
        typed[name] = _names(row, name)
    return replace(form, **typed)


def _marks(
    row: ImportRow, draft: VehicleDraft, known: VehicleView | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return why the vehicle is blocked and what of it is lost; FormError where that cannot be."""
    own = {*draft.tags, *draft.codes}
    blocked, lost = (known.blocked, set(known.lost) & own) if known else (None, set[str]())
    fields = Fields()
    if "blocked" in row.cells:
        blocked = fields.line("blocked", row.cells["blocked"])
    if "lost" in row.cells:
        lost = set()
        for text in _tags(row, "lost"):
            meant = own.intersection(_spelt(text))
            lost |= meant
            if not meant:
                fields.note("lost", ProblemCode.LOST_NOT_OWN, text=text)
    fields.finish()
    return blocked, tuple(sorted(lost))


def _changes(
    before: VehicleView, draft: VehicleDraft, blocked: str | None, lost: tuple[str, ...]
) -> dict[str, tuple[Any, Any]]:
    after = {name: getattr(draft, name) for name in FIELDS} | {"blocked": blocked, "lost": lost}
    return {
        name: (getattr(before, name), value)
        for name, value in after.items()
        if getattr(before, name) != value
    }


def _spelt(text: str) -> list[str]:
    """Return all tags and codes that a text may mean."""
    meant = []
    with suppress(ValueError):
        meant += [each.tag for each in understand(text)]
    with suppress(ValueError):
        meant.append(pass_codes.canonical(text))
    return meant


def _tags(row: ImportRow, field: str = "tags") -> tuple[str, ...]:
    cell = row.cells.get(field, "")
    return tuple(filter(None, map(str.strip, _BETWEEN_TAGS.split(cell))))


def _names(row: ImportRow, field: str) -> tuple[str, ...]:
    cell = row.cells.get(field, "")
    return tuple(filter(None, map(str.strip, _BETWEEN_NAMES.split(cell))))


def _repeats(text: str, earlier: int) -> Problem:
    return Problem(ProblemCode.ROW_REPEATS, {"text": text, "row": earlier})


def _title(row: ImportRow) -> str:
    plate = row.cells.get("plate")
    if plate is None:
        return row.cells.get("tags", row.cells.get("codes", ""))
    try:
        return display(canonical_plate(plate))
    except ValueError:
        return plate


def _outcome(
    row: ImportRow, result: Result, problems: Mapping[str, Problem] = _NO_PROBLEMS
) -> RowOutcome:
    found = {name: row.cells.get(name, "") for name in problems}
    return RowOutcome(row.number, _title(row), result, problems, found or _NOTHING_FOUND)
