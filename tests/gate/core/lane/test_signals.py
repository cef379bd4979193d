from dataclasses import replace

import pytest

from gate.core.barrier.debounce import Inputs
from gate.core.barrier.latches import WARNING
from gate.core.barrier.scan import SILENT
from gate.core.barrier.state import Barrier, State
from gate.core.lane.signals import COUNTED, FLASH, GREEN, PAUSE, SIREN, Counter, count, due, shown
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings, Timing

QUIET = Inputs(frozenset(), frozenset(), {})
CLEAR = Barrier(State.CLEAR, since=100.0, trusted=True)


def settings(wiring: Wiring = Wiring.OPEN_CLOSE, **timing: float) -> LaneSettings:
    return LaneSettings(
        "masuk", Direction.IN, wiring, frozenset(), frozenset(), timing=Timing(**timing)
    )


WARNS = settings(close_warning=4.0, close_delay=6.0)


def seen(barrier: Barrier, now: float, lane: LaneSettings = WARNS) -> frozenset[Output]:
    return shown(barrier, lane, QUIET, now, healthy=False)[0]


def test_all_is_dark_until_the_boot_has_settled():
    assert shown(Barrier(), WARNS, QUIET, 1.0, healthy=True) == (frozenset(), None)


@pytest.mark.parametrize("state", sorted(set(State) - {State.BOOT}))
def test_the_light_is_green_where_one_may_drive_and_red_everywhere_else(state):
    lights = seen(Barrier(state), 1.0, settings()) & {Output.RED, Output.GREEN}

    assert lights == {Output.GREEN if state in GREEN else Output.RED}


@pytest.mark.parametrize("healthy", [True, False])
def test_the_fault_relay_is_on_while_all_is_well(healthy):
    on, _ = shown(Barrier(State.CLOSED), WARNS, QUIET, 1.0, healthy=healthy)

    assert (Output.HEALTHY in on) is healthy


# The warning


@pytest.mark.parametrize("fault", [Input.LOOP_FAULT, Input.BOARD_FAULT])
def test_nobody_is_warned_while_a_detector_is_broken_and_its_repair_begins_the_delay_anew(fault):
    broken = Inputs(frozenset({fault}), frozenset(), {fault: 101.0})
    repaired = Inputs(frozenset(), frozenset(), {fault: 150.0})

    assert shown(CLEAR, WARNS, broken, 200.0, healthy=False) == ({Output.RED}, None)
    assert shown(CLEAR, WARNS, repaired, 151.0, healthy=False) == ({Output.RED}, 152.0)


def test_nobody_is_warned_while_the_safety_loop_counts_as_dead():
    dead = replace(CLEAR, silent=SILENT)

    assert shown(dead, WARNS, QUIET, 200.0, healthy=False) == ({Output.RED}, None)


def test_before_the_warning_the_light_is_steady_and_the_moment_of_the_warning_is_known():
    assert shown(CLEAR, WARNS, QUIET, 101.0, healthy=False) == ({Output.RED}, 102.0)


@pytest.mark.parametrize(
    ("after", "red", "next_"),
    [(0.0, True, 0.5), (0.4, True, 0.5), (0.5, False, 1.0), (1.0, True, 1.5)],
)
def test_while_it_warns_red_flashes_once_a_second_and_the_buzzer_sounds(after, red, next_):
    on, change = shown(CLEAR, WARNS, QUIET, 102.0 + after, healthy=False)

    assert on == {Output.BUZZER} | ({Output.RED} if red else set())
    assert change == pytest.approx(102.0 + next_)


def test_the_moment_of_the_next_flash_always_lies_ahead():
    now = 102.1
    for _ in range(10_000):
        _, change = shown(CLEAR, WARNS, QUIET, now, healthy=False)
        assert change is not None
        assert now < change <= now + FLASH + 1e-6
        now = change


def test_a_warning_longer_than_the_close_delay_begins_at_once():
    lane = settings(close_warning=9.0, close_delay=2.0)

    assert Output.BUZZER in seen(CLEAR, 100.0, lane)


