"""One vehicle as staff see it: its row and its credentials together, detached and unchangeable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from gate.core.values.commands import Json
from gate.core.values.model import Medium
from gate.registry.models import Vehicle, VehicleCredential


class Status(StrEnum):
    """The badge of a vehicle. When several fit, the first one counts."""

    BLOCKED = "blocked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    ACTIVE = "active"


FIELDS = (
    "plate",
    "tags",
    "codes",
    "holder",
    "opd",
    "category",
    "identification",
    "valid_from",
    "valid_until",
    "notes",
    "schedule",
    "lanes",
    "entries",
)
"""What the form of a vehicle asks for, in its order; draft, view and form share these names."""


@dataclass(frozen=True, slots=True)
class VehicleView:
    """Plates, tags and codes are canonical; times are POSIX seconds, `valid_until` is exclusive.

    `lost` are those of the tags and codes that are reported lost. `schedule` is the name of its own
    schedule, None = its category's; no `lanes` = every lane; `entries` is how often it may come in,
    None = any number. `version` is the registry version of the last change: what a form must bring
    back as `expected_version`.
    """

    id: int
    version: int
    plate: str | None
    tags: tuple[str, ...]
    codes: tuple[str, ...]
    lost: tuple[str, ...]
    holder: str
    opd: str
    category: str
    identification: str
    valid_from: int | None
    valid_until: int | None
    blocked: str | None
    notes: str
    created_at: int
    updated_at: int
    schedule: str | None = None
    lanes: tuple[str, ...] = ()
    entries: int | None = None

    @classmethod
    def of(
        cls,
        vehicle: Vehicle,
        credentials: Iterable[VehicleCredential],
        schedules: Mapping[int, str],
    ) -> Self:
        """Join a stored row with its credentials, which come in alphabetical order.

        `schedules` are names by number.
        """
        known = sorted(credentials, key=lambda credential: credential.value)
        return cls(
            id=number_of(vehicle),
            version=vehicle.version,
            plate=vehicle.plate,
            tags=tuple(each.value for each in known if each.medium == Medium.TAG),
            codes=tuple(each.value for each in known if each.medium == Medium.CODE),
            lost=tuple(each.value for each in known if each.lost_at is not None),
            holder=vehicle.holder,
            opd=vehicle.opd,
            category=vehicle.category,
            identification=vehicle.identification,
            valid_from=vehicle.valid_from,
            valid_until=vehicle.valid_until,
            blocked=vehicle.blocked,
            notes=vehicle.notes,
            created_at=vehicle.created_at,
            updated_at=vehicle.updated_at,
            schedule=None if vehicle.schedule_id is None else schedules[vehicle.schedule_id],
            lanes=tuple(vehicle.lanes.split(",")) if vehicle.lanes else (),
            entries=vehicle.entries,
        )

    def status(self, wall: float) -> Status:
        """Return the badge at a moment, in POSIX seconds; `listing` filters by the same rules."""
        if self.blocked is not None:
            return Status.BLOCKED
        if self.valid_until is not None and self.valid_until <= wall:
            return Status.EXPIRED
        if self.valid_from is not None and self.valid_from > wall:
            return Status.NOT_YET_VALID
        return Status.ACTIVE


NOBODY = VehicleView(
    id=0,
    version=0,
    plate=None,
    tags=(),
    codes=(),
    lost=(),
    holder="",
    opd="",
    category="",
    identification="",
    valid_from=None,
    valid_until=None,
    blocked=None,
    notes="",
    created_at=0,
    updated_at=0,
)
"""Stands for a vehicle before there was one."""


def number_of(vehicle: Vehicle) -> int:
    """Return the number a vehicle got when it was stored."""
    if vehicle.id is None:
        raise ValueError("the vehicle is not stored yet")
    return vehicle.id


_JOURNALLED = (*FIELDS, "blocked", "lost")


Difference = tuple[dict[str, Json], dict[str, Json]]
"""Values by field before and after an edit, as the journal keeps them."""


def changed(before: VehicleView, after: VehicleView) -> Difference:
    """Return what an edit changed, as it stood before and as it stands after, for the journal."""
    names = [name for name in _JOURNALLED if getattr(before, name) != getattr(after, name)]
    old, new = (as_json({name: getattr(view, name) for name in names}) for view in (before, after))
    return old, new


def described(view: VehicleView) -> dict[str, Json]:
    """Return all that is filled in of a vehicle, for the journal row of its coming or going."""
    values = {name: getattr(view, name) for name in _JOURNALLED}
    return as_json({name: value for name, value in values.items() if value not in (None, "", ())})


def as_json(values: Mapping[str, Any]) -> dict[str, Json]:
    """Return values of a view as the journal keeps them."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }
