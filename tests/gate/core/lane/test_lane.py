import pytest

from gate.core.barrier.state import State
from gate.core.values.commands import Energise, Record, Release
from gate.core.values.events import Action, InputsSampled
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.rig import A_TAG, B_TAG, DOWN, LANE, LOOPLESS, NO_TAG, Rig

ALARM = "masuk/reader_lost/reader"


@pytest.fixture(params=[Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def rig(request: pytest.FixtureRequest) -> Rig:
    """A closed lane with nobody at it."""
    return Rig.closed(request.param)


# What leaves the lane


def test_relays_come_before_lamps_and_lamps_before_rows(rig):
    rig.arrive()
    rig.read(A_TAG)
    rig.wait(0.5)
    rig.set(Input.CLOSED_LIMIT, on=False)
    rig.wait(1)
    commands = rig.handle(InputsSampled(LANE, frozenset({Input.OPEN_LIMIT, Input.ARMING_LOOP})))

    assert commands[:2] == [Release(LANE, Output.RED), Energise(LANE, Output.GREEN, None)]
    assert [command.kind for command in commands[2:] if isinstance(command, Record)] == [
        "boom.opened"
    ]


def test_a_grant_asks_for_one_pulse_and_lets_go_at_its_time(rig):
    rig.arrive()
    commands = rig.read(A_TAG)

    assert commands[0] == Energise(LANE, Output.OPEN, Timing().pulse)
    assert Output.OPEN in rig.on
    rig.wait(Timing().pulse)
    assert Output.OPEN not in rig.on
    assert rig.pulses == [Output.OPEN]


def test_a_second_vehicle_adds_no_second_pulse(rig):
    rig.arrive()
    rig.read(A_TAG)
    rig.read(B_TAG)

    assert rig.credit == 2
    assert rig.pulses == [Output.OPEN]


def test_stop_drops_the_relay_at_once(rig):
    rig.arrive()
    rig.read(A_TAG)
    rig.set(Input.STOP, on=True)

    assert Output.OPEN not in rig.on


def test_a_relay_gives_way_to_the_other_with_a_gap():
    rig = Rig.closed()
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.set(Input.SAFETY_LOOP, on=False)
    rig.wait(2.1)
    assert rig.state is State.CLOSING
    assert Output.CLOSE in rig.on
    rig.set(Input.SAFETY_LOOP, on=True)
    assert not rig.on & {Output.OPEN, Output.CLOSE}
    rig.wait(Timing().dead)

    assert Output.OPEN in rig.on


# Lamps


def test_lamps_are_dark_until_the_boot_has_settled_then_red():
    rig = Rig()
    rig.sample()
    rig.wait(2.9)
    assert rig.on == set()
    rig.wait(0.2)

    assert rig.on == {Output.RED}


def test_the_light_is_green_while_one_may_drive_and_red_otherwise(rig):
    rig.order(Action.OPEN)
    rig.wait(0.6)
    assert rig.on == {Output.RED}
    rig.raise_boom()
    assert rig.on == {Output.GREEN}
    rig.drive_through()
    assert rig.on == {Output.RED}


# Travel


def test_the_lane_learns_how_long_the_boom_travels():
    rig = Rig.closed()
    rig.order(Action.OPEN)
    rig.wait(0.5)
    rig.set(Input.CLOSED_LIMIT, on=False)
    rig.wait(1.7)
    rig.set(Input.OPEN_LIMIT, on=True)

    assert rig.lane.travel.up == pytest.approx(2.2)
    rig.drive_through()
    rig.wait(2)
    assert rig.state is State.CLOSING
    rig.set(Input.OPEN_LIMIT, on=False)
    started = rig.lane.barrier.since
    rig.wait(1.4)
    rig.set(Input.CLOSED_LIMIT, on=True)
    assert rig.lane.travel.down == pytest.approx(rig.now - started)


def test_a_boom_that_turns_half_way_teaches_nothing():
    rig = Rig.closed()
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.drive_through()
    rig.wait(2)
    learned = rig.lane.travel
    rig.set(Input.OPEN_LIMIT, on=False)
    rig.wait(0.3)
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.wait(0.3)
    rig.set(Input.OPEN_LIMIT, on=True)

    assert rig.state is State.PASSING
    assert rig.lane.travel == learned


def test_a_boom_that_needed_a_second_pulse_teaches_nothing(rig):
    learned = rig.lane.travel
    rig.order(Action.OPEN)
    rig.wait(2.5)
    rig.set(Input.CLOSED_LIMIT, on=False)
    rig.wait(1)
    rig.set(Input.OPEN_LIMIT, on=True)

    assert rig.pulses == [Output.OPEN, Output.OPEN]
    assert rig.lane.travel == learned


# Readers


def test_a_lost_reader_is_journalled_and_an_alarm_until_it_is_found(rig):
    rig.lose_reader()
    assert ALARM in rig.lane.alarms.standing
    rig.find_reader()

    assert ALARM not in rig.lane.alarms.standing
    assert [(row.kind, row.payload.get("reader")) for row in rig.journal[-4:]] == [
        ("reader.lost", "reader"),
        ("alarm.raised", None),
        ("reader.found", "reader"),
        ("alarm.cleared", None),
    ]


def test_a_reader_found_at_the_start_clears_nothing(rig):
    rig.find_reader()

    assert rig.kinds()[-1] == "reader.found"


# Alarms and passages


def test_an_alarm_tells_the_inputs_it_rested_on(rig):
    rig.set(Input.CLOSED_LIMIT, on=False)
    rig.wait(20)

    (alarm,) = rig.rows("alarm.raised")[:1]
    assert alarm.payload["detail"]["inputs"] == []
    assert alarm.payload["alarm"] in {"forced_open", "drift"}


def test_an_alarm_is_cleared_when_its_cause_is_gone(rig):
    rig.set(Input.FIRE, on=True)
    assert "masuk/fire" in rig.lane.alarms.standing
    rig.raise_boom()
    rig.set(Input.FIRE, on=False)

    assert "alarm.cleared" in rig.kinds()
    assert "masuk/fire" not in rig.lane.alarms.standing


def test_a_vehicle_without_a_credit_under_the_boom_is_a_passage_and_an_alarm():
    rig = Rig.closed()
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.drive_through()
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.set(Input.SAFETY_LOOP, on=False)

    assert rig.kinds("passage.") == ["passage.done", "passage.unauthorised"]
    assert "masuk/tailgating" in rig.lane.alarms.standing


def test_a_tailgater_is_told_of_with_the_vehicle_it_followed():
    rig = Rig.closed()
    rig.arrive()
    rig.read(A_TAG)
    claim = rig.claim.id
    rig.raise_boom()
    rig.drive_through()
    rig.drive_through()

    detail = rig.lane.alarms.standing["masuk/tailgating"].detail
    assert detail["followed"] == {"claim": claim, "vehicle": 1, "plate": "N1234AP"}


def test_who_passed_before_the_boom_was_raised_is_not_the_one_followed():
    rig = Rig.closed()
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.drive_through()
    rig.wait(3)
    rig.lower_boom()
    rig.order(Action.OPEN)
    rig.raise_boom()
    rig.wait(31)
    rig.set(Input.SAFETY_LOOP, on=True)
    rig.set(Input.SAFETY_LOOP, on=False)

    assert "followed" not in rig.lane.alarms.standing["masuk/tailgating"].detail


def test_a_vehicle_that_backs_out_loses_its_credit_and_may_come_again(rig):
    rig.arrive()
    rig.read(A_TAG)
    rig.raise_boom()
    rig.leave()
    rig.wait(3.1)
    assert rig.kinds("passage.") == ["passage.backed_out"]
    rig.arrive()
    rig.read(A_TAG)

    assert rig.credit == 1
    assert len(rig.credited) == 2


# Wirings and fittings


def test_without_any_sensor_of_passages_an_opening_counts_as_one():
    rig = Rig.closed(Wiring.PULSE_OPEN, fitted={Input.CLOSED_LIMIT, Input.OPEN_LIMIT})
    rig.read(A_TAG)
    rig.raise_boom()

    assert rig.kinds("passage.") == ["passage.done"]
    assert rig.credit == 0
    rig.read(A_TAG)
    assert rig.credit == 0


def test_without_a_loop_nobody_is_asked_for_one():
    rig = Rig.closed(fitted=LOOPLESS)
    assert rig.lane.on_loop is None
    rig.arrive()

    assert rig.lane.on_loop is None


def test_a_loop_that_cannot_be_read_keeps_nobody_out(rig):
    rig.handle(InputsSampled(LANE, DOWN, frozenset({Input.ARMING_LOOP})))
    rig.read(A_TAG)

    assert rig.credit == 1


# Rest


def test_an_idle_lane_asks_for_nothing(rig):
    assert rig.site.deadline is None


@pytest.mark.parametrize("credential", [A_TAG, NO_TAG], ids=["known", "unknown"])
def test_after_a_visit_the_lane_is_idle_again(rig, credential):
    rig.arrive()
    rig.read(credential)
    if rig.credit:
        rig.raise_boom()
    rig.leave()
    rig.wait(6)
    rig.lower_boom()
    rig.wait(60)

    assert rig.state is State.CLOSED
    assert rig.claims == ()
    assert rig.site.deadline is None
