import math
from dataclasses import replace

import pytest

from gate.core.barrier.contactors import Contactors
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import Hold, HoldMode, State
from gate.core.values.events import Action, InputsSampled
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.zones import Zone
from gate.status import lane as lane_status
from tests.gate.core.house import House
from tests.gate.core.rig import (
    A_PLATE,
    A_TAG,
    BLOCKED_TAG,
    DOWN,
    LANE,
    LOOPLESS,
    NO_TAG,
    WALL,
    Rig,
)
from tests.gate.core.vehicles import plate, tag, vehicle
from tests.gate.status.whole import in_json


@pytest.fixture
def rig() -> Rig:
    """A closed lane whose boom is ours to lower."""
    return Rig.closed()


def told(rig: Rig) -> dict:
    """The lane as it stands in the file."""
    return in_json(lane_status.lane(rig.lane, "Masuk"))


def test_a_lane_at_rest(rig):
    lane = told(rig)

    assert lane["name"] == "Masuk"
    assert (lane["direction"], lane["wiring"]) == ("in", "open_close")
    assert lane["powers"] == {"hold": True, "close": True, "lift": True, "stop": False}
    assert lane["closes_itself"] is False
    assert (lane["position"], lane["assumed"]) == ("closed", False)
    assert (lane["latch"], lane["fault"]) == (None, None)
    assert (lane["state"], lane["cause"]) == ("closed", None)
    assert lane["since"] == rig.lane.barrier.since
    assert lane["travel"] == {"open": 3.0, "close": 3.0}
    assert lane["outputs"] == {"open": False, "close": False, "red": True, "green": False}
    assert lane["credit"] == 0
    nothing = ("lockdown", "held", "waiting", "last_order")
    assert [lane[key] for key in nothing] == [None] * 4


def test_an_input_is_on_or_off_or_cannot_be_told(rig):
    rig.handle(InputsSampled(LANE, DOWN, frozenset({Input.PHOTOCELL})))
    inputs = told(rig)["inputs"]

    assert inputs["closed_limit"] is True
    assert inputs["open_limit"] is False
    assert inputs["photocell"] is None


def test_an_output_is_on_while_its_pulse_lasts(rig):
    rig.order(Action.OPEN)
    assert told(rig)["outputs"]["open"] is True
    rig.wait(0.6)

    assert told(rig)["outputs"]["open"] is False


# Where the boom is

CLOSED_LIMIT, OPEN_LIMIT = Input.CLOSED_LIMIT, Input.OPEN_LIMIT


def position(state: State, fitted: set[Input], *active: Input, unknown: set[Input] = frozenset()):
    """Position and whether it is assumed, on a lane with these limits."""
    rig = Rig(fitted=fitted | {Input.SAFETY_LOOP})
    rig.lane.barrier = replace(rig.lane.barrier, state=state)
    rig.lane.inputs = Inputs(frozenset(active), frozenset(unknown), {})
    lane = told(rig)
    return lane["position"], lane["assumed"]


@pytest.mark.parametrize(
    ("active", "where"),
    [
        ([CLOSED_LIMIT], "closed"),
        ([OPEN_LIMIT], "open"),
        ([], "between"),
        ([CLOSED_LIMIT, OPEN_LIMIT], "conflict"),
    ],
)
def test_two_limits_say_where_the_boom_is_whatever_the_state(active: list[Input], where: str):
    for state in State:
        assert position(state, {CLOSED_LIMIT, OPEN_LIMIT}, *active) == (where, False)


@pytest.mark.parametrize(
    ("state", "fitted", "where"),
    [
        (State.CLOSED, {OPEN_LIMIT}, "closed"),
        (State.CLOSED, {CLOSED_LIMIT}, "unknown"),
        (State.CLOSED, set(), "closed"),
        (State.OPEN, {CLOSED_LIMIT}, "open"),
        (State.OPEN, {OPEN_LIMIT}, "unknown"),
        (State.LATCHED, set(), "open"),
        (State.OPENING, {CLOSED_LIMIT}, "between"),
        (State.CLOSING, set(), "between"),
        (State.STOPPED, {CLOSED_LIMIT}, "unknown"),
        (State.FAULT, set(), "unknown"),
    ],
)
def test_an_end_without_a_limit_is_assumed_from_the_state(
    state: State, fitted: set[Input], where: str
):
    assert position(state, fitted) == (where, True)


def test_the_limit_that_is_fitted_is_believed():
    assert position(State.UNKNOWN, {CLOSED_LIMIT}, CLOSED_LIMIT) == ("closed", True)


def test_a_limit_that_cannot_be_told_leaves_the_position_unknown():
    unknown = {OPEN_LIMIT}

    assert position(State.CLOSING, {CLOSED_LIMIT, OPEN_LIMIT}, unknown=unknown)[0] == "unknown"


