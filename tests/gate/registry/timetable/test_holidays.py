from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.timetable import holidays
from gate.store import journal

Rows = Callable[[], list[journal.StoredRow]]
NEW_YEAR, FREEDOM, LEAP = date(2027, 1, 1), date(2027, 8, 17), date(2028, 2, 29)


class Staff:
    """Whoever keeps the list of holidays."""

    def __init__(self, engine: Engine, author: Author) -> None:
        self.engine, self.author = engine, author

    def put(self, days: holidays.Days) -> holidays.Days:
        with editing(self.engine) as session:
            return holidays.put(session, days, author=self.author)

    def remove(self, *days: date) -> holidays.Days:
        with editing(self.engine) as session:
            return holidays.remove(session, days, author=self.author)

    def all(self) -> holidays.Days:
        with reading(self.engine) as session:
            return holidays.everyone(session)


@pytest.fixture
def staff(engine: Engine, author: Author) -> Staff:
    return Staff(engine, author)


def test_holidays_are_kept_in_order_and_the_controller_told(staff: Staff, book, version):
    staff.put({LEAP: "Kabisat", NEW_YEAR: " Tahun  Baru "})

    assert list(staff.all().items()) == [(NEW_YEAR, "Tahun Baru"), (LEAP, "Kabisat")]
    assert version() == 1
    assert book().timetable.calendar.holidays == staff.all()


def test_only_what_differs_is_written_and_journalled(staff: Staff, rows: Rows, version):
    staff.put({NEW_YEAR: "Tahun Baru", FREEDOM: "Kemerdekaan"})
    changed = staff.put({NEW_YEAR: "Tahun Baru", FREEDOM: "HUT RI", LEAP: "Kabisat"})
    nothing = staff.put({NEW_YEAR: "Tahun Baru"})

    assert (changed, nothing) == ({FREEDOM: "HUT RI", LEAP: "Kabisat"}, {})
    assert version() == 2
    assert [(row.kind, row.actor, row.payload) for row in rows()[1:]] == [
        (
            "admin.holidays_changed",
            "user:7",
            {
                "before": {"2027-08-17": "Kemerdekaan"},
                "after": {"2027-08-17": "HUT RI", "2028-02-29": "Kabisat"},
            },
        )
    ]


def test_a_day_is_made_ordinary_again(staff: Staff, rows: Rows):
    staff.put({NEW_YEAR: "Tahun Baru", FREEDOM: "Kemerdekaan"})

    assert staff.remove(FREEDOM, FREEDOM) == {FREEDOM: "Kemerdekaan"}
    assert staff.all() == {NEW_YEAR: "Tahun Baru"}
    assert rows()[-1].payload == {"before": {"2027-08-17": "Kemerdekaan"}, "after": {}}


def test_an_ordinary_day_cannot_be_made_ordinary(staff: Staff):
    staff.put({NEW_YEAR: "Tahun Baru"})

    with pytest.raises(FormError) as caught:
        staff.remove(NEW_YEAR, FREEDOM)

    assert caught.value.problems == {
        "day": Problem(ProblemCode.DAY_UNKNOWN, {"text": "17-08-2027"})
    }
    assert staff.all() == {NEW_YEAR: "Tahun Baru"}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (" ", Problem(ProblemCode.NAME_EMPTY)),
        ("x" * 121, Problem(ProblemCode.TEXT_LONG, {"limit": 120})),
    ],
)
def test_one_name_that_is_wrong_stops_them_all(staff: Staff, name: str, problem: Problem):
    with pytest.raises(FormError) as caught:
        staff.put({NEW_YEAR: "Tahun Baru", FREEDOM: name})

    assert caught.value.problems == {"name": problem}
    assert staff.all() == {}
