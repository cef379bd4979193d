"""Reads become claims: one vehicle is one claim, a phantom is none."""

from gate.core.claims.claim import Stage
from gate.core.claims.evidence import MOST_CLAIMS
from tests.gate.core.claims.approach_rig import (
    A_PLATE,
    A_TAG,
    A_TAG_TOO,
    B_PLATE,
    B_TAG,
    NO_PLATE,
    NO_TAG,
    TIMING,
    Approach,
)
from tests.gate.core.vehicles import code, tag

# One vehicle, one claim


def test_a_first_read_begins_a_claim(approach):
    claim = approach.read(A_TAG)

    assert claim is not None
    assert approach.evidence.live() == (claim,)
    assert (claim.id, claim.since, claim.stage) == ("1", 0.0, Stage.WAITING)


def test_a_tag_held_at_the_reader_tells_nothing_new(approach):
    approach.read(A_TAG)
    for _ in range(600):
        approach.wait(0.1)
        assert approach.read(A_TAG) is None

    assert approach.claims == [[str(A_TAG)]]


def test_tag_and_plate_soon_after_each_other_are_one_vehicle(approach):
    approach.read(NO_TAG)
    approach.wait(TIMING.pairing)
    joined = approach.read(NO_PLATE)

    assert joined is not None
    assert approach.claims == [[str(NO_TAG), str(NO_PLATE)]]


def test_tag_and_plate_far_from_each_other_are_two_vehicles(approach):
    approach.read(NO_TAG)
    approach.wait(TIMING.pairing + 0.1)
    approach.read(NO_PLATE)

    assert approach.claims == [[str(NO_TAG)], [str(NO_PLATE)]]


def test_tag_and_plate_of_one_owner_are_one_vehicle_however_far_apart(approach):
    approach.read(A_TAG)
    approach.wait(TIMING.pairing + 1)
    approach.read(A_PLATE)

    assert approach.claims == [[str(A_TAG), str(A_PLATE)]]


def test_tag_and_plate_of_two_owners_in_one_approach_are_one_vehicle_to_be_looked_at(approach):
    approach.read(A_TAG)
    approach.read(B_PLATE)

    assert approach.claims == [[str(A_TAG), str(B_PLATE)]]


def test_at_the_loop_a_second_factor_may_come_as_late_as_it_will(looped):
    looped.loop(on=True)
    looped.read(A_PLATE)
    looped.wait(120)
    looped.read(NO_TAG)

    assert looped.claims == [[str(A_PLATE), str(NO_TAG)]]


def test_another_tag_is_another_vehicle(approach):
    approach.read(A_TAG)
    approach.read(B_TAG)

    assert approach.claims == [[str(A_TAG)], [str(B_TAG)]]


def test_another_code_is_another_claim(approach):
    approach.read(code("1111"))
    approach.read(code("2222"))

    assert len(approach.claims) == 2


def test_a_second_tag_of_the_same_owner_is_the_same_vehicle(approach):
    approach.read(A_TAG)
    approach.read(A_TAG_TOO)

    assert approach.claims == [[str(A_TAG_TOO)]]


def test_an_owned_tag_takes_the_place_of_one_that_nobody_owns(approach):
    approach.read(NO_TAG)
    approach.read(A_TAG)

    assert approach.claims == [[str(A_TAG)]]


def test_a_tag_that_nobody_owns_does_not_touch_an_owned_one(approach):
    approach.read(A_TAG)
    approach.read(NO_TAG)

    assert approach.claims == [[str(A_TAG)], [str(NO_TAG)]]


def test_the_tag_it_replaced_is_swallowed_and_does_not_come_back(approach):
    approach.read(NO_TAG)
    approach.read(A_TAG)

    assert approach.read(NO_TAG) is None
    assert approach.claims == [[str(A_TAG)]]


def test_of_two_vehicles_in_a_queue_each_plate_finds_its_tag(approach):
    approach.read(A_TAG)
    approach.read(B_TAG)
    approach.read(A_PLATE)
    approach.read(B_PLATE)

    assert approach.claims == [[str(A_TAG), str(A_PLATE)], [str(B_TAG), str(B_PLATE)]]


def test_a_plate_that_nobody_owns_is_of_the_vehicle_on_the_loop(looped):
    looped.loop(on=True)
    looped.read(A_TAG)
    looped.read(B_TAG)
    looped.read(NO_PLATE)

    assert looped.claims == [[str(A_TAG), str(NO_PLATE)], [str(B_TAG)]]


def test_the_owned_tag_of_a_mismatched_vehicle_is_not_replaced_by_the_plates_owner(approach):
    approach.read(A_TAG)
    approach.read(B_PLATE)
    approach.read(B_TAG)

    assert approach.claims == [[str(A_TAG), str(B_PLATE)], [str(B_TAG)]]


# Phantoms and bounds


def test_where_a_reader_needs_two_a_single_read_is_nothing():
    approach = Approach(confirmations=2)

    assert approach.read(A_TAG) is None
    approach.wait(TIMING.confirmation)
    assert approach.read(A_TAG) is not None


def test_two_reads_far_apart_are_two_phantoms():
    approach = Approach(confirmations=2)
    approach.read(A_TAG)
    approach.wait(TIMING.confirmation + 0.1)

    assert approach.read(A_TAG) is None


def test_each_reader_confirms_for_itself():
    approach = Approach(confirmations=2)

    assert approach.read(A_TAG) is None
    assert approach.read(A_TAG, reader="other") is not None


def test_phantoms_without_end_leave_nothing_behind():
    approach = Approach(confirmations=2)
    for number in range(1000):
        approach.now += 0.1
        approach.read(tag(f"{number:010X}"))

    assert len(approach.evidence._unconfirmed) <= 5


def test_a_car_park_in_the_field_is_kept_within_bounds(approach):
    for number in range(3 * MOST_CLAIMS):
        approach.read(tag(f"{number:010X}"))

    assert len(approach.claims) == MOST_CLAIMS


def test_of_too_many_the_credits_the_passages_and_the_vehicle_at_the_loop_are_kept(looped):
    looped.loop(on=True)
    waiting = looped.read(NO_PLATE)
    passed = looped.read(A_TAG)
    looped.credit(passed)
    credited = looped.read(B_TAG)
    looped.credit(credited)
    looped.evidence.spend(frozenset({passed.id}), looped.now, on_loop=False)
    for number in range(3 * MOST_CLAIMS):
        looped.read(tag(f"{number:010X}"))

    assert len(looped.claims) == MOST_CLAIMS
    assert all(looped.evidence.find(claim.id) for claim in (waiting, passed, credited))


def test_the_newcomer_is_never_the_one_that_gives_way(looped):
    for number in range(MOST_CLAIMS):
        looped.read(tag(f"{number:010X}"))
    looped.loop(on=True)
    newcomer = looped.read(NO_PLATE)

    assert looped.evidence.find(newcomer.id) is not None
