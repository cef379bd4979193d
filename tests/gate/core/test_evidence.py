from dataclasses import replace
from itertools import count

import pytest

from gate.core.access import Decision
from gate.core.book import PermitBook
from gate.core.claim import Claim, Stage
from gate.core.events import ReadArrived
from gate.core.evidence import AWAY, FLICKER, MOST_CLAIMS, Evidence
from gate.core.model import Credential
from gate.core.pairing import MOST_CREDENTIALS
from gate.core.settings import Timing
from tests.gate.core.vehicles import code, plate, tag, vehicle

A_TAG, A_TAG_TOO, A_PLATE = tag("01001293D8"), tag("E20000000A"), plate("N1234AP")
B_TAG, B_PLATE = tag("0100000002"), plate("N3008RK")
C_PLATE = plate("N5521UV")
NO_TAG, NO_PLATE = tag("0BADBADBAD"), plate("B1XX")
BOOK = PermitBook(
    [vehicle(1, A_PLATE, A_TAG, A_TAG_TOO), vehicle(2, B_PLATE, B_TAG), vehicle(3, C_PLATE)]
)
TIMING = Timing()


class Approach:
    """Evidence with a clock, a loop and a book beside it."""

    def __init__(self, *, loop: bool = False, confirmations: int = 1) -> None:
        self.evidence = Evidence(TIMING, {"reader": confirmations}, map(str, count(1)))
        self.on_loop = False if loop else None
        self.now = 0.0

    def read(
        self, credential: Credential, *, confidence: float | None = None, reader: str = "reader"
    ) -> Claim | None:
        event = ReadArrived("masuk", reader, credential, confidence)
        return self.evidence.read(event, BOOK, self.now, on_loop=self.on_loop)

    def wait(self, seconds: float) -> None:
        """Let time pass, waking the evidence as often as it asks."""
        end = self.now + seconds
        while (deadline := self.evidence.deadline()) is not None and deadline <= end:
            assert deadline > self.now
            self.now = deadline
            self.evidence.expire(self.now)
        self.now = end

    def loop(self, *, on: bool) -> None:
        self.on_loop = on
        if on:
            self.evidence.loop_rose(self.now)
        else:
            self.evidence.loop_fell(self.now)
        self.evidence.expire(self.now)

    def credit(self, claim: Claim) -> None:
        self._turn(claim, Stage.CREDITED)

    def dismiss(self, claim: Claim) -> None:
        self._turn(claim, Stage.DISMISSED)

    def _turn(self, claim: Claim, stage: Stage) -> None:
        known = self.evidence.find(claim.id)
        assert known is not None
        self.evidence.put(replace(known, stage=stage, staged=self.now))

    def passed(self, claim: Claim) -> None:
        self.evidence.spend(frozenset({claim.id}), self.now, on_loop=self.on_loop)

    def void(self, *, anew: bool = False) -> None:
        self.evidence.void((), self.now, on_loop=self.on_loop, anew=anew)

    @property
    def claims(self) -> list[list[str]]:
        """What each claim shows now, oldest first."""
        return [[str(s.credential) for s in claim.sightings] for claim in self.evidence.claims]

    @property
    def stages(self) -> list[Stage]:
        return [claim.stage for claim in self.evidence.claims]


@pytest.fixture
def approach() -> Approach:
    """An approach without an arming loop."""
    return Approach()


@pytest.fixture
def looped() -> Approach:
    """An approach with an arming loop, free at first."""
    return Approach(loop=True)


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


# A vehicle waits


def test_without_a_loop_a_claim_ends_when_it_was_not_read_for_its_time(approach):
    approach.read(NO_TAG)
    approach.wait(TIMING.claim - 0.1)
    assert len(approach.claims) == 1
    approach.wait(0.1)

    assert approach.claims == []


def test_a_read_ahead_of_the_loop_is_not_at_the_loop(looped):
    claim = looped.read(NO_TAG)

    assert claim is not None
    assert not claim.at_loop


def test_what_was_read_ahead_is_on_the_loop_once_it_rises(looped):
    looped.read(NO_TAG)
    looped.loop(on=True)

    assert looped.evidence.live()[0].at_loop


