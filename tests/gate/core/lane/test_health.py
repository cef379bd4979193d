import pytest

from gate.core.barrier.scan import SILENT
from gate.core.barrier.state import State
from gate.core.lane.alarms import FAULTS
from gate.core.lane.health import TOLD
from gate.core.values.events import Action
from gate.core.values.model import Input, Output
from gate.core.values.settings import Timing
from tests.gate.core.barrier.rig import FITTED
from tests.gate.core.rig import A_TAG, LIGHTS, Rig

MORE = frozenset(TOLD) | {Input.INNER_LOOP}
STUCK = Timing().stuck


@pytest.fixture
def rig() -> Rig:
    """A closed lane with every contact that tells of its health, and a fault relay."""
    return Rig.closed(fitted=FITTED | MORE, signals=LIGHTS | {Output.HEALTHY})


def told(rig: Rig) -> list[tuple[str, str]]:
    """The alarms raised and cleared, oldest first."""
    return [
        (row.kind.removeprefix("alarm."), str(row.payload["id"]).removeprefix("masuk/"))
        for row in rig.rows("alarm.")
    ]


@pytest.mark.parametrize(("sensor", "code"), TOLD.items())
def test_a_contact_that_tells_of_a_fault_is_an_alarm_once(rig, sensor, code):
    rig.set(sensor, on=True)
    rig.wait(60)
    rig.arrive()

    assert told(rig) == [("raised", code)]


@pytest.mark.parametrize(("sensor", "code"), TOLD.items())
def test_it_is_cleared_when_the_contact_is_well_again(rig, sensor, code):
    rig.set(sensor, on=True)
    rig.set(sensor, on=False)

    assert told(rig) == [("raised", code), ("cleared", code)]
    assert not rig.lane.alarms.standing


@pytest.mark.parametrize("sensor", TOLD)
def test_while_the_boot_settles_nothing_is_wrong_yet(sensor):
    rig = Rig(fitted=FITTED | MORE)
    rig.active |= {sensor}
    rig.sample()
    rig.wait(2.9)
    assert told(rig) == []
    rig.wait(0.2)

    assert told(rig) == [("raised", TOLD[sensor])]


def test_each_sensor_that_cannot_be_told_is_an_alarm_of_its_own(rig):
    rig.lose(Input.PHOTOCELL, Input.ARMING_LOOP)
    rig.wait(60)

    assert told(rig)[:2] == [
        ("raised", "input_faulty/arming_loop"),
        ("raised", "input_faulty/photocell"),
    ]
    assert [row.payload["detail"]["sensor"] for row in rig.rows("alarm.raised")[:2]] == [
        "arming_loop",
        "photocell",
    ]


def test_a_sensor_that_can_be_told_again_clears_its_own_alarm_only(rig):
    rig.lose(Input.PHOTOCELL, Input.ARMING_LOOP)
    rig.find(Input.PHOTOCELL)
    rig.wait(1)

    assert told(rig)[2:] == [("cleared", "input_faulty/photocell")]
    assert list(rig.lane.alarms.standing) == ["masuk/input_faulty/arming_loop"]


def test_a_fault_contact_that_cannot_be_told_is_faulty_and_says_nothing_else(rig):
    rig.lose(Input.LOOP_FAULT)

    assert told(rig) == [("raised", "input_faulty/loop_fault")]


@pytest.mark.parametrize("loop", [Input.ARMING_LOOP, Input.INNER_LOOP])
def test_a_loop_occupied_for_too_long_is_an_alarm_at_its_time(rig, loop):
    rig.set(loop, on=True)
    rig.wait(STUCK - 1)
    assert told(rig) == []
    rig.wait(1)

    assert told(rig) == [("raised", f"arming_stuck/{loop}")]


def test_a_loop_that_stays_occupied_is_told_once_and_cleared_when_free(rig):
    rig.arrive()
    rig.wait(3 * STUCK)
    rig.leave()

    assert told(rig) == [
        ("raised", "arming_stuck/arming_loop"),
        ("cleared", "arming_stuck/arming_loop"),
    ]


def test_a_loop_that_cannot_be_told_is_not_stuck(rig):
    rig.lose(Input.ARMING_LOOP)
    rig.wait(2 * STUCK)

    assert told(rig) == [("raised", "input_faulty/arming_loop")]


def test_a_loop_that_saw_none_of_several_passages_is_an_alarm_until_a_reset():
    rig = Rig.closed(fitted=FITTED | {Input.INNER_LOOP}, max_credit=10)
    for _ in range(SILENT):
        rig.arrive()
        rig.order(Action.OPEN)
        if rig.state is State.OPENING:
            rig.raise_boom()
        rig.leave()
        rig.wait(0.2)
        rig.set(Input.INNER_LOOP, on=True)
        rig.wait(0.5)
        rig.set(Input.INNER_LOOP, on=False)
        rig.wait(0.5)

    assert rig.lane.barrier.silent == SILENT
    assert told(rig) == [("raised", "loop_silent")]


def test_an_alarm_about_a_sensor_tells_what_the_others_showed(rig):
    rig.set(Input.MAINS_LOST, on=True)

    (alarm,) = rig.rows("alarm.raised")
    assert alarm.payload["detail"]["inputs"] == ["closed_limit", "mains_lost"]


# The fault relay


@pytest.mark.parametrize("sensor", TOLD)
def test_the_fault_relay_drops_with_a_fault_and_is_on_again_after_it(rig, sensor):
    assert Output.HEALTHY in rig.on
    rig.set(sensor, on=True)
    assert Output.HEALTHY not in rig.on
    rig.set(sensor, on=False)

    assert Output.HEALTHY in rig.on


def test_the_fault_relay_tells_at_once_of_a_reader_that_is_lost_and_found(rig):
    rig.lose_reader()
    assert Output.HEALTHY not in rig.on
    rig.find_reader()

    assert Output.HEALTHY in rig.on


def test_the_fault_relay_is_off_while_the_boom_is_in_a_fault(rig):
    rig.set(Input.OPEN_LIMIT, on=True)

    assert rig.state is State.FAULT
    assert Output.HEALTHY not in rig.on


def test_an_alarm_about_people_is_no_fault_of_the_machine(rig):
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.drive_through()
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.set(Input.SAFETY_LOOP, on=False)

    assert "masuk/tailgating" in rig.lane.alarms.standing
    assert "tailgating" not in FAULTS
    assert Output.HEALTHY in rig.on


def test_a_forced_boom_that_is_down_again_is_well_though_nobody_has_seen_the_alarm(rig):
    rig.set(Input.CLOSED_LIMIT, on=False)
    rig.wait(0.6)
    assert Output.HEALTHY not in rig.on
    rig.set(Input.CLOSED_LIMIT, on=True)

    assert rig.lane.alarms.standing["masuk/forced_open"].over
    assert Output.HEALTHY in rig.on


def test_a_lane_whose_fault_contact_stands_keeps_letting_people_in(rig):
    rig.set(Input.MAINS_LOST, on=True)
    rig.arrive()
    rig.read(A_TAG)

    assert rig.credit == 1
