import pytest

from gate.core.barrier.state import State
from gate.core.claims.claim import Stage
from gate.core.claims.evidence import FLICKER
from gate.core.lane.claims import AGAIN
from gate.core.values.events import Action
from gate.core.values.model import Input, Wiring
from gate.core.values.settings import Timing, UntrustedClock
from tests.gate.core.rig import (
    A_PLATE,
    A_TAG,
    B_PLATE,
    B_TAG,
    BLOCKED,
    BLOCKED_TAG,
    GUEST,
    GUEST_CODE,
    LOOPLESS,
    NO_PLATE,
    NO_TAG,
    STRICT_PLATE,
    STRICT_TAG,
    Rig,
)
from tests.gate.core.vehicles import gone, tag, vehicle


@pytest.fixture(params=[Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def rig(request: pytest.FixtureRequest) -> Rig:
    """A closed lane with every contact fitted and nobody at it."""
    return Rig.closed(request.param)


@pytest.fixture
def waiting(rig: Rig) -> Rig:
    """A vehicle on the loop, not read yet."""
    rig.arrive()
    return rig


# Granted


def test_a_known_vehicle_on_the_loop_earns_a_credit_at_once(waiting):
    waiting.read(A_TAG)

    assert waiting.outcomes == [("granted",)]
    assert waiting.claim.stage is Stage.CREDITED
    assert waiting.state is State.OPENING


def test_reads_of_a_vehicle_with_a_credit_earn_no_second_one(waiting):
    waiting.read(A_TAG)
    waiting.read(A_PLATE)
    waiting.read(NO_PLATE)
    waiting.read(A_PLATE)

    assert waiting.credit == 1
    assert waiting.outcomes == [("granted",)]


def test_what_trails_behind_the_passage_earns_nothing(waiting):
    waiting.read(A_TAG)
    waiting.raise_boom()
    waiting.drive_through()
    for _ in range(20):
        waiting.wait(0.5)
        waiting.read(A_TAG)
        waiting.read(A_PLATE)

    assert waiting.kinds("passage.") == ["passage.done"]
    assert waiting.credited == [waiting.rows("passage.done")[0].payload["claim"]]


def test_the_next_car_right_behind_is_let_through_too(waiting):
    waiting.read(A_TAG)
    waiting.raise_boom()
    waiting.set(Input.SAFETY_LOOP, on=True)
    waiting.read(B_TAG)
    waiting.set(Input.SAFETY_LOOP, on=False)
    waiting.wait(0.6)
    waiting.drive_through()

    passed = [row.payload["vehicle"] for row in waiting.rows("passage.done")]
    assert passed == [1, 2]


def test_the_plate_of_the_car_behind_is_not_taken_for_the_one_that_passes(waiting):
    waiting.read(A_TAG)
    waiting.raise_boom()
    waiting.wait(2)
    waiting.read(NO_PLATE)
    waiting.drive_through()
    waiting.wait(1)
    waiting.arrive()

    assert waiting.outcomes[-1] == ("unknown",)
    assert waiting.claim.at_loop


def test_two_tags_of_two_vehicles_are_two_credits_and_of_one_vehicle_one():
    rig = Rig.closed()
    rig.registry(vehicle(1, A_PLATE, A_TAG, tag("E20000000A")))
    rig.arrive()
    rig.read(A_TAG)
    rig.read(tag("E20000000A"))
    assert rig.credit == 1
    rig.read(B_TAG)
    assert rig.credit == 2


# Denied


def test_a_denied_vehicle_is_journalled_once_however_long_it_is_read(waiting):
    for _ in range(300):
        waiting.read(BLOCKED_TAG)
        waiting.wait(0.1)

    assert waiting.outcomes == [("blocked",)]
    assert waiting.pulses == []


def test_a_denied_vehicle_read_once_keeps_its_claim_while_it_waits(waiting):
    waiting.read(BLOCKED_TAG)
    waiting.wait(600)

    assert waiting.claim.stage is Stage.WAITING


def test_a_decision_is_journalled_with_its_whole_evidence(waiting):
    waiting.read(STRICT_PLATE, confidence=0.9)
    waiting.read(STRICT_TAG)

    denied, granted = waiting.rows("decision.")
    assert denied.kind == "decision.denied"
    assert denied.payload["objections"] == ["second_factor_missing"]
    assert granted.kind == "decision.granted"
    assert granted.payload["claim"] == denied.payload["claim"]
    assert granted.payload["vehicle"] == 4
    assert granted.payload["permit"]["identification"] == "both"
    assert [(read["medium"], read["value"], read["confidence"], read["at"])
            for read in granted.payload["reads"]] == [
        ("plate", "N1RI", 0.9, waiting.now), ("tag", "0100000004", None, waiting.now)
    ]  # fmt: skip
    assert granted.payload["clock"]["trusted"]


def test_plate_then_tag_of_another_vehicle_is_an_alarm_of_its_own(waiting):
    waiting.read(STRICT_PLATE)
    waiting.read(B_TAG)

    assert waiting.outcomes[-1] == ("tag_plate_mismatch",)
    (alarm,) = waiting.rows("alarm.raised")
    assert alarm.payload["alarm"] == "tag_plate_mismatch"
    assert alarm.payload["detail"] == {
        "claim": waiting.claim.id, "plate": "N1RI", "tag": "0100000002",
        "vehicle": 2, "owner": "N3008RK",
    }  # fmt: skip


def test_a_plate_of_another_vehicle_after_the_tag_has_opened_is_still_an_alarm_once(waiting):
    waiting.read(A_TAG)
    waiting.wait(0.5)
    waiting.read(B_PLATE)
    waiting.read(NO_PLATE)
    waiting.read(B_PLATE)

    assert [row.payload["alarm"] for row in waiting.rows("alarm.raised")] == ["tag_plate_mismatch"]
    assert waiting.credit == 1
    assert waiting.outcomes == [("granted",)]


# Decided again


def test_a_vehicle_that_becomes_known_while_it_waits_is_let_in(waiting):
    waiting.read(NO_TAG)
    waiting.wait(30)
    waiting.registry(vehicle(9, NO_TAG))

    assert waiting.outcomes == [("unknown",), ("granted",)]
    assert waiting.credit == 1


def test_a_vehicle_unblocked_while_it_waits_is_let_in(waiting):
    waiting.read(BLOCKED_TAG)
    waiting.wait(30)
    waiting.registry(BLOCKED._replace(blocked=None))

    assert waiting.outcomes == [("blocked",), ("granted",)]


def test_a_change_of_the_book_that_changes_no_outcome_is_not_journalled(waiting):
    waiting.read(BLOCKED_TAG)
    for _ in range(10):
        waiting.registry(vehicle(9, tag("0100000009")))

    assert waiting.outcomes == [("blocked",)]


def test_a_vehicle_that_leaves_the_list_keeps_the_credit_it_has(waiting):
    waiting.read(A_TAG)
    waiting.registry(gone(1))

    assert waiting.credit == 1


@pytest.mark.parametrize("policy", list(UntrustedClock))
def test_a_guest_is_let_in_when_the_clock_has_been_set_while_he_waited(policy):
    rig = Rig.closed(untrusted_clock=policy)
    rig.trusted, rig.wall = False, 1.0e9
    rig.arrive()
    rig.read(GUEST_CODE)
    denied = policy is UntrustedClock.DENY
    assert rig.outcomes == ([("clock_untrusted",)] if denied else [("granted",)])
    rig.trusted, rig.wall = True, float(GUEST.valid_from)
    rig.wait(AGAIN)

    assert rig.outcomes[-1] == ("granted",)
    assert rig.credit == 1


def test_a_guest_who_is_early_is_let_in_when_his_time_has_come(waiting):
    waiting.registry(GUEST._replace(valid_from=int(waiting.wall + waiting.now) + 60))
    waiting.read(GUEST_CODE)
    waiting.wait(58)
    assert waiting.outcomes == [("not_yet_valid",)]
    waiting.wait(3)

    assert waiting.outcomes == [("not_yet_valid",), ("granted",)]


def test_setting_the_clock_by_years_moves_nothing(waiting):
    waiting.read(A_TAG)
    waiting.raise_boom()
    waiting.wall += 10 * 365 * 86_400
    waiting.wait(5)
    assert waiting.state is State.OPEN
    waiting.wall -= 20 * 365 * 86_400
    waiting.wait(5)

    assert waiting.state is State.OPEN


# Ahead of the loop


def test_a_read_without_a_vehicle_on_the_loop_never_opens_and_is_journalled_once_later(rig):
    for _ in range(600):
        rig.read(A_TAG)
        rig.wait(0.1)

    assert rig.outcomes == [("no_vehicle_on_loop",)]
    assert rig.pulses == []


def test_a_vehicle_read_just_ahead_of_the_loop_is_granted_without_a_denial_before(rig):
    rig.read(A_TAG)
    rig.wait(2)
    rig.arrive()

    assert rig.outcomes == [("granted",)]


def test_an_outcome_held_back_is_told_at_its_time_and_the_lane_sleeps_on(rig):
    rig.read(A_TAG)
    rig.wait(Timing().pairing)
    assert rig.outcomes == [("no_vehicle_on_loop",)]
    rig.wait(Timing().claim)

    assert rig.claims == ()
    assert rig.site.deadline is None


def test_a_vehicle_let_in_by_the_guard_before_its_denial_was_told_is_journalled_too(rig):
    rig.read(NO_TAG)
    assert rig.outcomes == []
    assert rig.order(Action.OPEN, claim=rig.claim.id) is None
    rig.wait(10)

    assert rig.outcomes == [("no_vehicle_on_loop", "unknown")]


def test_without_a_loop_a_read_opens_at_once():
    rig = Rig.closed(fitted=LOOPLESS)
    rig.read(A_TAG)

    assert rig.outcomes == [("granted",)]


def test_while_the_loop_flickers_nothing_is_decided_about_the_vehicle_on_it(waiting):
    waiting.read(BLOCKED_TAG)
    waiting.leave()
    waiting.registry(BLOCKED._replace(blocked=None))
    assert waiting.outcomes == [("blocked",)]
    waiting.wait(FLICKER / 2)
    waiting.arrive()

    assert waiting.outcomes == [("blocked",), ("granted",)]


# While the barrier takes nobody


def test_claims_wait_for_the_end_of_the_boot_settle():
    rig = Rig()
    rig.sample()
    rig.arrive()
    rig.read(A_TAG)
    rig.read(NO_PLATE)
    assert rig.outcomes == []
    assert rig.pulses == []
    rig.wait(3.2)

    assert rig.outcomes == [("granted",)]
    assert rig.credit == 1


def test_a_read_before_the_first_scan_waits_likewise():
    rig = Rig()
    rig.read(A_TAG)
    rig.sample()
    rig.arrive()
    rig.wait(0.5)
    rig.read(A_TAG)
    rig.wait(3)

    assert rig.outcomes == [("granted",)]


def test_stopped_a_vehicle_earns_nothing_and_the_release_of_stop_moves_nothing(waiting):
    waiting.set(Input.STOP, on=True)
    waiting.read(A_TAG)
    assert waiting.outcomes == [("granted", "stopped")]
    waiting.set(Input.STOP, on=False)
    waiting.read(A_PLATE)
    waiting.wait(60)

    assert waiting.credit == 0
    assert waiting.pulses == []


def test_after_the_reset_of_a_stop_the_vehicle_that_waits_is_let_in(waiting):
    waiting.set(Input.STOP, on=True)
    waiting.read(A_TAG)
    waiting.set(Input.STOP, on=False)
    assert waiting.order(Action.RESET) is None
    waiting.wait(4)

    assert waiting.outcomes[-1] == ("granted",)
    assert waiting.credit == 1


def test_a_vehicle_whose_credit_a_stop_took_asks_again_and_is_let_in_after_the_reset(waiting):
    waiting.read(A_TAG)
    waiting.set(Input.STOP, on=True)
    assert waiting.credit == 0
    waiting.set(Input.STOP, on=False)
    waiting.wait(10)
    assert waiting.credit == 0
    waiting.order(Action.RESET)
    waiting.wait(4)

    assert waiting.credit == 1
    assert waiting.outcomes == [("granted",), ("granted", "stopped"), ("granted",)]


def test_in_a_fault_a_vehicle_waits_and_is_let_in_after_the_reset(waiting):
    waiting.set(Input.OPEN_LIMIT, on=True)
    assert waiting.state is State.FAULT
    waiting.read(A_TAG)
    waiting.set(Input.OPEN_LIMIT, on=False)
    waiting.order(Action.RESET)
    waiting.wait(4)

    assert waiting.outcomes == [("granted", "fault"), ("granted",)]


def test_in_an_emergency_everybody_is_objected_to_until_the_reset():
    rig = Rig.closed()
    rig.arrive()
    rig.set(Input.FIRE, on=True)
    rig.read(A_TAG)
    assert rig.outcomes == [("emergency",)]
    rig.raise_boom()
    rig.set(Input.FIRE, on=False)
    rig.wait(1)
    assert rig.outcomes == [("emergency",), ("granted", "latched")]
    rig.order(Action.RESET)

    assert rig.outcomes[-1] == ("granted",)
    assert rig.credit == 1


def test_a_vehicle_that_has_left_meanwhile_is_not_let_in_after_the_reset(waiting):
    waiting.set(Input.STOP, on=True)
    waiting.read(A_TAG)
    waiting.leave()
    waiting.wait(2)
    waiting.set(Input.STOP, on=False)
    waiting.order(Action.RESET)
    waiting.wait(4)

    assert waiting.credit == 0


def test_when_the_queue_is_full_a_vehicle_waits_for_room():
    rig = Rig.closed(max_credit=1)
    rig.arrive()
    rig.read(A_TAG)
    rig.read(B_TAG)
    assert rig.outcomes == [("granted",), ("granted", "queue_full")]
    rig.raise_boom()
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.set(Input.SAFETY_LOOP, on=False)

    assert rig.outcomes[-1] == ("granted",)
    assert rig.credit == 1


def test_under_a_lockdown_nobody_is_let_in_and_after_it_whoever_waits(waiting):
    waiting.order(Action.LOCKDOWN)
    waiting.read(A_TAG)
    waiting.wait(60)
    assert waiting.outcomes == [("lockdown",)]
    waiting.order(Action.UNLOCK)

    assert waiting.outcomes == [("lockdown",), ("granted",)]
    assert waiting.credit == 1


def test_a_lockdown_reaches_vehicles_that_wait_and_spares_those_let_in(waiting):
    waiting.read(A_TAG)
    waiting.read(NO_TAG)
    waiting.order(Action.LOCKDOWN)

    assert waiting.outcomes[-1] == ("lockdown", "unknown")
    assert waiting.credit == 1


def test_the_time_that_nobody_comes_voids_the_credit_and_it_is_not_earned_again(waiting):
    waiting.read(A_TAG)
    waiting.raise_boom()
    for _ in range(80):
        waiting.wait(0.5)
        waiting.read(A_TAG)

    assert "passage.timeout" in waiting.kinds()
    assert waiting.credit == 0
    assert len(waiting.credited) == 1


# Turned away


def test_a_vehicle_turned_away_is_not_decided_again(waiting):
    waiting.read(NO_TAG)
    assert waiting.order(Action.DISMISS, claim=waiting.claim.id) is None
    waiting.registry(vehicle(9, NO_TAG))
    waiting.wait(60)

    assert waiting.outcomes == [("unknown",)]


def test_turned_away_it_may_show_another_card(waiting):
    waiting.read(NO_PLATE)
    waiting.order(Action.DISMISS, claim=waiting.claim.id)
    waiting.read(A_TAG)

    assert waiting.outcomes == [("unknown",), ("granted",)]
    assert waiting.credit == 1
