import math

import pytest

from gate.core.barrier.state import State
from gate.core.claims.claim import Stage
from gate.core.lane.orders import FUTURE, MOST_ORDERS
from gate.core.values.events import Action, OrderGiven
from gate.core.values.model import Input, Instant, Output, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.rig import A_PLATE, A_TAG, LANE, NO_TAG, Rig

OLDEST = Timing().order_max_age


@pytest.fixture
def rig() -> Rig:
    """A closed lane whose boom is ours to lower."""
    return Rig.closed()


@pytest.fixture
def waiting(rig: Rig) -> Rig:
    """An unknown vehicle waits on the loop."""
    rig.arrive()
    rig.read(NO_TAG)
    return rig


@pytest.fixture
def up(rig: Rig) -> Rig:
    """The boom is up for a vehicle that was ordered in."""
    rig.order(Action.OPEN)
    rig.raise_boom()
    assert rig.state is State.OPEN
    return rig


# Void orders


@pytest.mark.parametrize("age", [0.0, OLDEST, -FUTURE])
def test_an_order_of_its_time_is_followed(rig, age):
    assert rig.order(Action.OPEN, issued=rig.now - age) is None


@pytest.mark.parametrize("age", [OLDEST + 0.01, -FUTURE - 0.01, 1e9, math.nan, math.inf, -math.inf])
def test_an_order_late_or_from_the_future_is_stale_and_does_nothing(rig, age):
    assert rig.order(Action.OPEN, issued=rig.now - age) == "stale"
    assert rig.pulses == []


def test_the_same_order_twice_opens_once(rig):
    assert rig.order(Action.OPEN, id="once") is None
    assert rig.order(Action.OPEN, id="once") == "duplicate"
    assert rig.credit == 1


def test_an_order_refused_once_is_not_followed_the_second_time(rig):
    rig.set(Input.STOP, on=True)
    assert rig.order(Action.OPEN, id="once") == "stopped"
    rig.set(Input.STOP, on=False)
    assert rig.order(Action.OPEN, id="once") == "duplicate"


def test_an_order_that_was_stale_is_not_followed_under_a_new_date(rig):
    assert rig.order(Action.OPEN, id="once", issued=rig.now - 60) == "stale"
    assert rig.order(Action.OPEN, id="once") == "duplicate"


def test_a_flood_of_orders_does_not_make_an_old_one_new(rig):
    rig.order(Action.OPEN, id="once")
    for _ in range(1000):
        rig.order(Action.ACK_ALARM)

    assert rig.order(Action.OPEN, id="once") == "duplicate"


def test_the_orders_remembered_are_bounded(rig):
    for number in range(MOST_ORDERS + 10):
        order = OrderGiven(f"x{number}", LANE, Action.ACK_ALARM, "user:1", "duty", rig.now)
        rig.site.handle(order, Instant(rig.now, rig.wall, trusted=True))

    assert len(rig.lane.seen_orders) == MOST_ORDERS


@pytest.mark.parametrize("refusal", [None, "stale", "not_possible"])
def test_every_order_is_journalled_with_its_actor_and_its_fate(rig, refusal):
    age = 60.0 if refusal == "stale" else 0.0
    action = Action.CORRECT_OCCUPANCY if refusal == "not_possible" else Action.OPEN
    rig.order(action, id="x", reason="duty: tamu", issued=rig.now - age)

    (row,) = rig.rows("order.")
    assert row.kind == ("order.accepted" if refusal is None else "order.refused")
    assert row.actor == "user:1"
    assert row.payload == {
        "order": "x",
        "action": action.value,
        "reason": "duty: tamu",
        "refusal": refusal,
        "until": None,
        "claim": None,
        "value": None,
        "vehicle": None,
        "plate": None,
        "credential": None,
    }


def test_the_lane_remembers_its_newest_order(rig):
    rig.order(Action.CLOSE)
    rig.order(Action.RESET)

    last = rig.lane.last_order
    assert last is not None
    assert (last.order.id, last.refusal, last.at) == ("o2", "not_latched", rig.now)


