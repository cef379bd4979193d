"""Laporan: a month on one page, to read, to print and to take along as a workbook."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gate.registry import ledger
from gate.registry.database import editing
from gate.store.statistics import oldest
from gate.web.access.places import REPORTS
from gate.web.history.list import looking
from gate.web.reports import report_file
from gate.web.reports.chart import pairs
from gate.web.reports.month import Month
from gate.web.reports.report import Report, make
from gate.web.reports.traffic import Pair
from gate.web.request.page import Page, seeing
from gate.words.language import Language

router = APIRouter()

Reader = Annotated[Page, Depends(seeing(REPORTS))]

MOST_MONTHS: Final = 36
"""Months to choose from."""

MOST_DEPARTMENTS: Final = 12
"""Departments named on the page; the workbook has all."""

_MONDAY: Final = date(2024, 1, 1)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FINE: Final = 10
"""From here on averages need no tenths."""


@router.get("/reports")
def show(page: Reader, month: str = "") -> Response:
    """Show a month: the one asked for, else the last that is over."""
    report, months = _report(page, month)
    language = page.language
    hours = [pair for _, pair in report.hours]
    values: dict[str, object] = {
        "report": report,
        "months": [(each.code, language.month(each.first)) for each in months],
        "title": language.month(report.month.first),
        "until": language.calendar(report.until),
        "figures": _figures(report, language),
        "hours": pairs(hours),
        "hour_rows": [(f"{at:02}", *_worded(pair, language)) for at, pair in report.hours],
        "busiest": _busiest(report, language),
        "weekdays": pairs([pair for _, pair in report.weekdays]),
        "weekday_rows": [
            (name, *_worded(pair, language))
            for name, (_, pair) in zip(_weekdays(language), report.weekdays, strict=True)
        ],
        "most_denied": max((number for _, number in report.reasons), default=1),
        "departments": report.departments[:MOST_DEPARTMENTS],
        "most_entries": max((times for _, times, _ in report.departments), default=1),
        "peak": _peak(report, language),
        "printed": language.short(page.now.wall),
        "today": language.date(page.now.wall),
    }
    return page.show("reports/page.html", values)


@router.get("/reports/{month}.xlsx")
def download(page: Reader, month: str) -> Response:
    """Send a month as a workbook."""
    if Month.parse(month) is None:
        raise HTTPException(404)
    report, _ = _report(page, month, prove=False)
    language = page.language
    body = report_file.workbook(report, page.context.site, language, _weekdays(language))
    with editing(page.context.engine) as session:
        month_only = {"month": report.month.code}
        ledger.exported(session, page.author, "report", report.totals.arrivals, month_only)
    name = f"laporan-{report.month.code}.xlsx"
    return Response(
        body, media_type=_XLSX, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _report(page: Page, code: str, *, prove: bool = True) -> tuple[Report, list[Month]]:
    """Count the month that is asked for; also return those there are, the newest first."""
    language, now = page.language, page.now.wall
    present = Month.of(language.local(now).date())
    with looking(page) as (connection, enough):
        first = oldest(connection)
        begun = present if first is None else Month.of(language.local(first).date())
        months = [present]
        while months[-1].before >= begun and len(months) < MOST_MONTHS:
            months.append(months[-1].before)
        asked = Month.parse(code) or months[min(1, len(months) - 1)]
        ended = enough if prove else lambda: True
        return make(page, connection, min(asked, present), ended), months


def _figures(report: Report, language: Language) -> list[tuple[str, str, str]]:
    """Return name, number and remark of what stands on top."""
    say, totals = language.say, report.totals
    share = totals.denied / totals.arrivals if totals.arrivals else 0.0
    stay = (
        say("rata-rata {stay} di dalam", stay=language.duration(report.stay))
        if report.stay is not None
        else _change(report, totals.visitors, report.earlier.visitors, language)
    )
    reasons = (
        say("{n} tanpa alasan tertulis", n=language.number(report.without_reason))
        if report.without_reason
        else say("semua dengan alasan tertulis")
    )
    return [
        (
            say("Kendaraan masuk"),
            language.number(totals.coming),
            _change(report, totals.coming, report.earlier.coming, language),
        ),
        (say("Tamu"), language.number(totals.visitors), stay),
        (
            say("Kedatangan ditolak"),
            language.number(totals.denied),
            say("{share} dari semua kedatangan", share=language.share(share)),
        ),
        (say("Dibuka petugas"), language.number(totals.opened), reasons if totals.opened else ""),
    ]


def _change(report: Report, now: int, before: int, language: Language) -> str:
    """Say how a figure has changed since the month before."""
    if not before:
        return ""
    say, month = language.say, language.month(report.month.before.first).split()[0]
    if report.running:
        month = say("{month} sampai tanggal yang sama", month=month)
    percent = language.percent(abs(now - before) / before)
    if now == before:
        return say("sama dengan {month}", month=month)
    if now > before:
        return say("naik {percent} dari {month}", percent=percent, month=month)
    return say("turun {percent} dari {month}", percent=percent, month=month)


def _busiest(report: Report, language: Language) -> str:
    """Say when most come and go."""
    coming = max(report.hours, key=lambda each: each[1].coming)
    leaving = max(report.hours, key=lambda each: each[1].leaving)
    if not (coming[1].coming or leaving[1].leaving):
        return ""
    return language.say(
        "Puncak masuk {coming} pukul {at}, puncak keluar {leaving} pukul {then}.",
        coming=_average(coming[1].coming, language),
        at=f"{coming[0]:02}",
        leaving=_average(leaving[1].leaving, language),
        then=f"{leaving[0]:02}",
    )


def _peak(report: Report, language: Language) -> tuple[str, str]:
    """Return the highest occupancy, and when it was."""
    if report.peak is None:
        return "0", ""
    inside = language.number(report.peak.inside)
    if report.capacity is not None:
        full = language.number(report.capacity)
        inside = language.say("{inside} dari {capacity}", inside=inside, capacity=full)
    return inside, language.short(report.peak.wall)


def _weekdays(language: Language) -> list[str]:
    return [language.weekday(_MONDAY + timedelta(days=number)) for number in range(7)]


def _worded(pair: Pair, language: Language) -> tuple[str, str]:
    return _average(pair.coming, language), _average(pair.leaving, language)


def _average(value: float, language: Language) -> str:
    return language.number(round(value) if value >= _FINE else round(value, 1))
