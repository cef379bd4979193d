"""A month in figures, as the report's page counts it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from gate.web.access.places import REPORTS
from gate.web.api.access import looking
from gate.web.api.fields import Stamp, stamp, stamp_or_none
from gate.web.api.problem import not_found
from gate.web.history.list import looking as looking_through
from gate.web.reports.month import Month
from gate.web.reports.report import Report, Totals, make
from gate.web.reports.traffic import Pair
from gate.web.request.page import Page

router = APIRouter(prefix="/reports", tags=["reports"])


class TotalsOut(BaseModel):
    """The figures that are compared with the month before."""

    coming: int
    leaving: int
    visitors: int
    arrivals: int
    denied: int
    opened: int = Field(description="by staff")

    @classmethod
    def of(cls, totals: Totals) -> "TotalsOut":
        """Write the figures down."""
        return cls(
            coming=totals.coming,
            leaving=totals.leaving,
            visitors=totals.visitors,
            arrivals=totals.arrivals,
            denied=totals.denied,
            opened=totals.opened,
        )


class Average(BaseModel):
    """How many come in and go out, on average a day: at an hour, or on a weekday (0 = Monday)."""

    at: int
    coming: float
    leaving: float

    @classmethod
    def of(cls, at: int, pair: Pair) -> "Average":
        """Write an average down."""
        return cls(at=at, coming=pair.coming, leaving=pair.leaving)


class Counted(BaseModel):
    """How often something was, by its name."""

    name: str
    times: int


class OpenerOut(BaseModel):
    """Who opened the boom, how often, and why."""

    name: str
    times: int
    reasons: list[Counted]


class DepartmentOut(BaseModel):
    """How often the vehicles of a department came in."""

    name: str
    entries: int
    vehicles: int


class OverstayOut(BaseModel):
    """A visitor who was still inside at the end of the pass; an empty plate is not known."""

    plate: str
    since: Stamp
    until: Stamp | None


class PeakOut(BaseModel):
    """The most vehicles inside, and when."""

    inside: int
    at: Stamp


class ReportOut(BaseModel):
    """A month; `running` when it is not over. Names are in English."""

    month: str
    until: str = Field(json_schema_extra={"format": "date"})
    running: bool
    workdays: int
    totals: TotalsOut
    month_before: TotalsOut
    opened_without_reason: int
    average_stay: float | None = Field(description="of visitors, in seconds")
    alarms: int
    peak: PeakOut | None
    by_hour: list[Average]
    by_weekday: list[Average]
    denials: list[Counted]
    openers: list[OpenerOut]
    departments: list[DepartmentOut]
    overstays: list[OverstayOut]
    rows: int = Field(description="of the journal, in this month")
    rows_checked: int = Field(description="of those, in this look or earlier ones")
    broken: int | None = Field(description="the first row that is not as it was written")

    @classmethod
    def of(cls, report: Report) -> "ReportOut":
        """Write a report down."""
        peak = report.peak
        return cls(
            month=report.month.code,
            until=report.until.isoformat(),
            running=report.running,
            workdays=report.workdays,
            totals=TotalsOut.of(report.totals),
            month_before=TotalsOut.of(report.earlier),
            opened_without_reason=report.without_reason,
            average_stay=report.stay,
            alarms=report.alarms,
            peak=None if peak is None else PeakOut(inside=peak.inside, at=stamp(peak.wall)),
            by_hour=[Average.of(*each) for each in report.hours],
            by_weekday=[Average.of(*each) for each in report.weekdays],
            denials=_counted(report.reasons),
            openers=[
                OpenerOut(name=each.name, times=each.times, reasons=_counted(each.reasons))
                for each in report.openers
            ],
            departments=[
                DepartmentOut(name=name, entries=entries, vehicles=vehicles)
                for name, entries, vehicles in report.departments
            ],
            overstays=[
                OverstayOut(
                    plate=each.plate, since=stamp(each.wall), until=stamp_or_none(each.until)
                )
                for each in report.overstays
            ],
            rows=report.proof.rows,
            rows_checked=report.proof.checked,
            broken=report.proof.broken,
        )


@router.get("/{month}")
def get_report(
    page: Annotated[Page, Depends(looking(REPORTS))],
    month: Annotated[str, Path(pattern=r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])],
) -> ReportOut:
    """Count a month; one that has not begun is not found."""
    asked = Month.parse(month)
    if asked is None or asked.first > page.language.local(page.now.wall).date():
        raise not_found(f"report of {month}")
    with looking_through(page) as (connection, enough):
        return ReportOut.of(make(page, connection, asked, enough))


def _counted(found: list[tuple[str, int]] | tuple[tuple[str, int], ...]) -> list[Counted]:
    return [Counted(name=name, times=times) for name, times in found]
