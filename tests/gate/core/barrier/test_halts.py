"""A stop by order: as if the switch were pressed, until fire, an order to open or a reset (G3a)."""

import pytest

from gate.core.barrier.state import Barrier, Demand, State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from tests.gate.core.barrier.rig import (
    DOWN,
    FIRE,
    FITTED,
    LOOP,
    STOP,
    UP,
    Rig,
    closed,
    closing,
    raised,
    rise,
    settled,
)
from tests.gate.core.rig import A_TAG, LIGHTS
from tests.gate.core.rig import Rig as LaneRig

PERMIT = frozenset({Output.STOP_PERMIT})
HALTED = {"outputs": PERMIT}
ORDERED, MOTOR = Wiring.OPEN_CLOSE, Wiring.MOTOR
halting = pytest.mark.parametrize("wiring", list(Wiring), ids=str)


def opening(wiring: Wiring, **how: object) -> Rig:
    rig = closed(wiring, **HALTED, **how)
    rig.credit()
    return rig.wait(0.1)


def halted(wiring: Wiring = ORDERED, **how: object) -> Rig:
    """A closed boom that was ordered to stop."""
    return closed(wiring, **HALTED, **how).halt()


# what it does


@halting
def test_g3a_an_order_to_stop_lets_go_of_every_relay_at_once_and_takes_the_credits(wiring):
    inputs = FITTED | ({Input.MOVING} if wiring is Wiring.STEP else set())
    rig = opening(wiring, inputs=inputs).halt()

    assert (rig.state, rig.barrier.cause) == (State.STOPPED, "order")
    assert (rig.relays, rig.barrier.credits) == (frozenset(), ())
    assert rig.kinds[-1] == "boom.stopped"


def test_g3a_a_boom_on_its_way_down_is_halted():
    rig = closing(MOTOR)
    assert Output.DOWN in rig.relays

    assert rig.halt().wait(60.0).relays == frozenset()


def test_g3a_the_board_is_not_let_move_until_a_person_says_so():
    rig = halted()
    assert rig.wait(3600.0).relays == frozenset()

    rig.step(Demand.RESET).wait(3.1)
    assert rig.relays == PERMIT


def test_g3a_a_hold_ends():
    assert rise(closed(ORDERED, **HALTED).hold()).halt().barrier.hold is None


def test_g3a_a_boom_in_a_fault_stays_there_and_the_board_is_halted_too():
    rig = settled(ORDERED, DOWN, barrier=Barrier(fault="not_moving"), **HALTED)
    assert rig.relays == PERMIT

    rig.halt()
    assert (rig.state, rig.relays) == (State.FAULT, frozenset())
    assert rig.step(Demand.RESET).wait(3.1).state is State.CLOSED


# what it outranks, and what outranks it


@halting
def test_g4_fire_raises_a_boom_that_was_ordered_to_stop_and_ends_the_order(wiring):
    rig = halted(wiring).on(FIRE)

    assert (rig.state, rig.barrier.halted) == (State.EMERGENCY, False)
    assert rig.wait(1.0).relays - PERMIT or rig.pulses


def test_g4_a_fire_that_nobody_has_told_of_does_not_end_an_order_to_stop():
    rig = halted()
    rig.unknown = frozenset({FIRE})  # and so it counts as fire
    rig.on(FIRE).wait(60.0)
    assert (rig.state, rig.pulses, rig.alarms) == (State.STOPPED, [], ["fire_not_open"])

    rig.off(FIRE)
    assert rig.ended == ["fire_not_open"]


def test_g4_after_a_restart_too_fire_ends_an_order_to_stop():
    rig = Rig(ORDERED, barrier=Barrier(halted=True), **HALTED).on(DOWN).on(FIRE).wait(3.1)

    assert (rig.state, rig.barrier.halted) == (State.EMERGENCY, False)


def test_t3_a_pressed_stop_that_keeps_the_boom_down_while_it_burns_is_an_alarm_too():
    rig = closed(ORDERED).on(STOP).on(FIRE)

    assert (rig.state, rig.alarms) == (State.STOPPED, ["fire_not_open"])


