from dataclasses import replace
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from gate.registry import listing, vehicles
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.listing import Named, Query, get, names, opds, search, views
from gate.registry.models import Vehicle
from gate.registry.problems import NoSuchVehicle
from gate.registry.views import Status, VehicleView

NOW = 1_790_000_000.0  # 21 September 2026

FORMS = (
    VehicleForm("N 1234 AP", ("01001293D8",), (), "Siti Rahayu, S.Kom", "Dinas Kominfo"),
    VehicleForm("AB 99 XY", ("00AABBCCDD",), (), "Budi Santoso", "Dinas Perhubungan"),
    VehicleForm("N 1 A", (), (), "Agus", "Dinas Kominfo", valid_until="1-1-2026"),
    VehicleForm("N 2 A", (), (), "Dewi", "", valid_from="1-1-2027"),
    VehicleForm("", ("00000000E1",), (), "Motor dinas", "Sekretariat"),
)


@pytest.fixture(autouse=True)
def listed(engine: Engine, author: Author, zone: ZoneInfo) -> dict[str, VehicleView]:
    with editing(engine) as session:
        added = [vehicles.add(session, form, author=author, zone=zone) for form in FORMS]
        gone = replace(FORMS[0], plate="N 3 A", tags=(), opd="Dinas Lama")
        removed = vehicles.add(session, gone, author=author, zone=zone)
        vehicles.remove(session, removed.id, author=author)
        vehicles.block(session, added[1].id, "Pelanggaran", author=author)
        return {view.holder: vehicles.get(session, view.id) for view in added} | {"gone": removed}


def holders(engine: Engine, query: Query) -> list[str]:
    with reading(engine) as session:
        page = search(session, query, wall=NOW)
    assert page.total == len(page.rows)
    return [row.holder for row in page.rows]


def test_everything_is_listed_by_plate_those_without_one_first(engine: Engine):
    everybody = ["Motor dinas", "Budi Santoso", "Siti Rahayu, S.Kom", "Agus", "Dewi"]

    assert holders(engine, Query()) == everybody
    assert holders(engine, Query(text=" -. ")) == everybody


@pytest.mark.parametrize(
    "text",
    [
        "n1234ap",
        "N 1234 AP",
        "1234",
        "n-12",
        "293d8",
        "01 00 12 93 d8",
        "siti",
        "RAHAYU siti s kom",
    ],
)
def test_text_finds_plate_tag_and_holder_however_it_is_typed(engine: Engine, text: str):
    assert holders(engine, Query(text=text)) == ["Siti Rahayu, S.Kom"]


def test_words_may_stand_in_holder_and_department(engine: Engine):
    assert holders(engine, Query(text="perhubungan budi")) == ["Budi Santoso"]


def test_all_words_must_be_found(engine: Engine):
    assert holders(engine, Query(text="siti perhubungan")) == []


def test_signs_of_the_search_language_are_plain_text(engine: Engine):
    assert holders(engine, Query(text="zz%")) == []


def test_a_department_can_be_chosen(engine: Engine):
    assert holders(engine, Query(opd="Dinas Kominfo")) == ["Siti Rahayu, S.Kom", "Agus"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.ACTIVE, ["Motor dinas", "Siti Rahayu, S.Kom"]),
        (Status.BLOCKED, ["Budi Santoso"]),
        (Status.EXPIRED, ["Agus"]),
        (Status.NOT_YET_VALID, ["Dewi"]),
    ],
    ids=list(Status),
)
def test_a_status_can_be_chosen(engine: Engine, status: Status, expected: list[str]):
    assert holders(engine, Query(status=status)) == expected


def test_conditions_add_up(engine: Engine):
    assert holders(engine, Query("n", "Dinas Kominfo", Status.ACTIVE)) == ["Siti Rahayu, S.Kom"]


@pytest.mark.parametrize("text", ["", "n"], ids=["plain", "text"])
@pytest.mark.parametrize("few", [500, 1])
def test_short_and_long_lists_come_in_pages_with_the_total(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str, few: int
):
    with reading(engine) as session:
        whole = search(session, Query(text), wall=NOW)
        monkeypatch.setattr(listing, "_FEW", few)
        pages = [search(session, Query(text), wall=NOW, offset=at, limit=2) for at in (0, 2, 4, 6)]

    assert tuple(row for page in pages for row in page.rows) == whole.rows
    assert {page.total for page in pages} == {whole.total} == {5}


def test_list_and_badge_agree_about_the_status(engine: Engine):
    moments = [None, *(int(NOW) + distance for distance in (-1, 0, 1))]
    with reading(engine) as session:  # never committed
        for number, parts in enumerate(product([None, "reason"], moments, moments)):
            blocked, valid_from, valid_until = parts
            row = Vehicle(
                plate=f"Z{number}Z",
                blocked=blocked,
                valid_from=valid_from,
                valid_until=valid_until,
                created_at=0,
                updated_at=0,
                version=0,
            )
            session.add(row)
            session.flush()

            shown = [
                status
                for status in Status
                if search(session, Query(f"Z{number}Z", status=status), wall=NOW).total
            ]

            assert shown == [VehicleView.of(row, (), {}).status(NOW)]


def test_one_vehicle_is_found_by_number(engine: Engine, listed: dict[str, VehicleView]):
    with reading(engine) as session:
        assert get(session, listed["Agus"].id) == listed["Agus"]
        for number in (listed["gone"].id, 999):
            with pytest.raises(NoSuchVehicle, match=str(number)):
                get(session, number)


def test_views_leave_out_what_is_not_listed(engine: Engine, listed: dict[str, VehicleView]):
    agus, gone = listed["Agus"], listed["gone"]

    with reading(engine) as session:
        assert views(session, [agus.id, gone.id, 999]) == {agus.id: agus}


def test_departments_are_those_that_have_vehicles(engine: Engine):
    with reading(engine) as session:
        assert opds(session) == ["Dinas Kominfo", "Dinas Perhubungan", "Sekretariat"]


def test_names_come_by_number(engine: Engine, listed: dict[str, VehicleView]):
    siti, bike = listed["Siti Rahayu, S.Kom"], listed["Motor dinas"]

    with reading(engine) as session:
        assert names(session, [siti.id, bike.id, listed["gone"].id]) == {
            siti.id: Named("N 1234 AP", "Siti Rahayu, S.Kom", "Dinas Kominfo", "employee"),
            bike.id: Named("", "Motor dinas", "Sekretariat", "employee"),
        }
