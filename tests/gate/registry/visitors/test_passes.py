"""Passes of visitors: made, ended, extended, and who of them is inside."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from gate.core.access.access import Circumstances, Sighting, decide
from gate.core.access.book import PermitBook
from gate.core.access.presence import Stay
from gate.core.occupancy.headcount import stay_key, stay_to_remember
from gate.core.values.model import Credential, Instant, Medium
from gate.registry import pass_codes
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.models import Visit
from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.store_models import ControllerState
from gate.registry.visitors import list as visit_list
from gate.registry.visitors import passes as visits
from gate.registry.visitors.form import VisitForm
from gate.registry.visitors.list import VisitState, VisitView, Which
from gate.registry.visitors.search import search
from gate.store.journal import StoredRow
from tests.gate.registry.office import Office

Rows = Callable[[], list[StoredRow]]
GUEST = VisitForm(plate="p 1440 vx", host="Dispendukcapil")


class Desk:
    """A guard at the desk. `wall` is the clock on the wall, in POSIX seconds."""

    def __init__(self, engine: Engine, author: Author, office: Office) -> None:
        self.engine, self.office, self._author = engine, office, author
        self.wall = datetime(2026, 9, 21, 9, 5, tzinfo=office.zone).timestamp()

    @property
    def author(self) -> Author:
        return replace(self._author, now=Instant(12.5, self.wall, trusted=True))

    def issue(self, form: VisitForm = GUEST, **changes: object) -> VisitView:
        with editing(self.engine) as session:
            return visits.issue(
                session, replace(form, **changes), author=self.author, zone=self.office.zone
            )

    def problems(self, form: VisitForm = GUEST, **changes: object) -> dict[str, Problem]:
        with pytest.raises(FormError) as caught:
            self.issue(form, **changes)
        return dict(caught.value.problems)

    def end(self, view: VisitView) -> VisitView:
        with editing(self.engine) as session:
            return visits.end(session, view.id, author=self.author)

    def extend(self, view: VisitView, ends: str = "") -> VisitView:
        with editing(self.engine) as session:
            return visits.extend(session, view.id, ends, author=self.author, zone=self.office.zone)

    def find(self, text: str) -> VisitView:
        with reading(self.engine) as session:
            return visit_list.find(session, text)

    def listed(self, which: Which) -> list[int]:
        with reading(self.engine) as session:
            found = visit_list.listed(session, which, self.wall, self.office.zone)
        return [each.id for each in found]

    def let_in(self, view: VisitView) -> None:
        stay = Stay("parkir", self.wall, "visitor", "masuk", 1, view.starts_at)
        with editing(self.engine) as session:
            text = json.dumps(stay_to_remember(stay))
            session.merge(ControllerState(key=stay_key(view.vehicle), value=text))

    def at(self, text: str) -> float:
        return (
            datetime.strptime(text, "%d-%m %H:%M")
            .replace(year=2026, tzinfo=self.office.zone)
            .timestamp()
        )


@pytest.fixture
def desk(engine: Engine, author: Author, office: Office) -> Desk:
    return Desk(engine, author, office)


def test_a_pass_holds_from_now_until_the_working_day_ends(desk: Desk):
    made = desk.issue()

    assert (made.plate, made.host, made.visitor, made.entries) == ("P1440VX", GUEST.host, "", None)
    assert (made.starts_at, made.ends_at) == (desk.wall, desk.at("21-09 16:00"))
    assert made.code is not None
    assert pass_codes.is_sound(made.code)
    assert (made.issued_by, made.issued_at) == ("user:7", desk.wall)


def test_after_hours_it_holds_until_midnight(desk: Desk):
    desk.wall = desk.at("21-09 16:00")

    assert desk.issue().ends_at == desk.at("22-09 00:00")


@pytest.mark.parametrize(
    ("starts", "ends", "first", "last"),
    [
        ("10.30", "12:00", "21-09 10:30", "21-09 12:00"),
        ("22-9-2026", "", "22-09 00:00", "22-09 16:00"),
        ("22-9-2026", "23-9-2026", "22-09 00:00", "24-09 00:00"),
        ("22-9-2026 8:00", "22-9-2026 9.30", "22-09 08:00", "22-09 09:30"),
    ],
    ids=["today", "day", "days", "moments"],
)
def test_times_may_be_typed_in_several_ways(
    desk: Desk, starts: str, ends: str, first: str, last: str
):
    made = desk.issue(starts=starts, ends=ends)

    assert (made.starts_at, made.ends_at) == (desk.at(first), desk.at(last))


def test_a_pass_is_a_vehicle_that_the_controller_knows(desk: Desk, book: Callable[[], PermitBook]):
    made = desk.issue(entries="1")
    loaded = book()
    permit = loaded.permit(made.vehicle)

    assert permit is not None
    assert (permit.valid_from, permit.valid_until) == (made.starts_at, made.ends_at)
    assert (permit.category, permit.identification, permit.entries) == ("visitor", "any", 1)
    assert loaded.vehicle(Credential(Medium.CODE, made.code or "")) == made.vehicle
    assert loaded.vehicle(Credential(Medium.PLATE, "P1440VX")) == made.vehicle


def test_a_scanned_code_opens_while_the_pass_holds_and_not_after(
    desk: Desk, book: Callable[[], PermitBook]
):
    made = desk.issue(plate="")
    shown = Sighting("pindai", Credential(Medium.CODE, made.code or ""), None, 12.0)

    def objections(wall: float) -> tuple[str, ...]:
        now = Instant(12.0, wall, trusted=True)
        return decide((shown,), book(), Circumstances("masuk", now)).objections

    assert objections(desk.wall) == ()
    assert objections(made.ends_at) == ("expired",)
    desk.end(made)
    assert objections(desk.wall) == ("expired",)


def test_without_a_plate_there_is_always_a_code(desk: Desk):
    assert desk.issue(plate="", with_code=False).code is not None
    assert desk.issue(with_code=False).code is None


def test_making_a_pass_is_journalled_with_what_it_says(desk: Desk, rows: Rows):
    made = desk.issue(visitor="Bu Rini", purpose="KTP")

    (row,) = rows()
    assert (row.kind, row.actor) == ("admin.pass_issued", "user:7")
    assert row.payload is not None
    about = {name: row.payload[name] for name in ("vehicle", "visit", "host", "purpose", "before")}
    assert about == {
        "vehicle": made.vehicle,
        "visit": made.id,
        "host": "Dispendukcapil",
        "purpose": "KTP",
        "before": {},
    }
    assert row.payload["after"] == {
        "plate": "P1440VX",
        "codes": [made.code],
        "holder": "Bu Rini",
        "opd": "Dispendukcapil",
        "category": "visitor",
        "identification": "any",
        "valid_from": made.starts_at,
        "valid_until": made.ends_at,
    }


def test_who_comes_again_gets_a_new_pass_on_the_same_vehicle(
    desk: Desk, book: Callable[[], PermitBook], rows: Rows
):
    first = desk.issue()
    desk.wall += 86_400
    second = desk.issue(host="DPMPTSP", entries="2")

    assert (second.vehicle, second.id) == (first.vehicle, first.id + 1)
    assert book().vehicle(Credential(Medium.CODE, first.code or "")) is None
    assert book().vehicle(Credential(Medium.CODE, second.code or "")) == first.vehicle
    assert desk.find("P 1440 VX").id == second.id
    payload = rows()[-1].payload
    assert payload is not None
    assert payload["before"] == {
        "codes": [first.code],
        "opd": "Dispendukcapil",
        "valid_from": first.starts_at,
        "valid_until": first.ends_at,
        "entries": None,
    }


def test_entries_of_an_earlier_pass_do_not_count_for_the_next(
    desk: Desk, book: Callable[[], PermitBook]
):
    first = desk.issue(starts="9:00", ends="9:30", entries="1")
    desk.end(first)
    again = desk.issue(starts="9:00", entries="1")
    permit = book().permit(again.vehicle)

    assert permit is not None
    assert permit.valid_from != first.starts_at


def test_a_plate_that_has_a_permit_needs_no_pass(desk: Desk, car: VehicleForm):
    owner = desk.office.add(car)

    (problem,) = desk.problems(plate="N 1234 AP").values()
    assert problem.code is ProblemCode.PLATE_EXISTS
    assert problem.params["vehicle"] == owner.id


def test_a_plate_has_one_pass_at_a_time(desk: Desk):
    made = desk.issue()

    assert desk.problems() == {
        "plate": Problem(
            ProblemCode.PASS_VALID, {"text": "21-09-2026 16:00", "vehicle": made.vehicle}
        )
    }


def test_a_visitor_that_may_always_come_needs_no_pass(desk: Desk, car: VehicleForm):
    known = desk.office.add(replace(car, category="visitor", valid_until=""))

    assert desk.problems(plate="N 1234 AP") == {
        "plate": Problem(ProblemCode.VISITOR_LISTED, {"plate": "N 1234 AP", "vehicle": known.id})
    }


def test_a_blocked_visitor_gets_no_pass(desk: Desk):
    made = desk.issue()
    desk.office.block(desk.office.get(made.vehicle), "Pelanggaran")
    assert desk.find("P1440VX").state(desk.wall) is VisitState.BLOCKED
    desk.end(made)

    assert desk.problems() == {
        "plate": Problem(
            ProblemCode.VISITOR_BLOCKED, {"text": "Pelanggaran", "vehicle": made.vehicle}
        )
    }


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"host": " "}, "host", ProblemCode.HOST_MISSING),
        ({"plate": "?"}, "plate", ProblemCode.PLATE_WRONG),
        ({"ends": "8:00"}, "ends", ProblemCode.TIME_OVER),
        ({"starts": "22-9-2026", "ends": "21-9-2026"}, "ends", ProblemCode.DATE_ORDER),
        ({"starts": "besok"}, "starts", ProblemCode.DATE_WRONG),
        ({"entries": "0"}, "entries", ProblemCode.ENTRIES_WRONG),
        ({"entries": "²"}, "entries", ProblemCode.ENTRIES_WRONG),
        ({"phone": "0" * 33}, "phone", ProblemCode.TEXT_LONG),
        ({"purpose": "x" * 201}, "purpose", ProblemCode.TEXT_LONG),
    ],
    ids=[
        *("host", "plate", "over", "order", "start", "never", "digit", "phone", "purpose"),
    ],
)
def test_each_field_names_its_problem(desk: Desk, changes: dict, field: str, code: ProblemCode):
    found = desk.problems(**changes)

    assert found[field].code is code


def test_a_pass_can_be_ended_early_and_once(desk: Desk, rows: Rows):
    made = desk.issue()
    desk.wall += 600
    ended = desk.end(made)

    assert (ended.ends_at, ended.ended_early) == (desk.wall, True)
    assert ended.state(desk.wall) is VisitState.OVER
    assert desk.office.get(made.vehicle).valid_until == desk.wall
    desk.wall += 600
    assert desk.end(made) == ended
    assert [row.kind for row in rows()] == ["admin.pass_issued", "admin.pass_ended"]


def test_a_pass_that_never_began_is_over_in_order(desk: Desk):
    ended = desk.end(desk.issue(starts="22-9-2026"))
    vehicle = desk.office.get(ended.vehicle)

    assert ended.state(desk.wall) is VisitState.OVER
    assert vehicle.valid_from is not None
    assert vehicle.valid_until is not None
    assert vehicle.valid_from < vehicle.valid_until <= desk.wall


def test_a_pass_can_be_made_longer_also_when_it_is_over(desk: Desk, rows: Rows):
    made = desk.issue(ends="10:00")
    desk.wall = desk.at("21-09 10:30")
    longer = desk.extend(made, "17:00")

    assert longer.ends_at == desk.at("21-09 17:00")
    assert desk.office.get(made.vehicle).valid_until == longer.ends_at
    assert rows()[-1].kind == "admin.pass_extended"
    assert desk.extend(made).ends_at == desk.at("21-09 16:00")


@pytest.mark.parametrize(("ends", "code"), [("9:00", "time_over"), ("besok", "date_wrong")])
def test_a_pass_is_not_extended_into_the_past(desk: Desk, ends: str, code: str):
    made = desk.issue()

    with pytest.raises(FormError) as caught:
        desk.extend(made, ends)
    assert caught.value.problems["ends"].code == code


def test_a_pass_that_is_not_there_cannot_be_changed(desk: Desk, engine: Engine):
    for change in (visits.end, visit_list.get):
        with pytest.raises(LookupError), editing(engine) as session:
            change(session, 99, **({"author": desk.author} if change is visits.end else {}))


def test_only_the_newest_pass_of_a_vehicle_is_changed(desk: Desk):
    first = desk.issue()
    desk.wall += 86_400
    second = desk.issue()

    assert desk.end(first).id == second.id


def test_passes_are_listed_by_day_and_by_what_holds_now(desk: Desk):
    short = desk.issue(ends="10:00").id
    late = desk.issue(plate="N 2 A", starts="14:00").id
    desk.issue(plate="N 3 A", starts="22-9-2026")
    ended = desk.issue(plate="N 4 A")
    desk.wall += 60
    desk.end(ended)

    assert desk.listed(Which.TODAY) == [ended.id, short, late]
    assert desk.listed(Which.VALID) == [short]


def test_who_is_inside_and_who_stays_too_long_is_known(desk: Desk):
    here, late, gone = (
        desk.issue(plate=plate, ends=ends)
        for plate, ends in (("N 1 A", "16:00"), ("N 2 A", "10:00"), ("N 3 A", "10:00"))
    )
    desk.let_in(here)
    desk.let_in(late)
    came = desk.wall
    desk.wall = desk.at("21-09 11:00")

    assert desk.listed(Which.INSIDE) == [late.id, here.id]
    assert desk.listed(Which.OVERSTAY) == [late.id]
    assert desk.find("N 1 A").since == came
    assert desk.find("N 2 A").state(desk.wall) is VisitState.OVERSTAY
    assert desk.find("N 3 A").state(desk.wall) is VisitState.OVER
    assert gone.inside is False


def test_what_the_controller_wrote_is_only_read_where_it_makes_sense(desk: Desk, engine: Engine):
    made = desk.issue()
    with editing(engine) as session:
        session.add(ControllerState(key=stay_key(made.vehicle), value="{"))

    assert desk.find("P1440VX").inside is False
    assert desk.listed(Which.INSIDE) == []


def test_a_pass_is_found_by_code_or_plate(desk: Desk):
    made = desk.issue()

    assert desk.find(pass_codes.spell(made.code or "").lower()).id == made.id
    assert desk.find("p-1440-vx").id == made.id
    assert made.state(made.starts_at - 1) is VisitState.PLANNED
    assert made.state(made.starts_at) is VisitState.VALID


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7K4-92M", ProblemCode.CODE_MISTYPED),
        ("222-222", ProblemCode.CODE_UNKNOWN),
        ("N 9 A", ProblemCode.PASS_NONE),
        ("?", ProblemCode.CODE_WRONG),
        ("N 1234 AP", ProblemCode.PASS_NONE),
    ],
)
def test_a_pass_that_is_not_found_says_why(
    desk: Desk, car: VehicleForm, text: str, code: ProblemCode
):
    desk.office.add(car)
    with pytest.raises(FormError) as caught:
        desk.find(text)
    assert caught.value.problems["pass"].code is code


def test_the_departments_visited_most_come_first(desk: Desk, engine: Engine):
    for plate, host in (("N 1 A", "A"), ("N 2 A", "B"), ("N 3 A", "B"), ("N 4 A", "C")):
        desk.issue(plate=plate, host=host)
    with reading(engine) as session:
        assert visit_list.hosts(session, 2) == ["B", "A"]


def test_removing_a_vehicle_takes_what_is_known_of_its_visits(desk: Desk):
    made = desk.issue(phone="0812")
    desk.office.remove(desk.office.get(made.vehicle))

    assert desk.listed(Which.TODAY) == []


def test_a_pass_is_told_by_its_number_once_it_is_stored(desk: Desk, engine: Engine):
    made = desk.issue()
    with reading(engine) as session:
        assert visit_list.get(session, made.id) == made
        loose = Visit(**session.get_one(Visit, made.id).model_dump() | {"id": None})
        with pytest.raises(ValueError, match="not stored"):
            visit_list.view_of(session, loose)


def test_passes_for_later_are_listed_until_they_begin_or_are_ended(desk: Desk):
    desk.issue()
    later = desk.issue(plate="N 3 A", starts="22-9-2026 8:00")
    ended = desk.issue(plate="N 4 A", starts="22-9-2026 8:00")
    desk.end(ended)

    assert desk.listed(Which.UPCOMING) == [later.id]
    desk.wall = desk.at("22-09 08:00")
    assert desk.listed(Which.UPCOMING) == []


def test_a_long_list_is_gone_through_in_parts(desk: Desk):
    made = [desk.issue(plate=f"N {number} A", ends="10:00").id for number in range(1, 6)]
    seen, after = [], None
    with reading(desk.engine) as session:
        while batch := visit_list.listed(
            session, Which.TODAY, desk.wall, desk.office.zone, after=after, limit=2
        ):
            seen += [each.id for each in batch]
            after = (batch[-1].ends_at, batch[-1].id)
        counted = visit_list.counted(session, Which.TODAY, desk.wall, desk.office.zone)

    assert seen == made
    assert counted == 5


def test_a_pass_is_found_by_anything_on_it_the_newest_first(desk: Desk):
    first = desk.issue(visitor="Dr. Hendra")
    desk.end(first)
    desk.wall += 60
    again = desk.issue(host="Bagian 100%")
    other = desk.issue(plate="", host="DPMPTSP", visitor="Nur Aini")

    def found(text: str, **more: int) -> list[int]:
        with reading(desk.engine) as session:
            return [each.id for each in search(session, text, limit=2, **more)]

    assert found("1440 v") == [again.id, first.id]
    assert found("hendra") == [first.id]
    assert found("dpmp") == [other.id]
    assert found(pass_codes.spell(other.code or "").lower()) == [other.id]
    assert found("0%") == [again.id]
    assert found("") == [other.id, again.id]
    assert found("", before=again.id) == [first.id]
    assert found("tidak ada") == []
