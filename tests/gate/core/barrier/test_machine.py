"""The barrier as a function: credits, refusals, vetoes and deadlines."""

from dataclasses import replace

import pytest

from gate.core.barrier import machine
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.output_stage import Veto
from gate.core.barrier.scan import Scan
from gate.core.barrier.state import IDLE_CREDIT, POWERLESS, Barrier, Hold, State
from gate.core.barrier.table import TABLE, Row
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.refusal import Refusal
from tests.gate.core.barrier.rig import BEAM, DOWN, FIRE, LOOP, STOP, UP, Rig, closed, raised

WATCHED, ORDERED = Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE
SETTINGS = Rig(ORDERED).settings
HOLD = Hold("user:1", "acara", 9e9, 9e9)


def seen(*active: Input) -> Inputs:
    return Inputs(frozenset(active), frozenset(), dict.fromkeys(Input, 0.0))


# credits


@pytest.mark.parametrize("state", sorted(set(State) - IDLE_CREDIT))
def test_a_credit_counts_where_the_boom_may_move(state):
    barrier, refused = machine.credit(Barrier(state), "c1", SETTINGS, 7.0)

    assert (barrier.credits, barrier.awaited_since, refused) == (("c1",), 7.0, None)
    assert machine.takes_credit(Barrier(state))


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.BOOT, "settling"),
        (State.EMERGENCY, "emergency"),
        (State.FAULT, "fault"),
        (State.LATCHED, "latched"),
        (State.MAINTENANCE, "maintenance"),
        (State.COMMISSION, "commission"),
    ],
)
def test_a_credit_is_refused_where_the_boom_must_not_move(state, reason):
    assert machine.credit(Barrier(state), "c1", SETTINGS, 7.0) == (Barrier(state), reason)
    assert not machine.takes_credit(Barrier(state))


def test_a_stopped_boom_takes_a_credit_but_none_from_an_authorisation():
    stopped = Barrier(State.STOPPED)

    assert machine.credit(stopped, "order:1", SETTINGS, 7.0)[1] is None
    assert not machine.takes_credit(stopped)


def test_the_same_authorisation_is_one_credit():
    once = Barrier(State.OPEN, credits=("c1",), awaited_since=1.0)

    assert machine.credit(once, "c1", SETTINGS, 7.0) == (once, None)


def test_credits_are_capped():
    full = Barrier(State.OPEN, credits=("c1", "c2", "c3"))

    assert machine.credit(full, "c4", SETTINGS, 7.0) == (full, "queue_full")


# what an order would be refused with


@pytest.mark.parametrize(
    ("state", "action", "refused"),
    [
        (State.BOOT, Action.OPEN, "settling"),
        (State.CLOSED, Action.OPEN, None),
        (State.STOPPED, Action.OPEN, None),
        (State.LATCHED, Action.OPEN, "latched"),
        (State.EMERGENCY, Action.OPEN, "emergency"),
        (State.FAULT, Action.OPEN, "fault"),
        (State.CLOSED, Action.CLOSE, "already_closed"),
        (State.CLOSING, Action.CLOSE, "already_closed"),
        (State.OPEN, Action.CLOSE, None),
        (State.PASSING, Action.CLOSE, None),
        (State.CLEAR, Action.CLOSE, None),
        (State.HELD, Action.CLOSE, None),
        (State.OPENING, Action.CLOSE, "opening"),
        (State.UNKNOWN, Action.CLOSE, "unknown"),
        (State.BOOT, Action.CLOSE, "settling"),
        (State.LATCHED, Action.CLOSE, "latched"),
        (State.STOPPED, Action.CLOSE, "stopped"),
        (State.CLOSED, Action.HOLD, None),
        (State.STOPPED, Action.HOLD, "stopped"),
        (State.LATCHED, Action.HOLD, "latched"),
        (State.CLOSED, Action.RELEASE, "not_held"),
        (State.FAULT, Action.RESET, None),
        (State.STOPPED, Action.RESET, None),
        (State.LATCHED, Action.RESET, None),
        (State.CLOSED, Action.RESET, "not_latched"),
        (State.OPEN, Action.RESET, "not_latched"),
        (State.CLOSED, Action.STOP, "not_possible"),
        (State.CLOSED, Action.CORRECT_OCCUPANCY, "not_possible"),
    ],
)
def test_an_order_is_refused_with_its_reason(state, action, refused):
    assert machine.refusal(Barrier(state), SETTINGS, seen(), action) == refused


@pytest.mark.parametrize("state", sorted(State))
@pytest.mark.parametrize("action", sorted(Action))
def test_whatever_the_state_an_order_is_possible_or_has_its_refusal(state, action):
    assert machine.refusal(Barrier(state), SETTINGS, seen(), action) in {None, *Refusal}


