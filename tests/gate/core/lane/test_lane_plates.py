import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.settings import Correction, PlateRules, WithoutCamera
from tests.gate.core.rig import A_TAG, STRICT_PLATE, STRICT_TAG, Rig
from tests.gate.core.vehicles import plate, vehicle

UNCLEAR = plate("N1A1")
TWINS = vehicle(8, plate("N1AL")), vehicle(9, plate("N1AT"), blocked="tunggakan")


@pytest.fixture
def rig() -> Rig:
    rig = Rig.closed()
    rig.registry(*TWINS)
    rig.arrive()
    return rig


def say(rig: Rig, value: str | None) -> str | None:
    return rig.order(Action.CORRECT_PLATE, claim=rig.claim.id, value=value)


def test_the_guard_says_which_plate_it_is_and_the_boom_rises(rig):
    rig.read(UNCLEAR)

    assert say(rig, "n 1 al") is None
    assert rig.state is State.OPENING
    assert rig.outcomes == [("ambiguous_plate",), ("granted",)]
    (read,) = rig.rows("decision.")[-1].payload["reads"]
    assert (read["value"], read["actor"]) == ("N1AL", "user:1")
    (order,) = rig.rows("order.")
    assert (order.payload["action"], order.payload["value"]) == ("correct_plate", "n 1 al")


def test_the_guards_word_is_decided_like_any_plate(rig):
    rig.read(UNCLEAR)
    say(rig, "N 1 AT")

    assert rig.outcomes[-1] == ("blocked",)


def test_neither_of_them_is_a_plate_nobody_has(rig):
    rig.read(UNCLEAR)
    say(rig, "N 1 AI")

    assert rig.outcomes[-1] == ("unknown",)


def test_a_persons_word_is_not_corrected(rig):
    rig.registry(vehicle(8, plate("N1204AP")))
    rig.read(UNCLEAR)
    say(rig, "N 12O4 AP")

    assert rig.outcomes[-1] == ("unknown",)


def test_no_camera_talks_the_guard_out_of_it(rig):
    rig.read(UNCLEAR)
    say(rig, "N 1 AT")
    for _ in range(20):
        rig.read(plate("N1AL"), confidence=1.0)
        rig.wait(0.5)

    assert rig.outcomes[-1] == ("blocked",)


def test_beside_a_tag_the_guards_word_is_the_second_factor(rig):
    rig.read(STRICT_TAG)
    assert say(rig, STRICT_PLATE.value) is None

    assert rig.outcomes == [("second_factor_missing",), ("granted",)]


def test_a_vehicle_turned_away_is_heard_again_by_the_guards_word(rig):
    rig.read(UNCLEAR)
    rig.order(Action.DISMISS, claim=rig.claim.id)
    say(rig, "N 1 AL")

    assert rig.state is State.OPENING


@pytest.mark.parametrize("value", [None, "", "AP", "N 1 AP!"])
def test_what_is_no_plate_is_malformed(rig, value):
    rig.read(UNCLEAR)

    assert say(rig, value) == "malformed"


def test_the_plate_of_nobody_who_waits_is_not_corrected(rig):
    assert rig.order(Action.CORRECT_PLATE, claim="s-9", value="N 1 AL") == "unknown_claim"
    assert rig.order(Action.CORRECT_PLATE, value="N 1 AL") == "unknown_claim"
    rig.read(UNCLEAR)
    claim = rig.claim.id
    rig.leave()
    rig.wait(5)

    assert rig.order(Action.CORRECT_PLATE, claim=claim, value="N 1 AL") == "unknown_claim"


def test_whoever_has_a_credit_needs_no_other_plate(rig):
    rig.read(A_TAG)

    assert say(rig, "N 1 AL") == "not_possible"


# Near matches, seen from outside


def test_a_plate_that_can_be_one_only_opens_and_the_row_says_how(rig):
    rig.registry(vehicle(8, plate("N1204AP")))
    rig.read(plate("N12O4AP"), confidence=0.93)

    (row,) = rig.rows("decision.")
    assert row.kind == "decision.granted"
    assert row.payload["plate"] == "N1204AP"
    assert row.payload["reads"][0]["value"] == "N12O4AP"
    assert row.payload["near"] == {
        "read": "N12O4AP",
        "plate": "N1204AP",
        "errors": 1,
        "candidates": [{"plate": "N1204AP", "vehicle": 8}],
    }


def test_where_correction_is_off_nothing_near_opens():
    rig = Rig.closed(plates=PlateRules(correction=Correction.OFF))
    rig.registry(vehicle(8, plate("N1204AP")))
    rig.arrive()
    rig.read(plate("N12O4AP"))

    assert rig.outcomes == [("unknown",)]


# Without a camera


@pytest.mark.parametrize(
    ("without_camera", "cameras", "outcome"),
    [
        (WithoutCamera.DENY, {"reader"}, ("second_factor_missing",)),
        (WithoutCamera.TAG, {"reader"}, ("granted",)),
        (WithoutCamera.TAG, {"reader", "other"}, ("second_factor_missing",)),
        (WithoutCamera.TAG, set(), ("second_factor_missing",)),
    ],
)
def test_while_every_camera_is_lost_a_tag_does_for_both_if_the_site_says_so(
    without_camera, cameras, outcome
):
    rig = Rig.closed(without_camera=without_camera, cameras=frozenset(cameras))
    rig.arrive()
    rig.read(STRICT_TAG, reader="tags")
    assert rig.outcomes == [("second_factor_missing",)]
    rig.lose_reader()

    assert rig.outcomes[-1] == outcome
    assert rig.lane.camera_lost is (cameras == {"reader"})


def test_a_camera_that_is_back_is_asked_again():
    rig = Rig.closed(without_camera=WithoutCamera.TAG, cameras=frozenset({"reader"}))
    rig.lose_reader()
    rig.find_reader()
    rig.arrive()
    rig.read(STRICT_TAG, reader="tags")

    assert rig.outcomes == [("second_factor_missing",)]
    assert not rig.lane.camera_lost
