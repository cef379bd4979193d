"""Scenarios 32-37 of `gate/core/barrier/README.md` §6: stop, fire, maintenance."""

import pytest
from gpiozero.pins.mock import MockFactory

from gate.config.gate_toml import PinInput
from gate.core.barrier.state import State
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from hardware.gpio.inputs import GpioInputs
from simulator.world import Car, Fault, Machine, Play
from tests.stories.people import MEMBER_TAG, SECOND_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL, LIFTING, MOVING, OURS, UP, fitted

UNWIRED = Play(machine=Machine(fire_wired=False))
"""A board that knows nothing of the fire: what opens is our control."""

HELD = [(wiring, ()) for wiring in OURS] + [(Wiring.PULSE_OPEN, (Output.HOLD,))]
"""Lanes on which we can keep the boom up as long as we want."""


def nothing_moves(told: Story) -> bool:
    return told.on.isdisjoint(MOVING) and Output.STOP_PERMIT not in told.on


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s32_stop_ends_the_closing_and_its_release_moves_nothing(wiring: Wiring):
    """STOP during closing - off at once; released - nothing; a fresh order opens."""
    told = closed(fitted(wiring, more={Output.STOP_PERMIT}))
    told.car(tag=MEMBER_TAG)
    told.until("boom.closing")
    told.run(0.8)
    told.fault(Fault.STOP_PRESSED)
    told.run(0.02)
    assert told.state is State.STOPPED
    assert nothing_moves(told)
    angle, moved = told.strip.angle, len(told.pulses)
    told.run(5)
    told.fault(Fault.STOP_PRESSED, on=False)
    told.run(60)
    assert told.strip.angle == pytest.approx(angle, abs=1.0)
    assert len(told.pulses) == moved

    if wiring is not Wiring.STEP:  # a step pulse from between the limits might close
        assert told.order(Action.OPEN) is None
        told.until("boom.opened")


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_an_order_to_stop_halts_the_boom_where_it_is_until_somebody_opens(wiring: Wiring):
    """Closing - ordered to stop - off at once, and nothing moves it; an order opens."""
    told = closed(fitted(wiring, more={Output.STOP_PERMIT}), UNWIRED)
    told.car(tag=MEMBER_TAG)
    told.until("boom.closing")
    told.run(0.8)
    assert told.order(Action.STOP) is None
    assert nothing_moves(told)
    told.run(0.5)
    angle = told.strip.angle
    told.run(120)
    assert told.strip.angle == pytest.approx(angle, abs=1.0)
    assert (told.state, told.alarms) == (State.STOPPED, [])

    assert told.order(Action.OPEN) is None
    told.until("boom.opened")


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_fire_raises_a_boom_that_was_only_ordered_to_stop(wiring: Wiring):
    """Ordered to stop - fire - up; the fire ends - stays up until a reset."""
    told = closed(fitted(wiring, more={Output.STOP_PERMIT}), UNWIRED)
    assert told.order(Action.STOP) is None
    told.run(5)
    told.fault(Fault.FIRE)
    told.run(20)
    assert told.strip.angle >= UP
    told.fault(Fault.FIRE, on=False)
    told.run(60)

    assert told.state is State.LATCHED
    assert told.strip.angle >= UP


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s33_a_stop_tapped_while_settling_is_not_forgotten(wiring: Wiring):
    """STOP tapped during boot settle - stopped after boot."""
    told = Story(wiring)
    told.run(1.0)
    told.fault(Fault.STOP_PRESSED)
    told.run(0.2)
    told.fault(Fault.STOP_PRESSED, on=False)
    told.car(tag=MEMBER_TAG)
    told.run(60)

    assert told.state is State.STOPPED
    assert told.pulses == []
    assert told.order(Action.RESET) is None
    told.until("passage.done")


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_s34_fire_lifts_a_closing_boom_off_a_car_and_keeps_it_up(wiring: Wiring):
    """Fire during closing over a car - up within the dead time; fire ends - up until reset."""
    told = closed(wiring, UNWIRED)
    told.car(tag=MEMBER_TAG)
    car = told.arrive(Car(reaction=10.0))
    told.until("boom.closing")
    told.run(0.3)
    told.rush(car)
    told.run(0.1)
    told.fault(Fault.FIRE)
    told.wait(lambda: told.state is State.EMERGENCY, within=0.1)
    told.run(0.8)
    rising = told.strip.angle
    told.run(0.1)
    assert told.strip.angle > rising or told.strip.angle >= UP
    told.run(20)
    told.fault(Fault.FIRE, on=False)
    told.run(600)

    assert told.state is State.LATCHED
    assert told.strip.angle >= UP
    assert told.order(Action.RESET) is None
    told.until("boom.closed")


