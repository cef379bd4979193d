"""What is read after a vehicle was let through, has passed, or lost its credit."""

from dataclasses import replace

from gate.core.access.access import Decision
from gate.core.claims.claim import Stage
from gate.core.claims.evidence import AWAY, FLICKER
from gate.core.claims.pairing import MOST_CREDENTIALS
from tests.gate.core.claims.approach_rig import (
    A_PLATE,
    A_TAG,
    B_PLATE,
    BOOK,
    NO_PLATE,
    NO_TAG,
    TIMING,
)
from tests.gate.core.vehicles import plate

# After the credit


def test_what_follows_the_credit_at_once_is_of_the_same_vehicle(approach):
    approach.credit(approach.read(A_TAG))
    approach.wait(TIMING.pairing)
    approach.read(B_PLATE)

    assert approach.claims == [[str(A_TAG), str(B_PLATE)]]


def test_what_the_camera_sees_later_is_the_next_vehicle(looped):
    looped.loop(on=True)
    looped.credit(looped.read(A_TAG))
    looped.wait(TIMING.pairing + 0.1)
    looped.read(A_TAG)
    looped.read(B_PLATE)

    assert looped.claims == [[str(A_TAG)], [str(B_PLATE)]]


def test_its_own_plate_is_never_the_next_vehicle(looped):
    looped.loop(on=True)
    looped.credit(looped.read(A_TAG))
    looped.wait(20)
    looped.read(A_PLATE)

    assert len(looped.claims) == 1


def test_a_tag_that_nobody_owns_keeps_its_place_once_it_was_let_through(approach):
    approach.credit(approach.read(NO_TAG))
    approach.read(A_TAG)

    assert approach.claims == [[str(NO_TAG)], [str(A_TAG)]]


def test_a_plate_let_through_is_known_again_after_any_number_of_misreadings(approach):
    granted = approach.read(A_PLATE)
    decided = replace(granted, decision=Decision(BOOK.permit(1), ()))
    approach.evidence.put(decided)
    approach.credit(decided)
    for number in range(3 * MOST_CREDENTIALS):
        approach.wait(0.5)
        approach.read(plate(f"B{number}XX"))
    approach.wait(TIMING.pairing + 0.1)
    approach.read(A_PLATE)

    assert len(approach.claims) == 1


def test_a_claim_with_a_credit_waits_for_its_passage_unread(approach):
    approach.credit(approach.read(A_TAG))
    approach.wait(3600)

    assert approach.stages == [Stage.CREDITED]


# After the passage


def test_reads_that_trail_behind_a_passage_are_swallowed(approach):
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.passed(claim)
    for _ in range(100):
        approach.wait(AWAY - 0.1)
        assert approach.read(A_TAG) is None

    assert approach.stages == [Stage.PASSED]


def test_what_the_camera_said_in_between_is_swallowed_too(approach):
    claim = approach.read(A_PLATE)
    approach.credit(claim)
    approach.read(NO_PLATE)
    approach.passed(claim)

    assert approach.read(A_PLATE) is None
    assert approach.read(NO_PLATE) is None


def test_a_late_plate_of_the_vehicle_that_passed_is_swallowed(approach):
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.passed(claim)

    assert approach.read(A_PLATE) is None
    assert len(approach.claims) == 1


def test_a_vehicle_last_read_long_before_its_passage_is_swallowed_for_a_while_after_it(approach):
    claim = approach.read(A_PLATE)
    approach.credit(claim)
    approach.wait(20)
    approach.passed(claim)
    approach.wait(AWAY - 0.1)

    assert approach.read(A_PLATE) is None


def test_a_vehicle_away_when_its_credit_was_taken_back_may_come_again_at_once(approach):
    approach.credit(approach.read(A_TAG))
    approach.wait(30)
    approach.void()

    assert approach.claims == []
    assert approach.read(A_TAG) is not None


def test_away_for_a_while_the_vehicle_may_come_again(approach):
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.passed(claim)
    approach.now += AWAY

    fresh = approach.read(A_TAG)

    assert fresh is not None
    assert fresh.id != claim.id


def test_a_toll_tag_in_the_field_does_not_keep_the_vehicles_own_tag_swallowed(approach):
    approach.read(NO_TAG)
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.passed(claim)
    for _ in range(10):
        approach.wait(1)
        assert approach.read(NO_TAG) is None

    assert approach.read(A_TAG) is not None
    assert approach.claims == [[str(A_TAG)], [str(A_TAG)]]


def test_the_next_car_begins_its_own_claim(approach):
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.passed(claim)
    approach.read(NO_PLATE)

    assert approach.stages == [Stage.PASSED, Stage.WAITING]


def test_once_away_nothing_of_a_passage_is_left(approach):
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.passed(claim)
    approach.wait(AWAY)

    assert approach.claims == []
    assert approach.evidence.deadline() is None


# A credit taken back


def test_a_credit_taken_back_ends_the_claim_and_its_reads_are_swallowed(approach):
    approach.credit(approach.read(A_TAG))
    approach.void()

    assert approach.read(A_TAG) is None
    assert approach.stages == [Stage.ENDED]


def test_a_claim_whose_credit_is_still_there_keeps_it(approach):
    claim = approach.read(A_TAG)
    approach.credit(claim)
    approach.evidence.void((claim.id,), approach.now, on_loop=None, anew=True)

    assert approach.stages == [Stage.CREDITED]


def test_a_vehicle_that_is_not_to_blame_asks_again_under_a_new_id(looped):
    looped.loop(on=True)
    claim = looped.read(A_TAG)
    looped.credit(claim)
    looped.void(anew=True)

    (again,) = looped.evidence.live()
    assert again.id != claim.id
    assert (again.sightings, again.stage, again.at_loop) == (claim.sightings, Stage.WAITING, True)


def test_one_that_has_left_the_loop_does_not_ask_again(looped):
    looped.loop(on=True)
    looped.credit(looped.read(A_TAG))
    looped.loop(on=False)
    looped.wait(FLICKER)
    looped.void(anew=True)

    assert looped.evidence.live() == ()


def test_without_a_loop_whoever_was_let_in_asks_again(approach):
    approach.credit(approach.read(A_TAG))
    approach.void(anew=True)

    assert approach.stages == [Stage.WAITING]
