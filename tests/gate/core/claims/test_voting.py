import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.access.book import PermitBook
from gate.core.claims.voting import HEAVIEST, UNSURE, clearer, leads, voted
from tests.gate.core.vehicles import plate, sighting, vehicle

OURS, OURS_TOO = plate("N1234AP"), plate("N3008RK")
NOBODYS, NOBODYS_TOO = plate("N1284AP"), plate("N1Z34AP")
BOOK = PermitBook([vehicle(1, OURS), vehicle(2, OURS_TOO)])


def poll(*reads):
    votes = {}
    for credential, confidence in reads:
        votes = voted(votes, sighting(credential, confidence=confidence))
    return votes


def test_a_vote_weighs_as_much_as_the_camera_was_sure():
    votes = poll((OURS, 0.5), (OURS, 0.25), (NOBODYS, None))

    assert votes[OURS].weight == 0.75
    assert votes[NOBODYS].weight == UNSURE


def test_the_clearest_sighting_of_a_plate_stands_for_it():
    votes = poll((OURS, 0.5), (OURS, 0.9), (OURS, 0.7))

    assert votes[OURS].clearest.confidence == 0.9


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(0.9, 0.8, True), (0.8, 0.8, False), (None, 0.1, False), (0.9, None, False)],
)
def test_only_told_confidences_are_compared(one, other, expected):
    assert clearer(sighting(OURS, confidence=one), sighting(OURS, confidence=other)) is expected


@pytest.mark.parametrize(
    ("reads", "challenger", "believed", "expected"),
    [
        ([(NOBODYS, 0.9), (NOBODYS_TOO, 0.8)], NOBODYS_TOO, NOBODYS, False),
        ([(NOBODYS, 0.9), (NOBODYS_TOO, 0.9)], NOBODYS_TOO, NOBODYS, True),
        ([(OURS, 0.9), (NOBODYS, 0.8)], NOBODYS, OURS, False),
        ([(OURS, 0.9), (NOBODYS, 0.8), (NOBODYS, 0.8)], NOBODYS, OURS, False),
        ([(OURS, 0.9), *[(NOBODYS, 0.8)] * 3], NOBODYS, OURS, True),
        ([*[(OURS, 0.9)] * 20, *[(NOBODYS, 0.9)] * 5], NOBODYS, OURS, True),
        ([(OURS, 0.9), (OURS_TOO, 0.8)], OURS_TOO, OURS, False),
        ([(NOBODYS, 0.9), (OURS, 0.5)], OURS, NOBODYS, True),
        ([(NOBODYS, 0.9)] * 3 + [(OURS, 0.9)], OURS, NOBODYS, False),
    ],
)
def test_a_plate_is_believed_by_its_votes_and_those_for_a_registered_one_count_double(
    reads, challenger, believed, expected
):
    assert leads(poll(*reads), challenger, believed, BOOK) is expected


@given(st.lists(st.none() | st.floats(0, 1), min_size=1))
def test_votes_never_weigh_more_than_the_heaviest(confidences):
    assert 0 <= poll(*((OURS, each) for each in confidences))[OURS].weight <= HEAVIEST
