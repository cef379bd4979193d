"""The output stage has the last word: pulses, gaps, dead time, vetoes."""

import pytest

from gate.core.barrier.output_stage import OutputStage, Veto, deadline, drive
from gate.core.values.model import Output
from gate.core.values.settings import Timing

OPEN, CLOSE = Output.OPEN, Output.CLOSE
FREE = Veto(all=False, closing=False)
NO_CLOSING = Veto(all=False, closing=True)
NOTHING = Veto(all=True, closing=True)
TIMING = Timing(pulse=0.5, pulse_gap=0.6, dead=0.8)


class Relays:
    """An output stage driven by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.stage = OutputStage()

    def ask(self, request: Output | None = None, veto: Veto = FREE) -> Output | None:
        self.stage = drive(self.stage, request, veto, TIMING, self.now)
        return self.stage.on

    def after(self, seconds: float, veto: Veto = FREE) -> Output | None:
        self.now += seconds
        return self.ask(None, veto)


@pytest.fixture
def relays() -> Relays:
    return Relays()


@pytest.mark.parametrize("output", [OPEN, CLOSE], ids=str)
def test_a_pulse_begins_at_once_and_lasts_its_time(relays, output):
    assert relays.ask(output) is output
    assert deadline(relays.stage, TIMING) == pytest.approx(100.5)

    assert relays.after(0.49) is output
    assert relays.after(0.02) is None
    assert deadline(relays.stage, TIMING) is None


def test_what_has_been_let_go_lowers_nothing(relays):
    relays.ask(CLOSE)
    assert relays.stage.lowers

    relays.after(0.6)
    assert not relays.stage.lowers


def test_repeats_during_a_pulse_add_nothing(relays):
    for _ in range(10):
        assert relays.ask(OPEN) is OPEN
        relays.now += 0.04
    relays.now += 0.2

    assert relays.ask() is None
    assert relays.stage.queued is None


def test_the_next_pulse_of_the_same_relay_waits_for_the_gap(relays):
    relays.ask(OPEN)
    relays.after(0.5)
    assert relays.ask(OPEN) is None
    assert deadline(relays.stage, TIMING) == pytest.approx(101.1)

    assert relays.after(0.59) is None
    assert relays.after(0.02) is OPEN


def test_the_opposite_pulse_waits_for_the_dead_time(relays):
    relays.ask(OPEN)
    relays.after(0.5)
    assert relays.ask(CLOSE) is None

    assert relays.after(0.79) is None
    assert relays.after(0.02) is CLOSE


def test_the_gap_counts_from_when_the_relay_was_really_let_go(relays):
    """A late scan must not merge two pulses into one."""
    relays.ask(OPEN)
    relays.now += 5.0

    assert relays.ask(OPEN) is None
    assert relays.after(0.59) is None
    assert relays.after(0.02) is OPEN


def test_an_open_request_cuts_a_close_pulse_and_follows_after_the_dead_time(relays):
    relays.ask(CLOSE)
    relays.now += 0.1
    assert relays.ask(OPEN) is None

    assert relays.after(0.79) is None
    assert relays.after(0.02) is OPEN


def test_a_close_request_waits_for_the_open_pulse_to_end(relays):
    relays.ask(OPEN)
    relays.now += 0.1
    assert relays.ask(CLOSE) is OPEN

    assert relays.after(0.41) is None
    assert relays.after(0.81) is CLOSE


@pytest.mark.parametrize("newest", [OPEN, CLOSE], ids=str)
def test_of_two_waiting_requests_the_newest_counts(relays, newest):
    relays.ask(OPEN)
    relays.after(0.5)
    relays.ask(CLOSE if newest is OPEN else OPEN)
    relays.ask(newest)

    assert relays.after(0.81) is newest
    assert relays.after(0.51) is None
    assert relays.after(5.0) is None


def test_an_open_request_during_its_pulse_takes_back_the_close_queued_behind_it(relays):
    relays.ask(OPEN)
    relays.ask(CLOSE)
    relays.ask(OPEN)

    assert relays.after(0.51) is None
    assert relays.after(5.0) is None


def test_the_closing_veto_ends_a_close_pulse_in_the_same_scan(relays):
    relays.ask(CLOSE)

    assert relays.after(0.1, NO_CLOSING) is None
    assert relays.after(5.0) is None


def test_the_closing_veto_takes_a_waiting_close_request_back(relays):
    relays.ask(OPEN)
    relays.ask(CLOSE)

    assert relays.ask(None, NO_CLOSING) is OPEN
    assert relays.after(0.51) is None
    assert relays.after(5.0) is None


def test_under_the_closing_veto_a_close_request_does_nothing_and_opening_goes_on(relays):
    assert relays.ask(CLOSE, NO_CLOSING) is None
    assert relays.ask(OPEN, NO_CLOSING) is OPEN


@pytest.mark.parametrize("output", [OPEN, CLOSE], ids=str)
def test_the_veto_of_everything_ends_a_pulse_and_what_waits(relays, output):
    relays.ask(output)
    relays.ask(CLOSE)

    assert relays.ask(OPEN, NOTHING) is None
    assert relays.stage.queued is None
    assert relays.after(5.0) is None


def test_the_gap_counts_from_a_pulse_that_was_cut(relays):
    relays.ask(OPEN)
    relays.after(0.1, NOTHING)

    assert relays.ask(OPEN) is None
    assert relays.after(0.59) is None
    assert relays.after(0.02) is OPEN


def test_a_step_pulse_that_waits_is_dropped_where_the_place_of_the_boom_is_not_proved():
    pulsed = drive(OutputStage(), Output.STEP, Veto(all=False, closing=True), TIMING, 0.0)
    again = drive(pulsed, None, Veto(all=False, closing=True), TIMING, TIMING.pulse)
    waiting = drive(again, Output.STEP, Veto(all=False, closing=True), TIMING, 0.6)
    vetoed = drive(waiting, None, Veto(all=False, closing=True, step=True), TIMING, 0.7)

    assert (waiting.queued, vetoed.queued, vetoed.on) == (Output.STEP, None, None)


def test_the_veto_of_steps_is_about_steps_only():
    waiting = drive(drive(OutputStage(), CLOSE, FREE, TIMING, 0.0), OPEN, FREE, TIMING, 0.1)
    vetoed = drive(waiting, None, Veto(all=False, closing=True, step=True), TIMING, 0.2)

    assert vetoed.queued is OPEN


def test_a_pulse_that_waits_begins_at_the_very_moment_its_gap_is_over():
    timing = Timing(pulse=0.5, pulse_gap=0.5)
    pulsed = drive(OutputStage(), OPEN, FREE, timing, 0.0)
    waiting = drive(drive(pulsed, None, FREE, timing, 0.5), OPEN, FREE, timing, 0.75)

    assert deadline(waiting, timing) == 1.0
    assert drive(waiting, None, FREE, timing, 1.0).on is OPEN


def test_a_step_that_raises_the_boom_is_not_ended_by_the_veto_of_closing():
    rising = drive(OutputStage(), Output.STEP, NO_CLOSING, TIMING, 0.0)

    assert drive(rising, None, NO_CLOSING, TIMING, 0.1).on is Output.STEP
