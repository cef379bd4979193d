import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.barrier.state import State
from gate.core.lane.memory import (
    KEPT_ORDERS,
    MOST_REOPENS,
    UNREADABLE,
    Memory,
    memory_key,
    remembered,
)
from gate.core.lane.state import Travel
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.events import Action
from gate.core.values.model import Input, Wiring
from tests.gate.core.rig import A_TAG, LANE, LIMITS, Rig

KEY = memory_key(LANE)


def test_a_first_start_begins_with_nothing():
    assert remembered(None) == Memory()


@pytest.mark.parametrize("memory", [7, "x", True, []])
def test_a_memory_that_makes_no_sense_latches(memory):
    assert remembered(memory).barrier.latch == UNREADABLE


@pytest.mark.parametrize("odd", [7, True, [], {}])
def test_an_odd_latch_or_fault_counts_as_one(odd):
    barrier = remembered({"latch": odd, "fault": odd}).barrier

    assert barrier.latch == UNREADABLE
    assert barrier.fault == UNREADABLE


def test_a_fault_of_another_version_is_still_a_fault():
    assert remembered({"fault": "melted"}).barrier.fault is AlarmCode.RECOVERY


@pytest.mark.parametrize("odd", [7, True, [], {}, {"actor": "user:1", "since": "yesterday"}])
def test_an_odd_lockdown_is_still_a_lockdown(odd):
    assert remembered({"lockdown": odd}).lockdown is not None


@pytest.mark.parametrize(
    ("up", "down"), [(None, 2.0), (2.0, "x"), (0.0, 2.0), (2.0, -1.0), (1e9, 2.0)]
)
def test_odd_times_of_travel_are_forgotten(up, down):
    assert remembered({"up": up, "down": down}).travel == Travel()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["latch", "fault", "halted", "up", "down", "lockdown", "orders", "since"]
            ),
            children,
        )
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_memory_at_all_begins_a_lane(memory):
    rig = Rig(memory={KEY: memory})
    rig.sample()
    rig.wait(4)

    assert rig.state in {State.CLOSED, State.FAULT, State.STOPPED}


def stored(rig: Rig) -> dict[str, object]:
    """What the lane left, as the database gives it back."""
    return json.loads(json.dumps(rig.memory[KEY]))


def test_a_latch_stands_again_after_a_restart():
    rig = Rig.closed()
    rig.set(Input.FIRE, on=True)
    rig.raise_boom()
    rig.set(Input.FIRE, on=False)
    again = rig.restarted()
    again.wait(10)

    assert stored(rig)["latch"] == "emergency"
    assert again.state is State.LATCHED


def test_a_latch_is_gone_after_a_reset_and_a_restart():
    rig = Rig.closed()
    rig.set(Input.FIRE, on=True)
    rig.raise_boom()
    rig.set(Input.FIRE, on=False)
    rig.order(Action.RESET)

    assert stored(rig)["latch"] is None


def test_a_fault_stands_again_after_a_restart():
    rig = Rig.closed()
    rig.set(Input.OPEN_LIMIT, on=True)
    rig.set(Input.OPEN_LIMIT, on=False)
    again = rig.restarted()
    again.wait(10)

    assert again.state is State.FAULT
    assert again.lane.barrier.fault == "limits_conflict"


def test_a_lockdown_stands_again_after_a_restart():
    rig = Rig.closed()
    rig.order(Action.LOCKDOWN, reason="superior")
    again = rig.restarted()
    again.arrive()
    again.wait(4)
    again.read(A_TAG)

    assert again.lane.lockdown == rig.lane.lockdown
    assert again.outcomes == [("lockdown",)]


def test_a_lockdown_that_was_ended_stays_ended():
    rig = Rig.closed()
    rig.order(Action.LOCKDOWN)
    rig.order(Action.UNLOCK)

    assert rig.restarted().lane.lockdown is None


def test_an_order_followed_before_a_restart_is_a_repeat_after_it():
    rig = Rig.closed()
    rig.order(Action.OPEN, id="once")
    again = rig.restarted()
    again.wait(4)

    assert again.order(Action.OPEN, id="once") == "duplicate"


