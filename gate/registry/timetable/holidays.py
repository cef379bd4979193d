"""Edits of the holidays; in a session of `database.editing`.

Each edit gives the timetable the next registry version and leaves one row in the journal, which
names the days that differ.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.dates import spell
from gate.registry.models import Holiday
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable.form import bare

LONGEST_NAME = 120
"""Characters."""

Days = dict[date, str]
"""Names of holidays by their day."""


def everyone(session: Session) -> Days:
    """Return all holidays, the earliest first."""
    stored = session.exec(select(Holiday).order_by(col(Holiday.day)))
    return {each.day: each.name for each in stored}


def put(session: Session, days: Mapping[date, str], *, author: Author) -> Days:
    """Add holidays and rename those that are known; return those that differ from before."""
    problem = next(filter(None, map(name_problem, days.values())), None)
    if problem is not None:
        raise FormError({"name": problem})
    known = everyone(session)
    new = {day: bare(name) for day, name in days.items() if known.get(day) != bare(name)}
    for day, name in new.items():
        session.merge(Holiday(day=day, name=name))
    _finish(session, ({day: known[day] for day in new if day in known}, new), author)
    return new


def remove(session: Session, days: Iterable[date], *, author: Author) -> Days:
    """Make days ordinary again; FormError when one of them is no holiday."""
    known, wanted = everyone(session), sorted(set(days))
    for day in wanted:
        if day not in known:
            raise FormError({"day": Problem(ProblemCode.DAY_UNKNOWN, {"text": spell(day)})})
        session.delete(session.get_one(Holiday, day))
    gone = {day: known[day] for day in wanted}
    _finish(session, (gone, {}), author)
    return gone


def name_problem(name: str) -> Problem | None:
    """Say what is wrong with the name of a holiday."""
    if not bare(name):
        return Problem(ProblemCode.NAME_EMPTY)
    if len(bare(name)) > LONGEST_NAME:
        return Problem(ProblemCode.TEXT_LONG, {"limit": LONGEST_NAME})
    return None


def _finish(session: Session, difference: tuple[Days, Days], author: Author) -> None:
    before, after = (_as_json(days) for days in difference)
    if before or after:
        ledger.next_timetable(session)
        payload: dict[str, Json] = {"before": before, "after": after}
        ledger.record(session, author, RowKind.ADMIN_HOLIDAYS_CHANGED, payload)


def _as_json(days: Days) -> dict[str, Json]:
    return {day.isoformat(): name for day, name in sorted(days.items())}
