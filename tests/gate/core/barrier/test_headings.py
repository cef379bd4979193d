"""Which way a vehicle went under the boom, told by the loops on both sides."""

from gate.core.barrier.state import Heading, Under
from gate.core.values.model import Wiring
from tests.gate.core.barrier.rig import ARMING, FITTED, INNER, LOOP, UP, Rig, closed, raised, rise

ORDERED = Wiring.OPEN_CLOSE
SIDES = FITTED | {INNER}


def up(*claims: str, **how: object) -> Rig:
    return raised(ORDERED, *claims, inputs=SIDES, **how)


def ways(rig: Rig, kind: str = "passage.done") -> list[object]:
    return [note.detail["direction"] for note in rig.notes if note.kind == kind]


def entering() -> Rig:
    """A vehicle has come onto the arming loop and then under the boom."""
    return up("c1").on(ARMING).wait(0.5).on(LOOP).wait(0.5)


# on its way in, whatever else stands or comes there


def test_one_that_is_past_the_inner_loop_before_the_safety_loop_lets_go_came_in():
    rig = entering().off(ARMING).on(INNER).wait(0.5).off(INNER).wait(0.2).off(LOOP)

    assert ways(rig) == ["in"]


def test_one_that_had_left_the_arming_loop_before_it_came_under_the_boom_came_in():
    rig = up("c1").on(ARMING).wait(0.5).off(ARMING).wait(0.2).on(LOOP).wait(0.5)

    assert ways(rig.on(INNER).wait(0.5).off(INNER).wait(0.2).off(LOOP)) == ["in"]


def test_one_came_in_although_the_next_stands_at_the_arming_loop_by_now():
    rig = entering().off(ARMING).wait(0.2).on(ARMING).on(INNER).wait(0.5).off(INNER).off(LOOP)

    assert ways(rig) == ["in"]


def test_one_that_is_followed_closely_and_still_on_the_inner_loop_came_in():
    assert ways(entering().on(INNER).wait(0.5).off(LOOP)) == ["in"]


def test_one_that_covers_arming_and_safety_loop_at_once_came_in():
    rig = up("c1").show(frozenset({UP, ARMING, LOOP})).wait(0.5)

    assert ways(rig.on(INNER).wait(0.5).off(INNER).wait(0.2).off(LOOP)) == ["in"]


def test_of_two_that_have_left_both_loops_at_once_the_one_from_outside_is_meant():
    rig = up("c1").on(ARMING, INNER).wait(0.5).off(ARMING, INNER).wait(0.2).on(LOOP)

    assert rig.barrier.heading is Heading.FORWARD


def test_one_that_left_the_arming_loop_as_the_boom_was_raised_is_on_its_way_in():
    rig = closed(ORDERED, inputs=SIDES).on(ARMING).wait(1.0).off(ARMING)
    rig.credit("c1")

    assert rise(rig).on(LOOP).barrier.heading is Heading.FORWARD


def test_at_a_free_exit_who_was_let_in_first_goes_first():
    rig = closed(ORDERED, inputs=SIDES, free_exit=True).on(ARMING)
    rig.credit("c1")

    assert rise(rig).on(INNER).wait(0.5).on(LOOP).barrier.heading is Heading.FORWARD


def test_one_that_follows_from_outside_does_not_use_the_credit_of_a_free_exit():
    rig = rise(closed(ORDERED, inputs=SIDES, free_exit=True).on(INNER)).wait(0.5).off(INNER)
    rig.wait(0.5).on(ARMING).wait(0.5).on(LOOP)

    assert rig.barrier.under is Under.INTRUDER


# on its way out


def test_one_that_came_up_inside_as_the_boom_was_raised_leaves_first():
    rig = closed(ORDERED, inputs=SIDES).on(INNER)
    rig.credit("order:1")

    assert rise(rig).on(ARMING).wait(0.5).on(LOOP).barrier.heading is Heading.BACKWARD


def test_one_that_leaves_the_inner_loop_as_it_comes_under_the_boom_leaves():
    rig = up("order:1").on(ARMING).wait(0.5).on(INNER).wait(0.5)
    rig.show(frozenset({UP, ARMING, LOOP})).wait(0.5).off(LOOP)

    assert ways(rig) == ["out"]


def test_one_that_leaves_under_a_hold_that_ends_meanwhile_is_no_intruder():
    rig = rise(closed(ORDERED, inputs=SIDES).hold(10.0)).on(ARMING).wait(0.5).on(INNER).wait(0.5)
    rig.on(LOOP).wait(0.5).off(INNER).wait(20.0).off(LOOP)

    assert (ways(rig), rig.alarms) == (["out"], [])


def test_one_from_inside_that_was_taken_for_the_waiting_one_may_leave_under_a_hold():
    rig = rise(closed(ORDERED, inputs=SIDES).on(INNER).wait(1.0).hold()).on(ARMING).wait(0.5)
    rig.on(LOOP).wait(0.5).off(INNER).wait(0.5).off(LOOP)

    assert (ways(rig), rig.alarms) == (["out"], [])


# back the way it came


def test_where_another_waits_beyond_the_boom_nobody_is_said_to_have_gone_back():
    rig = closed(ORDERED, inputs=SIDES).on(INNER).wait(1.0)
    rig.credit("c1")
    rise(rig).on(ARMING).wait(0.5).on(LOOP).wait(0.5).off(LOOP)

    assert (ways(rig), rig.kinds.count("passage.reversed")) == (["in"], 0)


def test_one_that_leaves_as_the_arming_loop_comes_free_is_through_though_another_follows():
    rig = up("order:1").on(ARMING, INNER).wait(0.5)
    rig.show(frozenset({UP, INNER, LOOP})).wait(0.5).off(LOOP)

    assert (ways(rig), rig.kinds.count("passage.reversed")) == (["out"], 0)


def test_without_an_arming_loop_nobody_is_said_to_have_gone_back():
    rig = raised(ORDERED, "order:1", inputs=SIDES - {ARMING}).on(INNER).wait(0.5).on(LOOP)

    assert ways(rig.wait(0.5).off(LOOP)) == ["out"]