@pytest.mark.parametrize(("wiring", "more"), HELD, ids=str)
def test_s34_after_a_fire_the_boom_stays_up_until_reset(wiring: Wiring, more: tuple[Output, ...]):
    """… from rest, and under a board that closes by itself where a hold relay keeps it up."""
    told = closed(fitted(wiring, more=more), UNWIRED)
    told.fault(Fault.FIRE)
    told.run(30)
    assert told.strip.angle >= UP
    told.fault(Fault.FIRE, on=False)
    told.run(600)

    assert told.state is State.LATCHED
    assert told.strip.angle >= UP
    assert told.order(Action.OPEN) == "latched"
    assert told.order(Action.RESET) is None
    told.run(30)
    assert told.strip.angle == 0.0 or told.state is State.CLOSED


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s35_fire_opens_even_in_a_fault_and_stop_stops_even_fire(wiring: Wiring):
    """Fire while in FAULT - still opens; STOP pressed - stops."""
    told = closed(wiring, UNWIRED)
    told.fault(Fault.MOTOR_DEAD)
    told.order(Action.OPEN)
    told.until("boom.fault")
    told.fault(Fault.MOTOR_DEAD, on=False)
    told.fault(Fault.FIRE)
    told.run(1.5)
    assert told.state is State.EMERGENCY
    assert 0 < told.strip.angle < UP

    told.fault(Fault.STOP_PRESSED)
    told.run(0.02)
    angle = told.strip.angle
    told.run(30)

    assert told.state is State.STOPPED
    assert told.strip.angle == pytest.approx(angle, abs=1.0)
    assert told.on.isdisjoint(MOVING)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s36_a_cut_wire_of_the_fire_contact_is_fire(wiring: Wiring):
    """Fire loop wire cut - treated as fire; the real driver reads the pin."""
    told = closed(wiring, UNWIRED)
    pins = MockFactory()
    fire = PinInput(20, normally_closed=True, pull="up")
    driver = GpioInputs("masuk", {Input.FIRE: fire}, pins)

    def contacts():
        active, unknown = driver.sample()
        return told.world.inputs("masuk") | active, unknown

    pins.pin(20).drive_low()
    told.contacts = contacts
    told.run(1.0)
    assert told.state is State.CLOSED
    pins.pin(20).drive_high()  # by the pull-up, once nothing ties the pin to ground any more
    told.run(0.02)
    told.run(5.0)
    driver.close()

    assert told.state is State.EMERGENCY
    assert told.strip.angle >= UP


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s37_nothing_moves_while_somebody_works_on_the_barrier(wiring: Wiring):
    """Maintenance key while opening - off; a read is refused; key back - boot, no motion."""
    told = closed(fitted(wiring, more={Output.STOP_PERMIT}))
    told.car(tag=MEMBER_TAG)
    told.until("boom.opening")
    told.run(0.8)
    told.fault(Fault.MAINTENANCE)
    told.until("boom.maintenance")
    assert nothing_moves(told)
    moved = len(told.pulses)
    told.read(tag=SECOND_TAG)
    told.run(30)
    assert told.state is State.MAINTENANCE
    assert told.rows("decision.granted")[-1].payload["withheld"] == "maintenance"
    assert told.order(Action.OPEN) == "maintenance"
    assert len(told.pulses) == moved

    told.fault(Fault.MAINTENANCE, on=False)
    told.until("boom.maintained")
    assert told.state is State.BOOT
    told.run(2.9)
    assert len(told.pulses) == moved
