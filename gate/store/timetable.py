"""Reads schedules, holidays and plans from the registry: a few dozen rows, always all of them."""

import sqlite3
from collections import defaultdict
from datetime import date, tzinfo

from gate.core.values.plan import Plan, PlanMode
from gate.core.values.schedule import Calendar, Schedule, Window
from gate.core.values.timetable import Timetable


def timetable(connection: sqlite3.Connection, zone: tzinfo) -> Timetable:
    """Read the timetable of a site in time zone `zone`, inside the caller's snapshot."""
    schedules = _schedules(connection)
    categories = defaultdict[str, tuple[int, ...]](tuple)
    for category, schedule in connection.execute(_SELECT_CATEGORIES):
        categories[category] += (schedule,)
    holidays = {date.fromisoformat(day): name for day, name in connection.execute(_SELECT_HOLIDAYS)}
    plans = tuple(
        Plan(number, lane, PlanMode(mode), schedules[schedule], reason)
        for number, lane, mode, schedule, reason in connection.execute(_SELECT_PLANS)
    )
    return Timetable(Calendar(zone, holidays), schedules, dict(categories), plans)


def _schedules(connection: sqlite3.Connection) -> dict[int, Schedule]:
    windows = defaultdict[int, list[Window]](list)
    for schedule, *window in connection.execute(_SELECT_WINDOWS):
        windows[schedule].append(Window(*window))
    return {
        number: Schedule(
            number,
            name,
            tuple(windows[number]),
            bool(holds_on_holidays),
            None if lanes is None else frozenset(lanes.split(",")),
        )
        for number, name, holds_on_holidays, lanes in connection.execute(_SELECT_SCHEDULES)
    }


_SELECT_SCHEDULES = "SELECT id, name, holds_on_holidays, lanes FROM schedule"

_SELECT_WINDOWS = """
    SELECT schedule_id, day, start_minute, end_minute FROM schedule_window
    ORDER BY schedule_id, day, start_minute
"""

_SELECT_CATEGORIES = "SELECT category, schedule_id FROM category_schedule ORDER BY schedule_id"

_SELECT_HOLIDAYS = "SELECT day, name FROM holiday ORDER BY day"

_SELECT_PLANS = "SELECT id, lane, mode, schedule_id, reason FROM lane_plan ORDER BY id"
"""Modes of a newer version never get here: its schema would differ."""
