"""Schedules: in which hours vehicles may pass, and which categories have them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, StrictBool, StrictStr
from sqlmodel import Session

from gate.core.values.model import Category
from gate.core.values.schedule import Schedule
from gate.registry.database import editing, reading
from gate.registry.timetable import schedules, windows
from gate.registry.timetable.form import LONGEST_NAME, ScheduleForm
from gate.web.access.places import SCHEDULES
from gate.web.api.access import changing, looking
from gate.web.api.fields import Number, Sent
from gate.web.api.problem import not_found
from gate.web.api.routes.vehicle_model import LaneId
from gate.web.request.page import Page

router = APIRouter(prefix="/schedules", tags=["schedules"])

Looking = Annotated[Page, Depends(looking(SCHEDULES))]
Changing = Annotated[Page, Depends(changing(SCHEDULES))]


class ScheduleIn(Sent):
    """A schedule; without `lanes` it counts everywhere."""

    name: StrictStr = Field(min_length=1, max_length=LONGEST_NAME)
    windows: StrictStr = Field(
        max_length=2_000, examples=["mon-fri 06:00-18:00; sat 08:00-12:00; holiday 09:00-11:00"]
    )
    holds_on_holidays: StrictBool = False
    lanes: list[LaneId] = Field(default_factory=list, max_length=20)

    @property
    def form(self) -> ScheduleForm:
        """Fill the registry's form in."""
        return ScheduleForm(self.name, (self.windows,), self.holds_on_holidays, tuple(self.lanes))


class Categories(Sent):
    """Which categories have a schedule."""

    categories: list[Category] = Field(max_length=len(Category))


class ScheduleOut(BaseModel):
    """A schedule and who has it."""

    id: int
    name: str
    windows: str
    holds_on_holidays: bool
    lanes: list[str]
    categories: list[str]
    vehicles: int = Field(description="how many have it of their own")
    plans: list[int]

    @classmethod
    def of(cls, session: Session, schedule: Schedule) -> "ScheduleOut":
        """Write a schedule down."""
        use = schedules.use(session, schedule)
        return cls(
            id=schedule.id,
            name=schedule.name,
            windows=windows.spell(schedule.windows),
            holds_on_holidays=schedule.holds_on_holidays,
            lanes=sorted(schedule.lanes or ()),
            categories=list(use.categories),
            vehicles=use.vehicles,
            plans=list(use.plans),
        )


class Schedules(BaseModel):
    """All schedules, by name."""

    items: list[ScheduleOut]


@router.get("")
def list_schedules(page: Looking) -> Schedules:
    """List all schedules."""
    with reading(page.context.engine) as session:
        found = schedules.everyone(session)
        return Schedules(items=[ScheduleOut.of(session, each) for each in found])


@router.post("", status_code=201)
def add_schedule(page: Changing, sent: ScheduleIn, response: Response) -> ScheduleOut:
    """Make a schedule."""
    with editing(page.context.engine) as session:
        lanes = page.context.config.lanes
        made = schedules.add(session, sent.form, author=page.author, lanes=lanes)
        response.headers["location"] = f"/api/v1/schedules/{made.id}"
        return ScheduleOut.of(session, made)


@router.get("/{schedule}")
def get_schedule(page: Looking, schedule: Number) -> ScheduleOut:
    """Get one schedule."""
    with reading(page.context.engine) as session:
        return ScheduleOut.of(session, _known(session, schedule))


@router.put("/{schedule}")
def replace_schedule(page: Changing, schedule: Number, sent: ScheduleIn) -> ScheduleOut:
    """Replace what a schedule says; whoever has it keeps it."""
    with editing(page.context.engine) as session:
        known, lanes = _known(session, schedule), page.context.config.lanes
        saved = schedules.change(session, known.name, sent.form, author=page.author, lanes=lanes)
        return ScheduleOut.of(session, saved)


@router.put("/{schedule}/categories")
def give_schedule(page: Changing, schedule: Number, sent: Categories) -> ScheduleOut:
    """Hold exactly these categories to a schedule."""
    with editing(page.context.engine) as session:
        known = _known(session, schedule)
        for category in Category:
            act = schedules.give if category in sent.categories else schedules.take
            act(session, known.name, category, author=page.author)
        session.flush()
        return ScheduleOut.of(session, known)


@router.delete("/{schedule}", status_code=204)
def remove_schedule(page: Changing, schedule: Number) -> None:
    """Take a schedule away that nobody has."""
    with editing(page.context.engine) as session:
        schedules.remove(session, _known(session, schedule).name, author=page.author)


def _known(session: Session, number: int) -> Schedule:
    found = next((each for each in schedules.everyone(session) if each.id == number), None)
    if found is None:
        raise not_found(f"schedule {number}")
    return found