def test_a_latch_and_a_fault_are_told_also_while_the_state_is_another(rig):
    rig.lane.barrier = replace(rig.lane.barrier, latch="recovery", fault="open_timeout")
    lane = told(rig)

    assert (lane["state"], lane["latch"], lane["fault"]) == ("closed", "recovery", "open_timeout")


def test_a_board_that_closes_by_itself_takes_away_what_can_be_promised():
    bare, helped = Rig(Wiring.PULSE_OPEN), Rig(Wiring.PULSE_OPEN)
    outputs = helped.lane.settings.outputs | {Output.HOLD}
    helped.lane.settings = replace(helped.lane.settings, outputs=outputs)

    assert (told(bare)["closes_itself"], told(bare)["powers"]["hold"]) == (True, False)
    assert (told(helped)["closes_itself"], told(helped)["powers"]["hold"]) == (True, True)


def test_every_contact_that_is_fitted_is_told(rig):
    lane = told(rig)

    assert lane["inputs"].keys() == rig.settings.inputs
    assert lane["outputs"].keys() == rig.settings.outputs


def test_a_held_contact_is_on_as_long_as_the_boom_is_up():
    rig = Rig(Wiring.HOLD_OPEN)
    rig.lane.contactors = Contactors(levels=frozenset({Output.HOLD}))
    rig.lane.settings = replace(rig.settings, outputs=frozenset({Output.HOLD, Output.PERMIT}))

    assert told(rig)["outputs"] == {"hold": True}


# Who waits


def test_a_denied_vehicle_on_the_loop_waits(rig):
    rig.arrive()
    rig.read(BLOCKED_TAG)

    assert told(rig)["waiting"] == {
        "claim": rig.claim.id,
        "since": rig.now,
        "credentials": ["tag:0100000003"],
        "confidence": None,
        "vehicle": 3,
        "plate": None,
        "granted": False,
        "objections": ["blocked"],
        "blocked": "tunggakan",
        "withheld": None,
        "candidates": [],
        "camera_lost": False,
        "inside_since": None,
        "room": None,
    }


def test_the_guard_is_shown_the_plates_an_unclear_one_may_be(rig):
    rig.arrive()
    rig.registry(vehicle(8, plate("N1AL")), vehicle(9, plate("N1AT")))
    rig.read(plate("N1A1"))
    waiting = told(rig)["waiting"]

    assert waiting["objections"] == ["ambiguous_plate"]
    assert waiting["candidates"] == ["N1AL", "N1AT"]


def test_a_plate_taken_for_the_only_one_it_can_be_asks_nobody(rig):
    rig.arrive()
    rig.read(plate("N12O4AP"))
    rig.registry(vehicle(8, plate("N1204AP"), blocked="x"))
    waiting = told(rig)["waiting"]

    assert (waiting["objections"], waiting["plate"]) == (["blocked"], "N1204AP")
    assert waiting["candidates"] == []


def test_an_unknown_vehicle_is_nobody(rig):
    rig.arrive()
    rig.read(NO_TAG)
    waiting = told(rig)["waiting"]

    assert (waiting["vehicle"], waiting["plate"], waiting["blocked"]) == (None, None, None)


def test_a_vehicle_let_in_is_shown_until_it_is_through(rig):
    rig.arrive()
    rig.read(A_PLATE, confidence=0.9)
    waiting = told(rig)["waiting"]
    assert (waiting["granted"], waiting["plate"], waiting["confidence"]) == (True, "N1234AP", 0.9)
    rig.raise_boom()
    rig.drive_through()

    assert told(rig)["waiting"] is None


def test_a_vehicle_let_in_by_the_guard_counts_as_granted(rig):
    rig.arrive()
    rig.read(NO_TAG)
    rig.order(Action.OPEN, claim=rig.claim.id)

    assert told(rig)["waiting"]["granted"] is True


def test_a_grant_that_the_barrier_withholds_says_why(rig):
    rig.set(Input.STOP, on=True)
    rig.arrive()
    rig.read(A_TAG)

    assert told(rig)["waiting"]["withheld"] == "stopped"


def test_a_car_that_is_not_at_the_boom_is_not_shown(rig):
    rig.read(NO_TAG)
    rig.wait(5)

    assert rig.outcomes == [("no_vehicle_on_loop", "unknown")]
    assert told(rig)["waiting"] is None


def test_without_a_loop_whoever_is_read_is_at_the_boom():
    rig = Rig.closed(fitted=LOOPLESS)
    rig.read(NO_TAG)

    assert told(rig)["waiting"]["objections"] == ["unknown"]


