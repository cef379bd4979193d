"""The form of a vehicle: fields from the browser, and what the template shows of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import FormData

from gate.core.model import Category, Identification
from gate.core.plates import display
from gate.registry.forms import VehicleForm
from gate.registry.problems import EditConflict, FormError
from gate.registry.views import VehicleView
from gate.web.page import Page
from gate.web.vehicle_list import Row, row
from gate.web.wording.vehicles import CATEGORIES, FIELDS, IDENTIFICATIONS, problem_in_words

LONGEST_TEXT: Final = 1_000
MOST_TAGS: Final = 10


@dataclass(frozen=True, slots=True)
class FormValues:
    """What the template shows: what was typed, what is wrong with it, what can be chosen.

    `owners` are vehicles that have what was typed into a field.
    """

    typed: VehicleForm
    problems: dict[str, str]
    owners: dict[str, int]
    categories: list[tuple[str, str]]
    identifications: list[tuple[str, str]]
    version: int | None
    row: Row | None
    blocked: str | None


async def filled_form(request: Request) -> VehicleForm:
    """Take the form's fields as they were typed."""
    fields = await request.form()
    return VehicleForm(
        plate=_text(fields, "plate"),
        tags=_texts(fields, "tags"),
        codes=_texts(fields, "codes"),
        holder=_text(fields, "holder"),
        opd=_text(fields, "opd"),
        category=_text(fields, "category"),
        identification=_text(fields, "identification"),
        valid_from=_text(fields, "valid_from"),
        valid_until=_text(fields, "valid_until"),
        notes=_text(fields, "notes"),
    )


def form_values(
    page: Page, typed: VehicleForm, view: VehicleView | None, error: FormError | None
) -> FormValues:
    """Show what was typed, with one sentence per field that must be put right."""
    language = page.language
    problems = {} if error is None else error.problems
    return FormValues(
        typed=typed,
        problems={name: problem_in_words(found, language) for name, found in problems.items()},
        owners={
            name: vehicle
            for name, found in problems.items()
            if isinstance(vehicle := found.params.get("vehicle"), int)
        },
        categories=[(str(each), page.say(text)) for each, text in CATEGORIES.items()],
        identifications=[(str(each), page.say(text)) for each, text in IDENTIFICATIONS.items()],
        version=None if view is None else view.version,
        row=None if view is None else row(view, language, page.now.wall),
        blocked=None if view is None else view.blocked,
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One field two people disagree on: its name, what stands now, what was typed."""

    name: str
    now: str
    typed: str


def compared(page: Page, conflict: EditConflict) -> list[Difference]:
    """Word what somebody else saved meanwhile beside what was typed."""
    return [
        Difference(page.say(FIELDS[name]), _shown(page, name, now), _shown(page, name, typed))
        for name, (now, typed) in conflict.differences.items()
    ]


_NOTHING: Final = "-"


def _shown(page: Page, name: str, value: object) -> str:
    if value in (None, "", ()):
        return _NOTHING
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    wording = _SHOWN.get(name)
    return str(value) if wording is None else wording(page, value)


_SHOWN: Final[Mapping[str, Callable[[Page, Any], str]]] = {
    "plate": lambda _, plate: display(plate),
    "category": lambda page, code: page.say(CATEGORIES[Category(code)]),
    "identification": lambda page, code: page.say(IDENTIFICATIONS[Identification(code)]),
    "valid_from": lambda page, wall: page.language.date(wall),
    "valid_until": lambda page, wall: page.language.date(wall - 1),
}


def _text(fields: FormData, name: str) -> str:
    value = fields.get(name, "")
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _texts(fields: FormData, name: str) -> tuple[str, ...]:
    values = [value.strip() for value in fields.getlist(name) if isinstance(value, str)]
    return tuple(value[:LONGEST_TEXT] for value in values if value)[:MOST_TAGS]
