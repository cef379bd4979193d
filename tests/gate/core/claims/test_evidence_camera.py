"""A camera that changes its mind still sees one vehicle."""

from gate.core.claims.pairing import MOST_CREDENTIALS
from tests.gate.core.claims.approach_rig import A_PLATE, A_TAG, C_PLATE, NO_PLATE
from tests.gate.core.vehicles import plate

# The camera changes its mind


def test_a_camera_that_changes_its_mind_still_sees_one_vehicle(approach):
    approach.read(A_PLATE)
    approach.read(NO_PLATE)
    changed = approach.read(NO_PLATE)

    assert changed is not None
    assert approach.claims == [[str(NO_PLATE)]]


def test_a_camera_that_changes_its_mind_back_is_news_again(approach):
    approach.read(A_PLATE)
    for _ in range(2):
        approach.read(NO_PLATE)

    assert approach.read(A_PLATE) is not None
    assert approach.claims == [[str(A_PLATE)]]


def test_a_clearer_read_of_the_same_plate_is_news_and_a_worse_one_is_not(approach):
    approach.read(A_PLATE, confidence=0.6)

    assert approach.read(A_PLATE, confidence=0.5) is None
    assert approach.read(A_PLATE) is None
    clearer = approach.read(A_PLATE, confidence=0.9)
    assert clearer is not None
    assert clearer.sightings[0].confidence == 0.9


def test_a_worse_reading_does_not_replace_a_clearer_one(approach):
    approach.read(A_PLATE, confidence=0.9)

    assert approach.read(NO_PLATE, confidence=0.4) is None
    assert approach.claims == [[str(A_PLATE)]]


def test_a_reading_that_somebody_owns_replaces_a_clearer_one_that_nobody_owns(approach):
    approach.read(NO_PLATE, confidence=0.9)

    assert approach.read(A_PLATE, confidence=0.85) is not None
    assert approach.claims == [[str(A_PLATE)]]


def test_what_was_read_first_does_not_win_by_that(approach):
    approach.read(NO_PLATE, confidence=0.9)
    approach.read(C_PLATE, confidence=0.85)
    approach.read(NO_PLATE, confidence=0.5)

    assert approach.claims == [[str(C_PLATE)]]


def test_one_registered_reading_among_many_others_is_not_believed(approach):
    for _ in range(4):
        approach.read(NO_PLATE, confidence=0.9)

    assert approach.read(A_PLATE, confidence=0.9) is None
    assert approach.claims == [[str(NO_PLATE)]]


def test_a_plate_that_is_believed_again_stands_with_its_clearest_sighting(approach):
    for confidence in (0.95, 0.6):
        approach.read(A_PLATE, confidence=confidence)
    for _ in range(5):
        approach.read(NO_PLATE, confidence=0.9)
    assert approach.claims == [[str(NO_PLATE)]]
    back = approach.read(A_PLATE, confidence=0.6)

    assert back is not None
    assert back.sightings[0].confidence == 0.95


def test_votes_go_with_the_readings_that_are_forgotten(looped):
    looped.loop(on=True)
    claim = looped.read(A_PLATE)
    for number in range(3 * MOST_CREDENTIALS):
        looped.read(plate(f"N{number + 1}XX"))
    known = looped.evidence.find(claim.id)

    assert known.poll.keys() <= known.seen.keys()
    assert len(known.poll) <= MOST_CREDENTIALS


def test_a_plate_that_the_tag_vouches_for_stays_whatever_the_camera_says_then(approach):
    approach.read(A_TAG)
    approach.read(A_PLATE, confidence=0.8)

    assert approach.read(NO_PLATE, confidence=0.99) is None
    assert approach.claims == [[str(A_TAG), str(A_PLATE)]]


def test_another_vehicles_plate_behind_a_vouched_one_is_another_vehicle(approach):
    approach.read(A_TAG)
    approach.read(A_PLATE)
    approach.read(C_PLATE)

    assert approach.claims == [[str(A_TAG), str(A_PLATE)], [str(C_PLATE)]]


def test_a_plate_replaces_a_misread_one_once_the_tag_vouches_for_it(approach):
    approach.read(NO_PLATE, confidence=0.9)
    approach.read(A_TAG)
    approach.read(A_PLATE, confidence=0.7)

    assert approach.claims == [[str(A_TAG), str(A_PLATE)]]


def test_a_camera_that_changes_its_mind_for_ever_is_remembered_within_bounds(looped):
    looped.loop(on=True)
    looped.read(A_TAG)
    for number in range(200):
        looped.wait(0.5)
        looped.read(plate(f"B{number}XX"))

    (claim,) = looped.evidence.claims
    assert len(claim.seen) == MOST_CREDENTIALS
    assert A_TAG in claim.seen
