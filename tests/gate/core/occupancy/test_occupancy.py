"""Who is inside: every passage at its place, corrections, and the same again after a restart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.access.book import PermitBook
from gate.core.access.presence import Stay
from gate.core.occupancy.occupancy import Awaited, Occupancy
from gate.core.values.commands import Json
from gate.core.values.model import Category, Instant, Permit
from gate.core.values.schedule import Calendar
from gate.core.values.zones import Zone
from tests.gate.core.vehicles import tag, vehicle

WALL = 1_795_500_000.0
NOW = Instant(100.0, WALL, trusted=True)
NO_CLOCK = replace(NOW, trusted=False)

YARD = Zone("halaman", frozenset({"masuk"}), frozenset({"keluar", "turun"}))
CELLAR = Zone("basemen", frozenset({"turun"}), frozenset({"naik"}))
BOOK = PermitBook(
    [
        vehicle(1, tag("01")),
        vehicle(2, tag("02"), category="visitor", valid_from=5),
        vehicle(3, tag("03"), category="vendor"),
    ]
)
GUEST_COMES, STRANGER_COMES = Awaited("c1", "visitor", 2), Awaited("c2", "unknown", None)
CAR, GUEST, VAN = (BOOK.permit(number) for number in (1, 2, 3))


class Played:
    """An occupancy, and what the controller state holds of it."""

    def __init__(self, *zones: Zone) -> None:
        self.zones = zones
        self.memory: dict[str, Json] = {}
        self.now = Occupancy(zones, BOOK, {})

    def passes(
        self, lane: str, permit: Permit | None = None, at: Instant = NOW, *, backward: bool = False
    ) -> None:
        self.memory |= self.now.passed(lane, permit, at, backward=backward)

    def correct(self, value: str, lane: str = "masuk") -> str | None:
        refusal = self.now.correct(lane, value, NOW)
        self.memory |= self.now.unsaved()
        return refusal

    def inside(self, zone: str = "halaman") -> int:
        level = self.now.level(zone, NOW)
        assert level.inside == self.now.inside(zone) >= 0
        return level.inside

    def off_by(self, zone: str = "halaman") -> int | None:
        return self.now.level(zone, NOW).off_by

    def restart(self) -> "Played":
        again = Played(*self.zones)
        again.memory = dict(self.memory)
        again.now = Occupancy(self.zones, BOOK, self.memory)
        return again


@pytest.fixture
def yard() -> Played:
    """One zone, counted and found empty."""
    played = Played(YARD)
    played.correct("0")
    return played


def test_who_comes_in_is_inside_until_it_leaves(yard: Played):
    yard.passes("masuk", CAR)
    assert yard.inside() == 1
    assert yard.now.stays[1] == Stay("halaman", WALL, "employee", "masuk", 1, None)

    yard.passes("keluar", CAR)
    assert yard.inside() == 0
    assert yard.now.stays[1] == Stay(None, WALL, "employee", "keluar", 1, None)
    assert yard.off_by() == 0


def test_a_vehicle_that_goes_backward_through_a_lane_goes_the_other_way(yard: Played):
    yard.passes("keluar", CAR, backward=True)
    assert yard.inside() == 1

    yard.passes("masuk", CAR, backward=True)
    assert yard.inside() == 0


def test_strangers_are_counted_without_a_name_and_leave_doubt(yard: Played):
    yard.passes("masuk")
    yard.passes("masuk")
    yard.passes("keluar")

    assert (yard.inside(), yard.off_by()) == (1, 3)
    assert yard.now.stays == {}


def test_nobody_leaves_an_empty_zone(yard: Played):
    yard.passes("keluar")
    yard.passes("keluar")
    yard.passes("masuk", CAR)

    assert yard.inside() == 1


def test_whoever_comes_again_had_left_unseen(yard: Played):
    yard.passes("masuk", CAR)
    yard.passes("keluar")  # that was the car, let out by a guard
    assert (yard.inside(), yard.off_by()) == (0, 1)

    yard.passes("masuk", CAR)
    assert (yard.inside(), yard.off_by()) == (1, 0)


def test_whoever_comes_again_and_was_not_seen_leaving_is_no_second_vehicle(yard: Played):
    yard.passes("masuk", CAR)
    yard.passes("masuk", CAR)

    assert (yard.inside(), yard.off_by()) == (1, 1)
    assert yard.now.stays[1].entries == 2


def test_whoever_leaves_without_having_come_was_one_of_the_strangers(yard: Played):
    yard.passes("masuk")
    yard.passes("keluar", CAR)

    assert (yard.inside(), yard.off_by()) == (0, 0)


def test_entries_are_counted_for_each_validity(yard: Played):
    yard.passes("masuk", GUEST)
    yard.passes("keluar", GUEST)
    yard.passes("masuk", GUEST)
    assert (yard.now.stays[2].entries, yard.now.stays[2].visit) == (2, 5)

    yard.passes("keluar", GUEST)
    yard.passes("masuk", replace(GUEST, valid_from=90))
    assert (yard.now.stays[2].entries, yard.now.stays[2].visit) == (1, 90)


def test_without_a_clock_nobody_knows_when(yard: Played):
    yard.passes("masuk", CAR, NO_CLOCK)

    assert yard.now.stays[1].at is None
    assert yard.now.level("halaman", NO_CLOCK).inside == 1


def test_a_lane_of_no_zone_counts_nobody(yard: Played):
    yard.passes("lain")

    assert (yard.inside(), yard.off_by()) == (0, 0)
    assert yard.now.presence("lain", Calendar()).enters is None


# Two zones


def test_from_one_zone_to_the_next_it_is_counted_once():
    site = Played(YARD, CELLAR)
    site.correct("0")
    site.correct("basemen=0")
    site.passes("masuk", CAR)
    site.passes("turun", CAR)
    assert (site.inside("halaman"), site.inside("basemen")) == (0, 1)
    assert site.now.stays[1].entries == 1

    site.passes("naik", CAR)
    assert (site.inside("halaman"), site.inside("basemen")) == (0, 0)


def test_whoever_turns_up_elsewhere_had_left_unseen():
    site = Played(YARD, CELLAR)
    site.correct("0")
    site.correct("basemen=0")
    site.passes("masuk", CAR)
    site.passes("turun", CAR)
    site.passes("masuk", CAR)  # up again by a way that nobody watches, out and in

    assert (site.inside("halaman"), site.inside("basemen")) == (1, 0)
    assert site.off_by("basemen") == 1


def test_a_zone_that_is_no_longer_set_up_keeps_nobody():
    site = Played(YARD, CELLAR)
    site.passes("turun", CAR)
    left = Occupancy((YARD,), BOOK, site.memory)

    left.passed("masuk", CAR, NOW, backward=False)

    assert left.level("halaman", NOW).inside == 1


# What a lane is told


def test_a_lane_is_told_how_many_are_beyond_it_and_who_is_on_the_way(yard: Played):
    yard.passes("masuk", CAR)
    yard.passes("masuk")
    yard.now.expect("masuk", (GUEST_COMES, STRANGER_COMES))

    told = yard.now.presence("masuk", Calendar())

    assert (told.leaves, told.enters, told.inside) == (None, YARD, 4)
    assert told.alike == {"employee": 1, "visitor": 1, "unknown": 1}
    out = yard.now.presence("keluar", Calendar())
    assert (out.leaves, out.enters, out.inside) == (YARD, None, 0)


def test_who_is_let_in_elsewhere_the_same_way_is_coming():
    north = Zone("utara", frozenset({"a", "b"}), frozenset({"c"}))
    played = Occupancy((north, CELLAR), BOOK, {})
    for lane, claim in (("a", "c1"), ("b", "c2"), ("c", "c3"), ("turun", "c4")):
        played.expect(lane, (Awaited(claim, "visitor", 2), STRANGER_COMES))

    assert played.presence("a", Calendar(), "c1").coming == {2: 1}
    assert played.presence("a", Calendar()).coming == {2: 2}
    assert played.presence("c", Calendar(), "c3").coming == {}


def test_who_is_let_in_elsewhere_from_outside_is_entering_whatever_the_zone():
    north, south = (Zone(name, frozenset({name}), frozenset()) for name in ("utara", "selatan"))
    played = Occupancy((north, south), BOOK, {})
    played.expect("utara", (Awaited("c1", "visitor", 2),))

    there = played.presence("selatan", Calendar(), "c2")

    assert (there.coming, there.entering) == ({}, {2: 1})


def test_what_may_change_a_decision_is_told(yard: Played):
    before = yard.now.changes
    yard.now.expect("masuk", ())
    yard.now.see(frozenset())
    assert yard.now.changes == before

    yard.now.expect("masuk", (GUEST_COMES,))
    yard.now.see(frozenset({"keluar"}))
    yard.passes("masuk", CAR)
    assert yard.now.changes >= before + 3


@pytest.mark.parametrize(
    ("blind", "at_entry", "at_exit"),
    [((), False, False), (("keluar",), True, False), (("masuk",), False, True)],
)
def test_a_lane_that_does_not_see_suspends_the_other_side(
    yard: Played, blind: tuple[str, ...], at_entry, at_exit
):
    yard.now.see(frozenset(blind))

    assert yard.now.presence("masuk", Calendar()).suspended is at_entry
    assert yard.now.presence("keluar", Calendar()).suspended is at_exit


# Corrections


@pytest.mark.parametrize("value", ["7", "halaman=7"])
def test_somebody_has_counted(value: str):
    site = Played(YARD)
    site.passes("masuk", CAR)
    assert not site.now.level("halaman", NOW).sure

    assert site.correct(value) is None
    assert (site.inside(), site.off_by()) == (7, 0)
    assert site.now.level("halaman", NOW).by_category == {"employee": 1, "unknown": 6}


def test_somebody_has_seen_a_vehicle_inside_or_not(yard: Played):
    assert yard.correct("in:1") is None
    assert (yard.inside(), yard.now.stays[1].zone, yard.now.stays[1].entries) == (1, "halaman", 0)

    assert yard.correct("halaman=out:1", lane="keluar") is None
    assert (yard.inside(), yard.now.stays[1].zone) == (0, None)


def test_where_a_lane_leads_out_the_zone_it_leaves_is_meant(yard: Played):
    assert yard.correct("3", lane="keluar") is None
    assert yard.inside() == 3


@pytest.mark.parametrize(
    ("value", "lane", "refusal"),
    [
        ("", "masuk", "malformed"),
        ("-1", "masuk", "malformed"),
        ("100000", "masuk", "malformed"),
        ("in:x", "masuk", "malformed"),
        ("gudang=1", "masuk", "unknown_zone"),
        ("1", "lain", "unknown_zone"),
        ("in:9", "masuk", "unknown_vehicle"),
    ],
)
def test_what_makes_no_sense_corrects_nothing(yard: Played, value: str, lane: str, refusal: str):
    assert yard.correct(value, lane) == refusal
    assert yard.inside() == 0


# Visitors, and vehicles off the list


def test_visitors_inside_are_known_one_by_one(yard: Played):
    yard.passes("masuk", CAR)
    yard.passes("masuk", GUEST)
    assert list(yard.now.guests) == [2]
    assert list(yard.restart().now.guests) == [2]

    yard.passes("keluar", GUEST)
    assert yard.now.guests == {}


def test_a_vehicle_off_the_list_is_forgotten_once_it_is_outside(yard: Played):
    yard.passes("masuk", CAR)
    yard.now.forget(1)
    assert 1 in yard.now.stays

    yard.passes("keluar", CAR)
    yard.now.forget(1)
    yard.now.forget(9)
    yard.memory |= yard.now.unsaved()
    assert 1 not in yard.now.stays
    assert 1 not in yard.restart().now.stays


# Restarts


def test_a_stay_that_is_missing_after_a_restart_makes_the_count_unsure(yard: Played):
    yard.passes("masuk", CAR)
    yard.passes("masuk", VAN)
    assert yard.restart().now.level("halaman", NOW).sure

    del yard.memory["stay.3"]
    after = yard.restart().now.level("halaman", NOW)
    assert (after.inside, after.off_by) == (1, None)


LANES = st.sampled_from(["masuk", "keluar", "turun", "naik", "lain"])
PASSAGE = st.tuples(LANES, st.sampled_from([None, CAR, GUEST, VAN]), st.booleans())
CORRECTION = st.sampled_from(["0", "2", "basemen=1", "in:1", "out:2", "basemen=in:3", "x"])


@given(st.lists(PASSAGE | CORRECTION, max_size=25), st.integers(0, 25))
def test_whatever_happens_no_count_falls_below_zero_and_a_restart_changes_nothing(
    events: list, restart_at: int
):
    going, restarted = Played(YARD, CELLAR), Played(YARD, CELLAR)
    for number, event in enumerate(events):
        if number == restart_at:
            restarted = restarted.restart()
        for site in (going, restarted):
            if isinstance(event, str):
                site.correct(event)
            else:
                lane, permit, backward = event
                site.passes(lane, permit, backward=backward)
            for zone in ("halaman", "basemen"):
                known = sum(stay.zone == zone for stay in site.now.stays.values())
                assert site.inside(zone) >= 0
                assert sum(site.now.level(zone, NOW).by_category.values()) >= known
    assert restarted.now.stays == going.now.stays
    assert restarted.memory == going.memory
    for zone in ("halaman", "basemen"):
        assert restarted.now.level(zone, NOW) == going.now.level(zone, NOW)
    assert all(
        stay.category in {each.value for each in Category} for stay in going.now.stays.values()
    )
