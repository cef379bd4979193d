"""The form of a vehicle: as staff typed it, and as it may be stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self
from zoneinfo import ZoneInfo

from gate.core.values.model import Category, Credential, Identification, Medium
from gate.core.values.plates import display
from gate.registry import pass_codes, remembered
from gate.registry.fields import Fields
from gate.registry.problems import ProblemCode
from gate.registry.views import VehicleView


@dataclass(frozen=True, slots=True)
class VehicleForm:
    """What staff typed; blanks mean nothing was typed.

    Dates read like `31-12-2026`, or `31-12-2026 16:00`. None leaves what stands in the registry:
    the name of a schedule (blank: its category's), lanes (none: every lane), the number of entries
    (blank: any number).
    """

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
    schedule: str | None = None
    lanes: tuple[str, ...] | None = None
    entries: str | None = None

    @classmethod
    def of(cls, view: VehicleView, zone: ZoneInfo) -> Self:
        """Fill the form in with what stands in the registry; reading it again changes nothing."""
        return cls(
            plate=display(view.plate or ""),
            tags=tuple(map(remembered.unmistakable, view.tags)),
            codes=view.codes,
            holder=view.holder,
            opd=view.opd,
            category=view.category,
            identification=view.identification,
            valid_from=""
            if view.valid_from is None
            else remembered.spell_start(view.valid_from, zone),
            valid_until=""
            if view.valid_until is None
            else remembered.spell_end(view.valid_until, zone),
            notes=view.notes,
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a form is read against.

    `schedules` are numbers by the names they have, in lower case; `lanes` those of the site;
    `known` is the vehicle as it stands, None for a new one.
    """

    schedules: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    lanes: Collection[str] = ()
    known: VehicleView | None = None


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
    schedule: str | None
    lanes: tuple[str, ...]
    entries: int | None

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All by which the vehicle can be recognised, the plate first."""
        plates = () if self.plate is None else (self.plate,)
        media = ((Medium.PLATE, plates), (Medium.TAG, self.tags), (Medium.CODE, self.codes))
        return tuple(Credential(medium, value) for medium, values in media for value in values)

    def schedule_id(self, terms: Terms) -> int | None:
        """Return the number of its schedule, None = its category's."""
        return None if self.schedule is None else terms.schedules[self.schedule.casefold()][0]


_NO_TERMS = Terms()


def read_form(form: VehicleForm, zone: ZoneInfo, terms: Terms = _NO_TERMS) -> VehicleDraft:
    """Turn what was typed into what may be stored; FormError names every field with a problem."""
    fields = Fields()
    known = terms.known
    draft = VehicleDraft(
        valid_from=fields.moment("valid_from", form.valid_from, remembered.start, zone),
        valid_until=fields.moment("valid_until", form.valid_until, remembered.end, zone),
        plate=fields.plate(form.plate),
        tags=fields.credentials("tags", form.tags, remembered.canonical_tag, ProblemCode.TAG_WRONG),
        codes=fields.credentials("codes", form.codes, pass_codes.canonical, ProblemCode.CODE_WRONG),
        holder=fields.line("holder", form.holder),
        opd=fields.line("opd", form.opd),
        category=fields.choice("category", form.category, Category.EMPLOYEE),
        identification=fields.choice("identification", form.identification, Identification.ANY),
        notes=fields.lines("notes", form.notes),
        schedule=_schedule(fields, form.schedule, terms),
        lanes=(known.lanes if known else ())
        if form.lanes is None
        else fields.lanes(form.lanes, terms.lanes),
        entries=(known.entries if known else None)
        if form.entries is None
        else fields.entries(form.entries),
    )
    if not draft.holder:
        fields.note("holder", ProblemCode.HOLDER_MISSING)
    if not any(map(str.strip, (form.plate, *form.tags, *form.codes))):
        fields.note("plate", ProblemCode.CREDENTIAL_MISSING)
    fields.in_order("valid_until", draft.valid_from, draft.valid_until)
    fields.finish()
    return draft


def _schedule(fields: Fields, name: str | None, terms: Terms) -> str | None:
    """Return the name that a schedule really has."""
    if name is None:
        return None if terms.known is None else terms.known.schedule
    bare = " ".join(name.split())
    if not bare:
        return None
    if bare.casefold() not in terms.schedules:
        fields.note("schedule", ProblemCode.SCHEDULE_UNKNOWN, text=bare)
        return None
    _, exact = terms.schedules[bare.casefold()]
    return exact
