"""The days on which schedules hold otherwise."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field, PlainValidator, StrictStr, WithJsonSchema

from gate.registry import dates
from gate.registry.database import editing, reading
from gate.registry.timetable import holidays
from gate.registry.timetable.holidays import LONGEST_NAME
from gate.web.access.places import HOLIDAYS
from gate.web.api.access import changing, looking
from gate.web.api.fields import Number, Sent
from gate.web.api.problem import not_found
from gate.web.request.page import Page

router = APIRouter(prefix="/holidays", tags=["schedules"])

Looking = Annotated[Page, Depends(looking(HOLIDAYS))]
Changing = Annotated[Page, Depends(changing(HOLIDAYS))]


def _day(value: object) -> date:
    """Read a day as ISO 8601 has it."""
    try:
        found = date.fromisoformat(str(value))
        if found.isoformat() == value and dates.EARLIEST <= found.year <= dates.LATEST:
            return found
    except ValueError:
        pass
    raise ValueError("write a day like 2026-12-25")


Day = Annotated[
    date,
    PlainValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-25"]}),
    Path(),
]


class Naming(Sent):
    """What a holiday is called."""

    name: StrictStr = Field(min_length=1, max_length=LONGEST_NAME)


class HolidayOut(BaseModel):
    """A holiday."""

    day: str = Field(json_schema_extra={"format": "date"})
    name: str


class Holidays(BaseModel):
    """Holidays, the earliest first."""

    items: list[HolidayOut]


@router.get("")
def list_holidays(page: Looking, year: Number | None = None) -> Holidays:
    """List the holidays of a year, or all."""
    with reading(page.context.engine) as session:
        known = holidays.everyone(session)
    found = {day: name for day, name in known.items() if year in {None, day.year}}
    return Holidays(items=[_out(day, name) for day, name in found.items()])


@router.get("/{day}")
def get_holiday(page: Looking, day: Day) -> HolidayOut:
    """Get one holiday."""
    with reading(page.context.engine) as session:
        known = holidays.everyone(session)
    if day not in known:
        raise not_found(f"holiday {day}")
    return _out(day, known[day])


@router.put("/{day}")
def put_holiday(page: Changing, day: Day, sent: Naming) -> HolidayOut:
    """Add a holiday, or rename one."""
    with editing(page.context.engine) as session:
        holidays.put(session, {day: sent.name}, author=page.author)
        return _out(day, holidays.everyone(session)[day])


@router.delete("/{day}", status_code=204)
def remove_holiday(page: Changing, day: Day) -> None:
    """Make a day an ordinary one again."""
    with editing(page.context.engine) as session:
        if day not in holidays.everyone(session):
            raise not_found(f"holiday {day}")
        holidays.remove(session, [day], author=page.author)


def _out(day: date, name: str) -> HolidayOut:
    return HolidayOut(day=day.isoformat(), name=name)