def test_of_many_orders_the_newest_are_remembered_in_their_order():
    rig = Rig.closed()
    for _ in range(2 * KEPT_ORDERS):
        rig.order(Action.ACK_ALARM)
    again = rig.restarted()

    assert list(again.lane.seen_orders) == list(rig.lane.seen_orders)[-KEPT_ORDERS:]


@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE])
def test_the_learned_travel_is_remembered_in_half_seconds(wiring):
    rig = Rig.closed(wiring)
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.drive_through()
    rig.wait(3)
    rig.lower_boom()

    assert stored(rig)["up"] == 1.5
    assert rig.restarted().lane.travel.up == 1.5


def test_what_has_not_changed_is_not_written_again():
    rig = Rig.closed()
    rig.order(Action.ACK_ALARM)
    before = len([row for row in rig.journal if row.remember])
    rig.arrive()
    rig.read(A_TAG)
    rig.lose_reader()

    assert len([row for row in rig.journal if row.remember]) == before


def test_a_change_rides_on_the_first_row_after_it():
    rig = Rig.closed()
    rig.order(Action.LOCKDOWN)

    (row,) = rig.rows("order.")
    assert row.remember[KEY]["lockdown"]["actor"] == "user:1"


def tailgated() -> Rig:
    rig = Rig.closed()
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.drive_through()
    rig.drive_through()
    return rig


def test_an_alarm_that_nobody_saw_stands_again_after_a_restart():
    again = tailgated().restarted()

    alarm = again.lane.alarms.standing["masuk/tailgating"]
    assert (alarm.over, alarm.acknowledged) == (True, None)
    assert again.rows("alarm.raised") == []
    assert again.order(Action.ACK_ALARM, id="seen", value=alarm.id) is None
    assert again.restarted().lane.alarms.standing == {}


def test_an_alarm_that_somebody_saw_does_not_come_back():
    rig = tailgated()
    rig.order(Action.ACK_ALARM, value="masuk/tailgating")

    assert rig.restarted().lane.alarms.standing == {}


def lifted(rig: Rig, times: int) -> Rig:
    """The boom has to be lifted off somebody so often, and is on its way down once more."""
    for _ in range(times):
        rig.set(*LIMITS, on=False)
        rig.set(Input.SAFETY_LOOP, on=True)
        rig.set(Input.OPEN_LIMIT, on=True)
        rig.wait(1)
        rig.set(Input.SAFETY_LOOP, on=False)
        rig.wait(3)
    rig.set(*LIMITS, on=False)
    return rig


def coming_down(rig: Rig) -> Rig:
    """A vehicle was let through, and the boom follows it."""
    rig.order(Action.OPEN, id=f"open{rig.now}")
    rig.raise_boom()
    rig.drive_through()
    rig.wait(3)
    assert rig.state is State.CLOSING
    return rig


@pytest.mark.parametrize("restarts", [False, True])
def test_a_restart_does_not_forget_how_often_the_boom_had_to_be_lifted(restarts):
    rig = lifted(coming_down(Rig.closed()), 3)
    if restarts:
        rig = rig.restarted()
        rig.wait(4)
        coming_down(rig)
    lifted(rig, 1)

    assert (rig.state, rig.lane.barrier.cause) == (State.LATCHED, "obstructed")


def test_a_boom_found_closed_after_a_restart_may_be_lifted_as_often_as_any():
    rig = lifted(coming_down(Rig.closed()), 3)
    rig.set(Input.CLOSED_LIMIT, on=True)
    again = rig.restarted()
    again.wait(4)
    lifted(coming_down(again), 1)

    assert again.state is State.CLOSING


@pytest.mark.parametrize("odd", ["x", -1, 99, [], {}])
def test_odd_counts_of_lifting_or_a_stop_count_as_too_often_and_as_ordered(odd):
    barrier = remembered({"reopens": odd, "halted": odd}).barrier

    assert (barrier.reopens, barrier.halted) == (MOST_REOPENS, True)


@pytest.mark.parametrize("odd", [7, True, [], {}])
def test_an_odd_end_of_a_planned_lockdown_is_none(odd):
    assert remembered({"waived": odd}).waived is None
