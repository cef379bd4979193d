"""What reaches the relays and lamps of a lane: in which order, and for how long at most."""

import pytest

from gate.core.barrier.commission import TRIED
from gate.core.barrier.state import State
from gate.core.lane.signals import COUNTED
from gate.core.values.commands import Energise, Release
from gate.core.values.events import Action, InputsSampled
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import Timing
from tests.gate.core.barrier.rig import FITTED
from tests.gate.core.rig import A_TAG, LANE, Rig

ALL = frozenset(
    {Output.RED, Output.GREEN, Output.BUZZER, Output.HEALTHY, Output.COUNT, Output.STOP_PERMIT}
)


def tried(output: Output, wiring: Wiring = Wiring.OPEN_CLOSE) -> Rig:
    """A closed lane on which a technician tries an output."""
    rig = Rig.closed(wiring, signals=ALL)
    assert rig.order(Action.TEST_OUTPUT, value=output.value) is None
    assert rig.state is State.COMMISSION
    return rig


def let_in(wiring: Wiring) -> Rig:
    rig = Rig.closed(wiring, signals=ALL)
    rig.arrive()
    rig.read(A_TAG)
    return rig


@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE, Wiring.STEP], ids=str)
def test_a_pulse_has_an_end_of_its_own(wiring):
    rig = let_in(wiring)
    (relay,) = rig.pulses

    assert rig.at_most[relay] == Timing().pulse


def test_a_motor_has_an_end_of_its_own():
    assert let_in(Wiring.MOTOR).at_most[Output.UP] == Timing().run_max


def test_a_counting_pulse_has_an_end_of_its_own():
    rig = let_in(Wiring.OPEN_CLOSE)
    rig.raise_boom()
    rig.drive_through()

    assert rig.at_most[Output.COUNT] == COUNTED


@pytest.mark.parametrize("output", [Output.RED, Output.HEALTHY, Output.STOP_PERMIT], ids=str)
def test_what_is_held_has_none(output):
    assert Rig.closed(signals=ALL).at_most[output] is None


def test_a_held_contact_has_none():
    assert let_in(Wiring.HOLD_OPEN).at_most[Output.HOLD] is None


def test_what_goes_off_goes_off_before_anything_goes_on():
    rig = let_in(Wiring.MOTOR)
    rig.active = frozenset({Input.OPEN_LIMIT, Input.ARMING_LOOP})
    commands = rig.handle(InputsSampled(LANE, rig.active))
    switched = [type(each) for each in commands if isinstance(each, Energise | Release)]

    assert switched == sorted(switched, key=lambda kind: kind is Energise)
    assert set(switched) == {Energise, Release}


def test_a_lamp_that_is_tried_shows_the_opposite_for_a_while():
    assert Output.RED not in tried(Output.RED).on
    green = tried(Output.GREEN)
    assert {Output.RED, Output.GREEN} <= green.on
    assert green.at_most[Output.GREEN] == TRIED

    green.wait(TRIED)
    assert Output.GREEN not in green.on


def test_the_fault_relay_is_tried_by_letting_go_of_it():
    assert Output.HEALTHY not in tried(Output.HEALTHY).on


def test_the_buzzer_is_tried():
    rig = tried(Output.BUZZER)

    assert (Output.BUZZER in rig.on, rig.at_most[Output.BUZZER]) == (True, TRIED)


def test_the_counter_is_tried_with_one_pulse():
    rig = tried(Output.COUNT)
    rig.wait(10.0)

    assert rig.pulses == [Output.COUNT]
    assert rig.rows("passage.") == []


def test_a_relay_is_tried_with_the_lamps_as_they_are():
    rig = tried(Output.OPEN)

    assert rig.pulses == [Output.OPEN]
    assert {Output.RED, Output.HEALTHY} <= rig.on


def test_a_motor_that_is_tried_has_a_short_end_of_its_own():
    rig = tried(Output.UP, Wiring.MOTOR)

    assert rig.at_most[Output.UP] == Timing().pulse


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ("close", "would_lower"),
        ("hold", "unknown_output"),
        ("x", "unknown_output"),
        (None, "unknown_output"),
    ],
)
def test_what_cannot_be_tried_is_refused(value, refusal):
    rig = Rig.closed(signals=ALL)

    assert rig.order(Action.TEST_OUTPUT, value=value) == refusal
    assert (rig.state, rig.pulses) == (State.CLOSED, [])


def test_any_order_ends_a_trial():
    rig = tried(Output.OPEN)
    assert rig.order(Action.OPEN) == "commission"

    assert (rig.state, rig.on & {Output.OPEN}) == (State.BOOT, set())


def test_a_vehicle_that_comes_ends_a_trial_and_is_let_in_once_the_lane_has_settled():
    rig = tried(Output.BUZZER)
    rig.arrive()
    rig.read(A_TAG)
    assert (rig.state, rig.credit) == (State.BOOT, 0)

    rig.wait(4.0)
    assert rig.state is State.OPENING


def test_a_read_without_a_loop_waits_until_the_trial_is_over():
    rig = Rig.closed(fitted=FITTED - {Input.ARMING_LOOP}, signals=ALL)
    rig.order(Action.TEST_OUTPUT, value="buzzer")
    rig.read(A_TAG)
    assert (rig.credit, rig.outcomes) == (0, [("granted", "commission")])

    rig.wait(TRIED + 3.1)
    assert rig.credit == 1
