"""Scenarios 38-46 of `gate/core/barrier/README.md` §6: power and software.

Three are held elsewhere, where the real thing is: see `ELSEWHERE` in `test_completeness`.
"""

from typing import get_args, get_type_hints

import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action, Event
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import LaneSettings, SiteSettings
from simulator.world import Car, Fault
from tests.stories.people import MEMBER_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL, LIFTING, OURS, PULSED, UP, fitted


def cut_over_a_car(settings: LaneSettings, parks: float = 60.0) -> Story:
    """Power fails over a car under the open boom, and comes back: the loop is blind to it."""
    told = closed(settings)
    told.arrive(Car(tags=(MEMBER_TAG,), parks=parks))
    told.wait(lambda: told.state is State.PASSING)
    told.run(2.0)
    told.power_cut()
    told.run(20)
    told.power_up()
    told.run(5)
    assert Input.SAFETY_LOOP not in told.strip.inputs
    assert told.strip.outside.under_boom(told.now)
    return told


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s38_a_boom_up_over_a_car_the_loop_cannot_see_stays_up(wiring: Wiring):
    """Power cut while open with a car beneath - stays latched(recovery) until somebody resets."""
    told = cut_over_a_car(fitted(wiring))
    told.run(3600)

    assert told.state is State.LATCHED
    assert told.lane.barrier.latch == "recovery"
    assert told.strip.angle >= UP
    assert told.order(Action.RESET) is None
    told.until("boom.closed")


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s38_without_a_photocell_it_never_closes_by_itself(wiring: Wiring):
    """… without a photocell not even where the site allows recovery."""
    told = cut_over_a_car(fitted(wiring, without={Input.PHOTOCELL}, recovery_close=True))
    told.run(3600)

    assert told.state is State.LATCHED
    assert told.strip.angle >= UP


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_s38_with_a_photocell_it_recovers_after_a_warning_if_the_site_allows(wiring: Wiring):
    """… with one it closes after a minute of clear beam and five seconds of warning."""
    told = cut_over_a_car(fitted(wiring, recovery_close=True))
    told.wait(lambda: not told.strip.outside.under_boom(told.now))
    told.wait(lambda: Input.PHOTOCELL not in told.strip.inputs)
    left = told.now
    told.until("boom.warning", within=120)
    assert Output.BUZZER in told.on
    told.until("boom.closing")

    assert told.times("boom.warning")[0] - left >= 60.0
    assert told.times("boom.closing")[-1] - told.times("boom.warning")[0] >= 5.0
    told.until("boom.closed")


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s39_a_power_cut_in_mid_travel_moves_nothing_by_itself(wiring: Wiring):
    """Power cut mid-travel - place unknown; the first valid read opens, nothing closes first."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(1.2)
    told.power_cut()
    told.run(20)
    told.power_up()
    moved, angle = len(told.pulses), told.strip.angle
    told.run(600)
    assert told.state is State.UNKNOWN
    assert len(told.pulses) == moved
    assert told.strip.angle == angle

    told.car(tag=MEMBER_TAG)
    granted = told.until("decision.granted")
    if wiring is Wiring.STEP:  # a pulse from between the limits might close
        assert granted.payload["withheld"] == "position_unknown"
        assert len(told.pulses) == moved
    else:
        told.until("passage.done")
        assert told.kinds.index("passage.done") < [*told.kinds, "boom.closing"].index(
            "boom.closing"
        )


@pytest.mark.parametrize("wiring", LIFTING, ids=str)
def test_s39_opened_for_nobody_it_does_not_close_on_what_the_loop_may_not_see(wiring: Wiring):
    """… opened then for nobody, it stays up and calls: the loop has not proved itself yet."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(1.2)
    told.power_cut()
    told.run(20)
    told.power_up()
    told.run(5)
    assert told.order(Action.OPEN) is None
    told.until("boom.latched")
    told.run(600)

    assert told.lane.barrier.latch == "untrusted"
    assert told.strip.angle >= UP


@pytest.mark.parametrize("wiring", PULSED, ids=str)
def test_s40_a_controller_killed_in_its_pulse_gives_no_second_one(wiring: Wiring):
    """Process killed during a 0.5 s pulse - the relay drops, BOOT, no second pulse."""
    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(0.1)
    assert len(told.pulses) == 1
    told.crash()
    told.run(2.0)
    told.power_up()
    told.run(600)

    assert len(told.pulses) == 1


def test_s43_an_order_that_comes_again_opens_nothing():
    """A retained "open" comes again after a reconnect, or a restart - refused, once and for all."""
    told = closed(Wiring.OPEN_CLOSE)
    assert told.order(Action.OPEN, name="retained-1") is None
    told.until("boom.closed")
    moved = len(told.pulses)
    assert told.order(Action.OPEN, name="retained-1") == "duplicate"
    told.power_up()
    told.run(5)

    assert told.order(Action.OPEN, name="retained-1") == "duplicate"
    assert told.order(Action.OPEN, name="retained-1", age=3600) == "duplicate"
    assert len(told.pulses) == moved


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s42_an_order_that_comes_late_opens_nothing(wiring: Wiring):
    """Message "open" delayed 40 s - refused(stale)."""
    told = closed(wiring)

    assert told.order(Action.OPEN, age=40) == "stale"
    told.run(60)

    assert told.pulses == []


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s44_a_jump_of_the_clock_changes_no_motion(wiring: Wiring):
    """Clock jumps 2019 → 2026 at NTP sync while the boom waits - timers unaffected."""

    def moved(*, jump: bool) -> list[tuple[float, str]]:
        told = closed(wiring)
        told.trusted = not jump
        told.wall -= 7 * 365 * 86_400 if jump else 0
        told.arrive(Car(tags=(MEMBER_TAG,), reaction=3.0))
        told.until("boom.opened")
        told.run(1.0)
        told.trusted = True
        told.wall += 7 * 365 * 86_400 if jump else 0
        told.run(60)
        return [(at, row.kind) for at, row in told.journal if not row.kind.startswith("decision")]

    assert moved(jump=True) == moved(jump=False)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s46_other_pins_need_a_restart_and_that_moves_nothing(wiring: Wiring):
    """Config changed while opening - nothing brings it into a running core; a restart is a boot."""
    carried = {kind for event in get_args(Event) for kind in get_type_hints(event).values()} & {
        LaneSettings,
        SiteSettings,
    }
    assert carried == set()

    told = closed(wiring)
    told.order(Action.OPEN)
    told.run(1.0)
    moved = len(told.pulses)
    told.power_up(fitted(wiring, without={Input.INNER_LOOP}))
    assert told.state is State.BOOT
    told.run(600)

    assert len([relay for relay in told.pulses[moved:] if relay is not Output.HOLD]) == 0


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_whoever_comes_while_the_boot_settles_waits_for_its_end(wiring: Wiring):
    told = Story(wiring)
    told.car(tag=MEMBER_TAG)
    told.run(2.99)
    assert told.pulses == []

    told.until("passage.done")


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_a_latch_survives_a_restart(wiring: Wiring):
    told = closed(wiring)
    told.fault(Fault.FIRE)
    told.until("boom.emergency")
    told.run(10)
    told.power_up()
    told.run(10)

    assert told.lane.barrier.latch == "emergency"


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_a_quiet_year_costs_nothing_and_moves_nothing(wiring: Wiring):
    told = closed(wiring)
    rows = len(told.journal)
    told.run(365 * 86_400)

    assert told.pulses == []
    assert len(told.journal) == rows
