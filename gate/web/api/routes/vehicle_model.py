"""A vehicle as programs send and get it."""

from dataclasses import replace
from typing import Annotated, Any, Final, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictInt, StrictStr

from gate.core.values.model import Category, Identification
from gate.registry import dates
from gate.registry.fields import LONGEST, MOST_ENTRIES
from gate.registry.forms import VehicleForm
from gate.registry.views import Status, VehicleView
from gate.web.api.fields import Moment, Sent, Stamp, stamp, stamp_or_none
from gate.web.vehicles.form import MOST_TAGS

HEXADECIMAL: Final = r"^(0[xX])?([0-9A-Fa-f]{2}){3,32}$"

Tag = Annotated[StrictStr, Field(pattern=HEXADECIMAL, examples=["01001293D8"])]
Code = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]$")]
Name = Annotated[StrictStr, Field(max_length=60)]
LaneId = Annotated[StrictStr, Field(max_length=64)]

EXAMPLE: Final[dict[str, JsonValue]] = {
    "plate": "N 1234 AP",
    "tags": ["01001293D8"],
    "holder": "Siti Rahayu",
    "opd": "Dinas Kominfo",
    "valid_until": "2027-01-01T00:00:00+07:00",
}


class VehicleFields(Sent):
    """What can be said of a vehicle; what is left out is empty, in a PATCH it stays as it is.

    `valid_until` is exclusive. Without a `schedule` that of its category holds, without `lanes` it
    may pass everywhere, without `entries` any number of times.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    plate: Annotated[StrictStr, Field(max_length=40)] | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=MOST_TAGS)
    codes: list[Code] = Field(default_factory=list, max_length=MOST_TAGS)
    holder: StrictStr = Field(default_factory=str, max_length=LONGEST["holder"])
    opd: StrictStr = Field(default_factory=str, max_length=LONGEST["opd"])
    category: Category = Field(default_factory=lambda: Category.EMPLOYEE)
    identification: Identification = Field(default_factory=lambda: Identification.ANY)
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    notes: StrictStr = Field(default_factory=str, max_length=LONGEST["notes"])
    schedule: Name | None = None
    lanes: list[LaneId] = Field(default_factory=list, max_length=20)
    entries: Annotated[StrictInt, Field(ge=1, le=MOST_ENTRIES)] | None = None

    def form(self, zone: ZoneInfo) -> VehicleForm:
        """Fill the registry's form in; tags count as they are written, in hexadecimal only."""
        start, end = self.valid_from, self.valid_until
        return VehicleForm(
            plate=self.plate or "",
            tags=tuple(f"0x{tag.lower().removeprefix('0x')}" for tag in self.tags),
            codes=tuple(self.codes),
            holder=self.holder,
            opd=self.opd,
            category=self.category,
            identification=self.identification,
            valid_from="" if start is None else dates.spell_start(start, zone),
            valid_until="" if end is None else dates.spell_end(end, zone),
            notes=self.notes,
            schedule=self.schedule or "",
            lanes=tuple(self.lanes),
            entries="" if self.entries is None else str(self.entries),
        )

    def over(self, view: VehicleView, zone: ZoneInfo) -> VehicleForm:
        """Fill the form in with what stands in the registry, and what was sent over it."""
        stands = replace(
            VehicleForm.of(view, zone),
            schedule=view.schedule or "",
            lanes=view.lanes,
            entries="" if view.entries is None else str(view.entries),
        )
        sent = self.form(zone)
        return replace(stands, **{name: getattr(sent, name) for name in self.model_fields_set})


class NewVehicle(VehicleFields):
    """A vehicle as a whole."""

    holder: StrictStr = Field(max_length=LONGEST["holder"])


class VehicleOut(BaseModel):
    """A vehicle on the list; plate, tags and codes in canonical form, `valid_until` exclusive."""

    id: int
    version: int = Field(description="what `If-Match` brings back to change it")
    status: Status
    plate: str | None
    tags: list[str]
    codes: list[str]
    lost: list[str] = Field(description="those of the tags and codes that are reported lost")
    holder: str
    opd: str
    category: str
    identification: str
    valid_from: Stamp | None
    valid_until: Stamp | None
    blocked: str | None = Field(description="why it is blocked")
    notes: str
    schedule: str | None
    lanes: list[str]
    entries: int | None
    created_at: Stamp
    updated_at: Stamp

    @classmethod
    def of(cls, view: VehicleView, wall: float) -> Self:
        """Write a view down; `wall` (POSIX seconds) decides the status."""
        plain: dict[str, Any] = {name: getattr(view, name) for name in _PLAIN}
        lists: dict[str, Any] = {name: list(getattr(view, name)) for name in _LISTS}
        return cls(
            **plain,
            **lists,
            status=view.status(wall),
            valid_from=stamp_or_none(view.valid_from),
            valid_until=stamp_or_none(view.valid_until),
            created_at=stamp(view.created_at),
            updated_at=stamp(view.updated_at),
        )


_PLAIN: Final = (
    *("id", "version", "plate", "holder", "opd", "category", "identification", "blocked"),
    *("notes", "schedule", "entries"),
)
_LISTS: Final = ("tags", "codes", "lost", "lanes")


class VehiclePage(BaseModel):
    """A piece of the list; `next` leads to the one after it."""

    items: list[VehicleOut]
    next: str | None
