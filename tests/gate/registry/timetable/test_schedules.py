from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from gate.core.access.book import PermitBook
from gate.core.values.model import Category
from gate.core.values.plan import PlanMode
from gate.core.values.schedule import Schedule, Window
from gate.registry import vehicles
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.problems import FormError, NoSuchVehicle, Problem, ProblemCode
from gate.registry.timetable import plans, schedules
from gate.registry.timetable.form import ScheduleForm
from gate.registry.timetable.plans import PlanForm
from gate.registry.timetable.schedules import Use
from gate.store import journal
from tests.gate.registry.office import Office

Rows = Callable[[], list[journal.StoredRow]]
LANES = ("masuk", "keluar")
OFFICE = ScheduleForm("jam kantor", ("mon-fri 06:00-18:00", "holiday 08:00-12:00"))
ENTRY = ScheduleForm("pagi", ("daily 06:00-09:00",), holds_on_holidays=True, lanes=("masuk",))


class Timekeeper:
    """Staff who edit schedules: one transaction per edit, and a look at what stands."""

    def __init__(self, engine: Engine, author: Author) -> None:
        self.engine, self.author = engine, author

    def add(self, form: ScheduleForm) -> Schedule:
        with editing(self.engine) as session:
            return schedules.add(session, form, author=self.author, lanes=LANES)

    def remove(self, name: str) -> Schedule:
        with editing(self.engine) as session:
            return schedules.remove(session, name, author=self.author)

    def give(self, name: str, category: Category) -> Schedule:
        with editing(self.engine) as session:
            return schedules.give(session, name, category, author=self.author)

    def take(self, name: str, category: Category) -> Schedule:
        with editing(self.engine) as session:
            return schedules.take(session, name, category, author=self.author)

    def give_vehicle(self, vehicle: int, schedule: Schedule | None) -> vehicles.VehicleView:
        with editing(self.engine) as session:
            return vehicles.give_schedule(session, vehicle, schedule, author=self.author)

    def plan(self, schedule: str) -> int:
        form = PlanForm("masuk", PlanMode.HOLD, schedule, "apel pagi")
        with editing(self.engine) as session:
            return plans.add(session, form, author=self.author, lanes=LANES).id

    def all(self) -> list[Schedule]:
        with reading(self.engine) as session:
            return schedules.everyone(session)

    def use(self, schedule: Schedule) -> Use:
        with reading(self.engine) as session:
            return schedules.use(session, schedule)


@pytest.fixture
def staff(engine: Engine, author: Author) -> Timekeeper:
    return Timekeeper(engine, author)


def problems(form: ScheduleForm, staff: Timekeeper) -> dict[str, Problem]:
    with pytest.raises(FormError) as caught:
        staff.add(form)
    return dict(caught.value.problems)


def test_a_schedule_is_kept_as_it_was_written(staff: Timekeeper):
    office, entry = staff.add(OFFICE), staff.add(ENTRY)

    assert office == Schedule(
        1, "jam kantor", (*(Window(day, 360, 1080) for day in range(5)), Window(7, 480, 720))
    )
    assert entry.holds_on_holidays
    assert entry.lanes == frozenset({"masuk"})
    assert staff.all() == [office, entry]


def test_the_controller_is_told_of_every_edit(
    staff: Timekeeper, book: Callable[[], PermitBook], version: Callable[[], int]
):
    staff.add(OFFICE)
    staff.add(ENTRY)
    staff.give("pagi", Category.VENDOR)
    table = book().timetable

    assert version() == 3
    assert list(table.schedules.values()) == staff.all()
    assert table.categories == {"vendor": (2,)}


def test_an_edit_of_schedules_is_one_of_the_timetable(staff: Timekeeper, engine: Engine):
    staff.add(OFFICE)
    with reading(engine) as session:
        row = session.get_one(schedules.models.RegistryState, 1)
        assert (row.version, row.timetable_version) == (1, 1)


def test_coming_and_going_are_journalled_with_all_it_says(staff: Timekeeper, rows: Rows):
    staff.add(ENTRY)
    staff.remove("PAGI")

    said = {
        "name": "pagi",
        "windows": "daily 06:00-09:00",
        "holds_on_holidays": True,
        "lanes": ["masuk"],
    }
    assert [(row.kind, row.actor, row.payload) for row in rows()] == [
        ("admin.schedule_added", "user:7", {"schedule": 1, "before": {}, "after": said}),
        ("admin.schedule_removed", "user:7", {"schedule": 1, "before": said, "after": {}}),
    ]
    assert staff.all() == []


def test_a_number_is_never_used_again(staff: Timekeeper):
    first = staff.add(OFFICE)
    staff.remove("jam kantor")

    assert staff.add(OFFICE).id > first.id


