"""Edits of schedules, and of the categories that have them; in a session of `database.editing`.

Each edit gives the timetable the next registry version and leaves one row in the journal.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, func, select

from gate.core.values.commands import Json
from gate.core.values.model import Category
from gate.core.values.row_kind import RowKind
from gate.core.values.schedule import Schedule, Window
from gate.registry import ledger, models
from gate.registry.author import Author
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import windows
from gate.registry.timetable.form import ScheduleForm, bare, read_form
from gate.registry.views import Difference


@dataclass(frozen=True, slots=True)
class Use:
    """Who has a schedule: categories, a number of vehicles, and plans by number."""

    categories: tuple[str, ...]
    vehicles: int
    plans: tuple[int, ...]

    def __str__(self) -> str:
        """List them, like `category vendor, 2 vehicles, plan 3`; empty when nobody has it."""
        counted = "1 vehicle" if self.vehicles == 1 else f"{self.vehicles:,} vehicles"
        return ", ".join(
            (
                *(f"category {name}" for name in self.categories),
                *([counted] if self.vehicles else []),
                *(f"plan {number}" for number in self.plans),
            )
        )


def everyone(session: Session) -> list[Schedule]:
    """Return all schedules by name."""
    found = defaultdict[int, list[Window]](list)
    for each in session.exec(select(models.ScheduleWindow)):
        found[each.schedule_id].append(Window(each.day, each.start_minute, each.end_minute))
    stored = session.exec(select(models.Schedule).order_by(models.Schedule.name))
    return [_view(each, found[_number(each)]) for each in stored]


def by_name(session: Session) -> dict[str, tuple[int, str]]:
    """Return number and name of each schedule, by its name in lower case."""
    every = session.exec(select(models.Schedule))
    return {each.name.casefold(): (_number(each), each.name) for each in every}


def named(session: Session, name: str) -> Schedule:
    """Return a schedule by its name, however it is capitalised; FormError when there is none."""
    for schedule in everyone(session):
        if schedule.name.casefold() == bare(name).casefold():
            return schedule
    raise FormError({"schedule": Problem(ProblemCode.SCHEDULE_UNKNOWN, {"text": bare(name)})})


def use(session: Session, schedule: Schedule) -> Use:
    """Return who has a schedule."""
    owners = select(func.count()).where(models.Vehicle.schedule_id == schedule.id)
    plans = select(models.LanePlan.id).where(models.LanePlan.schedule_id == schedule.id)
    return Use(
        tuple(name for name, given in by_category(session).items() if schedule in given),
        session.exec(owners).one(),
        tuple(number for number in session.exec(plans) if number is not None),
    )


def by_category(session: Session) -> dict[str, list[Schedule]]:
    """Return the schedules of each category that has any, by name."""
    known = {schedule.id: schedule for schedule in everyone(session)}
    given = defaultdict[str, list[Schedule]](list)
    rows = session.exec(select(models.CategorySchedule).order_by(models.CategorySchedule.category))
    for row in rows:
        given[row.category].append(known[row.schedule_id])
    return dict(given)


def add(
    session: Session, form: ScheduleForm, *, author: Author, lanes: Collection[str]
) -> Schedule:
    """Make a schedule; `lanes` are those of the site. FormError when the form has a problem."""
    draft = read_form(form, (each.name for each in everyone(session)), lanes)
    stored = models.Schedule(
        name=draft.name, holds_on_holidays=draft.holds_on_holidays, lanes=draft.lanes
    )
    session.add(stored)
    session.flush()
    _write_windows(session, stored, draft.windows)
    schedule = _view(stored, draft.windows)
    ledger.next_timetable(session)
    _record(session, author, RowKind.ADMIN_SCHEDULE_ADDED, schedule, ({}, described(schedule)))
    return schedule


def change(
    session: Session, name: str, form: ScheduleForm, *, author: Author, lanes: Collection[str]
) -> Schedule:
    """Give a schedule another name, other windows or lanes; whoever has it keeps it.

    The same again changes nothing. FormError when the form has a problem, or a category would have
    two schedules that count at the same lanes.
    """
    before = named(session, name)
    others = (each.name for each in everyone(session) if each.id != before.id)
    draft = read_form(form, others, lanes)
    stored = session.get_one(models.Schedule, before.id)
    stored.name, stored.lanes = draft.name, draft.lanes
    stored.holds_on_holidays = draft.holds_on_holidays
    after = _view(stored, draft.windows)
    if after == before:
        return before
    for given in by_category(session).values():
        _check_alone(after, (each for each in given if any(one.id == after.id for one in given)))
    _drop_windows(session, before)
    _write_windows(session, stored, draft.windows)
    ledger.next_timetable(session)
    _record(session, author, RowKind.ADMIN_SCHEDULE_CHANGED, after, _changed(before, after))
    return after


def remove(session: Session, name: str, *, author: Author) -> Schedule:
    """Take a schedule away that nobody has; FormError names who does."""
    schedule = named(session, name)
    if users := str(use(session, schedule)):
        raise FormError({"schedule": Problem(ProblemCode.SCHEDULE_USED, {"text": users})})
    _drop_windows(session, schedule)
    session.delete(session.get_one(models.Schedule, schedule.id))
    ledger.next_timetable(session)
    _record(session, author, RowKind.ADMIN_SCHEDULE_REMOVED, schedule, (described(schedule), {}))
    return schedule


def give(session: Session, name: str, category: Category, *, author: Author) -> Schedule:
    """Hold a category to a schedule; FormError when another one counts at the same lanes."""
    schedule = named(session, name)
    before = by_category(session).get(category, [])
    if schedule in before:
        return schedule
    _check_alone(schedule, before)
    session.add(models.CategorySchedule(category=category, schedule_id=schedule.id))
    _finish(session, category, (before, [*before, schedule]), author)
    return schedule


def take(session: Session, name: str, category: Category, *, author: Author) -> Schedule:
    """Hold a category to a schedule no longer; one that it does not have changes nothing."""
    schedule = named(session, name)
    before = by_category(session).get(category, [])
    if schedule in before:
        session.delete(session.get_one(models.CategorySchedule, (category, schedule.id)))
        after = [each for each in before if each != schedule]
        _finish(session, category, (before, after), author)
    return schedule


def described(schedule: Schedule) -> dict[str, Json]:
    """Return what a schedule says, for the journal row of its coming or going."""
    return {
        "name": schedule.name,
        "windows": windows.spell(schedule.windows),
        "holds_on_holidays": schedule.holds_on_holidays,
        "lanes": None if schedule.lanes is None else list[Json](sorted(schedule.lanes)),
    }


def _changed(before: Schedule, after: Schedule) -> Difference:
    """Return what an edit changed, as it stood before and as it stands after."""
    old, new = described(before), described(after)
    names = [name for name in old if old[name] != new[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}


def _write_windows(session: Session, stored: models.Schedule, pieces: Iterable[Window]) -> None:
    number = _number(stored)
    for day, start, end in pieces:
        where = {"schedule_id": number, "day": day, "start_minute": start, "end_minute": end}
        session.add(models.ScheduleWindow(**where))


def _drop_windows(session: Session, schedule: Schedule) -> None:
    pieces = select(models.ScheduleWindow).where(models.ScheduleWindow.schedule_id == schedule.id)
    for each in session.exec(pieces).all():
        session.delete(each)
    session.flush()  # before their schedule goes, or others take their place


def _check_alone(schedule: Schedule, given: Iterable[Schedule]) -> None:
    """Raise FormError when a category has another schedule that counts at the same lanes."""
    for other in given:
        if other.id != schedule.id and _compete(schedule, other):
            problem = Problem(ProblemCode.SCHEDULE_DOUBLE, {"text": other.name})
            raise FormError({"schedule": problem})


def _compete(one: Schedule, other: Schedule) -> bool:
    """Whether it would be left to chance which of the two counts at a lane."""
    if one.lanes is None or other.lanes is None:
        return one.lanes is other.lanes
    return not one.lanes.isdisjoint(other.lanes)


def _finish(
    session: Session,
    category: Category,
    change: tuple[list[Schedule], list[Schedule]],
    author: Author,
) -> None:
    before, after = (sorted(each.name for each in schedules) for schedules in change)
    ledger.next_timetable(session)
    payload: dict[str, Json] = {
        "category": category.value,
        "before": {"schedules": list[Json](before)},
        "after": {"schedules": list[Json](after)},
    }
    ledger.record(session, author, RowKind.ADMIN_CATEGORY_CHANGED, payload)


def _record(
    session: Session,
    author: Author,
    kind: RowKind,
    schedule: Schedule,
    difference: Difference,
) -> None:
    before, after = difference
    payload: dict[str, Json] = {"schedule": schedule.id, "before": before, "after": after}
    ledger.record(session, author, kind, payload)


def _view(stored: models.Schedule, pieces: Iterable[Window]) -> Schedule:
    return Schedule(
        _number(stored),
        stored.name,
        tuple(sorted(pieces)),
        stored.holds_on_holidays,
        None if stored.lanes is None else frozenset(stored.lanes.split(",")),
    )


def _number(stored: models.Schedule) -> int:
    return stored.id or 0  # it has one, once it is stored
