"""Pages of the list of vehicles: complete, in order, both ways, whatever happens meanwhile."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from gate.registry import paging as leafing
from gate.registry import vehicles
from gate.registry.author import Author
from gate.registry.database import editing, reading
from gate.registry.forms import VehicleForm
from gate.registry.listing import Query, search
from gate.registry.paging import Leaf, leaf

NOW = 1_790_000_000.0
EVERYTHING = (Query(), Query("nur"))


@pytest.fixture(autouse=True)
def listed(engine: Engine, author: Author, zone: ZoneInfo, monkeypatch) -> None:
    """Three vehicles without a plate, and seven with one."""
    monkeypatch.setattr(leafing, "_FEW", 4)
    forms = [VehicleForm("", (f"00000000E{n}",), (), "Nur") for n in range(3)]
    forms += [VehicleForm(f"N {n} A", (), (), "Nur") for n in (7, 3, 5, 1, 6, 2, 4)]
    with editing(engine) as session:
        for form in forms:
            vehicles.add(session, form, author=author, zone=zone)


def turn(engine: Engine, query: Query, **beside: int) -> Leaf:
    with reading(engine) as session:
        return leaf(session, query, wall=NOW, limit=4, **beside)


def numbers(page: Leaf) -> list[int]:
    return [view.id for view in page.rows]


@pytest.mark.parametrize("few", [4, 500])
@pytest.mark.parametrize("query", EVERYTHING)
def test_all_pages_together_are_the_list_both_ways(
    engine: Engine, monkeypatch, query: Query, few: int
):
    monkeypatch.setattr(leafing, "_FEW", few)
    with reading(engine) as session:
        whole = [view.id for view in search(session, query, wall=NOW).rows]

    forth = [turn(engine, query)]
    while forth[-1].later:
        forth.append(turn(engine, query, after=numbers(forth[-1])[-1]))
    back = [forth[-1]]
    while back[-1].earlier:
        back.append(turn(engine, query, before=numbers(back[-1])[0]))

    assert [number for page in forth for number in numbers(page)] == whole
    assert [len(page.rows) for page in forth] == [4, 4, 2]
    assert [(page.earlier, page.later) for page in forth] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert numbers(back[1]) == whole[4:8]
    assert numbers(back[2]) == whole[:4]
    assert {page.total for page in forth + back} == {10}


def test_a_page_that_would_begin_before_the_list_is_the_first(engine: Engine):
    first = numbers(turn(engine, Query()))

    page = turn(engine, Query(), before=first[2])

    assert (numbers(page), page.earlier, page.later) == (first, False, True)


def test_beside_a_vehicle_that_is_gone_the_list_is_at_its_start(engine: Engine, author: Author):
    first = numbers(turn(engine, Query()))
    with editing(engine) as session:
        vehicles.remove(session, first[3], author=author)

    page = turn(engine, Query(), after=first[3])

    assert numbers(page)[:3] == first[:3]
    assert not page.earlier