def test_while_fire_raises_the_boom_an_order_to_stop_is_refused(lane: LaneRig):
    lane.set(FIRE, on=True)

    assert lane.order(Action.STOP) == "emergency"
    assert lane.state is State.EMERGENCY


def test_g3a_no_fault_is_found_in_a_boom_that_was_ordered_to_stop():
    assert halted().on(UP).wait(60.0).state is State.STOPPED


def test_g1_the_maintenance_key_outranks_it_and_it_stands_again_after_the_work():
    rig = halted(inputs=FITTED | {Input.MAINTENANCE}).on(Input.MAINTENANCE)
    assert rig.state is State.MAINTENANCE

    assert rig.off(Input.MAINTENANCE).wait(3.1).state is State.STOPPED


def test_b2_it_outlasts_a_restart_and_moves_nothing():
    rig = Rig(ORDERED, barrier=Barrier(halted=True), **HALTED).on(DOWN).wait(2.9)
    assert rig.state is State.BOOT

    rig.wait(60.0)
    assert (rig.state, rig.barrier.cause) == (State.STOPPED, "order")
    assert (rig.kinds, rig.relays) == (["boom.stopped"], frozenset())


def test_b2_it_is_followed_while_the_boot_settles():
    assert Rig(ORDERED, **HALTED).on(DOWN).wait(1.0).halt().wait(3.0).state is State.STOPPED


# what ends it


def test_t1_a_fresh_order_opens_and_ends_it():
    rig = halted()
    assert rig.credit("order:1") is None

    assert (rig.state, rig.barrier.halted) == (State.OPENING, False)
    assert rig.wait(0.1).relays == {Output.OPEN, Output.STOP_PERMIT}


def test_t0_while_the_switch_is_pressed_too_no_order_opens():
    rig = halted().on(STOP)
    rig.credit("order:1")
    rig.off(STOP).wait(60.0)

    assert (rig.state, rig.barrier.halted, rig.pulses) == (State.STOPPED, True, [])


def test_t2_a_reset_looks_again_and_ends_it():
    rig = halted().step(Demand.RESET)
    assert (rig.state, rig.barrier.halted) == (State.BOOT, False)

    assert (rig.wait(3.1).state, rig.pulses) == (State.CLOSED, [])


def test_t2_what_was_under_the_boom_keeps_it_up_after_the_reset():
    rig = raised(ORDERED, "c1", **HALTED).on(LOOP).halt().step(Demand.RESET).wait(3.1)

    assert rig.state is State.LATCHED


# in a lane


@pytest.fixture
def lane() -> LaneRig:
    return LaneRig.closed(ORDERED, signals=LIGHTS | PERMIT)


def test_an_order_to_stop_is_remembered_over_a_restart(lane: LaneRig):
    assert lane.order(Action.STOP) is None
    again = lane.restarted()
    again.wait(60.0)

    assert (again.state, again.pulses) == (State.STOPPED, [])
    assert again.order(Action.RESET, id="seen") is None
    assert again.restarted().lane.barrier.halted is False


def test_an_order_to_stop_outranks_a_lockdown_and_needs_nobody_waiting(lane: LaneRig):
    lane.order(Action.LOCKDOWN)

    assert lane.order(Action.STOP) is None
    assert lane.state is State.STOPPED


def test_an_old_order_to_stop_is_refused_like_any_other(lane: LaneRig):
    assert lane.order(Action.STOP, issued=lane.now - 6) == "stale"
    assert lane.state is State.CLOSED


def test_where_no_relay_can_halt_the_boom_a_stop_is_refused():
    lane = LaneRig.closed(ORDERED)

    assert lane.order(Action.STOP) == "not_possible"
    assert lane.state is State.CLOSED


def test_who_may_enter_waits_after_an_order_to_stop(lane: LaneRig):
    lane.order(Action.STOP)
    lane.arrive()
    lane.read(A_TAG)

    assert lane.outcomes == [("granted", "halted")]
