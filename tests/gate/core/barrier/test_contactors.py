"""The maintained relays: never both ways, a rest between two, and an end to every run."""

from gate.core.barrier.contactors import Contactors, deadline, follow
from gate.core.values.model import Output
from gate.core.values.settings import Timing

TIMING = Timing()
UP, DOWN = frozenset({Output.UP}), frozenset({Output.DOWN})
NOTHING = frozenset[Output]()


def driven(*steps: tuple[float, frozenset[Output]]) -> Contactors:
    contactors = Contactors()
    for now, wanted in steps:
        contactors = follow(contactors, wanted, TIMING, now)
    return contactors


def test_a_direction_is_driven_as_long_as_it_is_wanted():
    assert driven((0, UP), (2, UP)).on == UP
    assert driven((0, UP), (2, NOTHING)).on == NOTHING


def test_the_other_direction_rests_for_the_dead_time_first():
    turning = driven((0, DOWN), (2, UP))

    assert turning.on == NOTHING
    assert deadline(turning, UP, TIMING) == 2 + TIMING.dead
    assert follow(turning, UP, TIMING, 2 + TIMING.dead - 0.01).on == NOTHING
    assert follow(turning, UP, TIMING, 2 + TIMING.dead).on == UP


def test_the_same_direction_goes_on_without_a_rest():
    assert driven((0, UP), (1, NOTHING), (1.1, UP)).on == UP


def test_the_rest_counts_from_the_end_of_the_run_whatever_came_between():
    assert driven((0, DOWN), (2, NOTHING), (2.2, UP)).on == NOTHING
    assert driven((0, DOWN), (2, NOTHING), (2.5, UP)).on == UP


def test_both_directions_at_once_are_none():
    assert driven((0, UP | DOWN)).on == NOTHING


def test_a_motor_that_has_run_for_too_long_is_spent_until_it_is_not_wanted_for_once():
    spent = driven((0, UP), (TIMING.run_max, UP))

    assert (spent.on, spent.spent) == (NOTHING, Output.UP)
    assert deadline(driven((0, UP)), UP, TIMING) == TIMING.run_max
    assert deadline(spent, UP, TIMING) is None
    assert follow(spent, UP, TIMING, 99.0).on == NOTHING
    rested = follow(spent, NOTHING, TIMING, 99.0)
    assert follow(rested, UP, TIMING, 100.0).on == UP


def test_held_contacts_follow_at_once_beside_the_motor():
    held = frozenset({Output.HOLD, Output.STOP_PERMIT})

    assert driven((0, held)).on == held
    assert driven((0, held | UP)).on == held | UP
    assert driven((0, held), (1, NOTHING)).on == NOTHING
    assert deadline(driven((0, held)), held, TIMING) is None