def test_on_the_loop_a_vehicle_read_once_waits_as_long_as_it_stands_there(looped):
    looped.loop(on=True)
    looped.read(NO_TAG)
    looped.wait(3600)

    assert looped.stages == [Stage.WAITING]
    assert looped.evidence.deadline() is None


def test_of_two_vehicles_read_while_the_loop_is_taken_the_first_stands_on_it(looped):
    looped.loop(on=True)
    looped.read(A_TAG)
    looped.read(B_TAG)

    assert [claim.at_loop for claim in looped.evidence.claims] == [True, False]


def test_a_vehicle_that_leaves_the_loop_ends_its_claim(looped):
    looped.loop(on=True)
    looped.read(NO_TAG)
    looped.loop(on=False)
    looped.wait(FLICKER)

    assert looped.evidence.live() == ()


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.DISMISSED])
def test_a_loop_that_flickers_ends_nothing(looped, stage):
    looped.loop(on=True)
    claim = looped.read(NO_TAG)
    looped.evidence.put(replace(claim, stage=stage))
    looped.wait(60)
    for _ in range(10):
        looped.loop(on=False)
        looped.wait(FLICKER - 0.1)
        looped.loop(on=True)
        looped.wait(2 * FLICKER)

    (kept,) = looped.evidence.live()
    assert (kept.id, kept.stage, kept.at_loop) == (claim.id, stage, True)


def test_a_loop_that_rises_at_the_very_end_of_a_flicker_has_another_vehicle_on_it(looped):
    looped.loop(on=True)
    looped.read(NO_TAG)
    looped.loop(on=False)
    looped.now += FLICKER
    looped.loop(on=True)

    assert looped.evidence.live() == ()


def test_a_vehicle_behind_keeps_its_claim_while_the_one_before_it_leaves(looped):
    looped.loop(on=True)
    looped.read(A_TAG)
    behind = looped.read(B_TAG)
    looped.loop(on=False)
    looped.wait(2)
    looped.loop(on=True)

    (claim,) = looped.evidence.live()
    assert claim.id == behind.id
    assert claim.at_loop


def test_a_vehicle_turned_back_may_ask_anew_when_it_comes_onto_the_loop_again(looped):
    looped.loop(on=True)
    claim = looped.read(NO_TAG)
    looped.loop(on=False)
    for _ in range(10):
        looped.wait(FLICKER)
        assert looped.read(NO_TAG) is None
    looped.loop(on=True)
    fresh = looped.read(NO_TAG)

    assert fresh is not None
    assert fresh.id != claim.id
    assert fresh.at_loop


def test_a_vehicle_under_way_with_its_credit_leaves_the_loop_to_the_next(looped):
    looped.loop(on=True)
    looped.credit(looped.read(A_TAG))
    looped.loop(on=False)
    looped.wait(FLICKER)
    looped.loop(on=True)
    looped.read(NO_PLATE)

    assert looped.stages == [Stage.UNDER_WAY, Stage.WAITING]
    assert [claim.at_loop for claim in looped.evidence.claims] == [False, True]


def test_bumper_to_bumper_the_next_vehicle_stands_on_the_loop_after_the_passage(looped):
    looped.loop(on=True)
    first = looped.read(A_TAG)
    looped.credit(first)
    looped.read(B_TAG)
    looped.passed(first)

    (behind,) = looped.evidence.live()
    assert behind.at_loop


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


# Turned away by the guard


def test_a_vehicle_turned_away_is_heard_again_when_it_shows_what_somebody_owns(looped):
    looped.loop(on=True)
    looped.dismiss(looped.read(NO_PLATE))
    looped.read(A_TAG)

    assert looped.stages == [Stage.WAITING]


def test_another_misreading_does_not_bring_it_back(looped):
    looped.loop(on=True)
    looped.dismiss(looped.read(NO_PLATE))
    looped.read(plate("B2XX"))

    assert looped.stages == [Stage.DISMISSED]


def test_a_repeat_does_not_bring_it_back(looped):
    looped.loop(on=True)
    looped.dismiss(looped.read(A_PLATE))
    looped.read(A_PLATE, confidence=0.9)

    assert looped.stages == [Stage.DISMISSED]


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