@pytest.mark.parametrize(
    ("form", "found"),
    [
        (ScheduleForm(" ", ("mon 06:00-18:00",)), {"name": Problem(ProblemCode.NAME_EMPTY)}),
        (
            ScheduleForm("x" * 61, ("mon 06:00-18:00",)),
            {"name": Problem(ProblemCode.TEXT_LONG, {"limit": 60})},
        ),
        (
            ScheduleForm(" Jam  KANTOR ", ("mon 06:00-18:00",)),
            {"name": Problem(ProblemCode.NAME_TAKEN, {"text": "Jam KANTOR"})},
        ),
        (
            ScheduleForm("a", ("mon 06:00-18:00", "besok")),
            {"windows": Problem(ProblemCode.WINDOW_WRONG, {"text": "besok"})},
        ),
        (
            ScheduleForm("a", ("holiday 06:00-18:00",), holds_on_holidays=True),
            {"windows": Problem(ProblemCode.WINDOWS_ON_HOLIDAYS)},
        ),
        (
            ScheduleForm("", ("mon 06:00-18:00",), lanes=("atap",)),
            {
                "name": Problem(ProblemCode.NAME_EMPTY),
                "lane": Problem(
                    ProblemCode.LANE_UNKNOWN, {"text": "atap", "lanes": "masuk, keluar"}
                ),
            },
        ),
    ],
)  # fmt: skip
def test_a_form_with_problems_leaves_no_trace(staff: Timekeeper, rows: Rows, form, found):
    staff.add(OFFICE)

    assert problems(form, staff) == found
    assert len(staff.all()) == len(rows()) == 1


def test_a_schedule_is_found_by_its_name_however_it_is_written(staff: Timekeeper):
    office = staff.add(OFFICE)

    with reading(staff.engine) as session:
        assert schedules.named(session, " JAM  kantor") == office
        with pytest.raises(FormError) as caught:
            schedules.named(session, "jam")
    assert caught.value.problems == {
        "schedule": Problem(ProblemCode.SCHEDULE_UNKNOWN, {"text": "jam"})
    }


def test_a_category_is_held_to_schedules_and_freed(staff: Timekeeper, rows: Rows):
    office, entry = staff.add(OFFICE), staff.add(ENTRY)
    staff.give("jam kantor", Category.VENDOR)
    staff.give("pagi", Category.VENDOR)
    assert staff.use(office) == Use(("vendor",), 0, ())
    staff.take("jam kantor", Category.VENDOR)
    assert staff.use(office) == Use((), 0, ())
    assert staff.use(entry) == Use(("vendor",), 0, ())

    assert [(row.kind, row.payload) for row in rows()[2:]] == [
        (
            "admin.category_changed",
            {"category": "vendor", "before": {"schedules": before}, "after": {"schedules": after}},
        )
        for before, after in (
            ([], ["jam kantor"]),
            (["jam kantor"], ["jam kantor", "pagi"]),
            (["jam kantor", "pagi"], ["pagi"]),
        )
    ]


def test_what_stands_already_leaves_no_trace(
    staff: Timekeeper, rows: Rows, version: Callable[[], int]
):
    staff.add(OFFICE)
    staff.give("jam kantor", Category.VENDOR)
    staff.give("jam kantor", Category.VENDOR)
    staff.take("jam kantor", Category.VISITOR)

    assert len(rows()) == version() == 2


@pytest.mark.parametrize(
    ("lanes", "others", "competes"),
    [
        ((), (), True),
        ((), ("masuk",), False),
        (("masuk",), (), False),
        (("masuk",), ("keluar",), False),
        (("masuk",), ("masuk", "keluar"), True),
    ],
)
def test_of_two_schedules_at_a_lane_one_must_be_more_particular(
    staff: Timekeeper, lanes, others, competes
):
    staff.add(ScheduleForm("satu", ("mon 06:00-18:00",), lanes=lanes))
    staff.add(ScheduleForm("dua", ("mon 06:00-18:00",), lanes=others))
    staff.give("satu", Category.VENDOR)

    if not competes:
        staff.give("dua", Category.VENDOR)
        return
    with pytest.raises(FormError) as caught:
        staff.give("dua", Category.VENDOR)
    assert caught.value.problems == {
        "schedule": Problem(ProblemCode.SCHEDULE_DOUBLE, {"text": "satu"})
    }