def test_a_vehicle_turned_away_is_not_shown_any_more_and_the_next_one_is(rig):
    rig.read(NO_TAG)
    rig.read(BLOCKED_TAG)
    rig.arrive()
    first = told(rig)["waiting"]["claim"]
    rig.order(Action.DISMISS, claim=first)

    waiting = told(rig)["waiting"]
    assert waiting is None or waiting["claim"] != first


def test_while_the_boot_settles_nobody_is_judged():
    rig = Rig()
    rig.sample()
    rig.arrive()
    rig.read(NO_TAG)

    assert told(rig)["waiting"] is None


# Modes


def test_a_lockdown_and_a_hold_say_by_whom_why_and_how_long(rig):
    rig.order(Action.HOLD, until=WALL + 600, reason="event")
    assert told(rig)["held"] == {
        "actor": "user:1",
        "reason": "event",
        "until": WALL + 600,
        "mode": "hold",
        "passive": False,
        "resumed": False,
    }
    rig.order(Action.LOCKDOWN, reason="superior")

    lane = told(rig)
    assert lane["held"] is None
    assert lane["lockdown"] == {"actor": "user:1", "reason": "superior", "since": WALL + rig.now}


def test_a_hold_says_what_kind_it_is(rig):
    flow = Hold("user:1", "event", WALL + 60, 60.0, HoldMode.FREE_FLOW, passive=True)
    rig.lane.barrier = replace(rig.lane.barrier, hold=flow)

    held = told(rig)["held"]
    assert (held["mode"], held["passive"]) == ("free_flow", True)


def test_a_hold_without_an_end_has_none(rig):
    ever = Hold("plan:1", "24 jam", math.inf, math.inf, HoldMode.SCHEDULE)
    rig.lane.barrier = replace(rig.lane.barrier, hold=ever)

    assert told(rig)["held"]["until"] is None


def test_each_button_says_why_it_would_be_refused(rig):
    refuses = told(rig)["refuses"]
    assert {key: refuses[key] for key in ("open", "hold", "lockdown")} == {
        "open": None,
        "hold": None,
        "lockdown": None,
    }
    assert refuses["close"] == "already_closed"
    assert refuses["release"] == "not_held"
    assert refuses["reset"] == "not_latched"
    assert refuses["unlock"] == "not_locked"
    rig.order(Action.LOCKDOWN)
    assert told(rig)["refuses"]["open"] == "lockdown"
    assert told(rig)["refuses"]["unlock"] is None


# The last order


def outcome(rig: Rig) -> str:
    return told(rig)["last_order"]["outcome"]


def test_the_last_order_says_what_became_of_it(rig):
    rig.order(Action.RESET)

    assert told(rig)["last_order"] == {
        "id": "o1",
        "action": "reset",
        "actor": "user:1",
        "refusal": "not_latched",
        "at": rig.now,
        "outcome": "refused",
    }


def test_open_is_done_when_the_boom_rises_and_stays_done(rig):
    rig.order(Action.OPEN)
    assert rig.state is State.OPENING
    assert outcome(rig) == "done"
    rig.raise_boom()
    assert outcome(rig) == "done"


def test_close_is_done_when_the_boom_goes_down(rig):
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.order(Action.CLOSE)
    assert outcome(rig) == "accepted"
    rig.set(Input.SAFETY_LOOP, on=False)
    rig.wait(2.1)
    assert rig.state is State.CLOSING
    assert outcome(rig) == "done"


@pytest.mark.parametrize("action", [Action.LOCKDOWN, Action.UNLOCK])
def test_what_moves_nothing_is_done_at_once(rig, action):
    if action is Action.UNLOCK:
        rig.order(Action.LOCKDOWN)
    rig.order(action)

    assert outcome(rig) == "done"


@pytest.mark.parametrize("wiring", list(Wiring))
def test_every_lane_can_be_told_before_its_first_scan(wiring):
    assert told(Rig(wiring))["state"] == "boot"


def test_whoever_waits_is_told_of_the_room_and_since_when_it_is_inside():
    zone = Zone("dalam", frozenset({"masuk"}), frozenset({"keluar"}), capacity=1)
    house = House(vehicle(1, tag("0A")), vehicle(2, tag("0B")), zone=zone)
    house.go("masuk", tag("0A"))
    came_in = house.rows("passage.done")[0].remember["stay.1"][1]

    def waiting(lane: str) -> dict:
        return in_json(lane_status.lane(house.site.lanes[lane].state, ""))["waiting"]

    house.read("masuk", tag("0B"))
    assert waiting("masuk")["room"] == {"inside": 1, "capacity": 1}
    assert waiting("masuk")["inside_since"] is None
    house.read("keluar", tag("0A"))
    assert (waiting("keluar")["room"], waiting("keluar")["inside_since"]) == (None, came_in)