def test_an_order_before_the_first_scan_is_refused_and_moves_nothing():
    rig = Rig()
    assert rig.order(Action.OPEN) == "settling"
    rig.sample()
    rig.wait(4)

    assert rig.state is State.CLOSED


def test_where_nobody_is_counted_no_count_can_be_corrected(rig):
    assert rig.order(Action.CORRECT_OCCUPANCY) == "not_possible"


# Open


def test_open_raises_the_boom_for_whoever_comes(rig):
    assert rig.order(Action.OPEN) is None

    assert rig.state is State.OPENING
    assert rig.lane.barrier.credits == ("order:o1",)


def test_open_for_a_waiting_vehicle_gives_the_credit_to_its_claim(waiting):
    claim = waiting.claim
    assert waiting.order(Action.OPEN, claim=claim.id) is None
    waiting.raise_boom()
    waiting.drive_through()

    assert waiting.rows("passage.done")[0].payload["claim"] == claim.id


def test_open_for_a_vehicle_turned_away_lets_it_in_after_all(waiting):
    waiting.order(Action.DISMISS, claim=waiting.claim.id)

    assert waiting.order(Action.OPEN, claim=waiting.claim.id) is None
    assert waiting.claim.stage is Stage.CREDITED


def test_open_for_a_vehicle_that_has_its_credit_gives_no_second_one(rig):
    rig.arrive()
    rig.read(A_TAG)

    assert rig.order(Action.OPEN, claim=rig.claim.id) is None
    assert rig.credit == 1


def test_open_for_a_vehicle_that_is_through_is_refused(rig):
    rig.arrive()
    rig.read(A_TAG)
    claim = rig.claim
    rig.raise_boom()
    rig.drive_through()

    assert rig.order(Action.OPEN, claim=claim.id) == "unknown_claim"
    assert rig.credit == 0


@pytest.mark.parametrize("claim", ["nobody", "s-1"])
def test_open_for_a_claim_that_is_gone_or_over_opens_for_whoever_stands_there(rig, claim):
    rig.arrive()
    rig.read(NO_TAG)
    rig.leave()
    rig.wait(1.5)

    assert rig.order(Action.OPEN, claim=claim) is None
    assert rig.lane.barrier.credits == ("order:o1",)


def test_open_is_refused_when_enough_are_on_their_way(rig):
    for _ in range(3):
        assert rig.order(Action.OPEN) is None

    assert rig.order(Action.OPEN) == "queue_full"
    assert rig.credit == 3


def test_open_is_refused_while_stop_is_pressed_and_followed_after(rig):
    rig.set(Input.STOP, on=True)
    assert rig.order(Action.OPEN) == "stopped"
    rig.set(Input.STOP, on=False)
    assert rig.order(Action.OPEN) is None

    assert rig.pulses == [Output.OPEN]


# Close


def test_close_lowers_the_boom_and_takes_the_credits_back(up):
    assert up.order(Action.CLOSE) is None
    up.wait(3)

    assert up.state is State.CLOSING
    assert up.kinds("passage.") == ["passage.cancelled"]


def test_a_vehicle_whose_credit_was_cancelled_is_not_let_in_by_its_next_read(rig):
    rig.arrive()
    rig.read(A_TAG)
    rig.raise_boom()
    rig.order(Action.CLOSE)
    rig.read(A_TAG)
    rig.read(A_PLATE)

    assert rig.credit == 0


def test_a_board_that_closes_by_itself_is_not_ordered_down():
    rig = Rig.closed(Wiring.PULSE_OPEN)

    assert rig.order(Action.CLOSE) == "not_possible"


# Hold


def hold(rig: Rig, seconds: float) -> str | None:
    return rig.order(Action.HOLD, until=rig.wall + rig.now + seconds)


def test_hold_keeps_the_boom_up_and_its_end_is_counted_on_the_monotonic_clock(rig):
    assert hold(rig, 600) is None
    rig.raise_boom()
    rig.wall += 10_000
    rig.wait(500)

    assert rig.state is State.HELD
    barrier_hold = rig.lane.barrier.hold
    assert barrier_hold is not None
    assert barrier_hold.ends == pytest.approx(603.1, abs=0.001)


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.inf, math.nan, -math.inf])
def test_a_hold_that_has_no_end_ahead_is_malformed(rig, seconds):
    assert hold(rig, seconds) == "malformed"
    assert rig.lane.barrier.hold is None


