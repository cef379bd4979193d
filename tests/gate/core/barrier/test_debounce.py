"""Inputs are debounced by time, and what cannot be told is read as the safe thing."""

import pytest

from gate.core.barrier.debounce import SAFE_WHEN_UNKNOWN, Conditioner
from gate.core.values.model import Input
from gate.core.values.settings import DEBOUNCE, Debounce

LOOP, STOP, DOWN = Input.SAFETY_LOOP, Input.STOP, Input.CLOSED_LIMIT
LIMITS = {Input.CLOSED_LIMIT, Input.OPEN_LIMIT}
FITTED = frozenset(Input)


class Bench:
    """A conditioner fed by hand."""

    def __init__(self, *active: Input, fitted: frozenset[Input] = FITTED) -> None:
        self.now = 50.0
        self.conditioner = Conditioner(fitted, DEBOUNCE)
        self.see(*active)

    def see(self, *active: Input, unknown: tuple[Input, ...] = ()) -> "Bench":
        self.conditioner.sample(frozenset(active), frozenset(unknown), self.now)
        return self

    def after(self, seconds: float) -> "Bench":
        self.now += seconds
        return self

    @property
    def active(self) -> frozenset[Input]:
        return self.conditioner.inputs(self.now).active

    @property
    def unknown(self) -> frozenset[Input]:
        return self.conditioner.inputs(self.now).unknown

    def since(self, sensor: Input) -> float:
        return self.conditioner.inputs(self.now).since(sensor)


def test_whatever_protects_has_a_safe_reading_and_whatever_asks_for_motion_has_none():
    asking = {Input.INNER_LOOP, Input.KEY_OPEN, Input.KEY_CLOSE, Input.KEY_RESET}

    assert FITTED - LIMITS - asking == SAFE_WHEN_UNKNOWN


def test_before_the_first_sample_everything_is_unknown_and_read_as_the_safe_thing():
    inputs = Conditioner(FITTED, DEBOUNCE).inputs(0.0)

    assert inputs.unknown == FITTED
    assert inputs.active == SAFE_WHEN_UNKNOWN
    assert inputs.last_change() == float("-inf")


def test_the_first_sample_counts_at_once():
    bench = Bench(STOP, DOWN)

    assert bench.active == {STOP, DOWN}
    assert bench.unknown == set()
    assert bench.conditioner.deadline is None


@pytest.mark.parametrize("sensor", list(Input), ids=str)
def test_a_contact_counts_as_active_after_its_time_and_not_before(sensor):
    bench = Bench().see(sensor)
    on = DEBOUNCE[sensor].on
    assert bench.conditioner.deadline == pytest.approx(50.0 + on)

    assert sensor not in bench.after(on * 0.9).active
    assert sensor in bench.after(on * 0.2).active
    assert bench.since(sensor) == bench.now
    assert bench.conditioner.deadline is None


@pytest.mark.parametrize("sensor", list(Input), ids=str)
def test_a_contact_counts_as_inactive_after_its_time_and_not_before(sensor):
    bench = Bench(sensor).see()
    off = DEBOUNCE[sensor].off

    assert sensor in bench.after(off * 0.9).active
    assert sensor not in bench.after(off * 0.2).active


def test_a_contact_that_bounces_starts_its_time_anew():
    bench = Bench().see(LOOP).after(0.04).see().after(0.005).see(LOOP)

    assert LOOP not in bench.after(0.04).active
    assert LOOP in bench.after(0.02).active


def test_an_axle_gap_shorter_than_the_off_time_is_no_gap():
    bench = Bench(LOOP).after(1.0).see().after(0.3).see(LOOP).after(5.0)

    assert LOOP in bench.active
    assert bench.since(LOOP) == 50.0


def test_many_samples_in_a_short_time_are_still_a_short_time():
    bench = Bench()
    for _ in range(100):
        bench.after(0.0004).see(LOOP)

    assert bench.active == set()


def test_one_sample_and_a_long_time_are_enough():
    assert Bench().see(LOOP).after(60.0).active == {LOOP}


def test_inputs_that_are_not_fitted_do_not_exist():
    bench = Bench(LOOP, STOP, fitted=frozenset({STOP})).see(LOOP, unknown=(Input.FIRE,))

    assert bench.after(1.0).active == set()
    assert bench.unknown == set()
    assert bench.since(LOOP) == float("-inf")


@pytest.mark.parametrize("sensor", sorted(SAFE_WHEN_UNKNOWN), ids=str)
def test_a_sensor_that_cannot_be_told_counts_as_active(sensor):
    bench = Bench().see(unknown=(sensor,)).after(DEBOUNCE[sensor].on)

    assert sensor in bench.active
    assert sensor in bench.unknown


@pytest.mark.parametrize("sensor", sorted(LIMITS), ids=str)
def test_a_limit_that_cannot_be_told_counts_as_inactive(sensor):
    bench = Bench(sensor).see(unknown=(sensor,)).after(DEBOUNCE[sensor].off)

    assert sensor not in bench.active
    assert sensor in bench.unknown


def test_a_sensor_unknown_in_the_first_sample_counts_as_active_at_once():
    conditioner = Conditioner(FITTED, DEBOUNCE)
    conditioner.sample(frozenset(), frozenset({LOOP}), 1.0)

    assert conditioner.inputs(1.0).active == {LOOP}
    assert conditioner.inputs(1.0).unknown == {LOOP}


def test_a_sensor_told_again_stays_unknown_until_its_reading_counts():
    """What it shows meanwhile is our caution: nobody has seen a vehicle on this loop."""
    bench = Bench().see(unknown=(LOOP,)).after(1.0)
    assert bench.unknown == {LOOP}

    bench.see().after(0.49)
    assert (bench.active, bench.unknown) == ({LOOP}, {LOOP})

    bench.after(0.02)
    assert (bench.active, bench.unknown) == (set(), set())


def test_a_sensor_told_occupied_again_is_known_after_its_on_time():
    bench = Bench().see(unknown=(LOOP,)).after(1.0)
    assert bench.unknown == {LOOP}
    bench.see(LOOP)
    assert bench.conditioner.deadline == pytest.approx(51.05)

    assert bench.after(0.04).unknown == {LOOP}
    assert bench.after(0.02).unknown == set()
    assert bench.active == {LOOP}
    assert bench.conditioner.deadline is None


def test_a_sensor_told_occupied_for_a_moment_and_then_clear_is_never_known_occupied():
    bench = Bench().see(unknown=(LOOP,)).after(1.0).see(LOOP).after(0.04).see()

    while LOOP in bench.after(0.01).active:
        assert LOOP in bench.unknown


def test_a_sensor_that_comes_and_goes_stays_unknown():
    bench = Bench().see(unknown=(LOOP,))
    for _ in range(20):
        bench.after(0.03).see(LOOP).after(0.02).see(unknown=(LOOP,))
        assert bench.unknown == {LOOP}

    assert bench.active == {LOOP}


def test_a_time_of_zero_counts_at_once():
    conditioner = Conditioner(frozenset({STOP}), {STOP: Debounce(0.0, 0.0)})
    conditioner.sample(frozenset(), frozenset(), 1.0)
    conditioner.sample(frozenset({STOP}), frozenset(), 2.0)

    assert conditioner.inputs(2.0).active == {STOP}
    assert conditioner.inputs(2.0).last_change() == 2.0
