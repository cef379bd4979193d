import json
from dataclasses import replace

import pytest

from gate.core.access.access import Circumstances, Decision
from gate.core.access.book import PermitBook
from gate.core.access.near_plates import NearMatch
from gate.core.access.presence import Presence, Stay
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import Barrier, Note, State
from gate.core.claims.claim import Claim
from gate.core.lane.rows import boom_row, decision_row, order_row, passage_row
from gate.core.values.events import Action, OrderGiven
from gate.core.values.model import Direction, Input, Instant, Objection, Wiring
from gate.core.values.settings import LaneSettings
from gate.core.values.zones import Zone
from tests.gate.core.vehicles import plate, sighting, tag, vehicle

SETTINGS = LaneSettings("masuk", Direction.IN, Wiring.PULSE_OPEN, frozenset(), frozenset())
NOW = Instant(12.5, 1_795_500_000.0, trusted=False)
TAG, PLATE = tag("01001293D8"), plate("N1234AP")
PERMIT = PermitBook(
    [vehicle(7, PLATE, TAG, blocked="tunggakan", lanes="keluar,masuk", valid_until=9)]
).permit(7)


BOOK = PermitBook([vehicle(7, PLATE, TAG), vehicle(8, lost_tag := tag("0A"), lost=(lost_tag,))], 41)
AT = Circumstances("masuk", NOW, on_loop=True)


def claim(decision: Decision | None, **fields: object) -> Claim:
    sightings = (sighting(TAG, at=1.0), sighting(PLATE, at=1.5, confidence=0.9))
    return Claim("s-1", sightings, {TAG: 1.0, PLATE: 1.5}, 1.0, 1.0, decision=decision, **fields)


def test_a_move_of_the_boom_tells_the_inputs_it_rested_on_in_their_order():
    inputs = Inputs(frozenset({Input.OPEN_LIMIT, Input.ARMING_LOOP}), frozenset(), {})
    barrier = Barrier(State.OPENING, cause="s-1", credits=("s-1", "s-2"))
    row = boom_row(Note("boom.opening", None, {"sensor": "x"}), SETTINGS, barrier, inputs)

    assert (row.kind, row.lane) == ("boom.opening", "masuk")
    assert row.payload == {
        "state": "opening",
        "cause": "s-1",
        "credit": 2,
        "inputs": ["arming_loop", "open_limit"],
        "sensor": "x",
    }


def test_a_passage_names_the_vehicle_and_what_it_showed_first():
    row = passage_row(Note("passage.done", "s-1"), SETTINGS, claim(Decision(PERMIT, ())))

    assert row.payload == {
        "direction": "in",
        "claim": "s-1",
        "vehicle": 7,
        "plate": "N1234AP",
        "credential": "tag:01001293D8",
    }


@pytest.mark.parametrize("known", [None, claim(None), claim(Decision(None, ()))])
def test_a_passage_of_nobody_known_names_nobody(known):
    payload = passage_row(Note("passage.done", "order:x"), SETTINGS, known).payload

    assert payload["claim"] == "order:x"
    assert payload["vehicle"] is None
    assert payload["plate"] is None


def test_a_denial_tells_everything_it_rested_on():
    decision = Decision(PERMIT, (Objection.BLOCKED, Objection.EXPIRED))
    row = decision_row(claim(decision), AT, BOOK)

    assert row.kind == "decision.denied"
    assert row.payload == {
        "claim": "s-1",
        "vehicle": 7,
        "plate": "N1234AP",
        "objections": ["blocked", "expired"],
        "withheld": None,
        "reads": [
            {"reader": "reader", "medium": "tag", "value": "01001293D8", "confidence": None,
             "actor": None, "at": 1.0, "owner": 7, "lost": False},
            {"reader": "reader", "medium": "plate", "value": "N1234AP", "confidence": 0.9,
             "actor": None, "at": 1.5, "owner": 7, "lost": False},
        ],
        "near": None,
        "blocked": "tunggakan",
        "permit": {
            "vehicle": 7,
            "plate": "N1234AP",
            "category": "employee",
            "identification": "any",
            "valid_from": None,
            "valid_until": 9,
            "blocked": "tunggakan",
            "lanes": ["keluar", "masuk"],
            "schedule": None,
            "entries": None,
        },
        "schedule": None,
        "holiday": None,
        "presence": None,
        "circumstances": {
            "on_loop": True,
            "lockdown": False,
            "emergency": False,
            "too_often": False,
            "without_camera": False,
        },
        "book": 41,
        "clock": {"wall": 1_795_500_000.0, "trusted": False},
    }  # fmt: skip
    assert json.loads(json.dumps(row.payload)) == row.payload


