"""The form of a vehicle: fields from the browser, and what the template shows of them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from fastapi import Request
from sqlmodel import Session
from starlette.datastructures import FormData

from gate.core.values.tags import canonical_tag, printed
from gate.registry import pass_codes
from gate.registry.changes import VEHICLE_KINDS
from gate.registry.forms import VehicleForm
from gate.registry.problems import EditConflict, FormError
from gate.registry.timetable import schedules
from gate.registry.views import VehicleView
from gate.web.history.conflicts import Conflict, Difference, Subject, who_was_faster
from gate.web.request.page import Page
from gate.web.vehicles.fields import field_name, shown
from gate.web.vehicles.list import Row, row
from gate.web.vehicles.reading import Choice, readers
from gate.words.vehicles import CATEGORIES, IDENTIFICATIONS, problem_in_words

LONGEST_TEXT: Final = 1_000
MOST_TAGS: Final = 10


@dataclass(frozen=True, slots=True)
class Held:
    """A tag or pass code of the vehicle. `place` is that among its tags and codes, None = typed.

    `on_card` are the numbers a card of this tag may show.
    """

    text: str
    place: int | None = None
    lost: bool = False
    on_card: str = ""


@dataclass(frozen=True, slots=True)
class FormValues:
    """What the template shows: what was typed, what is wrong with it, what can be chosen.

    `owners` are vehicles that have what was typed into a field.
    """

    typed: VehicleForm
    tags: list[Held]
    codes: list[Held]
    problems: dict[str, str]
    owners: dict[str, int]
    categories: list[tuple[str, str]]
    identifications: list[tuple[str, str]]
    schedules: list[str]
    readers: list[Choice]
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
        schedule=_text(fields, "schedule") if "schedule" in fields else None,
    )


def filled_from(page: Page, view: VehicleView) -> VehicleForm:
    """Fill the form in with what stands in the registry."""
    form = VehicleForm.of(view, page.context.timezone)
    return replace(form, schedule=view.schedule or "")


def form_values(
    page: Page,
    session: Session,
    typed: VehicleForm,
    view: VehicleView | None,
    error: FormError | None,
) -> FormValues:
    """Show what was typed, with one sentence per field that must be put right."""
    language = page.language
    problems = {} if error is None else error.problems
    return FormValues(
        typed=typed,
        tags=list(_tags(typed, view)),
        codes=list(_codes(view)),
        problems={name: problem_in_words(found, language) for name, found in problems.items()},
        owners={
            name: vehicle
            for name, found in problems.items()
            if isinstance(vehicle := found.params.get("vehicle"), int)
        },
        categories=[(str(each), page.say(text)) for each, text in CATEGORIES.items()],
        identifications=[(str(each), page.say(text)) for each, text in IDENTIFICATIONS.items()],
        schedules=[each.name for each in schedules.everyone(session)],
        readers=readers(page),
        version=None if view is None else view.version,
        row=None if view is None else row(view, language, page.now.wall),
        blocked=None if view is None else view.blocked,
    )


def compared(page: Page, conflict: EditConflict) -> Conflict:
    """Word what somebody else saved meanwhile beside what was typed."""
    language, vehicle = page.language, conflict.current.id
    path = f"/vehicles/{vehicle}"
    subject = Subject(VEHICLE_KINDS, {"vehicle": vehicle}, path)
    differences = [
        Difference(
            field_name(language, name), shown(language, name, now), shown(language, name, typed)
        )
        for name, (now, typed) in conflict.differences.items()
    ]
    return Conflict(who_was_faster(page, subject), differences, path)


def _tags(typed: VehicleForm, view: VehicleView | None) -> Iterator[Held]:
    """Show the tags that are typed; the stored ones among them may be acted on."""
    stored = () if view is None else view.tags
    for text in typed.tags:
        tag = ""
        with suppress(ValueError):
            tag = canonical_tag(text)
        if view is None or tag not in stored:
            yield Held(text)
        else:
            on_card = " \N{MIDDLE DOT} ".join(printed(tag).values())
            yield Held(text, stored.index(tag), tag in view.lost, on_card)


def _codes(view: VehicleView | None) -> Iterator[Held]:
    if view is not None:
        for place, code in enumerate(view.codes, start=len(view.tags)):
            yield Held(pass_codes.spell(code), place, code in view.lost)


def _text(fields: FormData, name: str) -> str:
    value = fields.get(name, "")
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _texts(fields: FormData, name: str) -> tuple[str, ...]:
    values = [value.strip() for value in fields.getlist(name) if isinstance(value, str)]
    return tuple(value[:LONGEST_TEXT] for value in values if value)[:MOST_TAGS]
