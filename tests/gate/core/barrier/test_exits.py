"""Free exits, and passages that only the arming loops saw."""

from dataclasses import replace

import pytest

from gate.core.barrier.state import Heading, State, Under
from gate.core.values.model import Wiring
from tests.gate.core.barrier.rig import (
    ARMING,
    FITTED,
    INNER,
    LOOP,
    STOP,
    closed,
    passed,
    raised,
    rise,
)

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
SIDES = FITTED | {INNER}
both = pytest.mark.parametrize("wiring", [WATCHED, ORDERED], ids=str)


def free(wiring, *, inputs=SIDES):
    return closed(wiring, inputs=inputs, free_exit=True)


def directions(rig, kind):
    return [note.detail["direction"] for note in rig.notes if note.kind == kind]


@both
def test_x2_a_vehicle_on_the_inner_loop_of_a_free_exit_is_let_out(wiring):
    rig = free(wiring).on(INNER)
    claim = rig.claims("exit.requested")[0]
    assert (rig.state, rig.barrier.credits) == (State.OPENING, (claim,))

    rise(rig).wait(0.5).on(LOOP).wait(0.5).off(INNER).wait(1.0).off(LOOP)
    assert (rig.claims("passage.done"), directions(rig, "passage.done")) == ([claim], ["out"])


@both
def test_x2_one_presence_on_the_inner_loop_asks_once(wiring):
    rig = free(wiring).on(INNER).wait(20.0)

    assert len(rig.claims("exit.requested")) == 1


@both
def test_x2_without_a_free_exit_the_inner_loop_asks_for_nothing(wiring):
    rig = closed(wiring, inputs=SIDES).on(INNER).wait(5.0)

    assert (rig.state, rig.kinds) == (State.CLOSED, [])


def test_x2_the_next_exit_waits_while_as_many_are_awaited_as_may_be():
    rig = free(ORDERED)
    for claim in ("c1", "c2", "c3"):
        rig.credit(claim)
    rise(rig).on(INNER).wait(29.9)
    assert rig.claims("exit.requested") == []

    rig.wait(0.2)
    assert rig.claims("passage.timeout") == ["c1", "c2", "c3"]
    assert len(rig.claims("exit.requested")) == 1


def test_x2_who_wants_out_is_waited_for_from_then_on():
    rig = raised(ORDERED, "c1", inputs=SIDES, free_exit=True).wait(20.0).on(INNER).wait(20.0)

    assert (rig.state, rig.claims("passage.timeout")) == (State.OPEN, [])


def test_x2_one_that_left_does_not_keep_the_next_waiting():
    rig = rise(free(ORDERED).on(INNER)).wait(0.5).on(LOOP).wait(0.5).off(INNER).wait(0.5).off(LOOP)
    assert rig.claims("passage.done") == rig.claims("exit.requested")

    assert len(rig.wait(0.5).on(INNER).claims("exit.requested")) == 2


def test_w3_a_vehicle_that_was_not_awaited_does_not_back_out_for_one_that_leaves():
    rig = rise(free(ORDERED).on(INNER)).on(ARMING).wait(1.0).off(ARMING).wait(5.0)

    assert (rig.state, rig.kinds.count("passage.backed_out")) == (State.OPEN, 0)


def test_x2_a_stopped_boom_lets_nobody_out():
    assert free(ORDERED).on(STOP).on(INNER).claims("exit.requested") == []


@both
def test_x2_the_vehicle_that_has_just_come_in_does_not_want_out(wiring):
    rig = free(wiring).on(ARMING)
    rig.credit("c1")
    rise(rig).on(LOOP).wait(0.5).off(ARMING).wait(0.5).off(LOOP).wait(1.0).on(INNER)

    assert rig.wait(1.5).off(INNER).wait(10.0).claims("exit.requested") == []


@both
def test_x2_whoever_stays_on_the_inner_loop_after_an_entry_wants_out(wiring):
    rig = free(wiring).on(ARMING)
    rig.credit("c1")
    rise(rig).on(LOOP).wait(0.5).off(ARMING).wait(0.5).off(LOOP).wait(1.0).on(INNER)
    assert rig.wait(1.9).claims("exit.requested") == []

    assert len(rig.wait(0.2).claims("exit.requested")) == 1