def test_a_pressed_stop_refuses_every_motion_and_its_own_reset():
    for action in (Action.OPEN, Action.HOLD):
        assert machine.refusal(Barrier(State.CLOSED), SETTINGS, seen(STOP), action) == "stopped"
    stopped = Barrier(State.STOPPED)
    assert machine.refusal(stopped, SETTINGS, seen(STOP), Action.RESET) == "stopped"


@pytest.mark.parametrize("action", [Action.CLOSE, Action.HOLD])
def test_a_boom_that_was_ordered_to_stop_says_so(action):
    stopped = Barrier(State.STOPPED, halted=True)

    assert machine.refusal(stopped, SETTINGS, seen(), action) == "halted"
    assert machine.refusal(stopped, SETTINGS, seen(), Action.OPEN) is None
    assert machine.refusal(stopped, SETTINGS, seen(), Action.RESET) is None


@pytest.mark.parametrize("state", sorted(State))
@pytest.mark.parametrize(
    ("wiring", "outputs"),
    [(Wiring.MOTOR, set()), (WATCHED, {Output.STOP_PERMIT}), (ORDERED, {Output.STOP_PERMIT})],
)
def test_only_in_an_emergency_is_a_stop_refused_where_a_relay_can_halt_the_boom(
    wiring, outputs, state
):
    halting = Rig(wiring, outputs=frozenset(outputs)).settings
    refused = "emergency" if state is State.EMERGENCY else None

    assert machine.refusal(Barrier(state), halting, seen(STOP), Action.STOP) == refused
    assert machine.refusal(Barrier(state), halting, seen(STOP), Action.UNLOCK) == "not_possible"


@pytest.mark.parametrize("sensor", [LOOP, BEAM], ids=str)
def test_a_latched_boom_is_not_reset_while_something_is_under_it(sensor):
    latched = Barrier(State.LATCHED, latch="emergency")

    assert machine.refusal(latched, SETTINGS, seen(sensor), Action.RESET) == "obstructed"


def test_a_latch_can_be_reset_at_the_closed_boom_too():
    latched = Barrier(State.CLOSED, latch="emergency")

    assert machine.refusal(latched, SETTINGS, seen(), Action.RESET) is None


def test_a_hold_can_be_released():
    held = Barrier(State.HELD, hold=HOLD)

    assert machine.refusal(held, SETTINGS, seen(), Action.RELEASE) is None


@pytest.mark.parametrize("action", [Action.CLOSE, Action.HOLD])
def test_where_the_board_closes_by_itself_nobody_can_order_or_prevent_it(action):
    watched = replace(SETTINGS, wiring=WATCHED)

    assert machine.refusal(Barrier(State.OPEN), watched, seen(), action) == "not_possible"


# vetoes


def veto(barrier: Barrier, *active: Input) -> Veto:
    return Scan(barrier, SETTINGS, seen(*active), 0.0).veto


def test_closing_is_allowed_only_while_closing_with_everything_in_order():
    closing = Barrier(State.CLOSING, trusted=True)
    assert veto(closing, UP) == Veto(all=False, closing=False)

    for sensor in (LOOP, BEAM, FIRE, STOP):
        assert veto(closing, UP, sensor).closing
    for reason in ({"trusted": False}, {"latch": "emergency"}, {"hold": HOLD}):
        assert veto(replace(closing, **reason), UP).closing
    assert veto(closing, UP, DOWN).closing


@pytest.mark.parametrize("sensor", [LOOP, FIRE, Input.LOOP_FAULT], ids=str)
def test_a_step_that_closes_needs_everything_in_order_too(sensor):
    closing = Barrier(State.CLOSING, trusted=True)

    assert not veto(closing, UP).step
    assert veto(closing, UP, sensor).step


@pytest.mark.parametrize("state", sorted(set(State) - {State.CLOSING}))
def test_no_other_state_closes(state):
    assert veto(Barrier(state, trusted=True)).closing


@pytest.mark.parametrize("state", sorted(State))
def test_no_relay_is_on_after_a_stop_in_a_fault_or_before_the_settling(state):
    assert veto(Barrier(state)).all is (state in POWERLESS)
    assert veto(Barrier(state), STOP).all
    assert veto(Barrier(state), UP, DOWN).all
    assert not veto(Barrier(State.EMERGENCY), FIRE).all


# deadlines


def test_a_closed_boom_waits_for_nothing():
    assert closed(ORDERED).deadline is None


def test_the_nearest_moment_a_guard_waits_for_is_the_deadline():
    rig = raised(ORDERED, "c1")

    assert rig.deadline == pytest.approx(rig.now + 30.0)


def test_a_table_that_never_came_to_rest_would_go_on_in_the_next_scan(monkeypatch):
    """The cap that keeps one scan short: no row of the real table reaches it."""
    restless = Row("X", lambda _: True, lambda s: s)
    monkeypatch.setitem(TABLE, State.CLOSED, (restless,))
    barrier = Barrier(State.CLOSED)

    assert machine.step(barrier, SETTINGS, seen(DOWN), 5.0).deadline == 5.0
