from collections import Counter

import pytest

from gate.core.access.presence import Stay
from gate.core.occupancy.headcount import (
    WEEK,
    Headcount,
    Level,
    count_to_remember,
    remembered_count,
    remembered_stays,
    stay_key,
    stay_to_remember,
    zone_key,
)

WALL = 1_795_500_000.0
THREE = Counter({"employee": 2, "visitor": 1})


def checked(known: Counter[str] = THREE, others: int = 0, doubts: int = 0) -> Headcount:
    return Headcount(known, others, doubts, WALL)


def test_a_count_tells_the_recognised_by_category_and_the_others_together():
    level = checked(others=2).level(WALL)

    assert level == Level(5, {"employee": 2, "visitor": 1, "unknown": 2}, 0)


def test_where_some_left_unrecognised_more_are_known_than_inside():
    assert checked(others=-2).level(WALL) == Level(1, {"employee": 2, "visitor": 1}, 0)


@pytest.mark.parametrize(
    ("count", "wall", "off_by"),
    [
        (Headcount(Counter()), WALL, None),
        (checked(), WALL, 0),
        (checked(doubts=3), WALL, 3),
        (checked(doubts=3), WALL + WEEK - 1, 3),
        (checked(doubts=3), WALL + 2 * WEEK, 5),
        (checked(), WALL - 9 * WEEK, 0),
        (checked(doubts=3), None, 3),
    ],
)
def test_a_count_grows_doubtful_by_strangers_and_by_weeks(
    count: Headcount, wall: float | None, off_by: int | None
):
    assert count.level(wall).off_by == off_by


@pytest.mark.parametrize(
    ("inside", "off_by", "sure"),
    [(0, None, False), (0, 0, True), (0, 2, True), (0, 3, False), (100, 5, True), (100, 6, False)],
)
def test_a_count_is_sure_while_it_is_off_by_little(inside: int, off_by: int | None, sure):
    assert Level(inside, {}, off_by).sure is sure


def test_strangers_count_and_raise_doubts():
    count = checked().stranger(1).stranger(1).stranger(-1)

    assert (count.inside, count.doubts) == (4, 3)


@pytest.mark.parametrize(
    ("others", "sign", "inside", "doubts"),
    [
        (1, 1, 3, 0),  # the stranger that came in has a name now, and goes out next
        (0, 1, 3, 2),
        (-1, 1, 2, 2),
        (-1, -1, 3, 0),  # the stranger that left was this one
        (0, -1, 3, 2),
        (1, -1, 4, 2),
    ],
)
def test_a_stranger_that_turns_out_to_be_known_settles_a_doubt(
    others: int, sign: int, inside: int, doubts: int
):
    count = checked(others=others, doubts=1).explained(sign)

    assert (count.inside, count.doubts) == (inside, doubts)


def test_a_doubt_that_is_not_there_cannot_be_settled():
    assert checked(others=1).explained(1).doubts == 0


def test_whoever_has_counted_leaves_no_doubt():
    count = checked(others=4, doubts=9).counted(1, WALL + 5)

    assert (count.inside, count.others, count.doubts, count.checked) == (1, -2, 0, WALL + 5)
    assert count.moved(Counter({"employee": -2})).floored().inside == 0


def test_what_is_remembered_is_read_back():
    count = checked(others=-1, doubts=2)
    stay = Stay("dalam", WALL, "visitor", "masuk", 2, 5)

    assert remembered_count(count_to_remember(count), THREE) == count
    assert dict(remembered_stays({stay_key(7): stay_to_remember(stay)})) == {7: stay}
    assert (stay_key(7), zone_key("dalam")) == ("stay.7", "zone.dalam")


@pytest.mark.parametrize(
    "value",
    [None, "x", {}, [], ["dalam", 1.0], ["dalam", "x", "visitor", "masuk", 0, None], 7],
)
def test_a_stay_that_makes_no_sense_is_left_out(value: object):
    assert dict(remembered_stays({"stay.7": value})) == {}


@pytest.mark.parametrize("key", ["stay.", "stay.x", "zone.7", "lane.masuk"])
def test_other_memories_are_no_stays(key: str):
    stay = Stay(None, None, "visitor", "masuk")

    assert dict(remembered_stays({key: stay_to_remember(stay)})) == {}


@pytest.mark.parametrize(
    "memory",
    [
        None,
        "x",
        {},
        {"stays": 3, "others": 0},
        {"stays": "3", "others": 0, "doubts": 0, "checked": WALL},
        {"stays": 2, "others": 0, "doubts": 0, "checked": WALL},
        {"stays": 3, "others": 0, "doubts": -1, "checked": WALL},
        {"stays": 3, "others": 0, "doubts": 0, "checked": "x"},
        {"stays": 3, "others": -9, "doubts": 0, "checked": None},
    ],
)
def test_a_count_that_is_missing_or_odd_is_unsure_and_never_below_zero(memory: object):
    level = remembered_count(memory, THREE).level(WALL)

    assert not level.sure
    assert level.inside >= 0