def test_it_warns_as_long_as_the_boom_comes_down():
    assert Output.BUZZER in seen(Barrier(State.CLOSING, since=100.0), 103.0)


@pytest.mark.parametrize(
    "barrier",
    [
        Barrier(State.CLEAR, since=100.0, trusted=False),
        Barrier(State.CLEAR, since=100.0, trusted=True, credits=("c1",)),
        Barrier(State.OPEN, since=100.0, trusted=True),
    ],
    ids=["untrusted", "awaited", "open"],
)
def test_nobody_is_warned_of_a_boom_that_stays_up(barrier):
    assert Output.BUZZER not in seen(barrier, 110.0)


@pytest.mark.parametrize(
    "lane", [settings(), settings(Wiring.PULSE_OPEN, close_warning=4.0)], ids=["off", "board"]
)
def test_no_warning_where_none_is_wanted_or_the_board_closes(lane):
    assert seen(CLEAR, 110.0, lane) == {Output.RED}


def test_a_recovery_warns_from_its_beginning():
    latched = Barrier(State.LATCHED, since=100.0, cause="recovery", warned_at=170.0)

    assert Output.BUZZER in seen(latched, 170.0, settings())


def test_a_recovery_goes_on_warning_in_the_same_beat_until_the_boom_comes_down():
    recovered = Barrier(State.CLEAR, since=175.0, cause="recovery", trusted=True)
    latched = Barrier(State.LATCHED, since=100.0, warned_at=175.0 - WARNING)

    assert seen(recovered, 175.6, settings()) == seen(latched, 175.6, settings())
    assert Output.BUZZER in seen(recovered, 175.6, settings())


# The siren


FORCED = Barrier(State.UNKNOWN, since=100.0, cause="forced")


def test_the_siren_sounds_for_a_forced_boom_and_knows_its_end():
    on, change = shown(FORCED, WARNS, QUIET, 100.0, healthy=False)

    assert on == {Output.RED, Output.BUZZER}
    assert change == 100.0 + SIREN


def test_the_siren_ends_by_itself():
    assert shown(FORCED, WARNS, QUIET, 100.0 + SIREN, healthy=False) == ({Output.RED}, None)


def test_a_boom_that_drifts_sounds_no_siren():
    assert seen(Barrier(State.UNKNOWN, since=100.0, cause="drift"), 101.0) == {Output.RED}


# The counting pulse


def test_a_passage_is_one_pulse_at_once():
    assert count(Counter(), 1, 10.0) == Counter(0, on=True, until=10.0 + COUNTED)


def test_the_pulse_ends_by_itself():
    after = count(count(Counter(), 1, 10.0), 0, 10.0 + COUNTED)

    assert not after.on
    assert due(after) is None


def test_the_pulse_lasts_its_whole_time():
    assert count(count(Counter(), 1, 10.0), 0, 10.0 + COUNTED / 2).on


def test_two_passages_are_two_pulses_with_a_pause():
    counter, now, levels = count(Counter(), 2, 10.0), 10.0, [(10.0, True)]
    while (moment := due(counter)) is not None:
        assert moment > now
        now = moment
        counter = count(counter, 0, now)
        levels.append((pytest.approx(now), counter.on))

    first, second = 10.0, 10.0 + COUNTED + PAUSE
    assert levels == [
        (first, True),
        (first + COUNTED, False),
        (second, True),
        (second + COUNTED, False),
    ]


def test_a_passage_during_the_pause_waits_for_its_end():
    paused = count(count(Counter(), 1, 10.0), 0, 10.0 + COUNTED)
    waiting = count(paused, 1, 10.0 + COUNTED + PAUSE / 2)

    assert not waiting.on
    assert due(waiting) == pytest.approx(10.0 + COUNTED + PAUSE)


def test_nothing_counted_is_nothing_due():
    assert due(Counter()) is None
