"""The form of a schedule: as staff typed it, and as it may be stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from gate.core.values.schedule import HOLIDAY, Schedule, Window
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import windows

LONGEST_NAME = 60
"""Characters."""


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """What staff typed. `windows` read like `mon-fri 06:00-18:00`; no `lanes` means every lane."""

    name: str
    windows: tuple[str, ...]
    holds_on_holidays: bool = False
    lanes: tuple[str, ...] = ()

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        """Fill the form in with what stands in the registry; reading it again changes nothing."""
        spelt = windows.spell(schedule.windows)
        lanes = tuple(sorted(schedule.lanes or ()))
        return cls(schedule.name, (spelt,), schedule.holds_on_holidays, lanes)


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """A form without problems, as the tables keep it: `lanes` a comma list, None = every lane."""

    name: str
    windows: tuple[Window, ...]
    holds_on_holidays: bool
    lanes: str | None


def read_form(form: ScheduleForm, taken: Iterable[str], lanes: Collection[str]) -> ScheduleDraft:
    """Turn what was typed into what may be stored; FormError names every field with a problem.

    `taken` are the names of other schedules, `lanes` those of the site.
    """
    problems = dict[str, Problem]()
    name = bare(form.name)
    if problem := _name_problem(name, taken):
        problems["name"] = problem
    pieces = tuple[Window, ...]()
    try:
        pieces = windows.parse(";".join(form.windows))
    except ValueError as error:
        problems["windows"] = Problem(ProblemCode.WINDOW_WRONG, {"text": str(error)})
    if form.holds_on_holidays and any(each.day == HOLIDAY for each in pieces):
        problems["windows"] = Problem(ProblemCode.WINDOWS_ON_HOLIDAYS)
    for lane in form.lanes:
        if lane not in lanes:
            problems["lane"] = unknown_lane(lane, lanes)
    if problems:
        raise FormError(problems)
    named = ",".join(sorted(set(form.lanes))) or None
    return ScheduleDraft(name, pieces, form.holds_on_holidays, named)


def bare(name: str) -> str:
    """Return a name without what spaces there are too many."""
    return " ".join(name.split())


def unknown_lane(lane: str, lanes: Iterable[str]) -> Problem:
    """Say that the site has no such lane, and which it has."""
    return Problem(ProblemCode.LANE_UNKNOWN, {"text": lane, "lanes": ", ".join(lanes)})


def _name_problem(name: str, taken: Iterable[str]) -> Problem | None:
    if not name:
        return Problem(ProblemCode.NAME_EMPTY)
    if len(name) > LONGEST_NAME:
        return Problem(ProblemCode.TEXT_LONG, {"limit": LONGEST_NAME})
    if name.casefold() in map(str.casefold, taken):
        return Problem(ProblemCode.NAME_TAKEN, {"text": name})
    return None