def test_x1_a_vehicle_that_waited_inside_is_not_taken_for_the_one_that_comes_in():
    rig = free(ORDERED)
    for claim in ("c1", "c2", "c3"):
        rig.credit(claim)
    rise(rig).on(INNER).wait(1.0)
    rig.barrier = replace(rig.barrier, under=Under.EXPECTED, heading=Heading.FORWARD)
    rig.barrier = replace(rig.barrier, state=State.PASSING, under_since=rig.now)
    rig.on(LOOP).wait(1.0)
    assert rig.kinds.count("exit.masked") == 0

    rig.off(LOOP).wait(3.1)
    assert len(rig.claims("exit.requested")) == 1


@both
def test_x1_nor_does_the_one_still_under_the_boom(wiring):
    rig = free(wiring).on(ARMING)
    rig.credit("c1")
    rise(rig).on(LOOP).wait(0.5).off(ARMING).on(INNER)

    assert (rig.kinds.count("exit.masked"), rig.claims("exit.requested")) == (1, [])


@both
def test_x1_the_one_behind_a_vehicle_that_leaves_is_let_out_too(wiring):
    rig = rise(free(wiring).on(INNER)).wait(0.5).on(LOOP).wait(0.5).off(INNER).wait(0.5).on(INNER)

    assert (rig.kinds.count("exit.masked"), len(rig.claims("exit.requested"))) == (0, 2)


def test_x1_a_vehicle_that_comes_in_and_covers_both_loops_at_once_does_not_want_out():
    rig = raised(ORDERED, "c1", "c2", "c3", inputs=SIDES, free_exit=True).on(ARMING).wait(1.0)
    rig.on(LOOP, INNER)

    assert rig.kinds.count("exit.masked") == 1


@both
def test_x1_after_the_mask_the_next_one_is_let_out(wiring):
    rig = free(wiring).on(ARMING)
    rig.credit("c1")
    rise(rig).on(LOOP).wait(0.5).off(ARMING).wait(0.5).off(LOOP).wait(3.1).on(INNER)

    assert len(rig.claims("exit.requested")) == 1


# D1: the safety loop saw nothing


def unseen(rig):
    """A vehicle goes from the arming loop to the inner one over a dead safety loop."""
    rig.on(ARMING).wait(1.0).off(ARMING).wait(0.5).on(INNER)
    return rig.wait(1.0).off(INNER).wait(0.5)


def test_d1_a_vehicle_that_only_the_outer_loops_saw_is_through_all_the_same():
    rig = unseen(raised(ORDERED, "c1", inputs=SIDES))

    assert (rig.claims("passage.done"), directions(rig, "passage.done")) == (["c1"], ["in"])
    assert (rig.barrier.silent, rig.state) == (1, State.CLEAR)


def test_d1_after_five_such_passages_nothing_closes_any_more():
    claims = ("c1", "c2", "c3", "c4", "c5")
    rig = raised(ORDERED, "c1", inputs=SIDES)
    for claim in claims[1:]:
        unseen(rig)
        rig.credit(claim)
        rig.wait(0.1)
    unseen(rig)

    assert rig.claims("passage.done") == list(claims)
    assert (rig.barrier.silent, rig.wait(100.0).state) == (5, State.CLEAR)


def test_d1_a_vehicle_that_went_away_inside_is_no_passage():
    rig = closed(ORDERED, inputs=SIDES).on(INNER).wait(1.0)
    rig.credit("c1")
    rise(rig).on(ARMING).wait(1.0).off(ARMING).wait(0.5).off(INNER).wait(0.5)

    assert "passage.done" not in rig.kinds


def test_d1_one_that_came_in_unseen_does_not_want_out():
    rig = raised(ORDERED, "c1", "c2", "c3", inputs=SIDES, free_exit=True)
    rig.on(ARMING).wait(1.0).off(ARMING).wait(0.5).on(INNER).wait(10.0)

    assert (rig.claims("passage.done"), rig.claims("exit.requested")) == (["c1"], [])


