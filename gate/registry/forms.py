"""The form of a vehicle: as staff typed it, and as it may be stored."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from gate.core.model import Category, Credential, Identification, Medium
from gate.core.plates import canonical, display
from gate.core.tags import canonical_tag, unmistakable
from gate.registry import dates
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.views import VehicleView

LONGEST = {"holder": 120, "opd": 160, "notes": 1000}
"""Characters that fit in the columns."""

_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # would steer a terminal; not line ends
_CODE = re.compile(r"^[A-Z0-9]{4,32}$")
_CODE_SEPARATORS = re.compile(r"[\s-]+")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class VehicleForm:
    """What staff typed; blanks mean nothing was typed. Dates read like `31-12-2026`."""

    plate: str = ""
    tags: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    holder: str = ""
    opd: str = ""
    category: str = Category.EMPLOYEE
    identification: str = Identification.ANY
    valid_from: str = ""
    valid_until: str = ""
    notes: str = ""

    @classmethod
    def of(cls, view: VehicleView, zone: ZoneInfo) -> Self:
        """Fill the form in with what stands in the registry; reading it again changes nothing."""
        return cls(
            plate=display(view.plate or ""),
            tags=tuple(map(unmistakable, view.tags)),
            codes=view.codes,
            holder=view.holder,
            opd=view.opd,
            category=view.category,
            identification=view.identification,
            valid_from=_spelt(view.valid_from, dates.first_day, zone),
            valid_until=_spelt(view.valid_until, dates.last_day, zone),
            notes=view.notes,
        )


@dataclass(frozen=True, slots=True)
class VehicleDraft:
    """A form without problems: what a `VehicleView` would show once it is stored."""

    plate: str | None
    tags: tuple[str, ...]
    codes: tuple[str, ...]
    holder: str
    opd: str
    category: Category
    identification: Identification
    valid_from: int | None
    valid_until: int | None
    notes: str

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All by which the vehicle can be recognised, the plate first."""
        plates = () if self.plate is None else (self.plate,)
        media = ((Medium.PLATE, plates), (Medium.TAG, self.tags), (Medium.CODE, self.codes))
        return tuple(Credential(medium, value) for medium, values in media for value in values)


def read_form(form: VehicleForm, zone: ZoneInfo) -> VehicleDraft:
    """Turn what was typed into what may be stored; FormError names every field with a problem."""
    check = _Check()
    valid_from = check.day("valid_from", form.valid_from)
    valid_until = check.day("valid_until", form.valid_until)
    draft = VehicleDraft(
        plate=check.plate(form.plate),
        tags=check.credentials("tags", form.tags, canonical_tag, ProblemCode.TAG_WRONG),
        codes=check.credentials("codes", form.codes, canonical_code, ProblemCode.CODE_WRONG),
        holder=check.line("holder", form.holder),
        opd=check.line("opd", form.opd),
        category=check.choice("category", form.category, Category.EMPLOYEE),
        identification=check.choice("identification", form.identification, Identification.ANY),
        valid_from=None if valid_from is None else dates.first_moment(valid_from, zone),
        valid_until=None if valid_until is None else dates.end_after(valid_until, zone),
        notes=check.fitting("notes", _INVISIBLE.sub(" ", form.notes).strip()),
    )
    if not draft.holder:
        check.note("holder", ProblemCode.HOLDER_MISSING)
    if not any(map(str.strip, (form.plate, *form.tags, *form.codes))):
        check.note("plate", ProblemCode.CREDENTIAL_MISSING)
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        check.note("valid_until", ProblemCode.DATE_ORDER)
    check.finish()
    return draft


def canonical_code(text: str) -> str:
    """Return a pass code in upper case without spaces and dashes; ValueError when it is none."""
    code = _CODE_SEPARATORS.sub("", text.upper())
    if _CODE.match(code) is None:
        raise ValueError(f"not a pass code: {text!r}")
    return code


class _Check:
    """Reads one field after the other and keeps the first problem of each."""

    def __init__(self) -> None:
        self._problems: dict[str, Problem] = {}

    def note(self, name: str, code: ProblemCode, **params: str | int) -> None:
        self._problems.setdefault(name, Problem(code, params))

    def finish(self) -> None:
        if self._problems:
            raise FormError(self._problems)

    def plate(self, text: str) -> str | None:
        if not text.strip():
            return None
        try:
            return canonical(text)
        except ValueError:
            self.note("plate", ProblemCode.PLATE_WRONG, text=text.strip())
            return None

    def credentials(
        self,
        name: str,
        texts: Iterable[str],
        canonical_form: Callable[[str], str],
        problem: ProblemCode,
    ) -> tuple[str, ...]:
        found = set()
        for text in filter(str.strip, texts):
            try:
                found.add(canonical_form(text))
            except ValueError:
                self.note(name, problem, text=text.strip())
        return tuple(sorted(found))

    def line(self, name: str, text: str) -> str:
        return self.fitting(name, " ".join(_INVISIBLE.sub(" ", text).split()))

    def fitting(self, name: str, text: str) -> str:
        if len(text) > LONGEST[name]:
            self.note(name, ProblemCode.TEXT_LONG, limit=LONGEST[name])
        return text

    def choice(self, name: str, text: str, otherwise: _Choice) -> _Choice:
        try:
            return type(otherwise)(text.strip() or otherwise)
        except ValueError:
            self.note(name, ProblemCode(f"{name}_wrong"), text=text.strip())
            return otherwise

    def day(self, name: str, text: str) -> date | None:
        if not text.strip():
            return None
        try:
            return dates.parse(text)
        except ValueError:
            self.note(name, ProblemCode.DATE_WRONG, text=text.strip())
            return None


def _spelt(seconds: int | None, day: Callable[[int, ZoneInfo], date], zone: ZoneInfo) -> str:
    return "" if seconds is None else dates.spell(day(seconds, zone))
