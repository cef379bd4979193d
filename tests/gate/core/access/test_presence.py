"""What the zones' rules say of one vehicle, rule by rule as a table, and together at random."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.access.access import Circumstances, decide
from gate.core.access.book import PermitBook
from gate.core.access.presence import Presence, Stay
from gate.core.values.model import Category, Instant, Objection, Permit
from gate.core.values.schedule import Calendar
from gate.core.values.zones import Passback, Zone
from tests.gate.core.vehicles import sighting, tag, vehicle

WALL = 1_795_500_000.0  # 24 November 2026, 13:00 in Jakarta
NOW = Instant(100.0, WALL, trusted=True)
WIB = Calendar(ZoneInfo("Asia/Jakarta"))
HOUR = 3600.0

ZONE = Zone("dalam", frozenset({"masuk"}), frozenset({"keluar"}), passback=Passback.HARD)
PERMIT = PermitBook([vehicle(1, tag("0A"))]).permit(1)
IN, OUT = "in", "out"


def stay(zone: str | None, *, ago: float | None = HOUR, **fields: object) -> Stay:
    at = None if ago is None else WALL - ago
    return Stay(zone, at, "employee", "masuk")._replace(**fields)


def at(way: str, last: Stay | None, zone: Zone = ZONE, **fields: object) -> Presence:
    leaves, enters = (None, zone) if way == IN else (zone, None)
    stays = {} if last is None else {1: last}
    return Presence(leaves, enters, stays, calendar=WIB, **fields)


def said(presence: Presence, permit: Permit = PERMIT, now: Instant = NOW) -> set[str]:
    return {each.value for each in presence.objections(permit, now)}


# Anti-passback


@pytest.mark.parametrize(
    ("way", "last", "objection"),
    [
        (IN, None, None),
        (IN, stay(None), None),
        (IN, stay("dalam"), "already_inside"),
        (IN, stay("belakang"), None),
        (OUT, None, None),
        (OUT, stay("dalam"), None),
        (OUT, stay(None), "not_inside"),
        (OUT, stay("belakang"), "not_inside"),
    ],
)
def test_a_passage_must_fit_the_one_before(way: str, last: Stay | None, objection: str | None):
    assert said(at(way, last)) == ({objection} if objection else set())


@pytest.mark.parametrize(
    ("passback", "ago", "denied", "told"),
    [
        (Passback.OFF, HOUR, False, False),
        (Passback.SOFT, HOUR, False, True),
        (Passback.HARD, HOUR, True, False),
        (Passback.HARD, 99 * 24 * HOUR, True, False),
        (Passback.TIMED, 899, True, False),
        (Passback.TIMED, 900, False, False),
        (Passback.TIMED, -1, False, False),
    ],
)
def test_what_is_done_about_it_is_set_per_zone(passback: Passback, ago: float, denied, told):
    presence = at(IN, stay("dalam", ago=ago), replace(ZONE, passback=passback, minutes=15))

    assert said(presence) == ({"already_inside"} if denied else set())
    assert presence.remarks(PERMIT, NOW) == ({Objection.ALREADY_INSIDE} if told else set())


@pytest.mark.parametrize("category", list(Category))
def test_exempt_categories_may_do_as_they_like(category: Category):
    zone = replace(ZONE, exempt=frozenset({category}), capacity=0)
    permit = replace(PERMIT, category=category)
    other = replace(PERMIT, category=next(each for each in Category if each is not category))

    assert said(at(IN, stay("dalam"), zone), permit) == set()
    assert said(at(IN, stay(None), zone), permit) == set()
    assert said(at(IN, stay("dalam"), zone), other) == {"already_inside"}
    assert said(at(IN, stay(None), zone), other) == {"full"}


@pytest.mark.parametrize(
    ("presence", "now"),
    [
        (at(IN, stay("dalam"), suspended=True), NOW),
        (at(IN, stay("dalam")), replace(NOW, trusted=False)),
        (at(IN, stay("dalam", ago=None)), NOW),
    ],
    ids=["a reader on the other side is lost", "no clock now", "no clock then"],
)
def test_nothing_is_held_against_it_that_nobody_can_know(presence: Presence, now: Instant):
    assert said(presence, now=now) == set()


@pytest.mark.parametrize(
    ("forgive_at", "passed", "forgiven"),
    [
        (None, "2026-11-20 08:00", False),
        (3 * 60, "2026-11-24 02:59", True),
        (3 * 60, "2026-11-24 03:00", False),
        (3 * 60, "2026-11-24 08:00", False),
        (23 * 60, "2026-11-23 22:59", True),
        (23 * 60, "2026-11-23 23:00", False),
    ],
)
def test_in_the_night_all_is_forgiven(forgive_at: int | None, passed: str, forgiven):
    then = datetime.fromisoformat(passed).replace(tzinfo=WIB.zone).astimezone(UTC).timestamp()
    presence = at(IN, stay("dalam", at=then), replace(ZONE, forgive_at=forgive_at))

    assert said(presence) == (set() if forgiven else {"already_inside"})


@pytest.mark.parametrize(
    ("way", "passback", "denied", "told"),
    [
        (IN, Passback.HARD, {"already_inside"}, set()),
        (OUT, Passback.HARD, {"not_inside"}, set()),
        (IN, Passback.TIMED, {"already_inside"}, set()),
        (IN, Passback.SOFT, set(), {"already_inside"}),
        (IN, Passback.OFF, set(), set()),
    ],
)
@pytest.mark.parametrize("last", [None, stay(None)])
def test_whoever_is_let_in_at_another_lane_counts_as_passed(
    way: str, passback: Passback, denied, told, last: Stay | None
):
    here = at(way, last, replace(ZONE, passback=passback), coming={1: 1})

    assert said(here) == denied
    assert {each.value for each in here.remarks(PERMIT, NOW)} == told
    assert said(replace(here, leaves=None, enters=None)) == set()


def test_between_two_zones_a_vehicle_is_held_against_both():
    inner = Zone("belakang", frozenset({"antara"}), frozenset(), passback=Passback.HARD)
    soft = replace(inner, passback=Passback.SOFT)

    def between(last: Stay, enters: Zone = inner) -> Presence:
        return Presence(ZONE, enters, {1: last}, calendar=WIB)

    assert said(between(stay("dalam"))) == set()
    assert said(between(stay("belakang"))) == {"already_inside"}
    assert said(between(stay(None))) == {"not_inside"}
    assert said(between(stay("belakang"), soft)) == set()
    assert between(stay("belakang"), soft).remarks(PERMIT, NOW) == {Objection.ALREADY_INSIDE}


# Room


@pytest.mark.parametrize(
    ("capacity", "inside", "full"), [(None, 9999, False), (3, 2, False), (3, 3, True), (3, 4, True)]
)
def test_no_more_come_in_than_fit(capacity: int | None, inside: int, full):
    zone = replace(ZONE, capacity=capacity)

    assert said(at(IN, None, zone, inside=inside)) == ({"full"} if full else set())
    assert said(at(OUT, None, zone, inside=inside)) == set()


@pytest.mark.parametrize(("alike", "full"), [(1, False), (2, True)])
def test_a_category_has_a_share_of_its_own(alike: int, full):
    zone = replace(ZONE, capacity=10, shares={Category.EMPLOYEE: 2})
    presence = at(IN, None, zone, inside=3, alike={"employee": alike, "visitor": 1})

    assert said(presence) == ({"full"} if full else set())
    assert said(presence, replace(PERMIT, category=Category.VISITOR)) == set()


def test_a_vehicle_that_is_counted_already_takes_no_further_room():
    zone = replace(ZONE, capacity=1, passback=Passback.OFF)

    assert said(at(IN, stay("dalam"), zone, inside=1)) == set()


# Entries


@pytest.mark.parametrize(
    ("entries", "used", "visit", "objects"),
    [
        (None, 9, 5, False),
        (1, 0, 5, False),
        (1, 1, 5, True),
        (3, 2, 5, False),
        (3, 3, 5, True),
        (1, 1, 4, False),
    ],
)
def test_a_pass_is_good_for_so_many_entries(entries: int | None, used: int, visit: int, objects):
    permit = replace(PERMIT, entries=entries, valid_from=5)
    last = stay(None, entries=used, visit=visit)

    assert said(at(IN, last), permit) == ({"used_up"} if objects else set())
    assert "used_up" not in said(at(OUT, last), permit)


def test_a_pass_that_was_never_used_is_not_used_up_and_inside_nobody_counts():
    permit = replace(PERMIT, entries=1)
    inner = Zone("belakang", frozenset({"antara"}), frozenset())
    between = Presence(ZONE, inner, {1: stay("dalam", entries=1)}, calendar=WIB)

    assert said(at(IN, None), permit) == set()
    assert said(between, permit) == set()


# Together with everything else

ZONES = st.builds(
    Zone,
    st.just("dalam"),
    st.just(frozenset({"masuk"})),
    st.just(frozenset({"keluar"})),
    capacity=st.none() | st.integers(0, 3),
    shares=st.dictionaries(st.sampled_from(Category), st.integers(0, 3), max_size=2),
    passback=st.sampled_from(Passback),
    minutes=st.integers(1, 90),
    forgive_at=st.none() | st.integers(0, 1439),
)
STAYS = st.builds(
    Stay,
    st.sampled_from([None, "dalam", "belakang"]),
    st.none() | st.floats(WALL - 3 * 86_400, WALL + 60),
    st.sampled_from([each.value for each in Category]),
    st.just("masuk"),
    st.integers(0, 3),
    st.sampled_from([None, 5]),
)
PRESENCES = st.builds(
    Presence,
    st.none() | ZONES,
    st.none() | ZONES,
    st.dictionaries(st.just(1), STAYS, max_size=1),
    st.integers(0, 4),
    st.dictionaries(st.sampled_from([each.value for each in Category]), st.integers(0, 4)),
    st.booleans(),
    st.just(WIB),
    st.dictionaries(st.just(1), st.integers(0, 2), max_size=1),
)


@given(
    presence=PRESENCES,
    trusted=st.booleans(),
    entries=st.none() | st.integers(1, 2),
    blocked=st.none() | st.just("x"),
    category=st.sampled_from(Category),
)
def test_presence_can_only_ever_deny(
    presence: Presence, trusted, entries: int | None, blocked: str | None, category: Category
):
    """A further objection never turns a denial into a grant, and hides no other objection."""
    known = vehicle(1, tag("0A"), entries=entries, blocked=blocked, category=category.value)
    book, now = PermitBook([known]), replace(NOW, trusted=trusted)
    without = Circumstances("masuk", now)
    held = replace(without, presence=presence)

    before = decide((sighting(tag("0A")),), book, without)
    after = decide((sighting(tag("0A")),), book, held)

    objections = presence.objections(book.permit(1), now)
    assert set(after.objections) == set(before.objections) | objections
    assert after.granted is (before.granted and not objections)
    assert objections.isdisjoint(presence.remarks(book.permit(1), now))
    assert decide((sighting(tag("0A")),), book, held) == after