def test_d1_a_passage_the_loop_did_see_begins_the_count_anew():
    rig = unseen(raised(ORDERED, "c1", inputs=SIDES))
    rig.credit("c2")
    passed(rig)

    assert rig.barrier.silent == 0


def test_d1_a_held_boom_does_not_ask_who_passed():
    rig = raised(ORDERED, "c1", inputs=SIDES).hold()
    assert rig.state is State.HELD

    assert "passage.unauthorised" not in unseen(rig).kinds


# Which way


@both
def test_p2_one_from_inside_without_a_right_of_its_own_went_the_wrong_way(wiring):
    rig = raised(wiring, "s-1", inputs=SIDES).wait(0.5)
    rig.on(INNER).wait(0.5).on(LOOP).wait(0.5).off(INNER).on(ARMING).wait(0.5).off(LOOP)

    assert directions(rig, "passage.unauthorised") == ["out"]
    assert (rig.alarms, rig.barrier.credits) == (["wrong_way"], ("s-1",))


@both
def test_p2_a_vehicle_glued_to_the_one_before_is_tailgating(wiring):
    rig = passed(raised(wiring, "c1", inputs=SIDES)).on(ARMING).wait(0.5).on(LOOP).wait(0.5)
    assert rig.barrier.under is Under.INTRUDER

    rig.off(ARMING).wait(0.5).off(LOOP)
    assert rig.alarms == ["tailgating"]


@both
def test_p1_a_vehicle_that_goes_back_the_way_it_came_has_not_passed(wiring):
    rig = raised(wiring, "c1", inputs=SIDES).on(ARMING).wait(0.5).on(LOOP).wait(0.5).off(LOOP)

    assert (rig.claims("passage.reversed"), rig.claims("passage.done")) == (["c1"], [])
    assert rig.barrier.credits == ()


def test_p1_of_an_intruder_that_goes_back_nothing_is_told():
    rig = passed(raised(ORDERED, "c1", inputs=SIDES))
    rig.on(ARMING).wait(0.5).on(LOOP).wait(0.5).off(LOOP)

    assert rig.kinds.count("passage.reversed") == 0
    assert rig.kinds.count("passage.unauthorised") == 0


@both
def test_w1_with_vehicles_on_both_sides_a_free_exit_that_asked_goes_first(wiring):
    rig = rise(free(wiring).on(INNER)).on(ARMING).wait(0.2).on(LOOP)

    assert rig.barrier.heading is Heading.BACKWARD


def test_w1_a_vehicle_that_has_just_left_its_loop_is_the_one_under_the_boom():
    rig = raised(ORDERED, "c1", inputs=SIDES).on(ARMING).wait(1.0).off(ARMING).wait(0.2).on(LOOP)
    assert rig.barrier.heading is Heading.FORWARD

    out = raised(ORDERED, "c1", inputs=SIDES).on(INNER).wait(1.0).off(INNER).wait(0.2).on(LOOP)
    assert out.barrier.heading is Heading.BACKWARD


def test_w1_one_that_had_waited_inside_since_before_the_boom_rose_leaves():
    rig = closed(ORDERED, inputs=SIDES).on(INNER).wait(5.0)
    rig.credit("order:1")

    assert rise(rig).wait(0.5).on(LOOP).barrier.heading is Heading.BACKWARD


def test_w1_of_two_that_face_each_other_the_one_from_inside_came_to_the_raised_boom_and_leaves():
    rig = raised(ORDERED, "order:1", inputs=SIDES).on(ARMING).wait(0.5).on(INNER).wait(0.5)

    assert rig.on(LOOP).barrier.heading is Heading.BACKWARD


def test_w1_where_no_loop_tells_the_way_is_not_known():
    rig = raised(ORDERED, "c1", inputs=SIDES).wait(1.0).on(LOOP).wait(1.0).off(LOOP)

    assert directions(rig, "passage.done") == [None]
