"""A month in figures and words, as it is shown, printed and written into a workbook."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gate.core.values.model import Category, Direction
from gate.core.values.plates import display
from gate.registry.database import reading
from gate.registry.timetable import holidays
from gate.store.statistics import GRANTED, Opened, Records, Span, Statistics, count
from gate.web.board.moment import person
from gate.web.jobs.proofs import Proof
from gate.web.live.archive import people
from gate.web.reports.month import Month
from gate.web.reports.traffic import Pair, Passages, Peak
from gate.web.request.page import Page
from gate.words.language import Language
from gate.words.objections import OBJECTIONS, known
from gate.words.orders import OTHER, REASONS
from gate.words.vehicles import CATEGORIES

_SATURDAY: Final = 5
_OFFICE: Final = (5, 18)
"""Hours shown even when nobody passes."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who opened the boom: how often, and the reasons, the most frequent first."""

    name: str
    times: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Late:
    """A visitor who was still inside: since when the alarm, until when the pass."""

    plate: str
    wall: float
    until: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures that are compared with the month before."""

    coming: int
    leaving: int
    visitors: int
    arrivals: int
    denied: int
    opened: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything. `until` is the last day it tells of; `running` when the month is not over."""

    month: Month
    until: date
    running: bool
    workdays: int
    totals: Totals
    earlier: Totals
    without_reason: int
    stay: float | None
    alarms: int
    peak: Peak | None
    capacity: int | None
    hours: list[tuple[int, Pair]]
    weekdays: list[tuple[int, Pair]]
    reasons: list[tuple[str, int]]
    openers: list[Opener]
    departments: list[tuple[str, int, int]]
    overstays: list[Late]
    records: list[Records]
    proof: Proof


def make(
    page: Page, connection: sqlite3.Connection, month: Month, enough: Callable[[], bool]
) -> Report:
    """Count a month; the chain is checked until `enough` says so."""
    config, zone = page.context.config, page.context.timezone
    today = page.language.local(page.now.wall).date()
    found = count(connection, config.gate_id, month.span(zone))
    earlier = count(connection, config.gate_id, _same_part(page, month))
    with reading(page.context.engine) as session:
        off, names = holidays.everyone(session), people(session)
    days = month.days(today)
    work = [day for day in days if day.weekday() < _SATURDAY and day not in off]
    passages = _passages(page, found)
    zones = config.zones
    return Report(
        month=month,
        until=days[-1],
        running=month.after.first > today,
        workdays=len(work),
        totals=_totals(page, found),
        earlier=_totals(page, earlier),
        without_reason=sum(each.times for each in found.opened if not each.reason),
        stay=found.stays.seconds / found.stays.visits if found.stays.visits else None,
        alarms=sum(found.alarms.values()),
        peak=passages.peak(),
        capacity=zones[0].capacity if len(zones) == 1 else None,
        hours=_hours(passages.by_hour(work)),
        weekdays=[(day, passages.by_weekday(days).get(day, Pair(0, 0))) for day in range(7)],
        reasons=_reasons(found.outcomes, page.language),
        openers=_openers(found.opened, names, page.language),
        departments=_departments(found, page.language),
        overstays=[
            Late(display(each.plate or ""), each.wall, each.until) for each in found.overstays
        ],
        records=found.records,
        proof=page.context.proofs.check(connection, config.gate_id, found.records, enough),
    )


def _same_part(page: Page, month: Month) -> Span:
    """Return the month before, no more of it than has gone by of a running month."""
    whole, zone = month.before.span(page.context.timezone), page.context.timezone
    gone = int(page.now.wall * 1e6) - month.span(zone).since_us
    return Span(whole.since_us, min(whole.before_us, whole.since_us + gone))


def _passages(page: Page, found: Statistics) -> Passages:
    lanes = {lane.id: lane.direction for lane in page.context.site.lanes}
    return Passages(found.traffic, lanes, page.context.timezone)


def _totals(page: Page, found: Statistics) -> Totals:
    passages = _passages(page, found)
    arrivals = sum(found.outcomes.values())
    guests = [each.entries for each in found.departments if each.category == Category.VISITOR]
    return Totals(
        coming=passages.total(Direction.IN),
        leaving=passages.total(Direction.OUT),
        visitors=sum(guests),
        arrivals=arrivals,
        denied=arrivals - found.outcomes.get(GRANTED, 0),
        opened=sum(each.times for each in found.opened),
    )


def _hours(averages: Mapping[int, Pair]) -> list[tuple[int, Pair]]:
    first = min(_OFFICE[0], *averages) if averages else _OFFICE[0]
    last = max(_OFFICE[1], *averages) if averages else _OFFICE[1]
    return [(hour, averages.get(hour, Pair(0, 0))) for hour in range(first, last + 1)]


def _reasons(outcomes: Mapping[str, int], language: Language) -> list[tuple[str, int]]:
    """Name each denial by its leading objection, those nobody knows any more last."""
    sums: Counter[str] = Counter()
    for code, number in outcomes.items():
        if code != GRANTED:
            objections = known([code])
            text = OBJECTIONS[objections[0]].badge if objections else None
            sums[language.say("Lainnya") if text is None else language.say(text)] += number
    return sums.most_common()


def _openers(
    opened: Sequence[Opened], names: Mapping[str, str], language: Language
) -> list[Opener]:
    """Sum up by person; notes and free words count as one reason of their own."""
    reasons: dict[str, Counter[str]] = {}
    for actor, reason, times in opened:
        code = reason.partition(":")[0]
        known_reason = code in REASONS and code != OTHER
        text = language.say(REASONS[code]) if known_reason else language.say("Alasan lain")
        if not reason:
            text = language.say("Tanpa alasan")
        reasons.setdefault(person(names, actor, language), Counter())[text] += times
    found = [
        Opener(name, counted.total(), tuple(counted.most_common()))
        for name, counted in reasons.items()
    ]
    return sorted(found, key=lambda each: (-each.times, each.name))


def _departments(found: Statistics, language: Language) -> list[tuple[str, int, int]]:
    """Sum up by department; vehicles of none by their category."""
    entries: Counter[str] = Counter()
    vehicles: Counter[str] = Counter()
    for opd, category, times, number in found.departments:
        word = CATEGORIES[Category(category)] if category in set(Category) else ""
        name = opd or (language.say(word) if word else category)
        entries[name] += times
        vehicles[name] += number
    return [(name, times, vehicles[name]) for name, times in entries.most_common()]