def test_a_vehicle_has_its_own_schedule_until_it_is_taken_back(
    staff: Timekeeper, office: Office, car: VehicleForm, rows: Rows
):
    hours, vehicle = staff.add(OFFICE), office.add(car)
    given = staff.give_vehicle(vehicle.id, hours)
    assert (given.schedule, office.get(vehicle.id).schedule) == ("jam kantor", "jam kantor")
    assert staff.use(hours) == Use((), 1, ())
    assert staff.give_vehicle(vehicle.id, hours) == given
    assert staff.give_vehicle(vehicle.id, None).schedule is None

    assert [(row.kind, row.payload) for row in rows()[2:]] == [
        (
            "admin.vehicle_changed",
            {"vehicle": vehicle.id, "before": {"schedule": before}, "after": {"schedule": after}},
        )
        for before, after in ((None, "jam kantor"), ("jam kantor", None))
    ]


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (Use((), 0, ()), ""),
        (Use(("vendor", "visitor"), 0, ()), "category vendor, category visitor"),
        (Use((), 1, ()), "1 vehicle"),
        (Use(("vendor",), 1234, (2, 3)), "category vendor, 1,234 vehicles, plan 2, plan 3"),
    ],
)
def test_who_has_a_schedule_is_said_in_words(use: Use, said: str):
    assert str(use) == said


def test_a_removed_vehicle_keeps_no_schedule(staff: Timekeeper, office: Office, car: VehicleForm):
    hours, vehicle = staff.add(OFFICE), office.add(car)
    given = staff.give_vehicle(vehicle.id, hours)
    office.remove(given)

    assert staff.use(hours) == Use((), 0, ())
    staff.remove("jam kantor")
    with pytest.raises(NoSuchVehicle):
        staff.give_vehicle(vehicle.id, None)


def test_changing_a_vehicles_form_keeps_its_schedule(
    staff: Timekeeper, office: Office, car: VehicleForm
):
    hours, vehicle = staff.add(OFFICE), office.add(car)
    given = staff.give_vehicle(vehicle.id, hours)

    assert office.change(given, VehicleForm(plate="N 1 A", holder="Budi")).schedule == "jam kantor"


def test_a_schedule_that_somebody_has_is_not_taken_away(
    staff: Timekeeper, office: Office, car: VehicleForm
):
    hours, vehicle = staff.add(OFFICE), office.add(car)
    staff.give_vehicle(vehicle.id, hours)
    staff.give("jam kantor", Category.VENDOR)
    plan = staff.plan("jam kantor")

    with pytest.raises(FormError) as caught:
        staff.remove("jam kantor")

    text = f"category vendor, 1 vehicle, plan {plan}"
    assert caught.value.problems == {"schedule": Problem(ProblemCode.SCHEDULE_USED, {"text": text})}
    assert staff.use(hours) == Use(("vendor",), 1, (plan,))
    assert staff.all() == [hours]


def edited(staff: Timekeeper, name: str, form: ScheduleForm) -> Schedule:
    with editing(staff.engine) as session:
        return schedules.change(session, name, form, author=staff.author, lanes=LANES)


def test_a_changed_schedule_keeps_its_number_and_whoever_has_it(
    staff: Timekeeper, office: Office, car: VehicleForm, rows: Rows, book: Callable[[], PermitBook]
):
    given = staff.add(OFFICE)
    staff.give_vehicle(office.add(car).id, given)
    staff.plan("jam kantor")

    after = edited(
        staff, "JAM KANTOR", replace(OFFICE, name="jam dinas", windows=("mon 6:00-9:00",))
    )

    assert (after.id, after.name, after.windows) == (1, "jam dinas", (Window(0, 360, 540),))
    assert staff.all() == [after]
    assert staff.use(after) == Use((), 1, (1,))
    assert office.listed()[0].schedule == "jam dinas"
    assert book().timetable.schedules == {1: after}
    row = rows()[-1]
    assert (row.kind, row.payload) == (
        "admin.schedule_changed",
        {
            "schedule": 1,
            "before": {
                "name": "jam kantor",
                "windows": "mon-fri 06:00-18:00; holiday 08:00-12:00",
            },
            "after": {"name": "jam dinas", "windows": "mon 06:00-09:00"},
        },
    )


def test_the_form_of_a_schedule_changes_nothing(staff: Timekeeper, version: Callable[[], int]):
    entry = staff.add(ENTRY)

    assert edited(staff, "pagi", ScheduleForm.of(entry)) == entry
    assert version() == 1


def test_a_schedule_does_not_take_the_name_of_another(staff: Timekeeper):
    staff.add(OFFICE)
    staff.add(ENTRY)

    with pytest.raises(FormError) as caught:
        edited(staff, "pagi", replace(ENTRY, name="Jam Kantor"))
    assert caught.value.problems["name"].code is ProblemCode.NAME_TAKEN


def test_a_category_never_gets_two_schedules_for_a_lane_by_an_edit(staff: Timekeeper):
    staff.add(OFFICE)
    staff.add(ENTRY)
    staff.give("jam kantor", Category.VENDOR)
    staff.give("pagi", Category.VENDOR)

    with pytest.raises(FormError) as caught:
        edited(staff, "pagi", replace(ENTRY, lanes=()))
    assert caught.value.problems == {
        "schedule": Problem(ProblemCode.SCHEDULE_DOUBLE, {"text": "jam kantor"})
    }
    assert edited(staff, "pagi", replace(ENTRY, lanes=("keluar",))).lanes == {"keluar"}
