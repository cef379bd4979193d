"""Every alarm about the boom, from what brings it about to whoever is to know it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from gate.core.barrier.scan import SILENT
from gate.core.values.events import Action
from gate.core.values.model import Input, Wiring
from gate.mqtt.publish.events import PersonalData, event
from gate.mqtt.publish.lanes import lane_state
from gate.status.lane import lane as snapshot
from gate.store.history import StoredRow
from gate.words.alarms import ALARMS
from gate.words.states import CAUSES
from tests.gate.core.barrier.rig import FITTED
from tests.gate.core.rig import A_TAG, LANE, LIMITS, Rig

EVERY = FITTED | {
    Input.INNER_LOOP,
    Input.BREAKAWAY,
    Input.LOOP_FAULT,
    Input.BOARD_FAULT,
    Input.MAINS_LOST,
}
FAULTS = {"limits_conflict", "boom_detached", "not_moving", "open_timeout", "run_limit"}
"""Alarms under which the lane serves nobody until a reset."""


def contact(sensor: Input, seconds: float = 0.0) -> Callable[[Rig], None]:
    def turn(rig: Rig) -> None:
        rig.set(sensor, on=True)
        rig.wait(seconds)

    return turn


def left(limit: Input) -> Callable[[Rig], None]:
    def leave(rig: Rig) -> None:
        if limit is Input.OPEN_LIMIT:
            opened(rig)
        rig.set(limit, on=False)
        rig.wait(1)

    return leave


def opened(rig: Rig) -> None:
    rig.order(Action.OPEN)
    rig.raise_boom()


def passed(rig: Rig) -> None:
    opened(rig)
    rig.drive_through()
    rig.wait(3)


def ordered(seconds: float, *, leaves: bool) -> Callable[[Rig], None]:
    """It is told to open, and does not get there."""

    def order(rig: Rig) -> None:
        rig.order(Action.OPEN)
        rig.set(Input.CLOSED_LIMIT, on=not leaves)
        rig.wait(seconds)

    return order


def parked(rig: Rig) -> None:
    opened(rig)
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.wait(301)


def lowered_for_ever(rig: Rig) -> None:
    passed(rig)
    rig.set(*LIMITS, on=False)
    rig.wait(9)


def obstructed(rig: Rig) -> None:
    passed(rig)
    rig.set(*LIMITS, on=False)
    rig.set(Input.SAFETY_LOOP, on=True)


def run_for_ever(rig: Rig) -> None:
    rig.order(Action.OPEN)
    rig.set(*LIMITS, on=False)
    rig.lane.barrier = replace(rig.lane.barrier, raised_at=rig.now + 5)  # no row believes it
    rig.wait(10)


def tailgated(rig: Rig) -> None:
    opened(rig)
    rig.drive_through()
    rig.drive_through()


def came_the_wrong_way(rig: Rig) -> None:
    rig.arrive()
    rig.read(A_TAG)
    rig.raise_boom()
    rig.leave()
    rig.set(Input.INNER_LOOP, on=True)
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.wait(0.5)
    rig.set(Input.INNER_LOOP, on=False)
    rig.set(Input.SAFETY_LOOP, on=False)


def welded(rig: Rig) -> None:
    left(Input.CLOSED_LIMIT)(rig)
    rig.set(Input.OPEN_LIMIT, on=True)


def blinded(rig: Rig) -> None:
    rig.lane.barrier = replace(rig.lane.barrier, silent=SILENT)
    rig.sample()


OURS = Wiring.OPEN_CLOSE
SITUATIONS: dict[str, tuple[Wiring, Callable[[Rig], None]]] = {
    "forced_open": (OURS, left(Input.CLOSED_LIMIT)),
    "drift": (OURS, left(Input.OPEN_LIMIT)),
    "loitering": (OURS, contact(Input.SAFETY_LOOP, 21)),
    "safety_stuck": (OURS, parked),
    "not_closing": (Wiring.PULSE_OPEN, lambda rig: (passed(rig), rig.wait(140))),
    "close_timeout": (OURS, lowered_for_ever),
    "obstructed": (Wiring.STEP, obstructed),
    "fire": (OURS, contact(Input.FIRE)),
    "fire_not_open": (OURS, contact(Input.FIRE, 9)),
    "limits_conflict": (OURS, contact(Input.OPEN_LIMIT)),
    "open_timeout": (OURS, ordered(9, leaves=True)),
    "not_moving": (OURS, ordered(5, leaves=False)),
    "run_limit": (Wiring.MOTOR, run_for_ever),
    "boom_detached": (OURS, contact(Input.BREAKAWAY)),
    "tailgating": (OURS, tailgated),
    "wrong_way": (OURS, came_the_wrong_way),
    "output_stuck": (OURS, welded),
    "loop_fault": (OURS, contact(Input.LOOP_FAULT)),
    "board_fault": (OURS, contact(Input.BOARD_FAULT)),
    "mains_lost": (OURS, contact(Input.MAINS_LOST)),
    "loop_silent": (OURS, blinded),
    "input_faulty": (OURS, lambda rig: rig.lose(Input.PHOTOCELL)),
    "arming_stuck": (OURS, contact(Input.ARMING_LOOP, 301)),
}


@pytest.fixture(params=SITUATIONS)
def alarmed(request: pytest.FixtureRequest) -> tuple[str, Rig]:
    """A lane at which this alarm has been brought about."""
    wiring, bring_about = SITUATIONS[request.param]
    rig = Rig.closed(wiring, fitted=EVERY)
    rig.journal.clear()
    bring_about(rig)
    return request.param, rig


def test_each_alarm_is_told_once_with_its_reason_and_its_inputs(alarmed: tuple[str, Rig]):
    code, rig = alarmed
    rig.sample()

    (row,) = [row for row in rig.rows("alarm.raised") if row.payload["alarm"] == code]
    assert row.payload["id"].startswith(f"{LANE}/{code}")
    assert set(row.payload["detail"]["inputs"]) <= {sensor.value for sensor in EVERY}
    faults = [(row.payload["cause"], "inputs" in row.payload) for row in rig.rows("boom.fault")]
    assert faults == ([(code, True)] if code in FAULTS else [])


def test_each_alarm_reaches_the_broker_as_an_event_and_in_the_state_of_its_lane(
    alarmed: tuple[str, Rig],
):
    code, rig = alarmed
    row = next(row for row in rig.rows("alarm.raised") if row.payload["alarm"] == code)
    stored = StoredRow(
        *("balai-kota", "e1", 7, "x", "b", 1, 2, True, LANE, row.kind, None, b"", {**row.payload})  # type: ignore[arg-type] # in the order of its fields
    )
    standing = [alarm.code for alarm in rig.lane.alarms.all()]
    state = lane_state(snapshot(rig.lane, "Masuk"), since=0.0, clock_trusted=True, alarms=standing)

    told = json.loads(event(stored, PersonalData.NONE))["payload"]
    assert (told["alarm"], told["detail"]["inputs"]) == (code, row.payload["detail"]["inputs"])
    assert code in state["alarms"]


@pytest.mark.parametrize("code", SITUATIONS)
def test_each_alarm_says_on_the_page_what_to_do_about_it(code: str):
    assert ALARMS[code].todo


def test_each_fault_says_on_the_page_why():
    assert CAUSES.keys() >= FAULTS
