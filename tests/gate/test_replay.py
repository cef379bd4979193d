"""Journalled decisions decided again: the same by the same rules, others by other rules."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.core.access.book import PermitBook
from gate.core.values.commands import Record
from gate.core.values.events import Action
from gate.core.values.model import Category
from gate.core.values.schedule import WHOLE_DAY, Schedule, Window
from gate.core.values.settings import Correction, Limits, PlateRules, SiteSettings, UntrustedClock
from gate.core.values.timetable import Timetable
from gate.core.values.zones import Passback
from gate.replay import Outcome, Replayed, Rules, decide_again
from gate.store.history import StoredRow
from tests.gate.core.house import WALL, ZONE, House
from tests.gate.core.vehicles import plate, tag, vehicle

CAR, VAN, LOST = tag("0A"), tag("0B"), tag("0C")
CAR_PLATE, VAN_PLATE = plate("N1AA"), plate("N2BB")
NEVER = Timetable(schedules={7: Schedule(7, "tidak pernah", ())})
VEHICLES = (
    vehicle(1, CAR, CAR_PLATE, entries=2),
    vehicle(2, VAN, VAN_PLATE, identification="both", lanes="masuk"),
    vehicle(3, LOST, category="visitor", lost=(LOST,), valid_until=int(WALL) + 60),
    vehicle(4, tag("0D"), blocked="tunggakan"),
    vehicle(5, tag("0E"), schedule=7),
)
RULED = replace(ZONE, capacity=2, passback=Passback.HARD, shares={Category.VISITOR: 1}, minutes=5)
LIMITS = Limits(often=3, pause=20.0)


def house(**zone: object) -> House:
    return House(*VEHICLES, zone=replace(RULED, **zone), limits=LIMITS, timetable=NEVER)


def rules(played: House, /, **changes: object) -> Rules:
    return replace(Rules(played.settings, played.book.timetable), **changes)


def stored(row: Record) -> StoredRow:
    """The row as the journal gives it back."""
    payload: dict[str, Any] = json.loads(json.dumps(row.payload))
    return StoredRow(
        "g", "e", 1, "x", "b", int(5e9), int(WALL * 1e6), row.payload["clock"]["trusted"],
        row.lane, row.kind, None, b"", payload,
    )  # fmt: skip


def decisions(site: House) -> Iterator[StoredRow]:
    return (stored(row) for row in site.journal if row.kind.startswith("decision."))


def again(played: House, /, **changes: object) -> list[Replayed]:
    by = rules(played, **changes)
    return [decide_again(row, by) for row in decisions(played)]


CREDENTIALS = [CAR, VAN, CAR_PLATE, VAN_PLATE, LOST, tag("0D"), tag("0E"), tag("FF"), plate("B1XX")]
DEED = st.one_of(
    st.tuples(st.just("read"), st.sampled_from(["masuk", "keluar"]), st.sampled_from(CREDENTIALS)),
    st.tuples(st.just("through"), st.sampled_from(["masuk", "keluar"]), st.none()),
    st.tuples(st.just("clock"), st.booleans(), st.none()),
    st.tuples(st.just("lock"), st.sampled_from([Action.LOCKDOWN, Action.UNLOCK]), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([1.0, 15.0, 90.0]), st.none()),
)


@settings(max_examples=40)
@given(st.lists(DEED, min_size=1, max_size=14))
def test_by_the_rules_of_then_every_decision_is_the_same(deeds: list):
    site = house()
    for deed, what, more in deeds:
        match deed:
            case "read":
                site.read(what, more)
            case "through":
                site.through(what)
            case "clock":
                site.trusted = what
            case "lock":
                site.order(what)
            case _:
                site.wait(what)

    assert {done.outcome for done in again(site)} <= {Outcome.SAME}
    if not any(deed == "through" for deed, *_ in deeds):
        assert {done.outcome for done in again(site, book=PermitBook(VEHICLES, 1, NEVER))} <= {
            Outcome.SAME
        }


@pytest.mark.parametrize(
    ("changes", "before", "after", "outcome"),
    [
        ({"passback": Passback.OFF}, ("already_inside",), (), Outcome.GRANTED),
        ({"passback": Passback.SOFT}, ("already_inside",), (), Outcome.GRANTED),
        ({"id": "halaman"}, ("already_inside",), ("already_inside",), Outcome.SAME),
        (
            {"exempt": frozenset({Category.EMPLOYEE})},
            ("already_inside",),
            (),
            Outcome.GRANTED,
        ),
    ],
)
def test_other_zones_decide_otherwise(changes, before, after, outcome):
    site = house()
    site.go("masuk", CAR)
    site.read("masuk", CAR)

    new = replace(site.settings, zones=(replace(RULED, **changes),))
    done = again(site, site=new)[-1]

    assert done == Replayed(outcome, before, after)


def test_a_smaller_car_park_would_have_denied():
    site = house(capacity=9)
    site.go("masuk", CAR)
    site.read("masuk", tag("0D"))

    new = replace(site.settings, zones=(replace(RULED, capacity=1),))

    assert [done.outcome for done in again(site, site=new)] == [Outcome.SAME, Outcome.REASONS]
    assert again(site, site=new)[1].after == ("blocked", "full")


def test_without_zones_nobody_is_held_against_them():
    site = house()
    site.go("masuk", CAR)
    site.read("masuk", CAR)

    bare = replace(site.settings, zones=())

    assert again(site, site=bare)[-1].outcome is Outcome.GRANTED


def test_another_rule_for_an_untrusted_clock_decides_otherwise():
    site = House(vehicle(1, CAR, valid_until=int(WALL) + 60))
    site.trusted = False
    site.read("masuk", CAR)

    new = replace(site.settings, untrusted_clock=UntrustedClock.ALLOW)

    assert again(site, site=new)[0].outcome is Outcome.GRANTED


def test_another_list_of_vehicles_decides_otherwise():
    site = house()
    site.read("masuk", CAR)
    blocked = PermitBook([VEHICLES[0]._replace(blocked="x")])
    empty = PermitBook()

    assert again(site, book=blocked)[0].after == ("blocked",)
    assert again(site, book=empty)[0] == Replayed(Outcome.DENIED, (), ("unknown",))


def test_whose_each_credential_was_is_known_again():
    site = house()
    site.read("masuk", VAN_PLATE)
    site.read("masuk", CAR)

    done = again(site)

    assert done[-1] == Replayed(Outcome.SAME, ("tag_plate_mismatch",), ("tag_plate_mismatch",))


@pytest.mark.parametrize("read", ["N12O4AP", "N12B4AP", "NI2O4AP"])
def test_what_a_plate_was_taken_for_is_known_again(read: str):
    site = House(vehicle(1, plate("N1204AP")), vehicle(2, plate("N1284AP")))
    site.read("masuk", plate(read))

    (done,) = again(site)
    assert done.outcome is Outcome.SAME


def test_another_timetable_decides_otherwise():
    site = house()
    site.read("masuk", tag("0E"))

    always = Schedule(7, "selalu", tuple(Window(day, 0, WHOLE_DAY) for day in range(8)))

    assert again(site)[0].outcome is Outcome.SAME
    assert again(site, timetable=Timetable(schedules={7: always}))[0].outcome is Outcome.GRANTED


@pytest.mark.parametrize(
    "spoilt",
    [
        {"payload": None},
        {"payload": {}},
        {"payload": {"objections": []}},
        {"payload": {"objections": [], "reads": [7]}},
        {"lane": "samping"},
    ],
)
def test_what_was_erased_or_cannot_be_read_is_said_to_be_unknown(spoilt: dict[str, object]):
    site = house()
    site.read("masuk", CAR)
    (row,) = decisions(site)

    assert decide_again(replace(row, **spoilt), rules(site)).outcome is Outcome.UNKNOWN


def test_a_row_of_a_site_that_counted_nobody_is_decided_without_zones():
    site = house()
    site.settings = SiteSettings(site.settings.lanes)
    site.start()
    site.read("masuk", CAR)

    counted = replace(site.settings, zones=(RULED,))
    assert again(site, site=counted)[-1].outcome is Outcome.SAME


def test_a_mended_plate_and_one_that_may_be_two_are_decided_alike_again():
    site = House(vehicle(1, plate("N1204AP")), vehicle(2, plate("N1AL")), vehicle(3, plate("N1AT")))
    for read in ("N12O4AP", "N1A1"):
        site.read("masuk", plate(read))
        site.wait(30)
    found = again(site)

    assert {each.outcome for each in found} == {Outcome.SAME}
    assert {each.after for each in found} == {(), ("ambiguous_plate",)}


def test_what_was_mended_is_unknown_where_nothing_is_corrected():
    site = House(vehicle(1, plate("N1204AP")))
    site.read("masuk", plate("N12O4AP"))
    never = replace(site.settings, plates=PlateRules(correction=Correction.OFF))
    (found,) = again(site, site=never)

    assert (found.outcome, found.after) == (Outcome.DENIED, ("unknown",))
