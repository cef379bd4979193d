"""How long a claim lives: who waits, and who was turned away."""

from dataclasses import replace

import pytest

from gate.core.claims.claim import Stage
from gate.core.claims.evidence import FLICKER
from tests.gate.core.claims.approach_rig import A_PLATE, A_TAG, B_TAG, NO_PLATE, NO_TAG, TIMING
from tests.gate.core.vehicles import plate

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