def test_a_hold_that_says_no_end_is_malformed(rig):
    assert rig.order(Action.HOLD) == "malformed"


def test_release_ends_the_hold(rig):
    hold(rig, 600)
    rig.raise_boom()
    assert rig.order(Action.RELEASE) is None

    assert rig.state is State.CLEAR


def test_release_of_nothing_is_refused(rig):
    assert rig.order(Action.RELEASE) == "not_held"


# Lockdown


def test_under_a_lockdown_nobody_opens_or_holds_and_it_begins_once(rig):
    assert rig.order(Action.LOCKDOWN) is None

    assert rig.order(Action.OPEN) == "lockdown"
    assert hold(rig, 600) == "lockdown"
    assert rig.order(Action.LOCKDOWN) == "lockdown"


def test_a_lockdown_says_by_whom_why_and_since_when(rig):
    rig.order(Action.LOCKDOWN, reason="superior")

    locked = rig.lane.lockdown
    assert locked is not None
    assert (locked.actor, locked.reason) == ("user:1", "superior")
    assert locked.since == rig.wall + rig.now


def test_a_lockdown_ends_a_hold(rig):
    hold(rig, 600)
    rig.raise_boom()
    rig.order(Action.LOCKDOWN)
    rig.wait(3)

    assert rig.state is State.CLOSING


def test_a_lockdown_is_possible_in_every_state(rig):
    rig.set(Input.STOP, on=True)

    assert rig.order(Action.LOCKDOWN) is None


def test_after_unlocking_people_open_again(rig):
    rig.order(Action.LOCKDOWN)
    rig.order(Action.UNLOCK)

    assert rig.order(Action.OPEN) is None


def test_a_release_ends_holds_only_and_never_a_lockdown(rig):
    rig.order(Action.LOCKDOWN)

    assert rig.order(Action.RELEASE) == "not_held"
    assert rig.lane.lockdown is not None


def test_unlocking_what_is_not_locked_is_refused(rig):
    assert rig.order(Action.UNLOCK) == "not_locked"


def test_lowering_and_resetting_stay_possible_under_a_lockdown(up):
    up.order(Action.LOCKDOWN)

    assert up.order(Action.CLOSE) is None


# Dismiss and acknowledge


def test_dismiss_turns_a_waiting_vehicle_away(waiting):
    assert waiting.order(Action.DISMISS, claim=waiting.claim.id) is None
    assert waiting.claim.stage is Stage.DISMISSED


@pytest.mark.parametrize("claim", [None, "nobody", "s-1"])
def test_dismiss_of_nobody_who_waits_is_refused(waiting, claim):
    waiting.leave()
    waiting.wait(1.5)

    assert waiting.order(Action.DISMISS, claim=claim) == "unknown_claim"


def test_a_vehicle_that_has_its_credit_cannot_be_turned_away_any_more(rig):
    rig.arrive()
    rig.read(A_TAG)

    assert rig.order(Action.DISMISS, claim=rig.claim.id) == "not_possible"
    assert rig.credit == 1


def test_an_alarm_is_acknowledged_by_its_id(rig):
    rig.lose_reader()

    assert rig.order(Action.ACK_ALARM, value="masuk/reader_lost/reader") is None
    assert rig.lane.alarms.standing["masuk/reader_lost/reader"].acknowledged == "user:1"


@pytest.mark.parametrize("value", [None, "masuk/fire"])
def test_an_alarm_that_does_not_stand_cannot_be_acknowledged(rig, value):
    assert rig.order(Action.ACK_ALARM, value=value) == "unknown_alarm"


# Reset


def test_a_reset_of_nothing_is_refused(rig):
    assert rig.order(Action.RESET) == "not_latched"


def test_a_reset_after_a_stop_looks_again_and_moves_nothing(rig):
    rig.set(Input.STOP, on=True)
    rig.set(Input.STOP, on=False)
    assert rig.order(Action.RESET) is None
    assert rig.state is State.BOOT
    rig.wait(4)

    assert rig.state is State.CLOSED
    assert rig.pulses == []
