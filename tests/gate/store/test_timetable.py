from datetime import UTC, date
from zoneinfo import ZoneInfo

from gate.core.values.plan import Plan, PlanMode
from gate.core.values.schedule import Calendar, Schedule, Window
from gate.core.values.timetable import Timetable
from gate.store.timetable import timetable
from tests.gate.store.rows import write_schedule


def test_an_empty_registry_has_an_empty_timetable(connection):
    assert timetable(connection, UTC) == Timetable(Calendar(UTC))


def test_schedules_come_with_all_their_windows(connection):
    write_schedule(connection, 2, 1, (4, 1320, 360), (0, 360, 1080), (7, 480, 720))
    write_schedule(connection, 1, 2)
    connection.execute(
        "UPDATE schedule SET holds_on_holidays = 1, lanes = 'masuk,keluar' WHERE id = 1"
    )

    assert timetable(connection, UTC).schedules == {
        1: Schedule(1, "S1", (), holds_on_holidays=True, lanes=frozenset({"masuk", "keluar"})),
        2: Schedule(2, "S2", (Window(0, 360, 1080), Window(4, 1320, 360), Window(7, 480, 720))),
    }


def test_a_category_comes_with_all_its_schedules(connection):
    for number in (1, 2, 3):
        write_schedule(connection, number, number)
    connection.execute(
        """INSERT INTO category_schedule (category, schedule_id)
        VALUES ('vendor', 3), ('vendor', 1), ('visitor', 2)"""
    )

    assert timetable(connection, UTC).categories == {"vendor": (1, 3), "visitor": (2,)}


def test_the_calendar_has_the_sites_zone_and_holidays(connection):
    connection.execute("INSERT INTO holiday (day, name) VALUES ('2028-02-29', 'Kabisat')")
    zone = ZoneInfo("Asia/Jakarta")

    assert timetable(connection, zone).calendar == Calendar(zone, {date(2028, 2, 29): "Kabisat"})


def test_plans_share_the_schedules(connection):
    write_schedule(connection, 2, 1, (0, 480, 540))
    connection.execute(
        """INSERT INTO lane_plan (id, lane, mode, schedule_id, reason)
        VALUES (5, 'masuk', 'hold', 2, 'apel pagi'), (6, 'keluar', 'lockdown', 2, 'malam')"""
    )

    found = timetable(connection, UTC)

    assert found.plans == (
        Plan(5, "masuk", PlanMode.HOLD, found.schedules[2], "apel pagi"),
        Plan(6, "keluar", PlanMode.LOCKDOWN, found.schedules[2], "malam"),
    )
    assert found.plans[0].schedule is found.plans[1].schedule is found.schedules[2]