def test_a_decision_tells_what_a_plate_was_taken_for_and_whose_the_candidates_are():
    decided = claim(Decision(None, (), near=NearMatch("N1Z34AP", 1, ("N1234AP", "N9AP"), None)))

    assert decision_row(decided, AT, BOOK).payload["near"] == {
        "read": "N1Z34AP",
        "plate": None,
        "errors": 1,
        "candidates": [{"plate": "N1234AP", "vehicle": 7}, {"plate": "N9AP", "vehicle": None}],
    }


def test_a_decision_tells_who_has_said_which_plate_it_is():
    told = replace(sighting(PLATE), reader="", actor="user:3")
    decided = replace(claim(Decision(PERMIT, ())), sightings=(told,))

    (read,) = decision_row(decided, AT, BOOK).payload["reads"]

    assert (read["reader"], read["actor"], read["confidence"]) == ("", "user:3", None)


def test_a_decision_tells_what_was_known_of_who_is_inside():
    zone = Zone("dalam", frozenset({"masuk"}), frozenset({"keluar"}))
    stay = Stay("dalam", 5.0, "employee", "masuk", 2)
    known = Presence(
        None, zone, {7: stay}, inside=3, alike={"employee": 2}, coming={7: 1}, entering={7: 2}
    )
    decided = claim(Decision(PERMIT, (Objection.ALREADY_INSIDE,)))

    payload = decision_row(decided, replace(AT, presence=known), BOOK).payload

    assert payload["presence"] == {
        "leaves": None,
        "enters": "dalam",
        "stay": ["dalam", 5.0, "employee", "masuk", 2, None],
        "inside": 3,
        "alike": 2,
        "suspended": False,
        "coming": 1,
        "entering": 2,
    }
    stranger = claim(Decision(None, (Objection.UNKNOWN,)))
    leaving = replace(AT, presence=replace(known, leaves=zone, enters=None))
    payload = decision_row(stranger, leaving, BOOK).payload["presence"]
    assert (payload["leaves"], payload["enters"]) == ("dalam", None)
    assert (payload["stay"], payload["alike"]) == (None, 0)


def test_a_decision_tells_whose_each_credential_was_and_whether_it_was_lost():
    sightings = (sighting(tag("0A")), sighting(plate("B1XX")))
    decided = replace(claim(Decision(None, (Objection.UNKNOWN,))), sightings=sightings)

    reads = decision_row(decided, AT, BOOK).payload["reads"]

    assert [(read["owner"], read["lost"]) for read in reads] == [(8, True), (None, False)]


def test_a_grant_that_the_barrier_withholds_says_why():
    row = decision_row(claim(Decision(PERMIT, ()), withheld="latched"), AT, BOOK)

    assert row.kind == "decision.granted"
    assert row.payload["withheld"] == "latched"


def test_a_decision_about_nobody_known_has_no_permit():
    payload = decision_row(claim(Decision(None, (Objection.UNKNOWN,))), AT, BOOK).payload

    assert (payload["vehicle"], payload["plate"], payload["permit"]) == (None, None, None)


def test_a_permit_for_every_lane_says_so():
    permit = PermitBook([vehicle(7, TAG)]).permit(7)
    payload = decision_row(claim(Decision(permit, ())), AT, BOOK).payload

    assert payload["permit"]["lanes"] is None


def test_what_was_not_decided_has_no_row():
    with pytest.raises(ValueError, match="without a decision"):
        decision_row(claim(None), AT, BOOK)


@pytest.mark.parametrize("refusal", [None, "stale"])
def test_an_order_tells_who_wanted_what_and_whether_it_was_followed(refusal):
    order = OrderGiven("x", "masuk", Action.HOLD, "user:1", "event", 1.0, until=2.0, claim="s-1")
    row = order_row(order, refusal)

    assert row.kind == ("order.accepted" if refusal is None else "order.refused")
    assert (row.lane, row.actor) == ("masuk", "user:1")
    assert row.payload == {
        "order": "x",
        "action": "hold",
        "reason": "event",
        "refusal": refusal,
        "until": 2.0,
        "claim": "s-1",
        "value": None,
        "vehicle": None,
        "plate": None,
        "credential": None,
    }
